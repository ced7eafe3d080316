"""Writes: a call told anew from all its events: its state, who it rings for, and its time in contacts."""

import datetime

from django.utils.translation import gettext as _

from evenhand.cases.api import (
    Case,
    Channel,
    Contact,
    Part,
    contact_of,
    end_spoken,
    note_call,
    note_spoken,
    open_case,
    survivor_of,
    time_limits,
)
from evenhand.core.api import Actor, record, system
from evenhand.people.api import Account, account_with_extension
from evenhand.phone.models import AfterCall, Call, CallEvent, CallLeg, CallRing
from evenhand.phone.numbers import caller_account
from evenhand.phone.rules import Kind, Leg, Timeline, Told, shown_number, timeline

PHONE = system("telephone")
JUST_BEFORE = datetime.timedelta(minutes=1)


def tell_anew(call: Call, *, now: datetime.datetime) -> Timeline:
    """Work a locked call out from its events, whatever the order in which they came."""
    events = list(call.events.select_related("agent").order_by("id"))
    told = timeline([_told(each) for each in events], is_outbound=call.is_outbound)
    call.state, call.began_at, call.last_event_at = told.state.value, told.began_at, max(each.at for each in events)
    call.answered_at, call.ended_at, call.wait_seconds = told.answered_at, told.ended_at, told.wait_seconds
    call.forgotten_at = None
    agents = _agents(events)
    for place, leg in enumerate(told.legs):
        if leg.agent in agents:
            _tell_leg(call, leg, agents[leg.agent], told.legs[place + 1 :], now=now)
    call.save()
    _ring(call, {agents[name].pk for name in told.ringing_for if name in agents}, now=now)
    return told


def _told(event: CallEvent) -> Told:
    return Told(event.event_id, Kind(event.kind), event.at, event.extension, event.to, event.outcome, event.sequence)


def _agents(events: list[CallEvent]) -> dict[str, Account]:
    """Whose each extension was when the call came; one that was nobody's then may be somebody's by now."""
    known: dict[str, Account] = {}
    for each in events:
        if each.agent:
            known.setdefault(each.extension, each.agent)
    for each in events:
        if each.extension and each.extension not in known and (agent := account_with_extension(each.extension)):
            known[each.extension] = agent
            CallEvent.objects.filter(call_id=each.call_id, extension=each.extension, agent=None).update(agent=agent)
    return known


def _ring(call: Call, agent_ids: set[int], *, now: datetime.datetime) -> None:
    """Let the desks of just these people show that the call rings, and tell all whose list of calls has changed."""
    rang = set(call.rings.values_list("agent_id", flat=True))
    call.rings.exclude(agent_id__in=agent_ids).delete()
    CallRing.objects.bulk_create(CallRing(call=call, agent_id=each) for each in agent_ids - rang)
    for agent_id in sorted(rang | agent_ids | set(call.legs.values_list("agent_id", flat=True))):
        tell_desk(agent_id, call, now=now)


def tell_desk(agent_id: int, call: Call, *, now: datetime.datetime) -> None:
    """Let the open pages of somebody look at their calls again."""
    record(actor=PHONE, verb="phone.tell_desk", subject=f"calls:{agent_id}", now=now, call=call.pk)


def _tell_leg(call: Call, leg: Leg, agent: Account, later: tuple[Leg, ...], *, now: datetime.datetime) -> None:
    """Bring the contact of one leg to what was measured."""
    kept = call.legs.filter(extension=leg.agent, place=leg.place).select_related("contact__case").first()
    case = kept.contact.case if kept else case_of_call(call, agent, now=now)
    parts = [Part(each.kind, each.start, each.end) for each in leg.stretches]
    contact = kept.contact if kept else _begun_by_hand(case, agent, since=call.began_at - JUST_BEFORE)
    contact = note_spoken(case=case, agent_id=agent.pk, parts=parts, contact=contact, actor=PHONE, now=now)
    kept, _is_new = CallLeg.objects.update_or_create(
        call=call,
        extension=leg.agent,
        place=leg.place,
        defaults={"agent": agent, "started_at": leg.start, "ended_at": leg.end},
        create_defaults={
            "agent": agent,
            "contact": contact,
            "started_at": leg.start,
            "ended_at": leg.end,
            "seen_at": leg.start,
            "sign_given_at": contact.last_sign_at,
        },
    )
    if leg.end is not None:
        _follow_up(kept, contact, leg, goes_on=any(each.agent == leg.agent for each in later), now=now)


