"""Reads: the draft that waits for an agent."""

from evenhand.cases.api import Case
from evenhand.core.api import Actor
from evenhand.drafting.actions import is_on
from evenhand.drafting.models import Proposal


def proposal_of(case: Case, actor: Actor) -> Proposal | None:
    """The draft that `actor` asked for in `case`. Where no model is set up nothing is read."""
    return Proposal.objects.filter(case=case, agent_id=actor.account_id).first() if is_on() else None
