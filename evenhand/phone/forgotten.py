"""Writes: calls that run for long are no forgotten contacts; calls whose end nobody told are ended by rule."""

import datetime

from evenhand.cases.api import Contact, end_spoken, sign_of_life, time_limits
from evenhand.core.api import Actor, action, record
from evenhand.phone.calls import PHONE, tell_desk
from evenhand.phone.models import Call, CallLeg
from evenhand.phone.rules import State


def give_signs(*, now: datetime.datetime) -> int:
    """Whoever is on the telephone is there, though their page may not be before their eyes; answers for how many."""
    speaking = CallLeg.objects.filter(ended_at=None, call__ended_at=None).select_related("contact__case", "agent")
    for leg in speaking:
        _give_sign(leg=leg, now=now)
    return len(speaking)


@action
def _give_sign(*, leg: CallLeg, now: datetime.datetime) -> None:
    held = CallLeg.objects.select_for_update(of=("self",)).select_related("contact__case", "agent").get(pk=leg.pk)
    if held.contact.last_sign_at > held.sign_given_at:
        held.seen_at = held.contact.last_sign_at
    held.sign_given_at = now
    held.save(update_fields=["seen_at", "sign_given_at"])
    agent = Actor(label=str(held.agent), account_id=held.agent_id)
    sign_of_life(case=held.contact.case, actor=agent, now=now)


def end_forgotten_calls(*, now: datetime.datetime) -> int:
    """End calls of which the telephone system has said nothing for too long; answers how many. A later event makes the
    call what its events say."""
    silent_since = now - datetime.timedelta(minutes=time_limits(now).forgotten_call_minutes)
    silent = Call.objects.filter(ended_at=None, last_event_at__lte=silent_since).order_by("last_event_at")
    keys = list(silent.values_list("pk", flat=True))
    return sum(_end_if_silent(key=key, silent_since=silent_since, now=now) for key in keys)


@action
def _end_if_silent(*, key: int, silent_since: datetime.datetime, now: datetime.datetime) -> bool:
    silent = Call.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    call = silent.filter(pk=key, ended_at=None, last_event_at__lte=silent_since).first()
    if call is None:
        return False
    agents = set(call.rings.values_list("agent_id", flat=True))
    ended_at = call.last_event_at
    for leg in call.legs.filter(ended_at=None).select_related("contact"):
        seen_at = leg.contact.last_sign_at if leg.contact.last_sign_at > leg.sign_given_at else leg.seen_at
        leg.ended_at = max(call.last_event_at, seen_at)
        leg.save(update_fields=["ended_at"])
        cause = Contact.EndCause.FORGOTTEN
        end_spoken(contact=leg.contact, cause=cause, at=leg.ended_at, actor=PHONE, now=now)
        ended_at = max(ended_at, leg.ended_at)
        agents.add(leg.agent_id)
    call.rings.all().delete()
    call.state = State.ENDED.value if call.answered_at else State.MISSED.value
    call.ended_at, call.forgotten_at = ended_at, now
    call.save(update_fields=["state", "ended_at", "forgotten_at"])
    record(actor=PHONE, verb="phone.end_forgotten_call", subject=call.log_subject, now=now)
    for agent_id in sorted(agents):
        tell_desk(agent_id, call, now=now)
    return True
