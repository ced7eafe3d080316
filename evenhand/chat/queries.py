"""Reads: whether anyone is there, what a visitor sees of their chat, and the chats of the desk."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evenhand.cases.api import Contact, Message, last_writing
from evenhand.chat.fitting import offered_to, running_by_agent
from evenhand.chat.hours import is_open
from evenhand.chat.models import Chat, Taker
from evenhand.chat.presence import visitor_is_writing
from evenhand.chat.rules import (
    AGENT_HERE_FOR,
    TAKER_COUNTS_FOR,
    OpenTaker,
    Standing,
    is_anyone_free,
    is_writing,
)
from evenhand.core.api import Actor, environment

MOST_LINES = 500
MOST_CHATS = 50

AGENT, CUSTOMER = Message.AuthorKind.AGENT, Message.AuthorKind.CUSTOMER


def is_anyone_there(now: datetime.datetime) -> bool:
    """Whether chats are taken now, and somebody is free to take one. Two queries."""
    return is_open(now) and is_anyone_free(_takers(), now, environment().chat_most)


def _takers() -> list[OpenTaker]:
    takers = list(Taker.objects.values_list("account_id", "seen_at"))
    counts = running_by_agent([key for key, _ in takers])
    return [OpenTaker(seen_at, counts.get(key, 0)) for key, seen_at in takers]


@dataclass(frozen=True)
class Line:
    """One line as the visitor's page shows it. `key` is the page's own, for lines that it sent."""

    id: int
    is_own: bool
    name: str
    text: str
    at: datetime.datetime
    key: str


@dataclass(frozen=True)
class VisitorView:
    """A chat as its visitor sees it: new lines, where it stands, who is there."""

    standing: Standing
    lines: tuple[Line, ...]
    is_anyone_there: bool
    agent_name: str
    agent_is_here: bool
    agent_is_writing: bool
    has_address: bool
    wants_copy: bool
    ended_by: str


def visitor_view(chat: Chat, *, after: int, now: datetime.datetime) -> VisitorView:
    """What the visitor's page shows: lines after the last one that it has, and who is there. Six queries at most."""
    running = _running_contact(chat)
    agent = running.agent if running else None
    has_left = running is None or not _is_here(running, now)
    return VisitorView(
        standing=_standing(chat, running),
        lines=tuple(_line(message, chat) for message in _lines(chat).filter(pk__gt=after)[:MOST_LINES]),
        is_anyone_there=not has_left or is_anyone_there(now),
        agent_name=str(agent.name) if agent else "",
        agent_is_here=not has_left,
        agent_is_writing=running is not None and _agent_is_writing(chat, running, now),
        has_address=chat.case.customer.has_address,
        wants_copy=chat.copy_wanted_at is not None,
        ended_by=chat.ended_by,
    )


def lines_of(chat: Chat) -> tuple[Line, ...]:
    """All that was said in the chat, for a copy of it."""
    return tuple(_line(message, chat) for message in _lines(chat)[:MOST_LINES])


def _lines(chat: Chat) -> QuerySet[Message]:
    """What belongs on the visitor's page: their own lines and our answers, while the chat ran.

    Never a note, nor what somebody wrote by mail from the same address: that was typed in, and proves nothing.
    """
    own = Q(author_kind=CUSTOMER, key__startswith=chat.line_key(""))
    ours = Q(author_kind=AGENT, kind=Message.Kind.REPLY, at__gte=chat.opened_at)
    said = Message.objects.filter(case_id=chat.case_id).filter(own | ours)
    if chat.ended_by == Chat.EndedBy.MERGED:
        return said.none()
    if chat.ended_at:
        said = said.filter(at__lt=chat.ended_at)
    return said.select_related("author").order_by("id")


def _line(message: Message, chat: Chat) -> Line:
    is_own = message.author_kind == CUSTOMER
    return Line(
        id=message.pk,
        is_own=is_own,
        name=message.from_name,
        text=message.text,
        at=message.at,
        key=(message.key or "").removeprefix(chat.line_key("")) if is_own else "",
    )


def _standing(chat: Chat, running: Contact | None) -> Standing:
    if chat.is_over:
        return Standing.ENDED
    return Standing.RUNNING if running else Standing.WAITING


def _running_contact(chat: Chat) -> Contact | None:
    running = Contact.objects.filter(case_id=chat.case_id, ended_at=None).select_related("agent")
    return running.order_by("-last_sign_at").first()


def _is_here(contact: Contact, now: datetime.datetime) -> bool:
    if now - contact.last_sign_at < AGENT_HERE_FOR:
        return True
    return Taker.objects.filter(account_id=contact.agent_id, seen_at__gt=now - TAKER_COUNTS_FOR).exists()


def _agent_is_writing(chat: Chat, running: Contact, now: datetime.datetime) -> bool:
    said = Message.objects.filter(case_id=chat.case_id, author_id=running.agent_id).order_by("-id")
    return is_writing(last_writing(chat.case, running.agent_id), said.values_list("at", flat=True).first(), now)


