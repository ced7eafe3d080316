"""Reads: the inbox with its counts, one case's conversation, mail that did not land."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evenhand.cases.models import Attachment, Case, Contact, Draft, IncomingMail, Message, Queue
from evenhand.core.api import Actor, NotFound
from evenhand.people.api import STAFF_ROLES

ROWS = 50
MOST_COUNTED = 1_000
"""Views are counted exactly up to here; above it the inbox says "1,000+", so that no page waits for a count."""


class View(StrEnum):
    """What part of all cases the inbox shows."""

    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    View.MINE: _("Mine"),
    View.TEAM: _("My team's"),
    View.UNASSIGNED: _("Unassigned"),
    View.WAITING: _("Waiting for the customer"),
    View.OPEN: _("All open"),
    View.CLOSED: _("Closed"),
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

    @property
    def is_urgent(self) -> bool:
        return self.priority >= Case.Priority.HIGH


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
    rows: tuple[InboxRow, ...]
    has_next: bool
    counts: tuple[ViewCount, ...]

    @property
    def is_empty(self) -> bool:
        return not self.rows


def inbox(actor: Actor, view: View = View.OPEN, page: int = 1) -> Inbox:
    """The cases of a view, those that matter first: by priority, then by how long the customer waits. Three queries."""
    if not actor.has_role(*STAFF_ROLES):
        raise NotFound
    page = max(1, page)
    team_queues = _queues_of_teams(actor)
    start = (page - 1) * ROWS
    rows = list(_in_view(view, actor, team_queues).values(*_COLUMNS)[start : start + ROWS + 1])
    return Inbox(
        view=view,
        page=page,
        rows=tuple(_row(row) for row in rows[:ROWS]),
        has_next=len(rows) > ROWS,
        counts=_counts(actor, team_queues),
    )


_COLUMNS = (
    *("id", "subject", "last_preview", "customer_id", "customer__name", "customer__email", "order__number"),
    *("queue__name", "channel", "status", "priority", "assignee_id", "assignee__name", "assignee__email"),
    *("messages_count", "last_message_at", "waiting_since"),
)


def _row(row: dict[str, Any]) -> InboxRow:
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
    )


def _queues_of_teams(actor: Actor) -> list[int]:
    """The queues that the actor's teams look after."""
    return list(Queue.objects.filter(team_id__in=actor.team_ids).values_list("pk", flat=True))


def _in_view(view: View, actor: Actor, team_queues: Sequence[int]) -> QuerySet[Case]:
    """The cases of a view in its order. Each is served by an index of its own on the table of cases."""
    if view in (View.WAITING, View.CLOSED):
        return Case.objects.filter(status=str(view)).order_by("-last_message_at", "-id")
    cases = Case.objects.filter(status=Case.Status.OPEN).order_by("-priority", "waiting_since", "id")
    match view:
        case View.MINE:
            return cases.filter(assignee_id=actor.account_id)
        case View.TEAM:
            return cases.filter(queue_id__in=team_queues)
        case View.UNASSIGNED:
            return cases.filter(assignee=None)
        case _:
            return cases


def _counts(actor: Actor, team_queues: Sequence[int]) -> tuple[ViewCount, ...]:
    """All counts in one query, none of which reads more than MOST_COUNTED + 1 entries of an index.

    Written by hand: it runs with every page of the inbox, and putting it together anew took longer than running it.
    """
    queues = ", ".join(["%s"] * len(team_queues)) or "NULL"
    conditions = {
        View.MINE: "status = 'open' AND assignee_id = %s",
        View.TEAM: f"status = 'open' AND queue_id IN ({queues})",
        View.UNASSIGNED: "status = 'open' AND assignee_id IS NULL",
        View.WAITING: "status = 'waiting'",
        View.OPEN: "status = 'open'",
        View.CLOSED: "status = 'closed'",
    }
    pieces = [
        f"(SELECT COUNT(*) FROM (SELECT 1 FROM cases_case WHERE {conditions[view]} LIMIT {MOST_COUNTED + 1}) AS {view})"  # noqa: S608 - our own words only
        for view in View
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(pieces), [actor.account_id, *team_queues])
        counted = cursor.fetchone()
    return tuple(ViewCount(view, count) for view, count in zip(View, counted, strict=True))


@dataclass(frozen=True)
class ConversationFile:
    """A file at a message; one that was not kept says why in `problem`."""

    id: int
    name: str
    content_type: str
    size: int
    problem: str


