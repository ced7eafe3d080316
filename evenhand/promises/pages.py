"""What the pages about promises show, prepared so that templates only place it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from evenhand.cases.api import Case, Queue
from evenhand.promises.hours import DAY, OpenHours
from evenhand.promises.models import Calendar, LevelsVersion, Promise
from evenhand.promises.opening import shifts_text
from evenhand.promises.queries import hours_in_force
from evenhand.promises.rules import Clock, Level

PREVIEW_DAYS = 14
COUNTED_DAYS = 28


@dataclass(frozen=True)
class DayShown:
    """One day to come: its hours in words, and why we are shut."""

    day: datetime.date
    hours: str
    holiday: str
    is_shut: bool
    is_changed: bool


def days_ahead(hours: OpenHours, first: datetime.date) -> tuple[DayShown, ...]:
    """The next two weeks. `is_changed`: the clocks change, so that a shift may be longer or shorter than it reads."""
    return tuple(_day(hours, first + ahead * DAY) for ahead in range(PREVIEW_DAYS))


def _day(hours: OpenHours, day: datetime.date) -> DayShown:
    holiday, shifts = hours.holiday_on(day), hours.shifts_on(day)
    whole = OpenHours(hours.zone, (((0, 1440),),) * 7).stretches_on(day)
    length = sum((end - start for start, end in whole), datetime.timedelta())
    return DayShown(
        day=day,
        hours=shifts_text(shifts),
        holiday=(holiday.name or "") if holiday else "",
        is_shut=not shifts,
        is_changed=length != DAY,
    )


@dataclass(frozen=True)
class LevelShown:
    """One level in words, with when a case that came now would be due."""

    level: Level
    queue: str
    priority: str
    calendar: str
    first_due: datetime.datetime | None
    next_due: datetime.datetime | None
    resolution_due: datetime.datetime | None


def levels_shown(version: LevelsVersion, now: datetime.datetime) -> tuple[LevelShown, ...]:
    """The levels of a version. A query for each calendar in it, and two."""
    levels = version.levels.levels
    queues = dict(Queue.objects.filter(pk__in=[each.queue_id for each in levels]).values_list("pk", "name"))
    names = dict(Calendar.objects.values_list("pk", "name"))
    hours = {key: hours_in_force(key).hours for key in {each.calendar_id for each in levels}}
    return tuple(_level(each, queues, names, hours[each.calendar_id], now) for each in levels)


def _level(
    level: Level, queues: dict[int, str], names: dict[int, str], hours: OpenHours, now: datetime.datetime
) -> LevelShown:
    def due(minutes: int | None) -> datetime.datetime | None:
        return Clock(datetime.timedelta(minutes=minutes), hours, since=now).due_at if minutes else None

    return LevelShown(
        level=level,
        queue=queues.get(level.queue_id or 0, ""),
        priority=str(Case.Priority(level.priority).label) if level.priority is not None else "",
        calendar=names[level.calendar_id],
        first_due=due(level.first_minutes),
        next_due=due(level.next_minutes),
        resolution_due=due(level.resolution_minutes),
    )


@dataclass(frozen=True)
class KindCounts:
    """How promises of one kind stand: those that were made lately, and what became of them."""

    words: str
    made: int
    kept: int
    broken: int
    released: int
    soon: int
    resting: int

    @property
    def settled(self) -> int:
        """Those of which it is known whether they were kept."""
        return self.kept + self.broken

    @property
    def open(self) -> int:
        """Those of which it is not known yet."""
        return self.made - self.settled - self.released


def counts_by_kind(now: datetime.datetime) -> tuple[KindCounts, ...]:
    """The promises made in the last four weeks, whatever has become of them. One query.

    One that is late already counts as broken, answered or not, so that the late ones do not look like open ones.
    """
    since = now - COUNTED_DAYS * DAY
    late = Q(broken_at__isnull=False) | Q(settled_at=None, due_at__lt=now)
    rows = (
        Promise.objects.filter(made_at__gte=since)
        .exclude(pause="set_aside")
        .values("kind")
        .annotate(
            made=Count("id"),
            kept=Count("id", filter=Q(outcome=Promise.Outcome.KEPT)),
            broken=Count("id", filter=late),
            released=Count("id", filter=Q(outcome=Promise.Outcome.RELEASED)),
            soon=Count("id", filter=Q(settled_at=None, soon_at__lte=now) & ~late),
            resting=Count("id", filter=Q(settled_at=None, since=None) & ~late),
        )
    )
    found = {row.pop("kind"): row for row in rows}
    return tuple(KindCounts(str(words), **found[kind]) for kind, words in Promise.KINDS if kind in found)


def calendars_shown(now: datetime.datetime) -> Sequence[tuple[Calendar, OpenHours, bool, datetime.datetime | None]]:
    """Every calendar with its hours, whether we are there now, and when we are there next."""
    shown = []
    for calendar in Calendar.objects.all():
        hours = hours_in_force(calendar.pk).hours
        shown.append((calendar, hours, hours.is_open_at(now), hours.opens_next(now)))
    return shown
