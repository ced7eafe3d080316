"""The door of drafting: what rooms above may use."""

from evenhand.drafting.actions import drop_proposal, is_on, propose, take_proposal, words_of_check
from evenhand.drafting.models import Proposal
from evenhand.drafting.queries import proposal_of

__all__ = ["Proposal", "drop_proposal", "is_on", "proposal_of", "propose", "take_proposal", "words_of_check"]
