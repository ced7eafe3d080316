"""The conversation of a case: adding a message keeps the case's own columns and the search index in step."""

import datetime
import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext as _

from evenhand.cases import files
from evenhand.cases.events import CaseMoved, CaseReopened, MessageReceived
from evenhand.cases.files import IncomingFile, KeptFile
from evenhand.cases.models import Case, Channel, Merge, Message, Queue, SearchText, Snooze
from evenhand.cases.states import stand
from evenhand.core.api import Actor, InvalidInput, Prepared, asked_words, environment, plain_words, publish, record

NO_SUBJECT = "(no subject)"


def locked(case: Case) -> Case:
    """The case as it is now, held until the transaction ends, so that two who change it come one after the other."""
    return _HELD.get(case.pk)


_HELD = Prepared(
    lambda key: (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("customer", "order", "queue", "assignee")
        .filter(pk=key)
    )
)


def survivor_of(case: Case) -> Case:
    """Where `case` went when it was merged, and that one perhaps again; itself where it stands on its own."""
    while case.set_aside_as == Case.SetAsideAs.MERGED:
        merge = Merge.objects.filter(source_id=case.pk, undone_at=None).select_related("into__customer").first()
        if merge is None:
            return case
        case = merge.into
    return case


def locked_survivor(case: Case) -> Case:
    """The case where words for `case` belong now, held until the transaction ends."""
    held = locked(survivor_of(case))
    while held.set_aside_as == Case.SetAsideAs.MERGED and survivor_of(held) != held:  # it went while we waited
        held = locked(survivor_of(held))
    return held


def required_words(text: str) -> str:
    """What somebody has written, as it is kept. Raises InvalidInput where there is nothing."""
    text = asked_words(text)
    if not text:
        raise InvalidInput(_("There is no text yet. Write a line or two, then send it."))
    return text


def key_of_more(key: str, text: str, hashes: Sequence[str]) -> str:
    """The key of what was written under a `key` that had been used: always the same for the same words and files."""
    return f"{key[:60]}+{hashlib.sha256(chr(0).join([text, *hashes]).encode()).hexdigest()[:16]}"


def queue_for(channel: str, addresses: Sequence[str] = ()) -> Queue:
    """Where a new case waits: the queue with one of `addresses`, else the channel's first, else any, else a new one."""
    queues = _QUEUES.rows()
    if queues:
        return queue_among(queues, channel, addresses)
    return Queue.objects.get_or_create(
        slug="help", defaults={"name": "Help", "channel": Channel.MAIL, "address": environment().mail_from.lower()}
    )[0]


_QUEUES = Prepared(lambda: Queue.objects.order_by("id"))


def queue_among(queues: Sequence[Queue], channel: str, addresses: Sequence[str]) -> Queue:
    """The same among queues that have been read already, in the order in which they were made."""
    by_address = {queue.address: queue for queue in queues if queue.address}
    for address in addresses:
        if address in by_address:
            return by_address[address]
    of_channel = [queue for queue in queues if queue.channel == channel]
    return (of_channel or queues)[0]


def add_message(case: Case, message: Message, *, kept: Sequence[KeptFile] = ()) -> Message:
    """Write `message` into a locked case with its files, and let the case say so. Saves both."""
    message.case = case
    message.save(force_insert=True)
    names = files.attach(message, kept) if kept else []
    case.messages_count += 1
    case.last_message_at = max(case.last_message_at, message.at)
    if message.kind == Message.Kind.REPLY:
        case.last_preview = preview(message.text) or ", ".join(names)[:200]
    case.save()
    search_text(case, message, names).save(force_insert=True)
    return message


def search_text(case: Case, message: Message, file_names: Sequence[str]) -> SearchText:
    """By what `message` is found, ready to be saved."""
    order_number = case.order.number if case.order else ""
    who = f"{case.customer.name} {case.customer.email} {message.from_name} {message.from_address}"
    words = plain_words(f"{case.subject}\n{order_number}\n{who}\n{' '.join(file_names)}\n{message.text}")
    return SearchText(message=message, case=case, words=words)


def receive(case: Case, message: Message, *, actor: Actor, attached: Sequence[IncomingFile] = ()) -> Message:
    """Somebody outside wrote into a locked case: it waits for us from now on, and opens again where it was closed.

    What was set aside as spam stays there.
    """
    was_closed = case.is_closed
    is_spam = case.status == Case.Status.SET_ASIDE and case.set_aside_as == Case.SetAsideAs.SPAM
    if not case.is_open and not is_spam:
        open_again(case, waiting_since=message.at)
    add_message(case, message, kept=files.keep_files(attached))
    if was_closed:
        publish(CaseReopened(case_id=case.pk, customer_id=case.customer_id, at=message.at))
    note_received(case, message, actor=actor)
    return message


def note_received(case: Case, message: Message, *, actor: Actor, is_opening: bool = False) -> None:
    """Leave the entry about a message from outside, and tell the rooms above."""
    record(
        actor=actor,
        verb="cases.receive_message",
        subject=case.log_subject,
        now=message.at,
        message=message.pk,
        author_kind=message.author_kind,
    )
    publish(
        MessageReceived(
            case_id=case.pk,
            message_id=message.pk,
            author_kind=message.author_kind,
            at=message.at,
            is_opening=is_opening,
        )
    )


def open_again(case: Case, *, waiting_since: datetime.datetime) -> None:
    """Make a locked case wait for us since then, or since before it slept. The caller saves it."""
    asleep = case.snoozes.filter(ended_at=None).first() if case.status == Case.Status.SNOOZED else None
    since = (asleep.waiting_since if asleep else None) or waiting_since
    stand(case, Case.Status.OPEN, at=waiting_since, waiting_since=since, woken_by=Snooze.EndCause.MESSAGE)


def bring_back(case: Case, *, at: datetime.datetime) -> None:
    """Make a locked case that does not wait for us do so from `at` on, where nobody wrote, and tell the rooms above."""
    was_closed = case.is_closed
    open_again(case, waiting_since=at)
    case.save()
    if was_closed:
        publish(CaseReopened(case_id=case.pk, customer_id=case.customer_id, at=at))
    else:
        publish(CaseMoved(case_id=case.pk, at=at))


def preview(text: str) -> str:
    """The beginning of `text` on one line."""
    return " ".join(text[:600].split())[:200]
