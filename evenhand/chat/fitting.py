"""To whom a chat that waits is offered: the skills and languages of people are kept in a room beside this one."""

import datetime
from collections.abc import Callable, Collection, Mapping

from django.db.models import Count

from evenhand.cases.api import Contact
from evenhand.chat.models import Chat, Taker
from evenhand.chat.rules import FOR_ANYBODY_AFTER, TAKER_COUNTS_FOR
from evenhand.core.api import environment

AbleFor = Callable[[Collection[int], Collection[int]], Mapping[int, Collection[int]]]
_able_for: list[AbleFor] = []


def register_able(able_for: AbleFor) -> None:
    """Say who answers which case best: by the numbers of cases and people, for each case those of them."""
    _able_for[:] = [able_for]


def offered_to(account_id: int | None, chats: Collection[Chat], now: datetime.datetime) -> frozenset[int]:
    """Which of these chats are offered to somebody: those that nobody else who takes chats now would answer better, nor
    was given; and those that have waited so long that they are anybody's."""
    fresh = [chat for chat in chats if now - (chat.case.waiting_since or now) < FOR_ANYBODY_AFTER]
    if not fresh or account_id is None or not _able_for:
        return frozenset(chat.pk for chat in chats)
    takers = free_takers(now)
    given = {chat.case_id: (chat.case.assignee_id,) for chat in fresh if chat.case.assignee_id in takers}
    able = {**_able_for[0]([chat.case_id for chat in fresh], takers | {account_id}), **given}
    for_others = {chat.pk for chat in fresh if account_id not in able.get(chat.case_id, (account_id,))}
    return frozenset(chat.pk for chat in chats) - for_others


def free_takers(now: datetime.datetime) -> frozenset[int]:
    """Who takes chats, is there now, and has a place left. Two queries."""
    there = frozenset(Taker.objects.filter(seen_at__gt=now - TAKER_COUNTS_FOR).values_list("account_id", flat=True))
    running = running_by_agent(there)
    return frozenset(each for each in there if running.get(each, 0) < environment().chat_most)


def running_by_agent(account_ids: Collection[int]) -> dict[int, int]:
    """How many chats each of these people has running."""
    running = Contact.objects.filter(agent_id__in=account_ids, ended_at=None, case__is_live=True)
    return dict(running.order_by().values_list("agent_id").annotate(Count("pk")))
