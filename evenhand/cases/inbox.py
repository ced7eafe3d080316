"""Reads: the inbox, one page of one view, with the counts of all views."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Literal

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from evenhand.cases.models import Case, CaseTag, Queue
from evenhand.core.api import Actor, NotFound, Prepared
from evenhand.core.api import now as clock
from evenhand.people.api import STAFF_ROLES

ROWS = 50
MOST_COUNTED = 1_000
"""Views are counted exactly up to here; above it the inbox says "1,000+", so that no page waits for a count."""


class View(StrEnum):
    """What part of all cases the inbox shows."""

    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    View.MINE: _("Mine"),
    View.TEAM: _("My team's"),
    View.UNASSIGNED: _("Unassigned"),
    View.OVERDUE: _("Overdue"),
    View.WAITING: _("Waiting for the customer"),
    View.SNOOZED: _("Asleep"),
    View.OPEN: _("All open"),
    View.CLOSED: _("Closed"),
}


class Sort(StrEnum):
    """In which order the inbox shows a view."""

    FIRST = "first"
    DUE = "due"
    NEWEST = "newest"
    OLDEST = "oldest"

    @property
    def label(self) -> str:
        return str(_SORTS[self])


_SORTS = {
    Sort.FIRST: _("What matters first"),
    Sort.DUE: _("Due soonest first"),
    Sort.NEWEST: _("Newest message first"),
    Sort.OLDEST: _("Oldest case first"),
}


@dataclass(frozen=True)
class InboxRow:
    """One case in the inbox."""

    id: int
    subject: str
    preview: str
    customer_id: int
    customer_name: str
    order_number: str
    queue_name: str
    channel: str
    status: str
    priority: int
    assignee_id: int | None
    assignee_name: str
    messages_count: int
    last_message_at: datetime.datetime
    waiting_since: datetime.datetime | None
    snoozed_until: datetime.datetime | None = None
    tags: tuple[str, ...] = ()
    due_at: datetime.datetime | None = None
    due_what: str = ""
    due_state: Literal["", "soon", "over"] = ""
    due_minutes: int = 0
    """How long until then, or since, in steps, so that a row is drawn anew only where its words change."""

    @property
    def due_seconds(self) -> int:
        return self.due_minutes * 60

    @property
    def is_urgent(self) -> bool:
        return self.priority >= Case.Priority.HIGH

    @property
    def priority_words(self) -> str:
        return str(Case.Priority(self.priority).label)


@dataclass(frozen=True)
class ViewCount:
    """How many cases a view has, exact up to MOST_COUNTED."""

    view: View
    count: int

    @property
    def is_more(self) -> bool:
        return self.count > MOST_COUNTED

    @property
    def label(self) -> str:
        return f"{MOST_COUNTED:,}+" if self.is_more else f"{self.count:,}"


@dataclass(frozen=True)
class Inbox:
    """One page of one view, with the counts of all."""

    view: View
    page: int
    sort: Sort
    rows: tuple[InboxRow, ...]
    has_next: bool
    counts: tuple[ViewCount, ...]

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def has_due(self) -> bool:
        """Whether a row says how long it still has, or how late it is."""
        return any(row.due_state for row in self.rows)


def inbox(
    actor: Actor,
    view: View = View.OPEN,
    page: int = 1,
    sort: Sort = Sort.FIRST,
    *,
    now: datetime.datetime | None = None,
) -> Inbox:
    """The cases of a view, those that matter first: by priority, then by how long the customer waits. Five queries."""
    now = now or clock()
    if not actor.has_role(*STAFF_ROLES):
        raise NotFound
    page = max(1, page)
    team_queues = _queues_of_teams(actor)
    start = (page - 1) * ROWS
    keys = _KEYS.rows(actor.account_id, team_queues, now, view=view, sort=sort, start=start)
    rows = _columns_of(keys)
    return Inbox(
        view=view,
        page=page,
        sort=sort,
        rows=_with_tags([_row(row, now) for row in rows[:ROWS]]),
        has_next=len(rows) > ROWS,
        counts=_counts(actor, team_queues, now),
    )


_COLUMNS = (
    *("id", "subject", "last_preview", "customer_id", "customer__name", "customer__email", "order__number"),
    *("queue__name", "channel", "status", "priority", "assignee_id", "assignee__name", "assignee__email"),
    *("messages_count", "last_message_at", "waiting_since", "snoozed_until"),
    *("due__at", "due__soon_at", "due__what"),
)


def _columns_of(keys: Sequence[int]) -> list[dict[str, Any]]:
    """What the rows show. First which cases, then their columns: joined in one, SQLite may begin at the wrong table."""
    by_key = {row["id"]: row for row in _ROWS.rows(keys)}
    return [by_key[key] for key in keys if key in by_key]


_ROWS = Prepared(lambda keys: Case.objects.filter(pk__among=keys).values(*_COLUMNS))


def _row(row: dict[str, Any], now: datetime.datetime) -> InboxRow:
    state, minutes = due_state(row["due__at"], row["due__soon_at"], now)
    return InboxRow(
        id=row["id"],
        subject=row["subject"],
        preview=row["last_preview"],
        customer_id=row["customer_id"],
        customer_name=row["customer__name"] or row["customer__email"],
        order_number=row["order__number"] or "",
        queue_name=row["queue__name"],
        channel=row["channel"],
        status=row["status"],
        priority=row["priority"],
        assignee_id=row["assignee_id"],
        assignee_name=row["assignee__name"] or row["assignee__email"] or "",
        messages_count=row["messages_count"],
        last_message_at=row["last_message_at"],
        waiting_since=row["waiting_since"],
        snoozed_until=row["snoozed_until"],
        due_at=row["due__at"],
        due_what=row["due__what"] or "",
        due_state=state,
        due_minutes=minutes,
    )


def due_state(
    at: datetime.datetime | None, soon_at: datetime.datetime | None, now: datetime.datetime
) -> tuple[Literal["", "soon", "over"], int]:
    """Whether what is due then is close or late, and by how many minutes, in steps."""
    if at is None or (now < at and (soon_at is None or now < soon_at)):
        return "", 0
    return ("over" if at <= now else "soon"), stepped_minutes(abs(at - now))


def stepped_minutes(span: datetime.timedelta) -> int:
    """Minutes, one at least, in steps of one below ten, of five below an hour, of whole hours above."""
    minutes = max(1, int(span.total_seconds() // 60))
    return minutes - minutes % (1 if minutes < 10 else 5 if minutes < 60 else 60)


def _with_tags(rows: Sequence[InboxRow]) -> tuple[InboxRow, ...]:
    tags: dict[int, list[str]] = defaultdict(list)
    for case_id, name in _TAGS.rows([row.id for row in rows]):
        tags[case_id].append(name)
    return tuple(replace(row, tags=tuple(tags[row.id])) if row.id in tags else row for row in rows)


_TAGS = Prepared(
    lambda keys: CaseTag.objects.filter(case__pk__among=keys).order_by("tag__name").values_list("case_id", "tag__name")
)


def _keys(account: Any, queues: Any, now: Any, *, view: View, sort: Sort, start: int) -> QuerySet[Case, int]:
    """Which cases stand on the page, and the one after it."""
    cases, end = _in_view(view, account, queues, now), start + ROWS + 1
    ordered = _by_due(cases, end) if sort == Sort.DUE else _sorted(cases, sort)
    return ordered.values_list("pk", flat=True)[start:end]


_KEYS = Prepared(_keys)


def _by_due(cases: QuerySet[Case], end: int) -> QuerySet[Case]:
    """The first `end` of a view, those with a date before the others, which keep their own order.

    Each part is cut off before the two are sorted together, so that an index serves it, however many cases there are.
    """
    dated = cases.filter(due__isnull=False).order_by("due__at", "id").values("pk")[:end]
    others = cases.filter(due__isnull=True).values("pk")[:end]
    both = Case.objects.filter(Q(pk__in=dated) | Q(pk__in=others))
    return both.order_by(F("due__at").asc(nulls_last=True), *cases.query.order_by)


def _sorted(cases: QuerySet[Case], sort: Sort) -> QuerySet[Case]:
    if sort == Sort.NEWEST:
        return cases.order_by("-last_message_at", "-id")
    return cases.order_by("id") if sort == Sort.OLDEST else cases


def _queues_of_teams(actor: Actor) -> list[int]:
    """The queues that the actor's teams look after."""
    return _QUEUES.rows(list(actor.team_ids))


