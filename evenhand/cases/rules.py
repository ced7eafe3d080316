"""How long a contact took: talk, hold and after-contact work, counted once and shared fairly. No Django."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

SegmentKind = Literal["talk", "hold", "after"]


@dataclass(frozen=True)
class Stretch:
    """One segment of a contact: what went on from `start` until `end`."""

    kind: SegmentKind
    start: datetime.datetime
    end: datetime.datetime


@dataclass(frozen=True)
class Span:
    """The time for which a contact ran."""

    start: datetime.datetime
    end: datetime.datetime


@dataclass(frozen=True)
class HandleTime:
    """A contact's time in seconds. Hold is never inside talk, so the total is their sum."""

    talk: float = 0.0
    hold: float = 0.0
    after: float = 0.0

    @property
    def total(self) -> float:
        return self.talk + self.hold + self.after

    def __add__(self, other: "HandleTime") -> "HandleTime":
        return HandleTime(self.talk + other.talk, self.hold + other.hold, self.after + other.after)


def handle_time(
    segments: Sequence[Stretch], others: Sequence[Span], most_after: datetime.timedelta | None = None
) -> HandleTime:
    """The time that counts for one contact, while its agent also had `others` running.

    Each moment is divided by the number of contacts that the agent had running in it, so that the shares of all add
    up to the time that went by. Where two segments overlap (a clock was set back), the later one holds: nothing is
    counted twice, nothing is negative. After-contact work counts up to `most_after`.
    """
    begun_or_ended = [(each.start, each.end) for each in segments] + [(each.start, each.end) for each in others]
    moments = sorted({moment for pair in begun_or_ended for moment in pair})
    seconds: dict[SegmentKind, float] = {"talk": 0.0, "hold": 0.0, "after": 0.0}
    for start, end in pairwise(moments):
        kind = _kind_at(start, segments)
        if kind:
            running = 1 + sum(1 for other in others if other.start <= start < other.end)
            seconds[kind] += (end - start).total_seconds() / running
    if most_after is not None:
        seconds["after"] = min(seconds["after"], most_after.total_seconds())
    return HandleTime(seconds["talk"], seconds["hold"], seconds["after"])


def _kind_at(moment: datetime.datetime, segments: Sequence[Stretch]) -> SegmentKind | None:
    """What went on at `moment`: of segments that overlap, the one begun last."""
    current = [each for each in segments if each.start <= moment < each.end]
    return max(current, key=lambda each: each.start).kind if current else None


def is_forgotten(last_sign: datetime.datetime, now: datetime.datetime, after_minutes: int) -> bool:
    """Whether nothing has been seen of the agent for so long that the contact must have been left open."""
    return now - last_sign >= datetime.timedelta(minutes=after_minutes)
