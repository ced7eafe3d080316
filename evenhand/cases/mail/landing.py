"""Landing: from a mail on disk to a message in a case, exactly once, however often we are interrupted.

The row's new state and everything that the mail causes become true in one transaction. Several workers may land at
once: each claims rows that no other holds. `landed_key` is unique, so of one mail that came twice only one can land.
"""

import datetime
import hashlib
import re
from collections.abc import Sequence

import structlog
from django.db.models import F

from evenhand.cases.actions.messages import begin_case
from evenhand.cases.conversation import add_message, locked, open_again, queue_for, receive
from evenhand.cases.mail.addresses import case_in_address, without_token
from evenhand.cases.mail.bounces import Bounce
from evenhand.cases.mail.parsing import CannotBeRead, ParsedMail, parse_mail, subject_of
from evenhand.cases.models import Case, Channel, IncomingMail, Message, Queue
from evenhand.core.api import Actor, environment, one_transaction, record, system
from evenhand.people.api import Account, customer_for_address
from evenhand.shop.api import Order

BATCH = 20
MOST_ATTEMPTS = 5
MOST_FROM_ONE_SENDER = 20
SENDER_WINDOW = datetime.timedelta(minutes=10)
_TOO_OFTEN = (
    f"More than {MOST_FROM_ONE_SENDER} mails came from this sender within {SENDER_WINDOW.seconds // 60} minutes: "
    "it may be an answering machine."
)
State = IncomingMail.State
_HAS_DIGIT = re.compile(r"\d")
MAIL = system("mail")
log = structlog.get_logger(__name__)

Readable = ParsedMail | CannotBeRead


def land_due(*, now: datetime.datetime, limit: int = 500) -> int:
    """Land what was accepted and has not landed, oldest first; answers how many rows were settled."""
    settled = 0
    while settled < limit:
        keys = list(
            IncomingMail.objects.filter(state=State.ACCEPTED).order_by("id").values_list("pk", flat=True)[:BATCH]
        )
        progress = _land_batch(keys, now)
        settled += progress
        if not progress:
            break
    return settled


def land_mail(mail: IncomingMail, *, now: datetime.datetime) -> IncomingMail:
    """Land one accepted mail; one that has landed is answered as it stands."""
    _land_singly(mail.pk, now)
    return IncomingMail.objects.defer("raw").get(pk=mail.pk)


def _land_batch(keys: Sequence[int], now: datetime.datetime) -> int:
    """Land several with one commit; where anything goes wrong, each by itself, so that one cannot hold up the rest."""
    read = _read(keys)
    try:
        with one_transaction():
            mails = _claimed(keys)
            for mail in mails:
                _settle(mail, read[mail.pk], now)
            return len(mails)
    except Exception:
        return sum(_land_singly(key, now) for key in keys)


def _land_singly(key: int, now: datetime.datetime) -> bool:
    """Land one mail. A failure is counted; after the fifth the mail is in quarantine, where a person looks at it."""
    try:
        read = _read([key])
        with one_transaction():
            mails = _claimed([key])
            for mail in mails:
                _settle(mail, read[mail.pk], now)
            return bool(mails)
    except Exception as problem:
        log.exception("mail_not_landed", mail=key)
        return _count_failure(key, problem)


def _read(keys: Sequence[int]) -> dict[int, Readable]:
    """What the mails say. Done before the transaction, so that nobody waits while a large one is read."""
    rows = IncomingMail.objects.filter(pk__in=keys, state=State.ACCEPTED).values_list("pk", "raw", "envelope_from")
    return {key: _parsed(bytes(raw), envelope_from) for key, raw, envelope_from in rows}


def _parsed(raw: bytes, envelope_from: str) -> Readable:
    try:
        return parse_mail(raw, envelope_from)
    except CannotBeRead as problem:
        return problem


def _claimed(keys: Sequence[int]) -> list[IncomingMail]:
    """Those of `keys` that are still to land and that no other worker holds, held until the transaction ends."""
    waiting = IncomingMail.objects.select_for_update(skip_locked=True).filter(pk__in=keys, state=State.ACCEPTED)
    return list(waiting.defer("raw").order_by("id"))


