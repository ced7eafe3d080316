"""Writes: the work after a call: it counts down, goes on for a cause, and ends by itself when nobody needs it."""

import datetime

from django.db.models import Q, QuerySet

from evenhand.cases.api import Segment, end_spoken, last_work_in, start_segment, time_limits
from evenhand.core.api import Actor, InvalidInput, action, record
from evenhand.phone.calls import PHONE, end_cause, tell_desk
from evenhand.phone.errors import WorkIsOver
from evenhand.phone.models import AfterCall, AfterCallExtension, CallEvent
from evenhand.phone.rules import Kind

STILL_WORKING = datetime.timedelta(seconds=60)
"""Who wrote in the case so lately is not interrupted by the clock."""


@action
def extend_after(*, after: AfterCall, cause: str, key: str, actor: Actor, now: datetime.datetime) -> AfterCall:
    """The work goes on for longer, because of `cause`. A `key` that was used before changes nothing.

    Raises WorkIsOver, or InvalidInput for a cause that is not on the list.
    """
    if cause not in AfterCallExtension.Cause.values:
        raise InvalidInput(f"A cause is one of {', '.join(AfterCallExtension.Cause.values)}.")
    after = _locked(after)
    if AfterCallExtension.objects.filter(key=key).exists():
        return after
    contact = after.leg.contact
    if after.ended_at or contact.ended_at:
        raise WorkIsOver
    more = datetime.timedelta(seconds=time_limits(now).after_call_extension_seconds)
    after.until = max(after.until, now) + more
    after.save(update_fields=["until"])
    AfterCallExtension.objects.create(after=after, cause=cause, at=now, until=after.until, key=key)
    start_segment(contact=contact, kind=Segment.Kind.AFTER, cause=cause, actor=actor, now=now)
    record(actor=actor, verb="phone.extend_after", subject=after.leg.call.log_subject, now=now, cause=cause)
    tell_desk(after.leg.agent_id, after.leg.call, now=now)
    return after


@action
def finish_after(*, after: AfterCall, actor: Actor, now: datetime.datetime) -> AfterCall:
    """The agent is done with it. Done already, nothing happens."""
    after = _locked(after)
    if after.ended_at is None:
        _end(after, at=now, actor=actor, now=now)
    return after


def end_due_work(*, now: datetime.datetime) -> int:
    """End the work after calls whose time is up and in whose case nobody writes; answers how many ended."""
    running = AfterCall.objects.filter(ended_at=None)
    due = running.filter(Q(until__lte=now) | Q(leg__contact__ended_at__isnull=False)).order_by("until")
    return sum(_end_if_idle(key=key, now=now) for key in list(due.values_list("pk", flat=True)))


@action
def _end_if_idle(*, key: int, now: datetime.datetime) -> bool:
    after = _with_all().select_for_update(skip_locked=True, of=("self",)).filter(pk=key, ended_at=None).first()
    if after is None:
        return False
    contact = after.leg.contact
    if contact.ended_at is not None:
        _end(after, at=contact.ended_at, actor=PHONE, now=now)
        return True
    worked_at = last_work_in(contact.case, contact.agent_id, since=after.started_at)
    if after.until > now or (worked_at and worked_at > now - STILL_WORKING):
        return False
    _end(after, at=max(after.until, worked_at or after.until), actor=PHONE, now=now)
    return True


def _end(after: AfterCall, *, at: datetime.datetime, actor: Actor, now: datetime.datetime) -> None:
    leg = after.leg
    end_spoken(contact=leg.contact, cause=end_cause(_handed_to(after)), at=at, actor=actor, now=now)
    after.ended_at = max(at, after.started_at)
    after.save(update_fields=["ended_at"])
    record(actor=actor, verb="phone.end_after", subject=leg.call.log_subject, now=now, leg=leg.pk)
    tell_desk(leg.agent_id, leg.call, now=now)


def _handed_to(after: AfterCall) -> str:
    """To whom the call was handed at the end of the leg, if it was."""
    leg = after.leg
    if leg.ended_at is None:
        return ""
    transfers = CallEvent.objects.filter(call_id=leg.call_id, kind=Kind.TRANSFERRED.value, at=leg.ended_at)
    mine = transfers.filter(Q(extension=leg.extension) | Q(extension=""))
    return "somebody" if mine.exists() else ""


def _with_all() -> QuerySet[AfterCall]:
    return AfterCall.objects.select_related("leg__call__line", "leg__contact__case")


def _locked(after: AfterCall) -> AfterCall:
    return _with_all().select_for_update(of=("self",)).get(pk=after.pk)
