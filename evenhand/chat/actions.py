"""What a visitor does, and what follows: started, written, ended, gone on by mail."""

import datetime
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from evenhand.cases import api as cases
from evenhand.cases.api import Case, Channel, Message
from evenhand.chat.copies import send_copy
from evenhand.chat.errors import AddressNeeded, ChatOver, NobodyThere
from evenhand.chat.models import Chat
from evenhand.chat.presence import forget_writing
from evenhand.chat.queries import is_anyone_there, unread_by_visitor
from evenhand.chat.rules import WRITE_EVERY
from evenhand.chat.tokens import Identity
from evenhand.core.api import Actor, action, record
from evenhand.people.api import Account, customer_for_address, visitor_without_address
from evenhand.shop.api import Order


@dataclass(frozen=True)
class Beginning:
    """What a visitor gives when they start: a signed identity, or what they typed; both may be empty."""

    text: str
    start_key: str
    name: str = ""
    email: str = ""
    identity: Identity | None = None
    order_number: str = ""

    @property
    def subject(self) -> str:
        return Truncator(" ".join(self.text.split())).chars(80)


@action
def start_chat(*, beginning: Beginning, actor: Actor, now: datetime.datetime) -> Chat:
    """Open a case as a chat with the visitor's first line. The same `start_key` again answers the chat it made.

    Raises NobodyThere where nobody is free: then `leave_message` is the way.
    """
    known = Chat.objects.filter(start_key=beginning.start_key).select_related("case").first()
    if known:
        return known
    if not is_anyone_there(now):
        raise NobodyThere
    try:
        with transaction.atomic():
            return _new_chat(beginning, actor, now)
    except IntegrityError:  # the second of two presses at once
        return Chat.objects.select_related("case").get(start_key=beginning.start_key)


def _new_chat(beginning: Beginning, actor: Actor, now: datetime.datetime) -> Chat:
    customer = _customer(beginning, actor, now)
    nonce = secrets.token_urlsafe(32)
    chat = Chat(
        nonce=nonce,
        start_key=beginning.start_key,
        opened_at=now,
        visitor_seen_at=now,
        is_verified=beginning.identity is not None,
    )
    chat.case = cases.open_case(
        customer=customer,
        subject=beginning.subject,
        text=beginning.text,
        channel=Channel.CHAT,
        key=chat.line_key("first"),
        order=_order(beginning, customer),
        actor=actor,
        now=now,
    )
    chat.save(force_insert=True)
    if not chat.is_verified:
        _say_not_checked(chat.case, actor, now)
    record(actor=actor, verb="chat.start", subject=chat.log_subject, now=now, case=chat.case_id)
    return chat


@action
def leave_message(*, beginning: Beginning, actor: Actor, now: datetime.datetime) -> Case:
    """Nobody is there to chat: the matter waits and is answered by mail. A key used before changes nothing."""
    if not beginning.email:
        raise AddressNeeded
    key = f"message:{beginning.start_key}"
    known = Message.objects.filter(key=key).select_related("case").first()
    if known:
        return known.case
    case = cases.open_case(
        customer=_customer(beginning, actor, now),
        subject=beginning.subject,
        text=beginning.text,
        channel=Channel.FORM,
        key=key,
        queue=cases.queue_for(Channel.MAIL),
        actor=actor,
        now=now,
    )
    _say_not_checked(case, actor, now)
    return case


@action
def write_line(*, chat: Chat, text: str, key: str, actor: Actor, now: datetime.datetime) -> Message:
    """The visitor writes. A `key` used before changes nothing. Raises ChatOver."""
    known = Message.objects.filter(key=chat.line_key(key)).first()
    if known:
        return known
    chat = locked(chat)
    if chat.is_over:
        raise ChatOver
    see_visitor(chat=chat, read=0, actor=actor, now=now)
    forget_writing(chat)
    return cases.add_customer_message(case=chat.case, text=text, key=chat.line_key(key), actor=actor, now=now)


def see_visitor(*, chat: Chat, read: int, actor: Actor, now: datetime.datetime) -> None:
    """The visitor's page is open and has all lines up to `read`. Signs in quick succession are written down once.

    One who had gone is back: lines are read on the screen again.
    """
    read = max(read, chat.visitor_read)
    if read > chat.visitor_read or (not chat.is_over and now - chat.visitor_seen_at >= WRITE_EVERY):
        Chat.objects.filter(pk=chat.pk).update(visitor_seen_at=now, visitor_read=read)
        chat.visitor_seen_at, chat.visitor_read = now, read
    if chat.gone_at is not None and not chat.is_over:
        _come_back(chat, actor, now)


