"""How much may come from one place."""

import datetime

from evenhand.chat.errors import TooMuch
from evenhand.core.api import is_too_much


def at_most(times: int, minutes: int, *, of: str, by: str, now: datetime.datetime) -> None:
    """Count one more `of` something from `by`; raises TooMuch beyond so many times in so many minutes."""
    if is_too_much(times, minutes, of=f"chat:{of}", by=by, now=now):
        raise TooMuch
