"""How much may come from one place. Counted in the cache, by all processes of one machine, and forgotten with it."""

import datetime
import hashlib

from django.core.cache import cache


def is_too_much(times: int, minutes: int, *, of: str, by: str, now: datetime.datetime) -> bool:
    """Count one more `of` something from `by`; whether that is beyond so many times in so many minutes."""
    window = int(now.timestamp() // (60 * minutes))
    key = f"limit:{of}:{hashlib.sha256(by.encode()).hexdigest()[:32]}:{window}"
    count: int = cache.get(key, 0) + 1
    cache.set(key, count, 60 * minutes)  # not `incr`: in files it would keep the count for five minutes only
    return count > times
