"""Contacts and their time: begun, put on hold, ended, and ended by the house where an agent forgot."""

import datetime

from evenhand.cases.events import ContactClosed, SegmentStarted
from evenhand.cases.limits import time_limits
from evenhand.cases.models import Case, Channel, Contact, Segment
from evenhand.core.api import Actor, InvalidInput, Prepared, action, publish, record, system


def running_contact(case: Case, agent_id: int | None) -> Contact | None:
    """The contact that an agent has running in a locked case; nobody has none."""
    running = _RUNNING.first(case.pk, agent_id)
    if running:
        running.case = case
    return running


_RUNNING = Prepared(
    lambda case, agent_id: Contact.objects.filter(case=case, agent_id=agent_id, ended_at=None).order_by("pk")
)


def begin_contact(case: Case, agent_id: int, *, actor: Actor, now: datetime.datetime) -> Contact:
    """The agent's running contact in a locked case, begun with talk where there is none."""
    running = running_contact(case, agent_id)
    if running:
        note_sign_of_life(running, now)
        return running
    contact = case.contacts.create(agent_id=agent_id, channel=_channel_now(case), opened_at=now, last_sign_at=now)
    contact.segments.create(kind=Segment.Kind.TALK, started_at=now)
    record(actor=actor, verb="cases.begin_contact", subject=case.log_subject, now=now, contact=contact.pk)
    _announce(contact, Segment.Kind.TALK, "", now)
    return contact


def _channel_now(case: Case) -> str:
    """How the customer is answered: a chat that they have left goes on by mail."""
    return Channel.MAIL if case.channel == Channel.CHAT and not case.is_live else case.channel


@action
def start_segment(*, contact: Contact, kind: str, actor: Actor, now: datetime.datetime, cause: str = "") -> Segment:
    """From now on the contact is in talk, on hold or in after-contact work. Saying it twice changes nothing."""
    if kind not in Segment.Kind.values:
        raise InvalidInput(f"A stretch of a contact is one of {', '.join(Segment.Kind.values)}.")
    contact = _locked(contact)
    if contact.ended_at:
        raise InvalidInput("This contact is over. Take the case up again to go on.")
    return switch_segment(contact, kind, cause=cause, actor=actor, now=now)


def switch_segment(contact: Contact, kind: str, *, actor: Actor, now: datetime.datetime, cause: str = "") -> Segment:
    """Start a segment in a running contact because its agent says so, unless just that one runs."""
    note_sign_of_life(contact, now)
    return begin_segment(contact, kind, cause=cause, actor=actor, now=now)


def begin_segment(contact: Contact, kind: str, *, actor: Actor, now: datetime.datetime, cause: str = "") -> Segment:
    """Start a segment in a running contact, unless just that one runs; that its agent is there does not follow."""
    current = contact.segments.filter(ended_at=None).first()
    if current and (current.kind, current.cause) == (kind, cause):
        return current
    if current:
        _end_segment(current, now)
    segment = contact.segments.create(kind=kind, cause=cause[:60], started_at=now)
    record(
        actor=actor,
        verb="cases.start_segment",
        subject=f"case:{contact.case_id}",
        now=now,
        contact=contact.pk,
        kind=kind,
        cause=cause[:60],
    )
    _announce(contact, kind, cause[:60], now)
    return segment


def _announce(contact: Contact, kind: str, cause: str, now: datetime.datetime) -> None:
    publish(SegmentStarted(contact_id=contact.pk, case_id=contact.case_id, kind=kind, cause=cause, at=now))


@action
def end_contact(
    *, contact: Contact, actor: Actor, now: datetime.datetime, over_since: datetime.datetime | None = None
) -> Contact:
    """The agent is done with it, or was already at `over_since`. Ending it twice changes nothing."""
    contact = _locked(contact)
    if not contact.ended_at:
        finish_contact(contact, Contact.EndCause.ENDED, at=over_since or now, actor=actor, now=now)
    return contact


def finish_contact(
    contact: Contact, cause: str, *, at: datetime.datetime, actor: Actor, now: datetime.datetime
) -> None:
    """End a running contact at `at`, and say so to the rooms above."""
    ended_at = max(at, contact.opened_at)
    for segment in contact.segments.filter(ended_at=None):
        _end_segment(segment, ended_at)
        ended_at = max(ended_at, segment.started_at)
    contact.ended_at, contact.end_cause = ended_at, cause
    contact.is_forgotten = cause == Contact.EndCause.FORGOTTEN
    contact.save(update_fields=["ended_at", "end_cause", "is_forgotten"])
    record(
        actor=actor,
        verb="cases.end_contact",
        subject=f"case:{contact.case_id}",
        now=now,
        contact=contact.pk,
        cause=cause,
    )
    publish(
        ContactClosed(
            contact_id=contact.pk,
            case_id=contact.case_id,
            customer_id=contact.case.customer_id,
            agent_id=contact.agent_id,
            channel=contact.channel,
            reply_id=contact.reply_id,
            end_cause=cause,
            is_forgotten=contact.is_forgotten,
            at=ended_at,
        )
    )


def sign_of_life(*, case: Case, actor: Actor, now: datetime.datetime) -> None:
    """The agent's page is open and in use. Leaves no entry in the log: nothing in the case has changed."""
    Contact.objects.filter(case=case, agent_id=actor.account_id, ended_at=None, last_sign_at__lt=now).update(
        last_sign_at=now
    )


def note_sign_of_life(contact: Contact, now: datetime.datetime) -> None:
    """The agent has just done something in a contact."""
    if now > contact.last_sign_at:
        contact.last_sign_at = now
        contact.save(update_fields=["last_sign_at"])


def end_forgotten_contacts(*, now: datetime.datetime) -> int:
    """End each contact in which nothing was seen of its agent for too long, at the last sign. Answers how many."""
    minutes = time_limits(now).forgotten_contact_minutes
    silent_since = now - datetime.timedelta(minutes=minutes)
    silent = Contact.objects.filter(ended_at=None, last_sign_at__lte=silent_since).order_by("last_sign_at")
    keys = list(silent.values_list("pk", flat=True))
    return sum(_end_if_forgotten(key=key, silent_since=silent_since, now=now) for key in keys)


@action
def _end_if_forgotten(*, key: int, silent_since: datetime.datetime, now: datetime.datetime) -> bool:
    contact = (
        Contact.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .select_related("case")
        .filter(pk=key, ended_at=None, last_sign_at__lte=silent_since)
        .first()
    )
    if contact is None:
        return False
    clock = system("forgotten contacts")
    finish_contact(contact, Contact.EndCause.FORGOTTEN, at=contact.last_sign_at, actor=clock, now=now)
    return True


def _locked(contact: Contact) -> Contact:
    return Contact.objects.select_for_update(no_key=True, of=("self",)).select_related("case").get(pk=contact.pk)


def _end_segment(segment: Segment, now: datetime.datetime) -> None:
    segment.ended_at = max(now, segment.started_at)
    segment.save(update_fields=["ended_at"])