@dataclass(frozen=True)
class ConversationMessage:
    """One message as a reader of the case sees it. `html` is harmless already; empty where there is only text."""

    id: int
    kind: str
    author_kind: str
    author_id: int | None
    author_name: str
    from_address: str
    text: str
    quoted_text: str
    html: str
    at: datetime.datetime
    sent_at: datetime.datetime | None
    delivery: str
    bounced_at: datetime.datetime | None
    bounce_reason: str
    files: tuple[ConversationFile, ...]

    @property
    def is_note(self) -> bool:
        return self.kind == Message.Kind.NOTE

    @property
    def is_from_customer(self) -> bool:
        return self.author_kind == Message.AuthorKind.CUSTOMER

    @property
    def is_from_somebody_else(self) -> bool:
        """Whether it came from an address that is not the customer's."""
        return self.author_kind == Message.AuthorKind.OTHER

    @property
    def is_ours(self) -> bool:
        return self.author_kind in (Message.AuthorKind.AGENT, Message.AuthorKind.SYSTEM)


@dataclass(frozen=True)
class RunningContact:
    """That an agent is at work in the case now."""

    contact_id: int
    agent_id: int
    agent_name: str
    opened_at: datetime.datetime
    last_sign_at: datetime.datetime


@dataclass(frozen=True)
class Conversation:
    """All that was said in a case, oldest first, and who is at work in it."""

    case_id: int
    messages: tuple[ConversationMessage, ...]
    running_contacts: tuple[RunningContact, ...]

    @property
    def last_message_id(self) -> int:
        """The newest message, for a reply form to say what its writer had seen; 0 where there is none."""
        return self.messages[-1].id if self.messages else 0

    @property
    def for_customer(self) -> tuple[ConversationMessage, ...]:
        """What the customer sees: everything but notes."""
        return tuple(message for message in self.messages if not message.is_note)


def conversation(case: Case) -> Conversation:
    """What was said in a case, with files, delivery and the agents at work. Three queries."""
    messages = Message.objects.filter(case=case).order_by("id").values(*_MESSAGE_COLUMNS)
    files = _files_of(case)
    running = Contact.objects.filter(case=case, ended_at=None).select_related("agent").order_by("opened_at")
    return Conversation(
        case_id=case.pk,
        messages=tuple(_message(row, files) for row in messages),
        running_contacts=tuple(
            RunningContact(each.pk, each.agent_id, str(each.agent), each.opened_at, each.last_sign_at)
            for each in running
        ),
    )


_MESSAGE_COLUMNS = (
    *("id", "kind", "author_kind", "author_id", "author__name", "from_name", "from_address", "text", "quoted_text"),
    *("html", "at", "sent_at", "outgoing__state", "bounced_at", "bounce_reason"),
)


def _message(row: dict[str, Any], files: dict[int, list[ConversationFile]]) -> ConversationMessage:
    return ConversationMessage(
        id=row["id"],
        kind=row["kind"],
        author_kind=row["author_kind"],
        author_id=row["author_id"],
        author_name=row["from_name"] or row["author__name"] or row["from_address"],
        from_address=row["from_address"],
        text=row["text"],
        quoted_text=row["quoted_text"],
        html=row["html"],
        at=row["at"],
        sent_at=row["sent_at"],
        delivery=row["outgoing__state"] or "",
        bounced_at=row["bounced_at"],
        bounce_reason=row["bounce_reason"],
        files=tuple(files[row["id"]]),
    )


def _files_of(case: Case) -> dict[int, list[ConversationFile]]:
    files: dict[int, list[ConversationFile]] = defaultdict(list)
    for each in Attachment.objects.filter(message__case=case).order_by("id"):
        kept = ConversationFile(each.pk, each.name, each.content_type, each.size, each.problem)
        files[each.message_id].append(kept)
    return files


def draft_of(case: Case, actor: Actor) -> Draft | None:
    """What the actor has begun to write in the case."""
    return Draft.objects.filter(case=case, agent_id=actor.account_id).first()


def contact_of(case: Case, actor: Actor) -> Contact | None:
    """The contact that the actor has running in the case."""
    return Contact.objects.filter(case=case, agent_id=actor.account_id, ended_at=None).first()


def cases_of(account_id: int) -> QuerySet[Case]:
    """A customer's cases, the one that moved last first; those set aside are left out."""
    return (
        Case.objects.filter(customer_id=account_id)
        .exclude(status=Case.Status.SET_ASIDE)
        .select_related("order", "queue", "assignee")
        .order_by("-last_message_at", "-id")
    )


def stranded_mails(actor: Actor, state: str = IncomingMail.State.QUARANTINED) -> QuerySet[IncomingMail]:
    """Mail that did not land and was not a duplicate, newest first, without its bytes; for staff."""
    if not actor.has_role(*STAFF_ROLES):
        raise NotFound
    return IncomingMail.objects.filter(state=state).defer("raw").order_by("-id")
