"""What people say in a case: the customer's messages, our replies, our notes."""

import datetime
from collections.abc import Collection, Sequence

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from evenhand.cases.actions.contacts import begin_contact, sign_of_life, switch_segment
from evenhand.cases.actions.desk import close_locked
from evenhand.cases.actions.draft_files import files_to_send, spend_draft
from evenhand.cases.actions.drafts import keep_words
from evenhand.cases.actions.mentions import mention_by_name
from evenhand.cases.conversation import (
    add_message,
    key_of_more,
    locked,
    locked_survivor,
    queue_for,
    receive,
    required_words,
    survivor_of,
)
from evenhand.cases.errors import NewerMessage, SentInOtherWords, WentIntoAnother
from evenhand.cases.events import ReplySent
from evenhand.cases.files import IncomingFile, KeptFile, keep_files
from evenhand.cases.mail.replies import add_files, build_reply
from evenhand.cases.mail.senders import sender_for
from evenhand.cases.models import Case, HeldReply, Message, Queue, Segment
from evenhand.cases.opening import Opening, begin_cases, kept_subject
from evenhand.cases.states import as_it_stands, stand
from evenhand.core.api import (
    Actor,
    DomainError,
    InvalidInput,
    Leaving,
    NotFound,
    OutgoingMail,
    Prepared,
    action,
    environment,
    one_transaction,
    post_mail,
    publish,
    record,
)
from evenhand.people.api import Account
from evenhand.shop.api import Order

SAME_WITHIN = datetime.timedelta(hours=1)
"""So long a customer who sends the same words from a page once more means the same matter."""


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
    known = _SAID.first(key)
    if known:
        return known.case
    message = _from_customer(customer, required_words(text), key, now)
    opening = Opening(customer, message, subject, channel, queue or queue_for(channel), order, attached=attached)
    return begin_cases([opening], actor=actor)[0]


@action
def open_case_from_page(
    *,
    customer: Account,
    subject: str,
    text: str,
    channel: str,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    order: Order | None = None,
    attached: Sequence[IncomingFile] = (),
) -> Case:
    """Open a case with what a customer sends from a page, or answer the one in which they said so just now.

    Whoever goes back in the browser and sends again means the same matter: the same words within an hour, whatever
    their `key`; and what is sent under a `key` that was used. Other words or files are added there. Raises NotFound
    where somebody else has used the `key`.
    """
    _one_at_a_time(customer)
    text = required_words(text)
    before = _SAID.first(key) or _said_just_now(customer, subject, text, order, now)
    if before and before.case.customer_id != customer.pk:
        raise NotFound
    if before is None:
        message = _from_customer(customer, text, key, now)
        opening = Opening(customer, message, subject, channel, queue_for(channel), order, attached=attached)
        return begin_cases([opening], actor=actor)[0]
    if not _says(before, text, attached):
        add_customer_message(case=before.case, text=text, key=key, actor=actor, now=now, attached=attached)
    return survivor_of(before.case)


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
    """The customer writes into their case from a page. A `key` that was used before changes nothing.

    But other words or files under it are somebody who went back, wrote more and sent again: those come in as well.
    """
    case, text = locked_survivor(case), required_words(text)
    key, known = _said_before(key, text, attached)
    if known:
        return known
    return receive(case, _from_customer(case.customer, text, key, now), actor=actor, attached=attached)


def reply(
    *,
    case: Case,
    text: str,
    seen_message_id: int,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    then_close: bool = False,
    with_files: Collection[int] = (),
) -> Message:
    """Answer the customer, by mail too unless they are in a chat now; the case then waits for them, or is closed.

    `seen_message_id` is the last message that the agent had on the page, `with_files` the files of their draft that
    stood there. Raises NewerMessage where somebody else has written since, WentIntoAnother where the case was merged,
    FileIsGone where a file is not there any more: nothing is sent, and `text` is kept as the draft, whatever went
    wrong. A `key` that was used before changes nothing; with other words it raises SentInOtherWords. For some seconds
    `take_back_reply` takes it back.
    """
    text = required_words(text)
    try:
        with one_transaction():
            return _reply(
                case=case,
                text=text,
                seen_message_id=seen_message_id,
                key=key,
                actor=actor,
                now=now,
                then_close=then_close,
                with_files=with_files,
            )
    except DomainError:
        keep_words(case=case, text=text, actor=actor, now=now)
        raise


@action
def _reply(
    *,
    case: Case,
    text: str,
    seen_message_id: int,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    then_close: bool,
    with_files: Collection[int],
) -> Message:
    assert actor.account_id is not None
    case = locked(case)
    known = _SAID.first(key)
    if known:
        if known.text != text:
            raise SentInOtherWords
        return known
    if _unseen(case, seen_message_id, actor).exists():
        raise NewerMessage
    if case.set_aside_as == Case.SetAsideAs.MERGED:
        raise WentIntoAnother(survivor_of(case).pk)
    files = files_to_send(case, with_files, actor)
    if files and case.is_live:
        raise InvalidInput(_("In a chat no files can be sent. Take them away, or write a mail once the chat is over."))
    before = as_it_stands(case)
    if case.assignee_id is None:  # whoever answers has it, and still does while they write it anew
        case.assignee_id = actor.account_id
        record(actor=actor, verb="cases.take_case", subject=case.log_subject, now=now, assignee=actor.account_id)
    contact = begin_contact(case, actor.account_id, actor=actor, now=now)
    message = _from_agent(actor, text, Message.Kind.REPLY, key, now)
    held_until = now + datetime.timedelta(seconds=environment().undo_send_seconds)
    if not case.is_live:
        _send_by_mail(case, message, now, leaves_at=held_until, files=files)
    stand(case, Case.Status.WAITING, at=now)
    add_message(case, message, kept=files)
    if message.outgoing and held_until > now:
        before = {"case": before, "contact": contact.pk, "earlier_reply": contact.reply_id}
        HeldReply.objects.create(message=message, until=held_until, before=before)
    contact.reply = message
    contact.save(update_fields=["reply"])
    if not case.is_live:
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
    spend_draft(case, with_files, actor, now)
    if then_close:
        close_locked(case, reason="", actor=actor, now=now)
    return message


