"""What people say in a case: the customer's messages, our replies, our notes."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _

from evenhand.cases.actions.contacts import begin_contact, sign_of_life, switch_segment
from evenhand.cases.actions.desk import close_locked
from evenhand.cases.actions.drafts import discard_draft, keep_draft
from evenhand.cases.conversation import NO_SUBJECT, add_message, locked, preview, queue_for, receive
from evenhand.cases.errors import NewerMessage
from evenhand.cases.events import CaseOpened, ReplySent
from evenhand.cases.files import IncomingFile
from evenhand.cases.mail.replies import build_reply
from evenhand.cases.models import Case, Channel, Message, Queue, Segment
from evenhand.core.api import Actor, InvalidInput, action, post_mail, publish, record
from evenhand.people.api import Account
from evenhand.shop.api import Order


@action
def open_case(
    *,
    customer: Account,
    subject: str,
    text: str,
    channel: str,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    order: Order | None = None,
    queue: Queue | None = None,
    attached: Sequence[IncomingFile] = (),
) -> Case:
    """Open a case with the customer's first message. With a `key` that was used before, answers the case it made."""
    _one_at_a_time(customer)
    known = Message.objects.filter(key=key).select_related("case").first()
    if known:
        return known.case
    message = _from_customer(customer, _required(text), key, now)
    return begin_case(
        customer, message, subject=subject, channel=channel, order=order, queue=queue, attached=attached, actor=actor
    )


def begin_case(
    customer: Account,
    message: Message,
    *,
    subject: str,
    channel: str,
    actor: Actor,
    order: Order | None = None,
    queue: Queue | None = None,
    language: str = "",
    attached: Sequence[IncomingFile] = (),
) -> Case:
    """Make the case that `message` opens. For actions of this room."""
    now = message.at
    case = Case.objects.create(
        subject=" ".join(subject.split())[:255] or preview(message.text)[:80] or NO_SUBJECT,
        customer=customer,
        order=order,
        queue=queue or queue_for(channel),
        channel=channel,
        language=language or customer.language,
        opened_at=now,
        last_message_at=now,
        waiting_since=now,
    )
    record(actor=actor, verb="cases.open_case", subject=case.log_subject, now=now, channel=channel)
    publish(
        CaseOpened(
            case_id=case.pk, customer_id=customer.pk, order_id=order.pk if order else None, channel=channel, at=now
        )
    )
    receive(case, message, actor=actor, attached=attached)
    return case


@action
def add_customer_message(
    *,
    case: Case,
    text: str,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    attached: Sequence[IncomingFile] = (),
) -> Message:
    """The customer writes into their case from a page. A `key` that was used before changes nothing."""
    case = locked(case)
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    message = _from_customer(case.customer, _required(text), key, now)
    return receive(case, message, actor=actor, attached=attached)


def reply(
    *,
    case: Case,
    text: str,
    seen_message_id: int,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    then_close: bool = False,
) -> Message:
    """Answer the customer, by mail too unless they are in a chat; the case then waits for them, or is closed.

    `seen_message_id` is the last message that the agent had on the page. Raises NewerMessage where somebody else has
    written since: nothing is sent, and `text` is kept as the draft. A `key` that was used before changes nothing.
    """
    try:
        return _reply(
            case=case,
            text=_required(text),
            seen_message_id=seen_message_id,
            key=key,
            actor=actor,
            now=now,
            then_close=then_close,
        )
    except NewerMessage:
        keep_draft(case, text, actor=actor, now=now)
        raise


@action
def _reply(
    *, case: Case, text: str, seen_message_id: int, key: str, actor: Actor, now: datetime.datetime, then_close: bool
) -> Message:
    assert actor.account_id is not None
    case = locked(case)
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    newer = case.messages.filter(pk__gt=seen_message_id).exclude(kind=Message.Kind.NOTE, author_id=actor.account_id)
    if newer.exists():
        raise NewerMessage
    contact = begin_contact(case, actor.account_id, actor=actor, now=now)
    message = _from_agent(actor, text, Message.Kind.REPLY, key, now)
    if case.channel != Channel.CHAT:
        _send_by_mail(case, message, now)
    _wait_for_customer(case, now)
    add_message(case, message)
    contact.reply = message
    contact.save(update_fields=["reply"])
    switch_segment(contact, Segment.Kind.AFTER, actor=actor, now=now)
    record(
        actor=actor,
        verb="cases.reply",
        subject=case.log_subject,
        now=now,
        message=message.pk,
        contact=contact.pk,
    )
    publish(ReplySent(case_id=case.pk, message_id=message.pk, contact_id=contact.pk, agent_id=actor.account_id, at=now))
    discard_draft(case=case, actor=actor)
    if then_close:
        close_locked(case, reason="", actor=actor, now=now)
    return message


@action
def add_note(*, case: Case, text: str, key: str, actor: Actor, now: datetime.datetime) -> Message:
    """Write something in the case that only staff see. A `key` that was used before changes nothing."""
    case = locked(case)
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    message = add_message(case, _from_agent(actor, _required(text), Message.Kind.NOTE, key, now))
    sign_of_life(case=case, actor=actor, now=now)
    record(actor=actor, verb="cases.add_note", subject=case.log_subject, now=now, message=message.pk)
    return message


def _wait_for_customer(case: Case, now: datetime.datetime) -> None:
    case.closures.filter(ended_at=None).update(ended_at=now)
    case.status, case.set_aside_as, case.waiting_since = Case.Status.WAITING, "", None


def _send_by_mail(case: Case, message: Message, now: datetime.datetime) -> None:
    """Post `message` to the customer, in the thread of what they wrote."""
    earlier = case.messages.exclude(message_id="").filter(kind=Message.Kind.REPLY).order_by("-id")
    references = list(reversed(earlier.values_list("message_id", flat=True)[:10]))
    answered = earlier.exclude(author_kind__in=(Message.AuthorKind.AGENT, Message.AuthorKind.SYSTEM)).first()
    in_reply_to = answered.message_id if answered else ""
    mail = build_reply(case, message.text, references=references, in_reply_to=in_reply_to, now=now)
    message.outgoing = post_mail(mail, about=case.log_subject, now=now)
    message.message_id, message.in_reply_to = str(mail["Message-ID"]), in_reply_to


def _from_customer(customer: Account, text: str, key: str, now: datetime.datetime) -> Message:
    return Message(
        author_kind=Message.AuthorKind.CUSTOMER,
        author=customer,
        from_name=customer.name,
        from_address=customer.email,
        text=text,
        key=key,
        at=now,
    )


def _from_agent(actor: Actor, text: str, kind: str, key: str, now: datetime.datetime) -> Message:
    return Message(
        kind=kind,
        author_kind=Message.AuthorKind.AGENT,
        author_id=actor.account_id,
        from_name=actor.label[:200],
        text=text,
        key=key,
        at=now,
    )


def _required(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise InvalidInput(_("There is no text yet. Write a line or two, then send it."))
    return text


def _one_at_a_time(customer: Account) -> None:
    """Two presses at once of one customer come one after the other, so that the second finds what the first made."""
    Account.objects.select_for_update(no_key=True).get(pk=customer.pk)
