"""Contacts whose time a telephone system measures: what was spoken, what was hold, and the work after it."""

import datetime
from collections.abc import Sequence
from typing import cast

from evenhand.cases.actions.contacts import finish_contact, running_contact
from evenhand.cases.conversation import add_message, bring_back, locked_survivor
from evenhand.cases.events import SegmentStarted
from evenhand.cases.models import Case, Channel, Contact, Draft, Message, Segment, Viewer
from evenhand.cases.rules import Part, SegmentKind, with_spoken
from evenhand.core.api import Actor, action, publish, record


@action
def note_spoken(
    *,
    case: Case,
    agent_id: int,
    parts: Sequence[Part],
    actor: Actor,
    now: datetime.datetime,
    contact: Contact | None = None,
) -> Contact:
    """The agent spoke, or had the customer on hold, at just these times: `parts`, oldest first; the last may run on.

    What somebody's hand had noted for the same time is replaced, its causes are kept. Where the last part has ended,
    after-contact work follows until the contact ends. Without `contact` a new one begins, in the case that stayed where
    `case` was merged; the case is the agent's where it was nobody's. Saying the same twice changes nothing.
    """
    case = locked_survivor(contact.case if contact else case)
    held = _locked(contact) if contact else _begun(case, agent_id, parts[0].start, actor=actor, now=now)
    _wake_forgotten(held, parts)
    wanted = with_spoken(_parts_of(held), parts, contact_ended_at=held.ended_at)
    if wanted == _parts_of(held):
        return held
    held.segments.all().delete()
    Segment.objects.bulk_create(
        Segment(contact=held, kind=each.kind, cause=each.cause, started_at=each.start, ended_at=each.end)
        for each in wanted
    )
    held.opened_at = wanted[0].start
    held.ended_at = held.ended_at and max(held.ended_at, *(each.end for each in wanted if each.end))
    held.last_sign_at = max(held.last_sign_at, now)
    held.save(update_fields=["opened_at", "ended_at", "last_sign_at"])
    last = wanted[-1]
    record(actor=actor, verb="cases.note_spoken", subject=case.log_subject, now=now, contact=held.pk, kind=last.kind)
    started = SegmentStarted(contact_id=held.pk, case_id=case.pk, kind=last.kind, cause=last.cause, at=last.start)
    publish(started)
    return held


@action
def end_spoken(*, contact: Contact, cause: str, at: datetime.datetime, actor: Actor, now: datetime.datetime) -> Contact:
    """What followed a call is over too, since `at`. On a contact that is over, nothing happens."""
    held = _locked(contact)
    if held.ended_at is None:
        finish_contact(held, cause, at=at, actor=actor, now=now)
    return held


@action
def note_call(*, case: Case, text: str, key: str, at: datetime.datetime, actor: Actor, now: datetime.datetime) -> Case:
    """Write among the notes that there was a call, `at` its time; the case waits for us again where it did not.

    A `key` that was used before changes nothing. Answers the case that stayed.
    """
    case = locked_survivor(case)
    if Message.objects.filter(key=key).exists():
        return case
    if not case.is_open and case.status != Case.Status.SET_ASIDE:
        bring_back(case, at=at)
    system = Message.AuthorKind.SYSTEM
    add_message(case, Message(kind=Message.Kind.NOTE, author_kind=system, text=text, at=at, key=key))
    record(actor=actor, verb="cases.note_call", subject=case.log_subject, now=now)
    return case


def last_work_in(case: Case, agent_id: int, since: datetime.datetime) -> datetime.datetime | None:
    """When the agent last wrote in the case after `since`: a draft, a note, a reply, or a sign that they write."""
    moments = [
        Draft.objects.filter(case=case, agent_id=agent_id, updated_at__gt=since).values_list("updated_at", flat=True),
        Viewer.objects.filter(case=case, account_id=agent_id, writing_at__gt=since).values_list(
            "writing_at", flat=True
        ),
        Message.objects.filter(case=case, author_id=agent_id, at__gt=since)
        .order_by("-id")
        .values_list("at", flat=True),
    ]
    return max((found for each in moments if (found := each.first())), default=None)


def _begun(case: Case, agent_id: int, at: datetime.datetime, *, actor: Actor, now: datetime.datetime) -> Contact:
    """A contact by telephone; what the agent has running in the case ends with its beginning."""
    if case.assignee_id is None:
        case.assignee_id = agent_id
        case.save(update_fields=["assignee"])
        record(actor=actor, verb="cases.take_case", subject=case.log_subject, now=now, assignee=agent_id)
    running = running_contact(case, agent_id)
    if running:
        finish_contact(running, Contact.EndCause.ENDED, at=at, actor=actor, now=now)
    begun = case.contacts.create(agent_id=agent_id, channel=Channel.PHONE, opened_at=at, last_sign_at=now)
    record(actor=actor, verb="cases.begin_contact", subject=case.log_subject, now=now, contact=begun.pk)
    return begun


def _wake_forgotten(contact: Contact, parts: Sequence[Part]) -> None:
    """The house took a long call for a forgotten contact: it runs again, unless the agent has another one by now."""
    last = parts[-1].end
    if not contact.is_forgotten or contact.ended_at is None or (last is not None and last <= contact.ended_at):
        return
    others = contact.case.contacts.filter(agent_id=contact.agent_id, ended_at=None)
    contact.is_forgotten, contact.end_cause = False, Contact.EndCause.ENDED
    if not others.exists():
        contact.ended_at, contact.end_cause = None, ""
    contact.save(update_fields=["is_forgotten", "end_cause", "ended_at"])


def _parts_of(contact: Contact) -> list[Part]:
    rows = contact.segments.order_by("started_at", "id")
    return [Part(cast(SegmentKind, each.kind), each.started_at, each.ended_at, each.cause) for each in rows]


def _locked(contact: Contact) -> Contact:
    return Contact.objects.select_for_update(no_key=True, of=("self",)).select_related("case").get(pk=contact.pk)