def _count_failure(key: int, problem: Exception) -> bool:
    IncomingMail.objects.filter(pk=key, state=State.ACCEPTED).update(attempts=F("attempts") + 1)
    words = f"We tried {MOST_ATTEMPTS} times to put it into a case and could not ({type(problem).__name__})."
    given_up = IncomingMail.objects.filter(pk=key, state=State.ACCEPTED, attempts__gte=MOST_ATTEMPTS)
    return bool(given_up.update(state=State.QUARANTINED, problem=words))


def _settle(mail: IncomingMail, said: Readable, now: datetime.datetime) -> None:
    """Bring a claimed mail to its end: landed, ignored, a duplicate or in quarantine."""
    if isinstance(said, CannotBeRead):
        mail.state, mail.problem, mail.subject = State.QUARANTINED, str(said), subject_of(bytes(mail.raw))
    else:
        mail.sender, mail.subject = said.from_address.lower(), said.subject
        mail.state, mail.problem = _landed(mail, said, now)
    save_settled(mail)
    if not mail.landed_in_id:
        record(actor=MAIL, verb=f"cases.mail_{mail.state}", subject=f"mail:{mail.pk}", now=now)


def save_settled(mail: IncomingMail) -> None:
    """Save what became of a claimed mail."""
    mail.save(update_fields=["state", "problem", "sender", "subject", "landed_key", "landed_in"])


def _landed(mail: IncomingMail, said: ParsedMail, now: datetime.datetime) -> tuple[str, str]:
    """Land a mail that makes sense, and answer its state with the reason where it did not land."""
    key = identity(mail, said)
    if IncomingMail.objects.filter(landed_key=key).exists():
        return State.DUPLICATE, "The same mail came before."
    if said.bounce:
        mail.landed_in, why_not = _note_bounce(said.bounce, now), "It reports on a mail that is none of ours."
    elif _is_our_own(said):
        why_not = "It is one of our own mails that came back to us."
    elif said.automatic:
        mail.landed_in, why_not = _note_automatic(mail, said, now), said.automatic
    elif _writes_too_often(mail, now):
        return State.QUARANTINED, _TOO_OFTEN
    else:
        mail.landed_in, why_not = land_in(mail, said, case=_case_of(mail, said), actor=MAIL, now=now), ""
    if mail.landed_in is None:
        return State.IGNORED, why_not
    mail.landed_key = key
    return State.LANDED, ""


def land_in(
    mail: IncomingMail,
    said: ParsedMail,
    *,
    case: Case | None,
    actor: Actor,
    now: datetime.datetime,
    customer: Account | None = None,
) -> Message:
    """Put what a mail says into `case`, or into a new case of `customer`, by default its sender."""
    if case:
        case = locked(case)
        message = _message(mail, said, case.customer)
        if case.order is None and message.author_kind == Message.AuthorKind.CUSTOMER:
            case.order = _order_named(case.customer, said)
        return receive(case, message, actor=actor, attached=said.files)
    customer = customer or customer_for_address(said.from_address, said.from_name, actor=actor, now=now)
    message = _message(mail, said, customer)
    begin_case(
        customer,
        message,
        subject=said.subject,
        channel=Channel.MAIL,
        order=_order_named(customer, said),
        queue=queue_for(Channel.MAIL, _addressed_to(mail, said)),
        language=said.language,
        attached=said.files,
        actor=actor,
    )
    return message


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


def identity(mail: IncomingMail, said: ParsedMail) -> str:
    """What is the same whenever the same mail comes again, by whatever way; a copied Message-ID alone is not enough."""
    if not said.message_id:
        return mail.digest
    content = "\n".join((said.message_id, said.from_address.lower(), said.subject, said.text, said.quoted_text))
    return hashlib.sha256(content.encode()).hexdigest()


