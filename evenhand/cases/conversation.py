"""The conversation of a case: adding a message keeps the case's own columns and the search index in step."""

import datetime
from collections.abc import Sequence

from evenhand.cases import files
from evenhand.cases.events import CaseReopened, MessageReceived
from evenhand.cases.files import IncomingFile
from evenhand.cases.models import Case, Channel, Message, Queue, SearchText
from evenhand.cases.words import plain_words
from evenhand.core.api import Actor, environment, publish, record

NO_SUBJECT = "(no subject)"


def locked(case: Case) -> Case:
    """The case as it is now, held until the transaction ends, so that two who change it come one after the other."""
    return (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("customer", "order", "queue", "assignee")
        .get(pk=case.pk)
    )


def queue_for(channel: str, addresses: Sequence[str] = ()) -> Queue:
    """Where a new case waits: the queue with one of `addresses`, else the channel's first, else any, else a new one."""
    queues = list(Queue.objects.order_by("id"))
    by_address = {queue.address: queue for queue in queues if queue.address}
    for address in addresses:
        if address in by_address:
            return by_address[address]
    of_channel = [queue for queue in queues if queue.channel == channel]
    if of_channel or queues:
        return (of_channel or queues)[0]
    return Queue.objects.get_or_create(
        slug="help", defaults={"name": "Help", "channel": Channel.MAIL, "address": environment().mail_from.lower()}
    )[0]


def add_message(case: Case, message: Message, *, attached: Sequence[IncomingFile] = ()) -> Message:
    """Write `message` into a locked case with its files, and let the case say so. Saves both."""
    message.case = case
    message.save(force_insert=True)
    names = files.attach(message, attached)
    case.messages_count += 1
    case.last_message_at = max(case.last_message_at, message.at)
    if message.kind == Message.Kind.REPLY:
        case.last_preview = preview(message.text) or ", ".join(names)[:200]
    case.save()
    SearchText.objects.create(message=message, case=case, words=_words_of(case, message, names))
    return message


def receive(case: Case, message: Message, *, actor: Actor, attached: Sequence[IncomingFile] = ()) -> Message:
    """Somebody outside wrote into a locked case: it waits for us from now on, and opens again where it was closed.

    What was set aside as spam stays there.
    """
    was_closed = case.is_closed
    is_spam = case.status == Case.Status.SET_ASIDE and case.set_aside_as == Case.SetAsideAs.SPAM
    if not case.is_open and not is_spam:
        open_again(case, waiting_since=message.at)
    add_message(case, message, attached=attached)
    record(
        actor=actor,
        verb="cases.receive_message",
        subject=case.log_subject,
        now=message.at,
        message=message.pk,
        author_kind=message.author_kind,
    )
    if was_closed:
        publish(CaseReopened(case_id=case.pk, customer_id=case.customer_id, at=message.at))
    publish(MessageReceived(case_id=case.pk, message_id=message.pk, author_kind=message.author_kind, at=message.at))
    return message


def open_again(case: Case, *, waiting_since: datetime.datetime) -> None:
    """Make a locked case wait for us since then. The caller saves it."""
    case.closures.filter(ended_at=None).update(ended_at=waiting_since)
    case.status, case.set_aside_as, case.waiting_since = Case.Status.OPEN, "", waiting_since


def preview(text: str) -> str:
    """The beginning of `text` on one line."""
    return " ".join(text[:600].split())[:200]


def _words_of(case: Case, message: Message, names: Sequence[str]) -> str:
    order_number = case.order.number if case.order else ""
    who = f"{case.customer.name} {case.customer.email} {message.from_name} {message.from_address}"
    return plain_words(f"{case.subject}\n{order_number}\n{who}\n{' '.join(names)}\n{message.text}")
