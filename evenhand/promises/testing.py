"""Makers of promises, for tests: levels that hold since before the cast came."""

import datetime
from typing import Any

from evenhand.cases.api import Case
from evenhand.cases.testing import NOON
from evenhand.core.api import system
from evenhand.promises.hours import OpenHours
from evenhand.promises.levels import Levels, text_of
from evenhand.promises.models import Calendar, LevelsVersion, Promise
from evenhand.promises.opening import text_of as hours_text
from evenhand.promises.rules import Level

TEST = system("test")
LONG_AGO = NOON - datetime.timedelta(days=30)
ALWAYS = OpenHours("UTC", (((0, 1440),),) * 7)
OFFICE = OpenHours("UTC", (((540, 1020),),) * 5 + ((), ()))


def make_calendar(hours: OpenHours = ALWAYS, name: str = "Around the clock") -> Calendar:
    """A calendar with these hours."""
    calendar, _is_new = Calendar.objects.get_or_create(name=name, defaults={"text": hours_text(hours)})
    number = calendar.versions.count() + 1
    calendar.versions.create(number=number, text=hours_text(hours), at=LONG_AGO)
    return calendar


def make_levels(
    *levels: dict[str, Any], hours: OpenHours = ALWAYS, at: datetime.datetime = LONG_AGO, warn_percent: int = 75
) -> LevelsVersion:
    """A version with these levels; without any, one for everybody: an hour, half an hour, a day."""
    calendar = make_calendar(hours, f"Hours {Calendar.objects.count()}")
    given = levels or ({"first_minutes": 60, "next_minutes": 30, "resolution_minutes": 1440},)
    kept = Levels(tuple(Level(**{"calendar_id": calendar.pk, **level}) for level in given), warn_percent=warn_percent)
    number = LevelsVersion.objects.count() + 1
    return LevelsVersion.objects.create(number=number, text=text_of(kept), at=at)


def promise_of(case: Case, kind: str) -> Promise:
    """The newest promise of a kind."""
    return Promise.objects.select_related("hours", "version").filter(case_id=case.pk, kind=kind).latest("pk")


def minutes_gone(promise: Promise, at: datetime.datetime) -> float:
    """How many business minutes its clock shows at `at`."""
    return promise.clock.elapsed(at).total_seconds() / 60
