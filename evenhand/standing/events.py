"""What standing announces to the rooms above."""

import datetime
from dataclasses import dataclass

from evenhand.core.api import Event


@dataclass(frozen=True, kw_only=True)
class MarkFell(Event):
    """A mark no longer counts: revoked after a contest, another decision, or the customer's change of mind."""

    mark_id: int
    account_id: int
    why: str
    at: datetime.datetime