_QUEUES = Prepared(lambda teams: Queue.objects.filter(team__pk__among=teams).values_list("pk", flat=True))


def _in_view(view: View, account: Any, queues: Any, now: Any) -> QuerySet[Case]:
    """The cases of a view in its order. Each is served by an index of its own on the table of cases."""
    cases = Case.objects.filter(status=Case.Status.OPEN).order_by("-priority", "waiting_since", "id")
    match view:
        case View.WAITING | View.CLOSED:
            cases = Case.objects.filter(status=str(view)).order_by("-last_message_at", "-id")
        case View.SNOOZED:
            cases = Case.objects.filter(status=Case.Status.SNOOZED).order_by("snoozed_until", "id")
        case View.OVERDUE:
            cases = Case.objects.filter(due__at__lte=now).order_by("due__at", "id")
        case View.MINE:
            cases = cases.filter(assignee=account)
        case View.TEAM:
            cases = cases.filter(queue__pk__among=queues)
        case View.UNASSIGNED:
            cases = cases.filter(assignee=None)
    return cases


def _counts(actor: Actor, team_queues: Sequence[int], now: datetime.datetime) -> tuple[ViewCount, ...]:
    """All counts in one query, none of which reads more than MOST_COUNTED + 1 entries of an index.

    Written by hand: it runs with every page of the inbox, and putting it together anew took longer than running it.
    Each part asks for the order of its view's index, else SQLite counts by another one and opens each case to read its
    status.
    """
    queues = ", ".join(["%s"] * len(team_queues)) or "NULL"
    first, newest = "priority DESC, waiting_since, id", "last_message_at DESC, id DESC"
    sources = {
        View.MINE: f"cases_case WHERE status = 'open' AND assignee_id = %s ORDER BY {first}",
        View.TEAM: f"cases_case WHERE status = 'open' AND queue_id IN ({queues}) ORDER BY queue_id, {first}",
        View.UNASSIGNED: f"cases_case WHERE status = 'open' AND assignee_id IS NULL ORDER BY {first}",
        View.OVERDUE: "cases_due WHERE at <= %s ORDER BY at",
        View.WAITING: f"cases_case WHERE status = 'waiting' ORDER BY {newest}",
        View.SNOOZED: "cases_case WHERE status = 'snoozed' ORDER BY snoozed_until, id",
        View.OPEN: f"cases_case WHERE status = 'open' ORDER BY {first}",
        View.CLOSED: f"cases_case WHERE status = 'closed' ORDER BY {newest}",
    }
    pieces = [
        f"(SELECT COUNT(*) FROM (SELECT 1 FROM {sources[view]} LIMIT {MOST_COUNTED + 1}) AS {view})"  # noqa: S608 - our own words only
        for view in View
    ]
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(pieces), [actor.account_id, *team_queues, moment])
        counted = cursor.fetchone()
    return tuple(ViewCount(view, count) for view, count in zip(View, counted, strict=True))
