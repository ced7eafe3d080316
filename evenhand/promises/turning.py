"""How one promise turns as its case does: its clock started and stopped, kept, broken, owed again. Changes the row in
memory; actions save it."""

import datetime
from dataclasses import dataclass, field

from evenhand.promises.models import Promise
from evenhand.promises.queries import Situation, hours_in_force
from evenhand.promises.rules import Clock, Kind, Pause, resumes_at


def start_clock(promise: Promise, at: datetime.datetime) -> None:
    """Let the clock run from `at` on, and say when it is due."""
    _take_over(promise, promise.clock.resumed(at))
    promise.pause, promise.paused_at = "", None


def stop_clock(promise: Promise, pause: Pause, at: datetime.datetime) -> None:
    """Let the clock stand still from `at` on, for a reason."""
    moment = max(at, promise.since or at)
    _take_over(promise, promise.clock.paused(moment))
    promise.pause, promise.paused_at = pause.value, moment


def _take_over(promise: Promise, clock: Clock) -> None:
    promise.counted, promise.since = clock.counted, clock.since
    promise.target_minutes = int(clock.target.total_seconds() // 60)
    promise.due_at, promise.soon_at = clock.due_at, clock.soon_at(promise.version.levels.warn_share)


def break_if_late(promise: Promise, at: datetime.datetime) -> None:
    """Once its time has gone by, a promise is broken, whatever comes after."""
    if promise.broken_at is None and promise.due_at and promise.due_at < at and not promise.is_settled:
        promise.broken_at = promise.due_at


def settle(promise: Promise, at: datetime.datetime, *, is_needed: bool = True, reply_number: int | None = None) -> None:
    """It is over: kept where it was in time, else broken; released where nothing was owed any more."""
    break_if_late(promise, at)
    due_at, soon_at = promise.due_at, promise.soon_at
    _take_over(promise, promise.clock.paused(at))
    promise.due_at, promise.soon_at = due_at, soon_at
    promise.pause, promise.paused_at = "", None
    promise.settled_at, promise.reply_number = at, reply_number
    outcomes = Promise.Outcome
    promise.outcome = outcomes.BROKEN if promise.broken_at else outcomes.KEPT if is_needed else outcomes.RELEASED


def unsettle(promise: Promise) -> None:
    """Owed again, as it stood when it was settled; the clock stands still until somebody looks at the case."""
    promise.pause, promise.paused_at = Pause.CUSTOMER.value, promise.settled_at
    promise.settled_at, promise.outcome, promise.reply_number = None, "", None
    promise.due_at = promise.soon_at = None


@dataclass(frozen=True)
class Turn:
    """One look at a case: how it stands at `at`."""

    stands: Situation
    at: datetime.datetime
    is_undo: bool
    pauses: dict[int, Pause | None] = field(default_factory=dict)
    places: dict[int, int | None] = field(default_factory=dict)

    def look_by(self, promise: Promise) -> tuple[Pause | None, int | None]:
        """What the version of this promise says of the case: why clocks rest, and which level fits. Read once."""
        version = promise.version
        if version.pk not in self.places:
            self.pauses[version.pk] = self.stands.pause_under(version.levels)
            self.places[version.pk] = self.stands.place_in(version.levels)
        return self.pauses[version.pk], self.places[version.pk]

    def brings_in_line(self, promise: Promise) -> bool:
        """Bring one promise in line; answers whether that changed it."""
        before = _state(promise)
        break_if_late(promise, self.at)
        if self.stands.is_closed:
            if not promise.is_settled:
                settle(promise, self.at, is_needed=promise.kind == Kind.RESOLUTION)
            return _state(promise) != before
        if promise.is_settled:
            unsettle(promise)
        self._runs_or_rests(promise)
        self._follows_level(promise)
        if promise.soon_at and promise.soon_at > self.at:
            promise.warned_at = None
        return _state(promise) != before

    def _runs_or_rests(self, promise: Promise) -> None:
        pause, _place = self.look_by(promise)
        if pause and promise.since:
            stop_clock(promise, pause, self.at)
        elif pause:
            promise.pause = pause.value
        elif promise.since is None:
            since = resumes_at(
                paused_at=promise.paused_at or self.at,
                waiting_since=self.stands.waiting_since,
                at=self.at,
                is_undo=self.is_undo,
            )
            start_clock(promise, since)

    def _follows_level(self, promise: Promise) -> None:
        """Under another queue, reason or priority another target holds; what has gone by is kept.

        Where that level promises nothing of the kind, the promise stays as it is: made is made.
        """
        levels = promise.version.levels
        _pause, place = self.look_by(promise)
        minutes = levels.minutes_for(place, Kind(promise.kind)) if place is not None else None
        if place is None or minutes is None or place == promise.place:
            return
        promise.place, promise.hours = place, hours_in_force(levels.levels[place].calendar_id)
        target = datetime.timedelta(minutes=minutes)
        _take_over(promise, promise.clock.retargeted(target, promise.hours.hours, self.at))
        if place == promise.made_place and promise.due_at and promise.due_at >= self.at:
            promise.broken_at = None  # only the level by mistake was broken, and it holds no more


def _state(promise: Promise) -> tuple[object, ...]:
    return (
        *(promise.place, promise.hours_id, promise.target_minutes, promise.counted, promise.since),
        *(promise.pause, promise.paused_at, promise.due_at, promise.soon_at, promise.warned_at),
        *(promise.broken_at, promise.settled_at, promise.outcome),
    )