def _case_of(mail: IncomingMail, said: ParsedMail) -> Case | None:
    """The case that a mail belongs to: by our signature in an address, else by the identifiers it answers."""
    for address in (*mail.envelope_to, *said.recipients):
        case_id = case_in_address(address)
        if case_id is not None:
            return Case.objects.filter(pk=case_id).first()
    if not said.references:
        return None
    answered = (
        Message.objects.filter(message_id__in=said.references).exclude(message_id="").select_related("case__customer")
    )
    by_id = {each.message_id: each for each in answered if _may_answer(said, each)}
    nearest = next((by_id[each] for each in said.references if each in by_id), None)
    return nearest.case if nearest else None


def _may_answer(said: ParsedMail, answered: Message) -> bool:
    """Our own identifiers cannot be guessed; a customer's can, so only they themselves go on from theirs."""
    return answered.outgoing_id is not None or answered.case.customer.email.lower() == said.from_address.lower()


def _note_bounce(bounce: Bounce, now: datetime.datetime) -> Message | None:
    """Say in the case that our mail did not arrive; the case then waits for us. None where the mail was not ours."""
    mails = Message.objects.filter(message_id__in=bounce.message_ids, outgoing__isnull=False)
    ours = mails.select_related("case").first()
    if ours is None:
        return None
    case = locked(ours.case)
    reason = " ".join(f"{bounce.status} {bounce.reason}".split()) or "no reason given"
    text = f"Our mail to {bounce.recipient} is late and is being tried again: {reason}."
    if bounce.is_final:
        text = f"Our mail to {bounce.recipient} was not delivered: {reason}."
        Message.objects.filter(pk=ours.pk).update(bounced_at=now, bounce_reason=reason[:300])
        if case.status in (Case.Status.WAITING, Case.Status.CLOSED):
            open_again(case, waiting_since=now)
    record(actor=MAIL, verb="cases.note_bounce", subject=case.log_subject, now=now, message=ours.pk)
    return _system_note(case, text, now)


def _note_automatic(mail: IncomingMail, said: ParsedMail, now: datetime.datetime) -> Message | None:
    """An automatic answer in a case is shown there as a note; it neither opens the case nor makes it wait for us."""
    case = _case_of(mail, said)
    if case is None:
        return None
    case = locked(case)
    record(actor=MAIL, verb="cases.note_automatic_answer", subject=case.log_subject, now=now)
    text = f"An automatic answer came from {said.from_address}. {said.automatic}\n\n{said.text[:2000]}"
    return _system_note(case, text, now)


def _system_note(case: Case, text: str, now: datetime.datetime) -> Message:
    note = Message(kind=Message.Kind.NOTE, author_kind=Message.AuthorKind.SYSTEM, text=text, at=now)
    return add_message(case, note)


def _is_our_own(said: ParsedMail) -> bool:
    """Whether we sent it: from one of our addresses, or under an identifier that we gave."""
    sender = without_token(said.from_address)
    if sender == environment().mail_from.lower() or Queue.objects.filter(address=sender).exists():
        return True
    if not said.message_id.endswith(f"@{environment().mail_domain}>"):
        return False
    return Message.objects.filter(message_id=said.message_id, outgoing__isnull=False).exists()


def _writes_too_often(mail: IncomingMail, now: datetime.datetime) -> bool:
    lately = IncomingMail.objects.filter(sender=mail.sender, received_at__gt=now - SENDER_WINDOW, state=State.LANDED)
    return lately.count() >= MOST_FROM_ONE_SENDER


def _addressed_to(mail: IncomingMail, said: ParsedMail) -> list[str]:
    return [without_token(address) for address in (*mail.envelope_to, *said.recipients)]


def _order_named(customer: Account, said: ParsedMail) -> Order | None:
    """The order of this very customer whose number stands in the mail."""
    words = {word for word in re.findall(r"[\w-]+", f"{said.subject} {said.text}".upper()) if _HAS_DIGIT.search(word)}
    if not words:
        return None
    orders = Order.objects.filter(customer__account_id=customer.pk).order_by("-placed_at")[:200]
    return next((order for order in orders if order.number.upper().strip("#") in words), None)
