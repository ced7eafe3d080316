"""For how long work of each kind is meant to take, and as text that is kept. Goals are for work, not for people."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache

KINDS = ("talk", "hold", "after")
FLOOR = 10


@dataclass(frozen=True)
class Goal:
    """For one kind of work, a queue on a channel: seconds of talk, hold and after-contact work; None for no goal."""

    queue_id: int
    channel: str
    talk: int | None = None
    hold: int | None = None
    after: int | None = None

    def seconds_for(self, kind: str) -> int | None:
        """The goal for one kind of time; for the whole, the sum where each has one."""
        if kind in KINDS:
            seconds: int | None = getattr(self, kind)
            return seconds
        each = (self.talk, self.hold, self.after)
        return sum(part for part in each if part is not None) if None not in each else None


@dataclass(frozen=True)
class Goals:
    """All goals, and below how many contacts nothing is said."""

    goals: tuple[Goal, ...] = ()
    floor: int = FLOOR

    def goal_for(self, queue_id: int, channel: str) -> Goal | None:
        """The goal for one kind of work."""
        fitting = (each for each in self.goals if (each.queue_id, each.channel) == (queue_id, channel))
        return next(fitting, None)


def text_of(goals: Goals) -> str:
    """The goals as they are kept; the same goals give the same text."""
    return json.dumps({"goals": [asdict(each) for each in goals.goals], "floor": goals.floor}, sort_keys=True)


@lru_cache(maxsize=64)
def goals_of(text: str) -> Goals:
    """The goals that `text_of` wrote."""
    kept = json.loads(text)
    return Goals(tuple(Goal(**each) for each in kept["goals"]), kept["floor"])
