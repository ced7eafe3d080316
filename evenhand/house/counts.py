"""Where counts are kept: in files, so that all processes of one machine count together."""

import random
from contextlib import suppress
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache

MOST_KEPT = 10_000
LOOKED_AT_ONCE_IN = 100  # writings: the more there are, the longer it takes to look at all of them


class CountsInFiles(FileBasedCache):
    """Django's, but what is over goes first. By itself it keeps 300, and beyond them removes whatever chance picks.

    So a few hundred visitors made it forget how often a password had been tried.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(location, params)
        self._max_entries = MOST_KEPT

    def _cull(self) -> None:
        if random.randrange(LOOKED_AT_ONCE_IN):  # noqa: S311 - nothing is kept secret by it
            return
        for name in self._list_cache_files():  # type: ignore[attr-defined]
            with suppress(OSError), open(name, "rb") as kept:  # another process may have removed it
                self._is_expired(kept)  # type: ignore[attr-defined]
        super()._cull()  # type: ignore[misc]
