"""When chats are taken: by a calendar of opening hours where one is named, else by the hours of the setting."""

import datetime
from collections.abc import Callable
from typing import Protocol

from django.utils import timezone

from evenhand.chat import rules
from evenhand.core.api import environment, site_calendar, site_day

DAYS_AHEAD = 60


class OpeningHours(Protocol):
    """What a calendar of opening hours can say."""

    def is_open_at(self, moment: datetime.datetime) -> bool:
        """Whether we are there at `moment`."""

    def opens_next(self, start: datetime.datetime) -> datetime.datetime | None:
        """The first moment from `start` on at which we are there."""


FindsCalendar = Callable[[str], OpeningHours | None]
_finds: list[FindsCalendar] = []


def register_calendars(finds: FindsCalendar) -> None:
    """Say how a calendar is found by its name: they are kept in a room beside this one."""
    _finds[:] = [finds]


def is_open(now: datetime.datetime) -> bool:
    """Whether chats are taken at this hour."""
    calendar = _calendar()
    if calendar:
        return calendar.is_open_at(now)
    local = timezone.localtime(now, environment().zone)
    return rules.is_open(environment().chat_hours, local.time(), is_worked=site_calendar().is_worked(site_day(now)))


def opens_at(now: datetime.datetime) -> datetime.datetime | None:
    """When chats are taken again; None while they are, and where nothing says when."""
    calendar = _calendar()
    if is_open(now):
        return None
    if calendar:
        return calendar.opens_next(now)
    opens = datetime.time.fromisoformat(environment().chat_hours.split("-")[0])
    days = (site_day(now) + datetime.timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
    worked = (day for day in days if site_calendar().is_worked(day))
    moments = (datetime.datetime.combine(day, opens, tzinfo=environment().zone) for day in worked)
    return next((moment for moment in moments if moment > now), None)


def _calendar() -> OpeningHours | None:
    """The calendar that the setting names, if somebody keeps one of that name."""
    name = environment().chat_calendar
    return next((finds(name) for finds in _finds), None) if name else None
