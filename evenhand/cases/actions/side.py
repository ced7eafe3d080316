"""Writes: asking a seller or a carrier beside a case. The customer never sees it, and their address never leaves us."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from evenhand.cases.conversation import key_of_more, locked, locked_survivor, required_words
from evenhand.cases.errors import CannotBeAnswered
from evenhand.cases.files import IncomingFile, KeptFile
from evenhand.cases.mail.addresses import side_address
from evenhand.cases.mail.replies import POLICY, add_files, html_of, mailbox
from evenhand.cases.mail.senders import Sender, sender_for
from evenhand.cases.models import Case, SideMessage, SideThread
from evenhand.cases.taking_along import sent_along
from evenhand.core.api import Actor, InvalidInput, Leaving, action, environment, post_mail, record

MOST_THREADS = 20


def open_side(
    *,
    case: Case,
    address: str,
    name: str,
    subject: str,
    text: str,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    attached: Sequence[IncomingFile] = (),
) -> SideThread:
    """Ask somebody beside the case, or the one where it went, by mail. A `key` that was used before answers its thread.

    Files go along as with a reply: all of them, or nothing is sent. Other words or files under a `key` that was used
    go out as well: somebody changed them before sending again.
    """
    with sent_along(attached, now=now) as files:
        return _open(case, _Asked(address, name, subject), _Words(required_words(text), key, files), actor, now)


def write_side(
    *,
    thread: SideThread,
    text: str,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    attached: Sequence[IncomingFile] = (),
) -> SideMessage:
    """Go on in a side conversation, with files as in `open_side`. A `key` that was used before changes nothing."""
    with sent_along(attached, now=now) as files:
        return _go_on(thread, _Words(required_words(text), key, files), actor, now)


@dataclass(frozen=True)
class _Asked:
    address: str
    name: str
    subject: str


@dataclass(frozen=True)
class _Words:
    text: str
    key: str
    files: Sequence[KeptFile]


@action
def _open(case: Case, asked: _Asked, words: _Words, actor: Actor, now: datetime.datetime) -> SideThread:
    held = locked_survivor(case)
    known = SideMessage.objects.filter(key=words.key).select_related("thread__case").first()
    if known:
        _go_on(known.thread, words, actor, now)
        return known.thread
    address = asked.address.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise CannotBeAnswered(address) from None
    if address == held.customer.email.lower():
        raise InvalidInput(_("This is the customer's own address. Write to them with a reply."))
    if held.sides.count() >= MOST_THREADS:
        raise InvalidInput(_("There are %(most)d side conversations already: go on in one.") % {"most": MOST_THREADS})
    thread = SideThread.objects.create(
        case=held,
        with_name=" ".join(asked.name.split())[:120],
        with_address=address,
        subject=" ".join(asked.subject.split())[:200] or _("A question about a case of ours"),
        opened_by_id=actor.account_id,
        opened_at=now,
        last_at=now,
    )
    _write(held, thread, words, actor, now)
    return thread


@action
def _go_on(thread: SideThread, words: _Words, actor: Actor, now: datetime.datetime) -> SideMessage:
    held = locked(thread.case)
    known = SideMessage.objects.filter(key=words.key).first()
    if known and not _says(known, words):
        words = replace(words, key=key_of_more(words.key, words.text, [each.sha256 for each in words.files]))
        known = SideMessage.objects.filter(key=words.key).first()
    return known or _write(held, SideThread.objects.get(pk=thread.pk), words, actor, now)


def _says(message: SideMessage, words: _Words) -> bool:
    """Whether these words, with these files, are what was sent."""
    sent = {each["sha256"] for each in message.files}
    return message.text == words.text and sent.issuperset(each.sha256 for each in words.files)


def _write(case: Case, thread: SideThread, words: _Words, actor: Actor, now: datetime.datetime) -> SideMessage:
    _keep_the_customer_to_ourselves(case, words.text, thread.subject, *(each.name for each in words.files))
    earlier = list(thread.messages.exclude(message_id="").values_list("message_id", flat=True))
    sender = sender_for(case)
    mail = _mail(thread, words.text, earlier, sender, now)
    add_files(mail, words.files)
    message = SideMessage.objects.create(
        thread=thread,
        is_ours=True,
        author_id=actor.account_id,
        from_name=actor.label[:200],
        text=words.text,
        files=[vars(each) for each in words.files],
        at=now,
        message_id=str(mail["Message-ID"]),
        outgoing=post_mail(mail, about=case.log_subject, now=now, leaving=Leaving(route=sender.route)),
        key=words.key,
    )
    thread.last_at, thread.is_answered = now, False
    thread.save(update_fields=["last_at", "is_answered"])
    record(actor=actor, verb="cases.write_side", subject=case.log_subject, now=now, thread=thread.pk, side=message.pk)
    return message


def _keep_the_customer_to_ourselves(case: Case, *texts: str) -> None:
    """Who is asked needs the order, not the customer's address: that they would keep."""
    address = case.customer.email.casefold()
    if any(address in text.casefold() for text in texts):
        raise InvalidInput(
            _("The customer's mail address stands in your words, and it would leave us. Take it out, then send again.")
        )


def _mail(
    thread: SideThread, text: str, earlier: Sequence[str], sender: Sender, now: datetime.datetime
) -> EmailMessage:
    """The mail, from the mailbox of the case: nothing of the customer's thread goes along, neither identifiers nor
    what they wrote."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = mailbox(environment().shop_name, sender.address)
    mail["To"] = mailbox(thread.with_name, thread.with_address)
    mail["Reply-To"] = mailbox(environment().shop_name, side_address(thread.pk, sender.address))
    mail["Subject"] = f"Re: {thread.subject}" if earlier else thread.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<s{thread.pk}.{uuid4().hex}@{sender.domain}>"
    if earlier:
        mail["In-Reply-To"], mail["References"] = earlier[-1], " ".join(earlier[-10:])
    mail.set_content(text)
    mail.add_alternative(html_of(text), subtype="html")
    return mail
