"""Calls as the telephone system measured them, and chats as they went, for the service level."""

import datetime
from typing import Any

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from evenhand.cases.api import Channel, Message
from evenhand.chat.api import Chat
from evenhand.phone.api import Call, Line
from evenhand.promises.api import Came, Measured, Wait

NEVER = float("inf")


def waits_on_the_phone(start: datetime.datetime, end: datetime.datetime) -> Measured:
    """Who called from `start` until `end`, and how long they waited. One whom nobody answered, for another reason than
    that they hung up, waited for ever."""
    lines = frozenset(Line.objects.values_list("queue_id", flat=True))
    calls = Call.objects.filter(direction=Call.Direction.INBOUND, began_at__gte=start, began_at__lt=end)
    fields = ("line__queue_id", "began_at", "wait_seconds", "answered_at", "ended_at", "state")
    return Measured(
        channel=Channel.PHONE.value,
        queue_ids=lines,
        came=tuple(
            Came(queue_id, Channel.PHONE.value, began_at, _wait(seconds, bool(answered_at), bool(ended_at), state))
            for queue_id, began_at, seconds, answered_at, ended_at, state in calls.values_list(*fields)
        ),
    )


def _wait(seconds: float, was_answered: bool, is_over: bool, state: str) -> Wait | None:
    if was_answered:
        return Wait(seconds, was_answered=True)
    if not is_over:
        return None
    return Wait(NEVER if state == "missed" else seconds, was_answered=False)


def waits_on_chats(start: datetime.datetime, end: datetime.datetime) -> Measured:
    """Who began a chat from `start` until `end`, and how long they waited for the first answer in it.

    One who left before, or went on by mail, gave up then; one whom we left without an answer waited for ever. What
    was set aside, or went on in another case, is not counted.
    """
    began = Chat.objects.filter(opened_at__gte=start, opened_at__lt=end)
    counted = began.exclude(case__status="set_aside").exclude(ended_by=Chat.EndedBy.MERGED)
    chats = counted.select_related("case").annotate(answered_at=Subquery(_first_answer()))
    came = tuple(Came(chat.case.queue_id, Channel.CHAT.value, chat.opened_at, _wait_in(chat)) for chat in chats)
    return Measured(channel=Channel.CHAT.value, queue_ids=None, came=came)


def _first_answer() -> QuerySet[Message, Any]:
    """When one of us first said something that stood in the chat; what went by mail ended it at that moment."""
    ours = Message.objects.filter(
        case=OuterRef("case"),
        kind=Message.Kind.REPLY,
        author_kind=Message.AuthorKind.AGENT,
        at__gte=OuterRef("opened_at"),
    )
    while_it_ran = ours.filter(Q(at__lt=OuterRef("ended_at")) | Q(case__is_live=True))
    return while_it_ran.values("case").annotate(first=Min("at")).values("first")


def _wait_in(chat: Chat) -> Wait | None:
    answered_at: datetime.datetime | None = getattr(chat, "answered_at", None)
    if answered_at:
        return Wait((answered_at - chat.opened_at).total_seconds(), was_answered=True)
    if chat.ended_at is None:
        return None
    if chat.ended_by == Chat.EndedBy.AGENT:
        return Wait(NEVER, was_answered=False)
    return Wait(((chat.gone_at or chat.ended_at) - chat.opened_at).total_seconds(), was_answered=False)
