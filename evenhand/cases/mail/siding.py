"""Landing in a side conversation: by our signature in the address, else by an identifier of ours that is answered."""

import datetime

from evenhand.cases.actions.mentions import mention
from evenhand.cases.conversation import add_message, bring_back, locked
from evenhand.cases.files import keep_files
from evenhand.cases.mail.addresses import side_in_address, without_token
from evenhand.cases.mail.bounces import Bounce
from evenhand.cases.mail.parsing import ParsedMail
from evenhand.cases.models import Case, IncomingMail, Message, SideMessage, SideThread
from evenhand.core.api import environment, record, system

MAIL = system("mail")


def landed_beside(mail: IncomingMail, said: ParsedMail, now: datetime.datetime) -> bool:
    """Land a mail that belongs beside a case: an answer in a side conversation, or that a mail of one came back."""
    if said.bounce:
        return _note_bounce(said.bounce, now)
    thread = _side_of(mail, said)
    if thread is not None:
        _add(mail, said, thread, now)
    return thread is not None


def _side_of(mail: IncomingMail, said: ParsedMail) -> SideThread | None:
    """The side conversation that a mail belongs to. Its identifiers are ours and cannot be guessed."""
    for address in (*mail.envelope_to, *said.recipients):
        thread_id = side_in_address(address)
        if thread_id is not None:
            return SideThread.objects.select_related("case").filter(pk=thread_id).first()
    if not said.references or without_token(said.from_address) == environment().mail_from.lower():
        return None
    answered = SideMessage.objects.filter(message_id__in=said.references, outgoing__isnull=False)
    ours = answered.select_related("thread__case").order_by("-id").first()
    return ours.thread if ours else None


def _add(mail: IncomingMail, said: ParsedMail, thread: SideThread, now: datetime.datetime) -> None:
    """Put what a mail says into a side conversation; a case that waited or slept waits for us now.

    An answering machine is shown, and wakes nobody.
    """
    case = locked(thread.case)
    kept = keep_files(said.files)
    message = SideMessage.objects.create(
        thread=thread,
        is_ours=False,
        from_name=said.from_name[:200],
        from_address=said.from_address[:320],
        text=said.text,
        quoted_text=said.quoted_text,
        files=[vars(each) for each in kept],
        at=mail.received_at,
        message_id=said.message_id,
        problem=said.automatic[:300],
        incoming=mail,
    )
    if not said.automatic:
        SideThread.objects.filter(pk=thread.pk).update(last_at=mail.received_at, is_answered=True)
        what = f"{thread.with_name or thread.with_address} answered"
        _bring_before_somebody(case, thread, what, mail.received_at, now)
    record(actor=MAIL, verb="cases.receive_side", subject=case.log_subject, now=now, thread=thread.pk, side=message.pk)


def _bring_before_somebody(
    case: Case, thread: SideThread, what: str, at: datetime.datetime, now: datetime.datetime
) -> None:
    """A case that waits or sleeps waits for us; in a settled one, whoever wrote to them is told `what` happened."""
    if case.status in (Case.Status.WAITING, Case.Status.SNOOZED):
        bring_back(case, at=at)
    elif not case.is_open and thread.opened_by_id:
        text = f"{what} in the side conversation “{thread.subject}”."
        note = Message(kind=Message.Kind.NOTE, author_kind=Message.AuthorKind.SYSTEM, text=text, at=at)
        mention(add_message(case, note), [thread.opened_by_id], now=now)


def _note_bounce(bounce: Bounce, now: datetime.datetime) -> bool:
    """Say at a side message that it did not, or not yet, arrive; answers whether it was one of ours."""
    ours = SideMessage.objects.filter(message_id__in=bounce.message_ids, outgoing__isnull=False)
    message = ours.select_related("thread__case").first()
    if message is None:
        return False
    thread, case = message.thread, locked(message.thread.case)
    problem = f"It is late and is being tried again: {bounce.in_words}"
    if bounce.is_final:
        problem = f"It did not arrive: {bounce.in_words}"
        what = f"Our mail to {thread.with_name or thread.with_address} did not arrive"
        _bring_before_somebody(case, thread, what, now, now)
    SideMessage.objects.filter(pk=message.pk).update(problem=problem[:300])
    record(actor=MAIL, verb="cases.note_side_bounce", subject=case.log_subject, now=now, side=message.pk)
    return True