def _begun_by_hand(case: Case, agent: Account, *, since: datetime.datetime) -> Contact | None:
    """The contact that the agent began in the case while it rang, or just before: the call goes on with it."""
    running = contact_of(case, Actor(label=str(agent), account_id=agent.pk))
    if running is None or running.channel != Channel.PHONE or running.opened_at < since:
        return None
    return None if CallLeg.objects.filter(contact=running).exists() else running


def _follow_up(leg: CallLeg, contact: Contact, told: Leg, *, goes_on: bool, now: datetime.datetime) -> None:
    """A leg is over: work after it begins, unless its contact is over or the agent speaks on in the same call."""
    assert told.end is not None
    if contact.ended_at is not None:
        return
    if goes_on:
        end_spoken(contact=contact, cause=end_cause(told.handed_to), at=told.end, actor=PHONE, now=now)
        return
    until = told.end + datetime.timedelta(seconds=goal_seconds(leg.call, now))
    after, is_new = AfterCall.objects.get_or_create(leg=leg, defaults={"started_at": told.end, "until": until})
    if not is_new and not after.extensions.exists():
        AfterCall.objects.filter(pk=after.pk, ended_at=None).update(started_at=told.end, until=until)


def end_cause(handed_to: str) -> str:
    """As what a contact by telephone ends."""
    return Contact.EndCause.TRANSFERRED if handed_to else Contact.EndCause.ENDED


def goal_seconds(call: Call, now: datetime.datetime) -> int:
    """How long the work after this call may take before it ends by itself."""
    own = call.line.after_call_goal_seconds
    return time_limits(now).after_call_goal_seconds if own is None else own


def case_of_call(call: Call, agent: Account | None, *, now: datetime.datetime) -> Case:
    """The case where a locked call belongs: found for its customer, or opened; noted among the case's messages."""
    if call.case is None:
        customer = caller_account(call, actor=PHONE, now=now)
        found = open_case_of(customer.pk, agent)
        call.case = note_in(call, found, now=now) if found else _opened(call, customer, now)
        call.customer = customer
    return survivor_of(call.case)


def open_case_of(customer_id: int, agent: Account | None) -> Case | None:
    """The case that a call of this customer is most likely about: their only one that is not over, else the one that is
    the agent's, else the one that moved last."""
    going_on = (Case.Status.OPEN, Case.Status.WAITING, Case.Status.SNOOZED)
    cases = list(
        Case.objects.filter(customer_id=customer_id, status__in=going_on).order_by("-last_message_at", "-id")[:50]
    )
    own = [each for each in cases if agent and each.assignee_id == agent.pk]
    return next(iter([*own, *cases]), None)


def note_in(call: Call, case: Case, *, now: datetime.datetime) -> Case:
    """Say among the notes of a case that there was this call."""
    words = _("We called %(number)s.") if call.is_outbound else _("Call from %(number)s.")
    text = words % {"number": shown_number(call.number) or _("a withheld number")}
    at = call.answered_at or call.began_at
    return note_call(case=case, text=text, key=f"call {call.pk} in {case.pk}", at=at, actor=PHONE, now=now)


def _opened(call: Call, customer: Account, now: datetime.datetime) -> Case:
    number = shown_number(call.number) or _("a withheld number")
    subject = _("Call to %(number)s") if call.is_outbound else _("Call from %(number)s")
    text = _("By telephone, over the line “%(line)s”.")
    return open_case(
        customer=customer,
        subject=subject % {"number": number},
        text=text % {"line": call.line.name},
        channel=Channel.PHONE,
        key=f"call {call.pk}",
        queue=call.line.queue,
        actor=PHONE,
        now=call.answered_at or call.began_at,
    )