def _unseen(case: Case, seen_message_id: int, actor: Actor) -> QuerySet[Message]:
    """What others wrote since. In a chat both write at once, so there the customer's lines hold nobody up."""
    newer = case.messages.filter(pk__gt=seen_message_id).exclude(kind=Message.Kind.NOTE, author_id=actor.account_id)
    return newer.exclude(author_kind=Message.AuthorKind.CUSTOMER) if case.is_live else newer


@action
def add_note(
    *,
    case: Case,
    text: str,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    attached: Sequence[IncomingFile] = (),
) -> Message:
    """Write something in the case that only staff see; whoever it names by "@" finds it on their list.

    A `key` that was used before changes nothing, but other words or files under it are another note.
    """
    case, text = locked_survivor(case), required_words(text)
    key, known = _said_before(key, text, attached)
    if known:
        return known
    written = _from_agent(actor, text, Message.Kind.NOTE, key, now)
    message = add_message(case, written, kept=keep_files(attached))
    sign_of_life(case=case, actor=actor, now=now)
    named = mention_by_name(message, actor=actor, now=now)
    record(actor=actor, verb="cases.add_note", subject=case.log_subject, now=now, message=message.pk, named=named)
    return message


def _send_by_mail(
    case: Case, message: Message, now: datetime.datetime, *, leaves_at: datetime.datetime, files: Sequence[KeptFile]
) -> None:
    """Post `message` to the customer."""
    message.outgoing, message.in_reply_to = post_to_customer(
        case, message.text, now=now, leaves_at=leaves_at, files=files
    )
    message.message_id = message.outgoing.message_id


def post_to_customer(
    case: Case,
    text: str,
    *,
    now: datetime.datetime,
    leaves_at: datetime.datetime | None = None,
    files: Sequence[KeptFile] = (),
) -> tuple[OutgoingMail, str]:
    """Post a mail with `text` to the customer, in the thread of what they wrote; answers it, and what it answers."""
    earlier = case.messages.exclude(message_id="").filter(kind=Message.Kind.REPLY).order_by("-id")
    references = list(reversed(earlier.values_list("message_id", flat=True)[:10]))
    theirs = earlier.exclude(author_kind__in=(Message.AuthorKind.AGENT, Message.AuthorKind.SYSTEM))
    in_reply_to = theirs.values_list("message_id", flat=True).first() or ""
    sender = sender_for(case)
    mail = build_reply(case, text, sender=sender, references=references, in_reply_to=in_reply_to, now=now)
    add_files(mail, files)
    leaving = Leaving(leaves_at=leaves_at, returns_to=sender.reply_address, route=sender.route)
    return post_mail(mail, about=case.log_subject, now=now, leaving=leaving), in_reply_to


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
        author_kind=Message.AuthorKind.SYSTEM if actor.is_system else Message.AuthorKind.AGENT,
        author_id=actor.account_id,
        from_name="" if actor.is_system else actor.label[:200],
        text=text,
        key=key,
        at=now,
    )


_SAID = Prepared(lambda key: Message.objects.filter(key=key))


def _said_just_now(
    customer: Account, subject: str, text: str, order: Order | None, now: datetime.datetime
) -> Message | None:
    """With what the customer has opened a case that is not settled yet, in the same words and about the same order."""
    about = [order.pk] if order else []
    words = (kept_subject(subject), text)
    return _OPENED_WITH.first(customer.pk, *words, now - SAME_WITHIN, now, *about, has_order=bool(order))


_OPENED_WITH = Prepared(
    lambda customer, subject, text, since, now, *order, has_order: (
        Message.objects.filter(
            case__customer=customer,
            case__order=order[0] if has_order else None,
            case__subject=subject,
            case__opened_at__gt=since,
            case__opened_at__lte=now,
            author=customer,
            at=F("case__opened_at"),
            text=text,
        )
        .exclude(case__status=Case.Status.CLOSED)
        .order_by("-pk")
    )
)


def _said_before(key: str, text: str, attached: Sequence[IncomingFile]) -> tuple[str, Message | None]:
    """What was said under `key` in these words, with the key; where it were other words, a key for these."""
    known = _SAID.first(key)
    if known and not _says(known, text, attached):
        key = key_of_more(key, text, [each.sha256 for each in attached])
        known = _SAID.first(key)
    return key, known


def _says(message: Message, text: str, attached: Sequence[IncomingFile]) -> bool:
    """Whether a message has just these words, and each of these files."""
    kept = {each.sha256 for each in message.attachments.all()} if attached else set()
    return message.text == text and kept.issuperset(each.sha256 for each in attached)


def _one_at_a_time(customer: Account) -> None:
    """Two presses at once of one customer come one after the other, so that the second finds what the first made."""
    _HELD.get(customer.pk)


_HELD = Prepared(lambda key: Account.objects.select_for_update(no_key=True).filter(pk=key).values_list("pk"))
