"""Business time: opening hours of each weekday, holidays, and exact arithmetic across any change of clocks. Pure."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

DAY = datetime.timedelta(days=1)
NOTHING = datetime.timedelta()
MIDNIGHT = 24 * 60
HORIZON_DAYS = 3 * 366
"""So far ahead a moment is looked for; a calendar that is shut for longer never opens."""

Shift: TypeAlias = tuple[int, int]
"""Minutes after midnight on the wall clock: from (counted in) until (left out). 1440 is the end of the day."""


@dataclass(frozen=True)
class Holiday:
    """A day that is not worked: in one year, or in every year where `year` is None."""

    month: int
    day: int
    year: int | None = None
    name: str = ""

    def falls_on(self, day: datetime.date) -> bool:
        """Whether it is this day."""
        return (self.month, self.day) == (day.month, day.day) and self.year in (None, day.year)


@dataclass(frozen=True)
class OpenHours:
    """When we are there: shifts for each weekday, Monday first, in the calendar's own zone, but not on holidays."""

    zone: str
    week: tuple[tuple[Shift, ...], ...]
    holidays: tuple[Holiday, ...] = ()

    def holiday_on(self, day: datetime.date) -> Holiday | None:
        """The holiday that keeps us shut on `day`, if any."""
        return next((each for each in self.holidays if each.falls_on(day)), None)

    def shifts_on(self, day: datetime.date) -> tuple[Shift, ...]:
        """The shifts of `day` on the wall clock."""
        return () if self.holiday_on(day) else self.week[day.weekday()]

    def stretches_on(self, day: datetime.date) -> tuple[tuple[datetime.datetime, datetime.datetime], ...]:
        """The same as moments, in UTC. A shift over a change of clocks is as long as it then really is."""
        return _stretches(self, day)

    def is_open_at(self, moment: datetime.datetime) -> bool:
        """Whether we are there at `moment`."""
        return any(start <= moment < end for start, end in self._stretches_from(moment, days=3))

    def between(self, start: datetime.datetime, end: datetime.datetime) -> datetime.timedelta:
        """The business time from `start` until `end`; nothing where `end` is not later."""
        if end <= start:
            return NOTHING
        total = NOTHING
        for opens, closes in self._stretches_from(start, days=(end - start).days + 4):
            total += max(NOTHING, min(closes, end) - max(opens, start))
        return total

    def after(self, start: datetime.datetime, business_time: datetime.timedelta) -> datetime.datetime | None:
        """The first moment at which so much business time has gone by since `start`; None where it never does."""
        if business_time <= NOTHING:
            return start
        left = business_time
        for opens, closes in self._stretches_from(start, days=HORIZON_DAYS):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= max(NOTHING, closes - begins)
        return None

    def opens_next(self, start: datetime.datetime) -> datetime.datetime | None:
        """The first moment from `start` on at which we are there."""
        found = ((opens, closes) for opens, closes in self._stretches_from(start, days=HORIZON_DAYS) if closes > start)
        first = next(found, None)
        return max(first[0], start) if first else None

    def _stretches_from(
        self, start: datetime.datetime, days: int
    ) -> Iterator[tuple[datetime.datetime, datetime.datetime]]:
        """Stretches from the day before `start` on: a moment's date can be one off where clocks change at midnight."""
        day = start.astimezone(_zone(self.zone)).date() - DAY
        for ahead in range(days + 1):
            yield from self.stretches_on(day + ahead * DAY)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=16384)
def _stretches(hours: OpenHours, day: datetime.date) -> tuple[tuple[datetime.datetime, datetime.datetime], ...]:
    ends = (
        (moment_of(hours.zone, day, opens), moment_of(hours.zone, day, closes))
        for opens, closes in hours.shifts_on(day)
    )
    return tuple((opens, closes) for opens, closes in ends if opens < closes)


def moment_of(zone: str, day: datetime.date, minute: int) -> datetime.datetime:
    """The first moment at which the wall clock shows `minute` of `day`, or later; in UTC.

    Where the clock is put back and shows it twice, the first time counts. Where it is put forward over it, the moment
    of the change. So the wall clock's order is kept, and shifts that meet still meet.
    """
    wall = datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(minutes=minute)
    early, late = (_as_utc(wall, zone, fold) for fold in (0, 1))
    if early <= late:
        return early
    return _first_at_or_after(wall, late, early, zone)


def _as_utc(wall: datetime.datetime, zone: str, fold: int) -> datetime.datetime:
    return wall.replace(tzinfo=_zone(zone), fold=fold).astimezone(datetime.UTC)


def _first_at_or_after(
    wall: datetime.datetime, low: datetime.datetime, high: datetime.datetime, zone: str
) -> datetime.datetime:
    """The change of clocks over `wall`, to the second: it lies after `low`, and at `high` or before."""
    second = datetime.timedelta(seconds=1)
    while high - low > second:
        middle = low + ((high - low) // 2 // second) * second
        if middle.astimezone(_zone(zone)).replace(tzinfo=None) >= wall:
            high = middle
        else:
            low = middle
    return high