def unread_by_visitor(chat: Chat, case_id: int) -> list[int]:
    """Our lines that the visitor's page does not have and no mail has brought; `case_id` is where they stand now."""
    ours = Message.objects.filter(case_id=case_id, author_kind=AGENT, kind=Message.Kind.REPLY, at__gte=chat.opened_at)
    unread = ours.filter(pk__gt=chat.visitor_read, outgoing=None, message_id="")
    if chat.ended_at:
        unread = unread.filter(at__lt=chat.ended_at)
    return list(unread.order_by("id").values_list("pk", flat=True))


@dataclass(frozen=True)
class DeskChat:
    """A chat in the list of the desk: whose, how much of it is unread, since when somebody waits."""

    chat_id: int
    case_id: int
    name: str
    preview: str
    unread: int
    waiting_since: datetime.datetime | None
    is_gone: bool
    is_writing: bool


@dataclass(frozen=True)
class DeskChats:
    """The chats of one reader, those that wait for somebody, and whether the reader takes chats.

    `for_others` wait too, and a colleague who takes chats now has their skill or language.
    """

    mine: tuple[DeskChat, ...]
    waiting: tuple[DeskChat, ...]
    for_others: tuple[DeskChat, ...]
    takes_chats: bool

    @property
    def unread(self) -> int:
        return sum(chat.unread for chat in self.mine)

    @property
    def subjects(self) -> str:
        """What a page follows to show this list as it stands."""
        return " ".join(["chat:*", *(f"case:{chat.case_id}" for chat in self.mine)])


def desk_chats(actor: Actor, now: datetime.datetime) -> DeskChats:
    """The chats that `actor` has running, and those that nobody looks after.

    Four queries, and five where chats wait, for whom they are.
    """
    running = Contact.objects.filter(case_id=OuterRef("case_id"), ended_at=None)
    open_chats = Chat.objects.filter(ended_at=None).select_related("case__customer").order_by("opened_at")
    mine = open_chats.filter(Exists(running.filter(agent_id=actor.account_id)))
    here = Taker.objects.filter(account_id=OuterRef("agent_id"), seen_at__gt=now - TAKER_COUNTS_FOR)
    looked_after = running.filter(Q(last_sign_at__gt=now - AGENT_HERE_FOR) | Exists(here))
    waiting = open_chats.filter(gone_at=None).exclude(Exists(looked_after))
    left = list(waiting.exclude(Exists(running.filter(agent_id=actor.account_id)))[:MOST_CHATS])
    offered = offered_to(actor.account_id, left, now)
    return DeskChats(
        mine=_rows(list(mine[:MOST_CHATS])),
        waiting=_rows([chat for chat in left if chat.pk in offered]),
        for_others=_rows([chat for chat in left if chat.pk not in offered]),
        takes_chats=Taker.objects.filter(account_id=actor.account_id or 0).exists(),
    )


def _rows(chats: list[Chat]) -> tuple[DeskChat, ...]:
    unread = _unread(chats)
    return tuple(
        DeskChat(
            chat_id=chat.pk,
            case_id=chat.case_id,
            name=str(chat.case.customer.name),
            preview=chat.case.last_preview,
            unread=unread.get(chat.case_id, 0),
            waiting_since=chat.case.waiting_since,
            is_gone=chat.gone_at is not None,
            is_writing=visitor_is_writing(chat),
        )
        for chat in chats
    )


def _unread(chats: list[Chat]) -> dict[int, int]:
    """How many lines of the visitor no agent has had on the page, by case."""
    unread = Q()
    for chat in chats:
        unread |= Q(case_id=chat.case_id, pk__gt=chat.agent_read)
    if not chats:
        return {}
    lines = Message.objects.filter(unread, author_kind=CUSTOMER)
    return dict(lines.order_by().values_list("case_id").annotate(Count("pk")))


@dataclass(frozen=True)
class ChatPanel:
    """What an agent sees of the visitor beside the conversation."""

    chat: Chat
    is_writing: bool
    unread_line: int
    has_address: bool


def chat_panel(case_id: int) -> ChatPanel | None:
    """The visitor as an agent sees them; None where the case never was a chat. Two queries."""
    chat = Chat.objects.select_related("case__customer").filter(case_id=case_id).first()
    if chat is None:
        return None
    newest = Message.objects.filter(case_id=case_id, author_kind=CUSTOMER, pk__gt=chat.agent_read).order_by("-id")
    return ChatPanel(
        chat=chat,
        is_writing=not chat.is_over and visitor_is_writing(chat),
        unread_line=newest.values_list("pk", flat=True).first() or 0,
        has_address=chat.case.customer.has_address,
    )


def running_chats(case_ids: tuple[int, ...]) -> list[Chat]:
    """Chats of these cases that are not over."""
    return list(Chat.objects.filter(case_id__in=case_ids, ended_at=None))
