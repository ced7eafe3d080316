"""What the page *How work goes* shows: times by kind of work, what they went into, and how well waits were kept short.

Everything is by queue and channel, nothing by person. Sums are added up and divided once; of too few nothing is said.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, ExpressionWrapper, F, Sum
from django.db.models.fields import DurationField

from evenhand.cases.api import Channel, Queue, Segment, Spread, spread_of
from evenhand.core.api import site_calendar
from evenhand.promises.goals import Goals
from evenhand.promises.hours import DAY
from evenhand.promises.models import BookedTime, GoalsVersion, ServiceFigure, ServiceRule
from evenhand.promises.publishing import cohorts_between
from evenhand.promises.service import Share, pooled

WINDOWS = (7, 28, 91)
CAUSES_SHOWN = 8
PENDING_DAYS = 7
_FIELDS = ("queue_id", "channel", "ended_at", "talk", "hold", "after")
_Row = tuple[int, str, datetime.datetime, float, float, float]


@dataclass(frozen=True)
class KindRow:
    """One kind of time in one kind of work. `within` says how many contacts stayed within the goal."""

    kind: str
    spread: Spread
    goal: int | None
    within: Share | None


@dataclass(frozen=True)
class WorkRow:
    """One kind of work. Without `kinds`: too few contacts to say anything."""

    queue: str
    channel: str
    contacts: int
    kinds: tuple[KindRow, ...]

    @property
    def is_too_few(self) -> bool:
        return not self.kinds


@dataclass(frozen=True)
class DayRow:
    """The contacts whose work ended on one day. Without a spread: too few."""

    day: datetime.date
    contacts: int
    spread: Spread | None


@dataclass(frozen=True)
class CauseRow:
    """What stretches of time went into, as agents said: how often, and how long in all."""

    cause: str
    stretches: int
    seconds: float


@dataclass(frozen=True)
class ServiceRow:
    """One queue by one formula: the counts of its published days added up."""

    queue: str
    formula_words: str
    days: int
    share: Share


@dataclass(frozen=True)
class PendingDay:
    """A day that is not published yet, because some of those who came still wait."""

    day: datetime.date
    queue: str
    pending: int
    came: int


@dataclass(frozen=True)
class Work:
    """The whole page."""

    days: int
    floor: int
    goals: GoalsVersion | None
    rule: ServiceRule | None
    contacts: int
    whole: WorkRow | None
    rows: tuple[WorkRow, ...]
    by_day: tuple[DayRow, ...]
    causes: tuple[CauseRow, ...]
    service: tuple[ServiceRow, ...]
    daily: tuple[ServiceFigure, ...]
    pending: tuple[PendingDay, ...]

    @property
    def longest_cause(self) -> float:
        return max((each.seconds for each in self.causes), default=0.0)

    @property
    def longest_day(self) -> float:
        return max((each.spread.ninetieth for each in self.by_day if each.spread), default=0.0)


def work_of(days: int, now: datetime.datetime) -> Work:
    """The last so many days, today included. Ten queries or so, however many contacts."""
    site = site_calendar()
    first = site.day_of(now) - (days - 1) * DAY
    start = site.start_of(first)
    version = GoalsVersion.objects.first()
    goals = version.goals if version else Goals()
    names = dict(Queue.objects.values_list("pk", "name"))
    booked = BookedTime.objects.filter(ended_at__gte=start, ended_at__lt=now, booked_at__isnull=False)
    rows: list[_Row] = list(booked.values_list(*_FIELDS))
    rule = ServiceRule.objects.first()
    figures = list(ServiceFigure.objects.filter(day__gte=first).select_related("rule", "queue"))
    return Work(
        days=days,
        floor=goals.floor,
        goals=version,
        rule=rule,
        contacts=len(rows),
        whole=_work_row("", "", rows, goals, None) if rows else None,
        rows=tuple(_by_work(rows, goals, names)),
        by_day=tuple(_by_day(rows, goals.floor)),
        causes=tuple(_causes(start, now)),
        service=tuple(_service(figures)),
        daily=tuple(figures),
        pending=tuple(_pending(rule, figures, names, now)) if rule else (),
    )


def _by_work(rows: Sequence[_Row], goals: Goals, names: dict[int, str]) -> Iterable[WorkRow]:
    grouped: dict[tuple[int, str], list[_Row]] = defaultdict(list)
    for row in rows:
        grouped[row[0], row[1]].append(row)
    for key in sorted(grouped, key=lambda pair: (names[pair[0]], pair[1])):
        channel = str(Channel(key[1]).label)
        yield _work_row(names[key[0]], channel, grouped[key], goals, key)


def _work_row(queue: str, channel: str, rows: Sequence[_Row], goals: Goals, key: tuple[int, str] | None) -> WorkRow:
    if len(rows) < goals.floor:
        return WorkRow(queue, channel, len(rows), ())
    goal = goals.goal_for(*key) if key else None
    columns = {
        "talk": [row[3] for row in rows],
        "hold": [row[4] for row in rows],
        "after": [row[5] for row in rows],
        "total": [sum(row[3:]) for row in rows],
    }
    kinds = (_kind_row(kind, times, goal.seconds_for(kind) if goal else None) for kind, times in columns.items())
    return WorkRow(queue, channel, len(rows), tuple(kinds))


def _kind_row(kind: str, times: Sequence[float], goal: int | None) -> KindRow:
    spread = spread_of(times)
    assert spread is not None, "there are at least as many as the floor"
    within = Share(sum(1 for each in times if each <= goal), len(times)) if goal is not None else None
    return KindRow(kind, spread, goal, within)


def _by_day(rows: Sequence[_Row], floor: int) -> Iterable[DayRow]:
    site = site_calendar()
    grouped: dict[datetime.date, list[float]] = defaultdict(list)
    for row in rows:
        grouped[site.day_of(row[2])].append(sum(row[3:]))
    for day, times in sorted(grouped.items(), reverse=True):
        yield DayRow(day, len(times), spread_of(times) if len(times) >= floor else None)


def _causes(start: datetime.datetime, end: datetime.datetime) -> Iterable[CauseRow]:
    stretches = Segment.objects.filter(contact__ended_at__gte=start, contact__ended_at__lt=end, ended_at__isnull=False)
    length = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
    rows = stretches.exclude(cause="").values_list("cause").annotate(number=Count("id"), long=Sum(length))
    for cause, number, long in rows.order_by("-long", "cause")[:CAUSES_SHOWN]:
        yield CauseRow(cause, number, long.total_seconds())


def _service(figures: Sequence[ServiceFigure]) -> Iterable[ServiceRow]:
    """Figures of one queue made by one rule, added up; those by another rule stand apart."""
    grouped: dict[tuple[str, int], list[ServiceFigure]] = defaultdict(list)
    for figure in figures:
        grouped[figure.queue.name, figure.rule.number].append(figure)
    for (queue, _number), each in sorted(grouped.items()):
        share = pooled(Share(figure.part, figure.whole) for figure in each)
        yield ServiceRow(queue, each[0].rule.get_formula_display(), len(each), share)


def _pending(
    rule: ServiceRule, figures: Sequence[ServiceFigure], names: dict[int, str], now: datetime.datetime
) -> Iterable[PendingDay]:
    today = site_calendar().day_of(now)
    published = {(figure.day, figure.queue_id) for figure in figures}
    cohorts = cohorts_between(today - (PENDING_DAYS - 1) * DAY, today, rule)
    for (day, queue_id), cohort in sorted(cohorts.items(), reverse=True):
        if (day, queue_id) not in published and (cohort.pending or day == today):
            yield PendingDay(day, names[queue_id], cohort.pending, cohort.pending + cohort.waits.offered)
