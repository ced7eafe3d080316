"""Decisions on plain values: a promise's clock, which promise holds for a case, and when its clock stands still."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from evenhand.promises.hours import NOTHING, OpenHours


class Kind(StrEnum):
    """What is promised."""

    FIRST = "first"
    NEXT = "next"
    RESOLUTION = "resolution"


class Pause(StrEnum):
    """Why a clock stands still: the wait is not ours, or the case is not to be worked on."""

    CUSTOMER = "customer"
    ASLEEP = "asleep"
    HOLD = "hold"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Clock:
    """Business time against a target. `counted` went by before `since`, which is None while the clock stands still."""

    target: datetime.timedelta
    hours: OpenHours
    counted: datetime.timedelta = NOTHING
    since: datetime.datetime | None = None

    def elapsed(self, at: datetime.datetime) -> datetime.timedelta:
        """The business time that has gone by until `at`."""
        return self.counted + (self.hours.between(self.since, at) if self.since else NOTHING)

    def paused(self, at: datetime.datetime) -> "Clock":
        """Standing still from `at` on. One that stands still already stays as it is."""
        return replace(self, counted=self.elapsed(at), since=None) if self.since else self

    def resumed(self, at: datetime.datetime) -> "Clock":
        """Running from `at` on. One that runs already stays as it is: no clock starts twice."""
        return self if self.since else replace(self, since=at)

    def retargeted(self, target: datetime.timedelta, hours: OpenHours, at: datetime.datetime) -> "Clock":
        """Another target, or other hours, from `at` on. What has gone by is kept, in the hours in which it went by."""
        if not self.since:
            return replace(self, target=target, hours=hours)
        moment = max(at, self.since)
        return Clock(target, hours, self.elapsed(moment), moment)

    def reaches(self, business_time: datetime.timedelta) -> datetime.datetime | None:
        """When so much will have gone by, if the clock runs on; None while it stands still, or where it never does.

        What has gone by already is reached where the clock was last started: never earlier than it was asked for.
        """
        if self.since is None:
            return None
        return self.hours.after(self.since, business_time - self.counted)

    @property
    def due_at(self) -> datetime.datetime | None:
        """When the target is reached."""
        return self.reaches(self.target)

    def soon_at(self, share: float) -> datetime.datetime | None:
        """When this share of the target is reached, to the minute."""
        seconds = int(self.target.total_seconds() * share)
        return self.reaches(datetime.timedelta(seconds=seconds - seconds % 60))


@dataclass(frozen=True)
class Level:
    """What is promised to cases of a queue, a reason (a tag) and a priority; None and "" mean any.

    Minutes are business minutes of the calendar; None where nothing is promised.
    """

    calendar_id: int
    queue_id: int | None = None
    reason: str = ""
    priority: int | None = None
    first_minutes: int | None = None
    next_minutes: int | None = None
    resolution_minutes: int | None = None

    def minutes_for(self, kind: Kind) -> int | None:
        """The target for one kind of promise."""
        return {Kind.FIRST: self.first_minutes, Kind.NEXT: self.next_minutes}.get(kind, self.resolution_minutes)


def level_for(levels: Sequence[Level], *, queue_id: int, tags: Collection[str], priority: int) -> int | None:
    """The place of the level that fits a case best: a named queue before a reason, a reason before a priority.

    Of two that fit alike, the upper one. None where none fits.
    """
    fitting = [
        (bool(level.queue_id), bool(level.reason), level.priority is not None, -place)
        for place, level in enumerate(levels)
        if level.queue_id in (None, queue_id)
        and (not level.reason or level.reason in tags)
        and level.priority in (None, priority)
    ]
    return -max(fitting)[-1] if fitting else None


def pause_of(status: str, hold_causes: Collection[str], pausing_causes: Collection[str]) -> Pause | None:
    """Why the clocks of a case stand still now, if they do."""
    if status == "set_aside":
        return Pause.SET_ASIDE
    if status == "snoozed":
        return Pause.ASLEEP
    if status == "waiting":
        return Pause.CUSTOMER
    pausing = {cause.casefold() for cause in pausing_causes}
    return Pause.HOLD if any(cause.casefold() in pausing for cause in hold_causes) else None


def resumes_at(
    *, paused_at: datetime.datetime, waiting_since: datetime.datetime | None, at: datetime.datetime, is_undo: bool
) -> datetime.datetime:
    """From when on a clock counts again: from `at` on, or through, as if it had never stood still.

    Through where what stopped it was a mistake that was taken back (a closing, a reply): then the case waits for us
    since before the clock stopped.
    """
    was_never_stopped = is_undo and waiting_since is not None and waiting_since <= paused_at
    return paused_at if was_never_stopped else max(paused_at, at)
