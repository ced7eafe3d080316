"""How much may come from one place. Counted in the cache, by all processes of one machine, and forgotten with it."""

import datetime
import hashlib

from django.core.cache import cache

from evenhand.chat.errors import TooMuch


def at_most(times: int, minutes: int, *, of: str, by: str, now: datetime.datetime) -> None:
    """Count one more `of` something from `by`; raises TooMuch beyond so many times in so many minutes."""
    window = int(now.timestamp() // (60 * minutes))
    key = f"chat:{of}:{hashlib.sha256(by.encode()).hexdigest()[:32]}:{window}"
    cache.add(key, 0, 60 * minutes)
    try:
        count = cache.incr(key)
    except ValueError:  # it was just forgotten
        count = 1
    if count > times:
        raise TooMuch
