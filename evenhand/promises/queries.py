"""Reads that every promise needs: what is in force, which hours hold, how a case stands."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from evenhand.cases.api import Case, Contact, Segment
from evenhand.core.api import Prepared
from evenhand.promises.hours import OpenHours
from evenhand.promises.levels import Levels
from evenhand.promises.models import CalendarVersion, LevelsVersion, Promise
from evenhand.promises.rules import Pause, level_for, pause_of


@dataclass(frozen=True)
class Situation:
    """What promises need to know of a case as it stands."""

    case_id: int
    status: str
    queue_id: int
    priority: int
    channel: str
    waiting_since: datetime.datetime | None

    @property
    def is_closed(self) -> bool:
        return self.status == Case.Status.CLOSED

    def place_in(self, levels: Levels) -> int | None:
        """The level that fits it. Its tags are read only where a level asks for a reason."""
        tags: frozenset[str] = frozenset()
        if any(level.reason for level in levels.levels):
            named = Case.objects.filter(pk=self.case_id, case_tags__isnull=False)
            tags = frozenset(named.values_list("case_tags__tag__name", flat=True))
        return level_for(levels.levels, queue_id=self.queue_id, tags=tags, priority=self.priority)

    def pause_under(self, levels: Levels) -> Pause | None:
        """Why its clocks stand still, if they do."""
        holds: list[str] = []
        if self.status == Case.Status.OPEN and levels.pausing_causes:
            on_hold = Segment.objects.filter(contact__case_id=self.case_id, ended_at=None, kind=Segment.Kind.HOLD)
            holds = list(on_hold.values_list("cause", flat=True))
        return pause_of(self.status, holds, levels.pausing_causes)

    def first_contact_at(self) -> datetime.datetime | None:
        """When somebody took the case up for the first time."""
        begun = Contact.objects.filter(case_id=self.case_id).order_by("opened_at")
        return begun.values_list("opened_at", flat=True).first()


def situation_of(case_id: int) -> Situation:
    """How a case stands now. One query."""
    fields = ("status", "queue_id", "priority", "channel", "waiting_since")
    return Situation(case_id, *Case.objects.values_list(*fields).get(pk=case_id))


def levels_in_force(at: datetime.datetime) -> LevelsVersion | None:
    """The service levels that hold at `at`, if any were published by then."""
    return LevelsVersion.objects.filter(at__lte=at).order_by("-number").first()


def calendar_hours(name: str) -> OpenHours | None:
    """The hours that the calendar of that name keeps now, if there is one."""
    version = CalendarVersion.objects.filter(calendar__name=name).order_by("-number").first()
    return version.hours if version else None


def hours_in_force(calendar_id: int) -> CalendarVersion:
    """The newest version of a calendar."""
    return CalendarVersion.objects.filter(calendar_id=calendar_id).order_by("-number")[:1].get()


@dataclass
class Hours:
    """The hours of calendars, each read once."""

    known: dict[int, CalendarVersion] = field(default_factory=dict)

    def of(self, calendar_id: int) -> CalendarVersion:
        """The newest version of a calendar."""
        if calendar_id not in self.known:
            self.known[calendar_id] = hours_in_force(calendar_id)
        return self.known[calendar_id]


_NEWEST_LEVELS = Prepared(lambda: LevelsVersion.objects.order_by("-number")[:1])


@dataclass(frozen=True)
class NewCases:
    """Cases that were opened together, with when each was, and the newest levels. Those with promises are left out."""

    newest: LevelsVersion | None
    cases: tuple[tuple[Situation, datetime.datetime], ...]
    hours: Hours

    @classmethod
    def of(cls, case_ids: Sequence[int]) -> "NewCases":
        """One query where no levels were ever published, three where they were."""
        newest = _NEWEST_LEVELS.first()
        if newest is None:
            return cls(None, (), Hours())
        known = set(Promise.objects.filter(case_id__in=case_ids).values_list("case_id", flat=True))
        fields = ("pk", "status", "queue_id", "priority", "channel", "waiting_since", "opened_at")
        rows = Case.objects.filter(pk__in=set(case_ids) - known).order_by("pk").values_list(*fields)
        return cls(newest, tuple((Situation(*row[:-1]), row[-1]) for row in rows), Hours())

    def version_at(self, at: datetime.datetime) -> LevelsVersion | None:
        """The levels that held at `at`."""
        return self.newest if self.newest is None or self.newest.at <= at else levels_in_force(at)
