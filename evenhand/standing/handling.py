"""Handle times of a team: means beside medians and ninetieth percentiles, and what the time went into."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, ExpressionWrapper, F, QuerySet, Sum
from django.db.models.fields import DurationField

from evenhand.cases.api import Contact, HandleTime, Segment, handle_times, spread_of
from evenhand.surveys.api import Window

MOST_CONTACTS = 2000
CAUSES_SHOWN = 8


@dataclass(frozen=True)
class TimeRow:
    """Seconds of one kind of time: skewed as they are, a mean alone would mislead."""

    kind: str
    contacts: int
    mean: float
    median: float
    ninetieth: float


@dataclass(frozen=True)
class CauseOfTime:
    """A reason that agents gave for a stretch of time: how often, and how long in all."""

    cause: str
    stretches: int
    seconds: float


@dataclass(frozen=True)
class Handling:
    """The handle times of a team in a window. `is_part`: only the latest contacts were looked at."""

    rows: tuple[TimeRow, ...]
    people: tuple[tuple[str, TimeRow], ...]
    causes: tuple[CauseOfTime, ...]
    is_part: bool

    @property
    def longest_cause(self) -> float:
        """The longest bar."""
        return max((cause.seconds for cause in self.causes), default=0.0)


def handling_of(names: dict[int, str], window: Window, *, now: datetime.datetime) -> Handling:
    """The handle times of these people's contacts that ended in the window: the latest 2,000, in six queries."""
    ended = contacts_of(names, window).order_by("-ended_at", "-id")
    chosen = list(ended[: MOST_CONTACTS + 1])
    looked_at = chosen[:MOST_CONTACTS]
    times = handle_times(looked_at, now=now)
    by_person = {
        account_id: [times[each.pk] for each in looked_at if each.agent_id == account_id] for account_id in names
    }
    return Handling(
        rows=tuple(_rows(list(times.values()))),
        people=tuple(
            (names[account_id], _row("total", [each.total for each in theirs]))
            for account_id, theirs in sorted(by_person.items(), key=lambda pair: names[pair[0]])
            if theirs
        ),
        causes=tuple(_causes(names, window)),
        is_part=len(chosen) > MOST_CONTACTS,
    )


def contacts_of(agents: Collection[int], window: Window) -> QuerySet[Contact]:
    """The contacts of these people that ended in the window."""
    return Contact.objects.filter(agent_id__in=list(agents), ended_at__gte=window.start, ended_at__lt=window.end)


def contacts_with_cause(agents: Collection[int], window: Window, cause: str) -> QuerySet[Contact]:
    """Those in which a stretch of time had this cause, the latest first."""
    found = contacts_of(agents, window).filter(segments__cause=cause).distinct()
    return found.select_related("case", "agent").order_by("-ended_at", "-id")


def _rows(times: Sequence[HandleTime]) -> Iterable[TimeRow]:
    for kind in ("talk", "hold", "after", "total"):
        if times:
            yield _row(kind, [getattr(each, kind) for each in times])


def _row(kind: str, seconds: Sequence[float]) -> TimeRow:
    spread = spread_of(seconds)
    assert spread is not None, "a row is made of contacts"
    return TimeRow(kind, spread.count, spread.mean, spread.median, spread.ninetieth)


def _causes(agents: Collection[int], window: Window) -> Iterable[CauseOfTime]:
    stretches = Segment.objects.filter(contact__in=contacts_of(agents, window), ended_at__isnull=False).exclude(
        cause=""
    )
    length = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
    rows = stretches.values_list("cause").annotate(number=Count("id"), long=Sum(length)).order_by("-long", "cause")
    for cause, number, long in rows[:CAUSES_SHOWN]:
        yield CauseOfTime(cause, number, long.total_seconds())
