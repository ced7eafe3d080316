"""What surveys announce to rooms above."""

import datetime
from dataclasses import dataclass

from evenhand.core.api import Event


@dataclass(frozen=True, kw_only=True)
class VoteCast(Event):
    """A customer answered, or answered anew; `choice` is "yes" or "no"."""

    invitation_id: int
    contact_id: int
    case_id: int
    agent_id: int | None
    choice: str
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class ReasonGiven(Event):
    """A customer said why; `owner` is one of `Owner`: who in the business has to act on it.

    Or took back, without a reason, that it was a slip: `reason_code` is empty.
    """

    invitation_id: int
    case_id: int
    reason_code: str
    owner: str
    at: datetime.datetime
