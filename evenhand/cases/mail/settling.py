"""What becomes of mails that landing holds: a message in a case, a note, or a row that says why not.

A batch is settled with a few look-ups for all. Mails that open a case are gathered and written together; one that
answers a gathered one waits until that is written.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count

from evenhand.cases.conversation import (
    add_message,
    bring_back,
    locked_survivor,
    queue_among,
    queue_for,
    receive,
)
from evenhand.cases.mail.addresses import case_in_address, without_token
from evenhand.cases.mail.belonging import OwnAddresses, case_of, is_our_own, order_named, orders_named, own_addresses
from evenhand.cases.mail.bounces import Bounce
from evenhand.cases.mail.parsing import CannotBeRead, ParsedMail, subject_of
from evenhand.cases.mail.siding import landed_beside
from evenhand.cases.models import Case, Channel, IncomingMail, Message, Queue
from evenhand.cases.opening import Opening, begin_cases
from evenhand.core.api import Actor, record, system
from evenhand.people.api import Account, customers_for_addresses

MOST_FROM_ONE_SENDER = 20
SENDER_WINDOW = datetime.timedelta(minutes=10)
_TOO_OFTEN = (
    f"More than {MOST_FROM_ONE_SENDER} mails came from this sender within {SENDER_WINDOW.seconds // 60} minutes: "
    "it may be an answering machine."
)
State = IncomingMail.State
MAIL = system("mail")

Readable = ParsedMail | CannotBeRead


@dataclass
class _Batch:
    """What is known about a batch, looked up once and kept in step while it is settled."""

    now: datetime.datetime
    queues: list[Queue]
    own: OwnAddresses
    landed_keys: set[str]
    lately: Counter[str]
    waits_for: set[int]
    opening: list[tuple[IncomingMail, ParsedMail]] = field(default_factory=list)


def settle_all(mails: Sequence[IncomingMail], read: Mapping[int, Readable], now: datetime.datetime) -> int:
    """Bring held mails to their end, in order: landed, ignored, a duplicate or in quarantine. Answers how many.

    A mail that answers one which has not landed yet, because another worker holds it, is left for later.
    """
    if not mails:
        return 0
    batch = _looked_up(mails, read, now)
    settled = [mail for mail in mails if mail.pk not in batch.waits_for]
    for mail in settled:
        _settle(mail, read[mail.pk], batch)
    _open_gathered(batch)
    _save_all(settled)
    for mail in settled:
        if not mail.landed_in_id:
            record(actor=MAIL, verb=f"cases.mail_{mail.state}", subject=f"mail:{mail.pk}", now=now)
    return len(settled)


def _looked_up(mails: Sequence[IncomingMail], read: Mapping[int, Readable], now: datetime.datetime) -> _Batch:
    said = {mail.pk: each for mail in mails if isinstance(each := read[mail.pk], ParsedMail)}
    keys = [identity(mail, said[mail.pk]) for mail in mails if mail.pk in said]
    landed = IncomingMail.objects.filter(landed_key__in=keys).values_list("landed_key", flat=True)
    senders = {each.from_address.lower() for each in said.values()}
    lately = (
        IncomingMail.objects.filter(sender__in=senders, received_at__gt=now - SENDER_WINDOW, state=State.LANDED)
        .values_list("sender")
        .annotate(Count("pk"))
        .order_by()
    )
    queues = list(Queue.objects.order_by("id"))
    return _Batch(
        now=now,
        queues=queues,
        own=own_addresses(queues),
        landed_keys={key for key in landed if key},
        lately=Counter(dict(lately)),
        waits_for=_waiting_for_others(mails, said),
    )


def _waiting_for_others(mails: Sequence[IncomingMail], said: Mapping[int, ParsedMail]) -> set[int]:
    """Those that answer an older mail which has not landed and is not among `mails`."""
    references = {reference for each in said.values() for reference in each.references}
    if not references:
        return set()
    others = IncomingMail.objects.filter(state=State.ACCEPTED, message_id__in=references)
    older = dict(others.exclude(pk__in=[mail.pk for mail in mails]).values_list("message_id", "pk"))
    return {key for key, each in said.items() if any(older.get(reference, key) < key for reference in each.references)}


def _settle(mail: IncomingMail, said: Readable, batch: _Batch) -> None:
    if isinstance(said, CannotBeRead):
        mail.state, mail.problem, mail.subject = State.QUARANTINED, str(said), subject_of(bytes(mail.raw))
        return
    mail.sender, mail.subject = said.from_address.lower(), said.subject
    mail.state, mail.problem = _landed(mail, said, batch)


def _landed(mail: IncomingMail, said: ParsedMail, batch: _Batch) -> tuple[str, str]:
    """Land a mail that makes sense, and answer its state with the reason where it did not land."""
    key = identity(mail, said)
    if key in batch.landed_keys:
        return State.DUPLICATE, "The same mail came before."
    if any(earlier.message_id in said.references for _, earlier in batch.opening):
        _open_gathered(batch)
    if batch.lately[mail.sender] < MOST_FROM_ONE_SENDER and landed_beside(mail, said, batch.now):
        return _counted(mail, key, batch)
    if said.bounce:
        mail.landed_in, why_not = _note_bounce(mail, said, batch.now), "It reports on a mail that is none of ours."
    elif is_our_own(said, batch.own):
        why_not = "It is one of our own mails that came back to us."
    elif said.automatic:
        mail.landed_in, why_not = _note_automatic(mail, said, batch.now), said.automatic
    elif batch.lately[mail.sender] >= MOST_FROM_ONE_SENDER:
        return State.QUARANTINED, _TOO_OFTEN
    elif case := case_of(mail, said):
        mail.landed_in, why_not = add_to_case(mail, said, case, actor=MAIL), ""
    else:
        batch.opening.append((mail, said))
        return _counted(mail, key, batch)
    if mail.landed_in is None:
        return State.IGNORED, why_not
    return _counted(mail, key, batch)


def _counted(mail: IncomingMail, key: str, batch: _Batch) -> tuple[str, str]:
    mail.landed_key = key
    batch.landed_keys.add(key)
    batch.lately[mail.sender] += 1
    return State.LANDED, ""


def _open_gathered(batch: _Batch) -> None:
    """Write the cases that were gathered, and let their mails say where they landed."""
    if not batch.opening:
        return
    names: dict[str, str] = {}
    for _, said in batch.opening:
        names[said.from_address.lower()] = names.get(said.from_address.lower()) or said.from_name
    in_order = dict(sorted(names.items()))  # the same for all workers, so that no two block each other
    customers = customers_for_addresses(names=in_order, actor=MAIL, now=batch.now)
    letters = [Letter(mail, said, customers[said.from_address.lower()]) for mail, said in batch.opening]
    open_from_letters(letters, batch.queues, actor=MAIL)
    batch.opening = []


@dataclass(frozen=True)
class Letter:
    """A mail, what it says, and whose case it opens."""

    mail: IncomingMail
    said: ParsedMail
    customer: Account


def open_from_letters(letters: Sequence[Letter], queues: Sequence[Queue], *, actor: Actor) -> None:
    """Open a case for each, and let its mail say where it landed."""
    orders = orders_named([(letter.customer, letter.said) for letter in letters])
    queues = queues or [queue_for(Channel.MAIL)]
    openings = [
        Opening(
            customer=letter.customer,
            message=_message(letter.mail, letter.said, letter.customer),
            subject=letter.said.subject,
            channel=Channel.MAIL,
            queue=_queue_of(letter, queues),
            order=order,
            language=letter.said.language,
            attached=letter.said.files,
        )
        for letter, order in zip(letters, orders, strict=True)
    ]
    begin_cases(openings, actor=actor)
    for letter, opening in zip(letters, openings, strict=True):
        letter.mail.landed_in = opening.message


def add_to_case(mail: IncomingMail, said: ParsedMail, case: Case, *, actor: Actor) -> Message:
    """Put what a mail says into `case`, or where that went."""
    case = locked_survivor(case)
    message = _message(mail, said, case.customer)
    if case.order is None and message.author_kind == Message.AuthorKind.CUSTOMER:
        case.order = order_named(case.customer, said)
    return receive(case, message, actor=actor, attached=said.files)


def save_settled(mail: IncomingMail) -> None:
    """Save what became of a mail that is held."""
    _save_all([mail])


def _save_all(mails: Sequence[IncomingMail]) -> None:
    """Written by hand: as one statement of Django's for all, putting it together took longer than all the rest."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE cases_incomingmail SET state = %s, problem = %s, sender = %s, subject = %s, landed_key = %s,"
            " landed_in_id = %s WHERE id = %s",
            [
                (
                    str(mail.state),
                    mail.problem,
                    mail.sender,
                    mail.subject,
                    mail.landed_key,
                    mail.landed_in.pk if mail.landed_in else None,
                    mail.pk,
                )
                for mail in mails
            ],
        )


