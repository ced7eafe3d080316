"""How much may come from one place. Counted in the cache, by all processes of one machine, and forgotten with it."""

import datetime
import hashlib

from django.core.cache import cache


def is_too_much(times: int, minutes: int, *, of: str, by: str, now: datetime.datetime) -> bool:
    """Count one more `of` something from `by`; whether that is beyond so many times in so many minutes."""
    window = int(now.timestamp() // (60 * minutes))
    key = f"limit:{of}:{hashlib.sha256(by.encode()).hexdigest()[:32]}:{window}"
    cache.add(key, 0, 60 * minutes)
    try:
        count = cache.incr(key)
    except ValueError:  # it was just forgotten
        count = 1
    return count > times
