"""Service levels as a whole, and as text that is kept."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache

from evenhand.promises.rules import Kind, Level

PAUSING_CAUSES = ("waiting on carrier", "waiting on customer")


@dataclass(frozen=True)
class Levels:
    """What is promised to whom; when we are warned; which causes of a hold let a clock stand still."""

    levels: tuple[Level, ...]
    warn_percent: int = 75
    pausing_causes: tuple[str, ...] = PAUSING_CAUSES

    @property
    def warn_share(self) -> float:
        """The share of a promise's time after which we are warned."""
        return self.warn_percent / 100

    def minutes_for(self, place: int, kind: Kind) -> int | None:
        """The target at one place for one kind of promise."""
        return self.levels[place].minutes_for(kind)


def text_of(levels: Levels) -> str:
    """The levels as they are kept; the same levels give the same text."""
    kept = {**asdict(levels), "levels": [asdict(level) for level in levels.levels]}
    return json.dumps(kept, sort_keys=True)


@lru_cache(maxsize=64)
def levels_of(text: str) -> Levels:
    """The levels that `text_of` wrote."""
    kept = json.loads(text)
    return Levels(
        levels=tuple(Level(**level) for level in kept["levels"]),
        warn_percent=kept["warn_percent"],
        pausing_causes=tuple(kept["pausing_causes"]),
    )