def identity(mail: IncomingMail, said: ParsedMail) -> str:
    """What is the same whenever the same mail comes again, by whatever way; a copied Message-ID alone is not enough."""
    if not said.message_id:
        return mail.digest
    content = "\n".join((said.message_id, said.from_address.lower(), said.subject, said.text, said.quoted_text))
    return hashlib.sha256(content.encode()).hexdigest()


def _message(mail: IncomingMail, said: ParsedMail, customer: Account) -> Message:
    """The message a mail becomes. One from another address is shown as somebody else's, never as the customer's."""
    is_customer = said.from_address.lower() == customer.email.lower()
    return Message(
        author_kind=Message.AuthorKind.CUSTOMER if is_customer else Message.AuthorKind.OTHER,
        author=customer if is_customer else None,
        from_name=said.from_name,
        from_address=said.from_address,
        text=said.text,
        quoted_text=said.quoted_text,
        html=said.html,
        at=mail.received_at,
        sent_at=said.sent_at,
        message_id=said.message_id,
        in_reply_to=said.references[0] if said.references else "",
    )


def _note_bounce(mail: IncomingMail, said: ParsedMail, now: datetime.datetime) -> Message | None:
    """Say in the case that our mail did not arrive; the case then waits for us. None where the mail was not ours."""
    bounce = said.bounce
    ours = _bounced(mail, said, bounce) if bounce else None
    if bounce is None or ours is None:
        return None
    case = locked_survivor(ours.case)
    reason = bounce.in_words
    recipient = bounce.recipient or case.customer.email
    text = f"Our mail to {recipient} is late and is being tried again: {reason}."
    if bounce.is_final:
        text = f"Our mail to {recipient} was not delivered: {reason}."
        Message.objects.filter(pk=ours.pk).update(bounced_at=now, bounce_reason=reason[:300])
        if not case.is_open and case.status != Case.Status.SET_ASIDE:
            bring_back(case, at=now)
    record(actor=MAIL, verb="cases.note_bounce", subject=case.log_subject, now=now, message=ours.pk)
    return _system_note(case, text, now)


