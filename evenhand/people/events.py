"""What people announces to the rooms above."""

import datetime
from dataclasses import dataclass

from evenhand.core.api import Event


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """Somebody has a role that they did not have before."""

    account_id: int
    role: str
    at: datetime.datetime
