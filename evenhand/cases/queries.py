"""Reads: one case's conversation, a customer's cases, mail that did not land."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects

from evenhand.cases.models import Attachment, Case, Contact, Draft, FileScan, IncomingMail, Message
from evenhand.cases.verdicts import words_of
from evenhand.core.api import Actor, NotFound, Prepared
from evenhand.people.api import STAFF_ROLES


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
    held_until: datetime.datetime | None
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

    def is_held(self, now: datetime.datetime) -> bool:
        """Whether it has not left yet, and can be taken back."""
        return self.held_until is not None and now < self.held_until


@dataclass(frozen=True)
class RunningContact:
    """That an agent is at work in the case now."""

    contact_id: int
    agent_id: int
    agent_name: str
    opened_at: datetime.datetime
    last_sign_at: datetime.datetime
    contact: Contact


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

    def for_customer(self, now: datetime.datetime) -> tuple[ConversationMessage, ...]:
        """What the customer sees: everything but notes, and what has left."""
        return tuple(each for each in self.messages if not each.is_note and not each.is_held(now))


def customers_words(case: Case) -> tuple[str, ...]:
    """What the customer wrote in the case, the latest first."""
    theirs = case.messages.filter(kind=Message.Kind.REPLY, author_kind=Message.AuthorKind.CUSTOMER)
    return tuple(theirs.order_by("-id").values_list("text", flat=True)[:10])


def conversation(case: Case) -> Conversation:
    """What was said in a case, with files, delivery and the agents at work. Three queries."""
    files = _files_of(case)
    return Conversation(
        case_id=case.pk,
        messages=tuple(_message(row, files) for row in _MESSAGES.rows(case.pk)),
        running_contacts=tuple(
            RunningContact(each.pk, each.agent_id, str(each.agent), each.opened_at, each.last_sign_at, each)
            for each in _RUNNING.rows(case.pk)
        ),
    )


_RUNNING = Prepared(
    lambda case: Contact.objects.filter(case=case, ended_at=None).select_related("agent").order_by("opened_at")
)


_MESSAGE_COLUMNS = (
    *("id", "kind", "author_kind", "author_id", "author__name", "from_name", "from_address", "text", "quoted_text"),
    *("html", "at", "sent_at", "outgoing__state", "bounced_at", "bounce_reason", "held__until"),
)
_MESSAGES = Prepared(lambda case: Message.objects.filter(case=case).order_by("id").values(*_MESSAGE_COLUMNS))


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
        held_until=row["held__until"],
        files=tuple(files[row["id"]]),
    )


def _files_of(case: Case) -> dict[int, list[ConversationFile]]:
    files: dict[int, list[ConversationFile]] = defaultdict(list)
    for each in _FILES.rows(case.pk):
        problem = each.problem or words_of(each.scan, each.virus)
        kept = ConversationFile(each.pk, each.name, each.content_type, each.size, problem)
        files[each.message_id].append(kept)
    return files


_SCAN = FileScan.objects.filter(sha256=OuterRef("sha256"))
_FILES = Prepared(
    lambda case: (
        Attachment.objects.filter(message__case=case)
        .annotate(scan=Subquery(_SCAN.values("state")[:1]), virus=Subquery(_SCAN.values("found")[:1]))
        .order_by("id")
    )
)


def draft_of(case: Case, actor: Actor) -> Draft | None:
    """What the actor has begun to write in the case, with its files."""
    draft = _DRAFT.first(case.pk, actor.account_id)
    if draft is not None:
        prefetch_related_objects([draft], "files")
    return draft


_DRAFT = Prepared(lambda case, agent: Draft.objects.filter(case=case, agent=agent))


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
