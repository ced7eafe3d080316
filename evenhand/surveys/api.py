"""The door of surveys: what rooms above may use."""

from evenhand.surveys.events import AnswerWithdrawn, ReasonGiven, VoteCast
from evenhand.surveys.models import Invitation, PageRequest, Reason, Refusal, Vote, VoteReason
from evenhand.surveys.rules import Choice, Owner

__all__ = [
    "AnswerWithdrawn",
    "Choice",
    "Invitation",
    "Owner",
    "PageRequest",
    "Reason",
    "ReasonGiven",
    "Refusal",
    "Vote",
    "VoteCast",
    "VoteReason",
]