def _bounced(mail: IncomingMail, said: ParsedMail, bounce: Bounce) -> Message | None:
    """The message of ours that did not arrive: by its identifier, else the last from the address to which it came.

    The second helps where a server returns nothing of our mail. That address is signed, and only our own mails say it;
    it is that of the case from which the mail left, wherever its message has gone since by a merge or a split.
    """
    ours = Message.objects.filter(outgoing__isnull=False).select_related("case")
    by_id = ours.filter(message_id__in=bounce.message_ids).first()
    if by_id:
        return by_id
    named = (case_in_address(address) for address in (*mail.envelope_to, *said.recipients))
    case_id = next((each for each in named if each is not None), None)
    from_there = ours.filter(outgoing__about=Case(pk=case_id).log_subject, bounced_at=None)
    return from_there.order_by("-id").first() if case_id else None


def _note_automatic(mail: IncomingMail, said: ParsedMail, now: datetime.datetime) -> Message | None:
    """An automatic answer in a case is shown there as a note; it neither opens the case nor makes it wait for us."""
    case = case_of(mail, said)
    if case is None:
        return None
    case = locked_survivor(case)
    record(actor=MAIL, verb="cases.note_automatic_answer", subject=case.log_subject, now=now)
    text = f"An automatic answer came from {said.from_address}. {said.automatic}\n\n{said.text[:2000]}"
    return _system_note(case, text, now)


def _system_note(case: Case, text: str, now: datetime.datetime) -> Message:
    note = Message(kind=Message.Kind.NOTE, author_kind=Message.AuthorKind.SYSTEM, text=text, at=now)
    return add_message(case, note)


def _queue_of(letter: Letter, queues: Sequence[Queue]) -> Queue:
    """By the address written to, else by the mailbox it came from."""
    addressed_to = _addressed_to(letter.mail, letter.said)
    by_address = {queue.address for queue in queues if queue.address}
    mailbox = letter.mail.mailbox
    if mailbox and mailbox.queue and not by_address & set(addressed_to):
        return mailbox.queue
    return queue_among(queues, Channel.MAIL, addressed_to)


def _addressed_to(mail: IncomingMail, said: ParsedMail) -> list[str]:
    return [without_token(address) for address in (*mail.envelope_to, *said.recipients)]
