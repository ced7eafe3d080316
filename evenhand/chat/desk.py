"""What agents do about chats besides answering: take them, read them, end them; and what the house does by itself."""

import datetime

from evenhand.cases import api as cases
from evenhand.cases.api import CaseClosed, CaseMerged, CaseSetAside, Contact, ReplySent
from evenhand.chat.actions import end_chat, note_gone
from evenhand.chat.models import Chat, Taker
from evenhand.chat.queries import running_chats, unread_by_visitor
from evenhand.chat.rules import GONE_AFTER, WRITE_EVERY, is_gone, is_quiet
from evenhand.core.api import Actor, action, record, system
from evenhand.people.api import accounts_by_id

HOUSE = system("chat")
LATER_LINES = datetime.timedelta(hours=1)
FORGET_TAKER_AFTER = datetime.timedelta(hours=12)


@action
def take_chats(*, actor: Actor, now: datetime.datetime) -> Taker:
    """From now on the actor takes chats. Again changes nothing."""
    taker, is_new = Taker.objects.get_or_create(
        account_id=actor.account_id or 0, defaults={"since": now, "seen_at": now}
    )
    if is_new:
        record(actor=actor, verb="chat.take_chats", subject="chat:takers", now=now)
    return taker


@action
def take_no_chats(*, actor: Actor, now: datetime.datetime) -> None:
    """The actor takes no new chats; those that run go on. Again changes nothing."""
    if Taker.objects.filter(account_id=actor.account_id or 0).delete()[0]:
        record(actor=actor, verb="chat.take_no_chats", subject="chat:takers", now=now)


def see_taker(*, actor: Actor, now: datetime.datetime) -> None:
    """A page of somebody who takes chats is open. It leaves no entry; signs in quick succession are written once."""
    Taker.objects.filter(account_id=actor.account_id or 0, seen_at__lte=now - WRITE_EVERY).update(seen_at=now)


@action
def take_chat(*, chat: Chat, actor: Actor, now: datetime.datetime) -> Contact:
    """Take a chat up that nobody looks after: also where a colleague had it and has been away for a while."""
    case = chat.case
    if case.assignee_id not in (None, actor.account_id) and actor.account_id:
        me = accounts_by_id([actor.account_id])[actor.account_id]
        cases.assign_case(case=case, to=me, actor=actor, now=now)
    return cases.take_case(case=case, actor=actor, now=now)


def see_lines(*, chat: Chat, read: int, actor: Actor, now: datetime.datetime) -> None:
    """An agent at work in the chat has had its lines up to `read` before their eyes."""
    if Contact.objects.filter(case_id=chat.case_id, agent_id=actor.account_id, ended_at=None).exists():
        Chat.objects.filter(pk=chat.pk, agent_read__lt=read).update(agent_read=read)


def end_with_case(event: CaseClosed) -> None:
    """The case is closed: its chat is over."""
    _end(event.case_id, by=Chat.EndedBy.AGENT, at=event.at)


def end_with_spam(event: CaseSetAside) -> None:
    """It was no customer's matter."""
    _end(event.case_id, by=Chat.EndedBy.AGENT, at=event.at)


def end_when_merged(event: CaseMerged) -> None:
    """Lines of another case must not show to whoever typed an address here: both chats are over."""
    for case_id in (event.source_id, event.into_id):
        _end(case_id, by=Chat.EndedBy.MERGED, at=event.at)


def follow_reply(event: ReplySent) -> None:
    """Whoever answers has read the lines. An answer to somebody who had left went by mail, and there it goes on."""
    Chat.objects.filter(case_id=event.case_id, agent_read__lt=event.message_id).update(agent_read=event.message_id)
    for chat in running_chats((event.case_id,)):
        if chat.gone_at is not None:
            end_chat(chat=chat, by=Chat.EndedBy.MAIL, actor=HOUSE, now=event.at)


def _end(case_id: int, *, by: str, at: datetime.datetime) -> None:
    for chat in running_chats((case_id,)):
        end_chat(chat=chat, by=by, actor=HOUSE, now=at)


def look_after_chats(*, now: datetime.datetime) -> int:
    """The house's part: note who has left, end what is quiet, mail what nobody saw. Answers how many it touched."""
    return sum(_look_after(chat, now) for chat in _running()) + sum(_mail_unseen(chat, now) for chat in _just_over(now))


def _running() -> list[Chat]:
    return list(Chat.objects.filter(ended_at=None).select_related("case__customer"))


def _look_after(chat: Chat, now: datetime.datetime) -> bool:
    if chat.gone_at is None and is_gone(chat.visitor_seen_at, now):
        note_gone(chat=chat, actor=HOUSE, now=now)
        return True
    waits_here = chat.gone_at is None and chat.case.is_open
    if waits_here or not is_quiet(chat.case.last_message_at, now):
        return False
    _end_quiet(chat, now)
    return True


@action
def _end_quiet(chat: Chat, now: datetime.datetime) -> None:
    """End a chat in which nothing was said for long, and its contacts with its last line: nobody worked since."""
    for contact in Contact.objects.filter(case_id=chat.case_id, ended_at=None):
        cases.end_contact(contact=contact, over_since=chat.case.last_message_at, actor=HOUSE, now=now)
    end_chat(chat=chat, by=Chat.EndedBy.QUIET, actor=HOUSE, now=now)


def _just_over(now: datetime.datetime) -> list[Chat]:
    ended = Chat.objects.filter(ended_at__gt=now - LATER_LINES, ended_at__lte=now - GONE_AFTER)
    return list(ended.select_related("case__customer"))


def _mail_unseen(chat: Chat, now: datetime.datetime) -> bool:
    """A line that was written just before the end, and that the visitor's page never fetched, goes by mail."""
    case = cases.survivor_of(chat.case)
    unread = unread_by_visitor(chat, case.pk)
    if not unread:
        return False
    return cases.mail_lines(case=case, message_ids=unread, actor=HOUSE, now=now) is not None


def forget_takers(*, now: datetime.datetime) -> int:
    """Whoever has long given no sign takes no chats any more; answers how many."""
    return Taker.objects.filter(seen_at__lt=now - FORGET_TAKER_AFTER).delete()[0]