@action
def _come_back(chat: Chat, actor: Actor, now: datetime.datetime) -> None:
    Chat.objects.filter(pk=chat.pk).update(gone_at=None)
    chat.gone_at = None
    cases.come_back_live(case=chat.case, actor=actor, now=now)


@action
def note_gone(*, chat: Chat, actor: Actor, now: datetime.datetime) -> None:
    """The visitor has left: answers go by mail from now on, and so do lines that they have not seen."""
    chat = locked(chat)
    if chat.is_over or chat.gone_at is not None:
        return
    chat.gone_at = now
    chat.save(update_fields=["gone_at"])
    cases.leave_live(case=chat.case, actor=actor, now=now)
    cases.mail_lines(case=chat.case, message_ids=unread_by_visitor(chat, chat.case_id), actor=actor, now=now)


@action
def end_chat(*, chat: Chat, by: str, actor: Actor, now: datetime.datetime) -> Chat:
    """The chat is over; what is still to say in the case goes by mail. Ending it twice changes nothing."""
    chat = locked(chat)
    if chat.is_over:
        return chat
    chat.ended_at, chat.ended_by = now, by
    chat.save(update_fields=["ended_at", "ended_by"])
    forget_writing(chat)
    cases.leave_live(case=chat.case, actor=actor, now=now)
    send_copy(chat, now)
    record(actor=actor, verb="chat.end", subject=chat.log_subject, now=now, by=by)
    return chat


@action
def go_on_by_mail(*, chat: Chat, email: str, actor: Actor, now: datetime.datetime) -> Chat:
    """The visitor does not want to wait: the matter is answered by mail. Raises AddressNeeded."""
    chat = locked(chat)
    if not chat.is_over:
        _give_address(chat, email, actor, now)
        end_chat(chat=chat, by=Chat.EndedBy.MAIL, actor=actor, now=now)
        chat.refresh_from_db()
    return chat


@action
def want_copy(*, chat: Chat, email: str, actor: Actor, now: datetime.datetime) -> Chat:
    """The visitor wants what was said by mail: once, when the chat is over. Raises AddressNeeded."""
    chat = locked(chat)
    if chat.copy_wanted_at is None:
        _give_address(chat, email, actor, now)
        chat.copy_wanted_at = now
        chat.save(update_fields=["copy_wanted_at"])
        record(actor=actor, verb="chat.want_copy", subject=chat.log_subject, now=now)
    if chat.is_over:
        send_copy(chat, now)
    return chat


def _give_address(chat: Chat, email: str, actor: Actor, now: datetime.datetime) -> None:
    """A visitor without an address gives one; an address that is there stays."""
    if chat.case.customer.has_address:
        return
    if not email:
        raise AddressNeeded
    customer = customer_for_address(email, "", actor=actor, now=now)
    chat.case = cases.name_customer(case=chat.case, customer=customer, actor=actor, now=now)


def locked(chat: Chat) -> Chat:
    """The chat as it is now, held until the transaction ends."""
    held = Chat.objects.select_for_update(no_key=True, of=("self",))
    return held.select_related("case__customer").get(pk=chat.pk)


def _customer(beginning: Beginning, actor: Actor, now: datetime.datetime) -> Account:
    if beginning.identity:
        return customer_for_address(beginning.identity.email, beginning.identity.name, actor=actor, now=now)
    if beginning.email:
        return customer_for_address(beginning.email, beginning.name, actor=actor, now=now)
    return visitor_without_address(beginning.name or _("Visitor"), actor=actor, now=now)


def _order(beginning: Beginning, customer: Account) -> Order | None:
    """The order that a customer whom the shop has signed says it is about, where it is theirs."""
    if beginning.identity is None or not beginning.order_number:
        return None
    return Order.objects.filter(number=beginning.order_number, customer__account=customer).first()


def _say_not_checked(case: Case, actor: Actor, now: datetime.datetime) -> None:
    """Tell colleagues what an address is worth that anybody could have typed."""
    if case.customer.has_address:
        words = _(
            "The name and the mail address were typed in, not checked. Before you tell anything of an order, or change "
            "one, let them name its number and one more thing that only its buyer knows."
        )
        cases.add_note(case=case, text=words, key=f"not-checked:{case.pk}", actor=_HOUSE, now=now)


_HOUSE = Actor(label="system: chat", source="system")
