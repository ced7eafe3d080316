"""Writes: an event comes in from a telephone line: verified, kept, and the call told anew from all its events."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Literal

from django.db.models import F

from evenhand.core.api import action, record
from evenhand.people.api import account_with_extension
from evenhand.phone.calls import PHONE, tell_anew
from evenhand.phone.errors import EventIdUsedAgain, NotSigned, UnknownExtension
from evenhand.phone.models import Call, CallEvent, KeptRequest, Line
from evenhand.phone.numbers import customer_of_number
from evenhand.phone.rules import full_number, is_signed
from evenhand.phone.secrets import secrets_of
from evenhand.phone.shapes import BrokenEvent, CallTold, read_event

MOST_KEPT = 1000  # for each line; a system that sends nonsense for days fills no disk
SHOWN_NUMBER = 60


@dataclass(frozen=True)
class Taken:
    """What became of an event: taken now, or known from before."""

    call_id: int
    event_id: int
    state: Literal["taken", "known"]


def line_that_signed(*, key: str, timestamp: str, signature: str, body: bytes, now: datetime.datetime) -> Line:
    """The active line at the address `key` whose secret signed this request. Raises NotSigned for whatever reason."""
    line = Line.objects.filter(key=key, is_active=True).prefetch_related("secrets").first()
    secrets = secrets_of(line) if line else []
    if line is None or not is_signed(secrets, timestamp, body, signature, now):
        raise NotSigned
    return line


def take_event(*, line: Line, body: bytes, now: datetime.datetime) -> Taken:
    """Take one event of `line`; the same one again changes nothing.

    Raises BrokenEvent, EventIdUsedAgain or UnknownExtension: what was sent is kept then, for a person to look at.
    """
    try:
        told = read_event(body, now)
        taken, is_of_nobody = _take(line=line, told=told, body=body, now=now)
    except (BrokenEvent, EventIdUsedAgain) as problem:
        keep_request(line=line, body=body, problem=problem.message, now=now)
        raise
    if is_of_nobody:
        raise UnknownExtension(told.agent)
    return taken


@action
def _take(*, line: Line, told: CallTold, body: bytes, now: datetime.datetime) -> tuple[Taken, bool]:
    call = _locked_call(line, told, now)
    agent = account_with_extension(told.agent)
    raw = _text(body)
    event, is_new = CallEvent.objects.get_or_create(
        line=line,
        event_id=told.id,
        defaults={
            "call": call,
            "kind": told.kind.value,
            "at": told.at,
            "received_at": now,
            "extension": told.agent,
            "to": told.to,
            "outcome": told.outcome,
            "sequence": told.sequence,
            "agent": agent,
            "raw": raw,
        },
    )
    if not is_new and not _is_the_same(event, call, told):
        raise EventIdUsedAgain(told.id)
    if is_new:
        kind = told.kind.value
        record(actor=PHONE, verb="phone.take_event", subject=call.log_subject, now=now, event=event.pk, kind=kind)
        tell_anew(call, now=now)
    is_of_nobody = bool(told.agent) and event.agent_id is None
    return Taken(call.pk, event.pk, "taken" if is_new else "known"), is_of_nobody


def _locked_call(line: Line, told: CallTold, now: datetime.datetime) -> Call:
    """The call that an event is about, made with its first event, and held: its events come one after the other."""
    number = full_number(told.number, line.country_code) or told.number.strip()[:SHOWN_NUMBER]
    call, is_new = Call.objects.get_or_create(
        line=line,
        reference=told.call,
        defaults={
            "direction": told.direction,
            "number": number,
            "customer": customer_of_number(number),
            "began_at": told.at,
            "last_event_at": told.at,
        },
    )
    held = call if is_new else Call.objects.select_for_update(no_key=True, of=("self",)).get(pk=call.pk)
    held.line = line
    if number and not held.number:
        held.number, held.customer = number, customer_of_number(number)
    return held


def _is_the_same(event: CallEvent, call: Call, told: CallTold) -> bool:
    known = (event.call_id, event.kind, event.at, event.extension, event.to, event.outcome, event.sequence)
    return known == (call.pk, told.kind.value, told.at, told.agent, told.to, told.outcome, told.sequence)


@action
def keep_request(*, line: Line, body: bytes, problem: str, now: datetime.datetime) -> KeptRequest | None:
    """Keep what could not be taken, once, however often it comes. None where too much of a line's is kept already."""
    digest = hashlib.sha256(body).hexdigest()
    if KeptRequest.objects.filter(line=line, digest=digest).update(times=F("times") + 1):
        return KeptRequest.objects.get(line=line, digest=digest)
    if KeptRequest.objects.filter(line=line, seen_at=None).count() >= MOST_KEPT:
        return None
    kept, is_new = KeptRequest.objects.get_or_create(
        line=line, digest=digest, defaults={"raw": _text(body), "problem": problem[:500], "received_at": now}
    )
    if is_new:
        record(actor=PHONE, verb="phone.keep_request", subject=f"phone-line:{line.pk}", now=now, kept=kept.pk)
    return kept


def _text(body: bytes) -> str:
    """The body as text that every database can hold."""
    return body.decode("utf-8", "replace").replace("\x00", "\ufffd")
