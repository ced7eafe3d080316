"""The site's calendar: where a day begins, which days are worked, when a deadline in working days ends."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from evenhand.core.environment import WEEKDAYS, environment

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """Until when: `day` is the last one that counts, `at` the first moment that is too late."""

    day: datetime.date
    at: datetime.datetime


@dataclass(frozen=True)
class SiteCalendar:
    """Days as people live them where the site is. `weekend` holds weekdays, Monday being 0."""

    zone: ZoneInfo
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[datetime.date] = frozenset()

    def day_of(self, moment: datetime.datetime) -> datetime.date:
        """The day on which `moment` falls."""
        return moment.astimezone(self.zone).date()

    def start_of(self, day: datetime.date) -> datetime.datetime:
        """The first moment of `day`, in UTC. A day may have 23 or 25 hours."""
        return datetime.datetime.combine(day, datetime.time(), self.zone).astimezone(datetime.UTC)

    def is_worked(self, day: datetime.date) -> bool:
        """Whether `day` is neither a weekend nor a holiday."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def deadline(
        self, since: datetime.datetime, working_days: int, without: Collection[datetime.date] = frozenset()
    ) -> Deadline:
        """The end of the last of so many working days, of which the first is the one after `since`.

        Days in `without` are not counted.
        """
        return self._worked_on(self.day_of(since), working_days, without)

    def given_again(self, first: datetime.date, last: datetime.date, lost: Collection[datetime.date]) -> Deadline:
        """The end of `last`, and of one more working day for each that was `lost` after `first`."""
        owed = sum(self.is_worked(day) for day in lost if first < day <= last)
        return self._worked_on(last, owed, lost)

    def _worked_on(self, day: datetime.date, left: int, without: Collection[datetime.date]) -> Deadline:
        while left > 0:
            day += DAY
            left -= self.is_worked(day) and day not in without
        return Deadline(day, self.start_of(day + DAY))

    def end_after(
        self, first: datetime.date, days: int, without: Collection[datetime.date] = frozenset()
    ) -> datetime.date:
        """The last of so many calendar days from `first` on, itself counted, days in `without` not counted."""
        day, left = first - DAY, days
        while left > 0:
            day += DAY
            left -= day not in without
        return day


def site_calendar() -> SiteCalendar:
    """The calendar of this installation."""
    settings = environment()
    weekend = frozenset(WEEKDAYS.index(name) for name in settings.weekend)
    return SiteCalendar(settings.zone, weekend, frozenset(settings.holidays))
