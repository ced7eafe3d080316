"""Reads: what rings for somebody now, what they speak about, their latest calls; lines; what waits to be looked at."""

import datetime
from dataclasses import dataclass
from uuid import uuid4

from django.db.models import Count, Max, Min, Q, QuerySet

from evenhand.cases.api import WORKERS, Case, cases_of
from evenhand.people.api import Account, accounts_with_role
from evenhand.phone.models import AfterCall, AfterCallExtension, Call, CallEvent, CallLeg, KeptRequest, Line
from evenhand.phone.numbers import is_unknown, link_to, numbers_of
from evenhand.phone.rules import full_number, shown_number
from evenhand.shop.api import OrderSummary, orders_of

SHOWN_CASES, SHOWN_ORDERS, SHOWN_CALLS = 3, 2, 30
CAUSES = AfterCallExtension.Cause.choices
"""Why the work after a call goes on, with its words."""


@dataclass(frozen=True)
class CallNow:
    """A call that rings for somebody, or in which they speak: who it is, and what lies before us with them."""

    call: Call
    is_ringing: bool
    number: str
    customer: Account | None
    cases: tuple[Case, ...]
    orders: tuple[OrderSummary, ...]
    case: Case | None

    @property
    def is_known(self) -> bool:
        return self.customer is not None and not is_unknown(self.customer)


@dataclass(frozen=True)
class AfterNow:
    """Work after a call that runs down: in which case, until when, for how many seconds more."""

    after: AfterCall
    case: Case
    seconds_left: int

    @property
    def is_over_time(self) -> bool:
        return self.seconds_left == 0


@dataclass(frozen=True)
class CallsNow:
    """What somebody has on the telephone at this moment."""

    calls: tuple[CallNow, ...]
    after: tuple[AfterNow, ...]


def calls_now(account_id: int, now: datetime.datetime) -> CallsNow:
    """What rings for somebody, in which calls they speak, and what work after calls runs."""
    running = Call.objects.filter(ended_at=None).select_related("customer", "case", "line")
    rings = running.filter(rings__agent_id=account_id).order_by("began_at", "id")
    speaks = running.filter(legs__agent_id=account_id, legs__ended_at=None).order_by("began_at", "id").distinct()
    calls = [*(call_now(each, True, now) for each in rings), *(call_now(each, False, now) for each in speaks)]
    return CallsNow(calls=tuple(calls), after=after_now(account_id, now))


def call_now(call: Call, is_ringing: bool, now: datetime.datetime) -> CallNow:
    """One call with what the customer has with us."""
    customer = call.customer
    open_cases = cases_of(customer.pk).exclude(status=Case.Status.CLOSED) if customer else Case.objects.none()
    return CallNow(
        call=call,
        is_ringing=is_ringing,
        number=shown_number(call.number),
        customer=customer,
        cases=tuple(open_cases[:SHOWN_CASES]),
        orders=orders_of(customer.pk, now)[:SHOWN_ORDERS] if customer else (),
        case=call.case,
    )


def new_key() -> str:
    """What makes the second press of a form harmless."""
    return uuid4().hex


def after_now(account_id: int, now: datetime.datetime, case_id: int | None = None) -> tuple[AfterNow, ...]:
    """The work after somebody's calls that still runs; in one case, or in all."""
    running = AfterCall.objects.filter(ended_at=None, leg__agent_id=account_id, leg__contact__ended_at=None)
    if case_id is not None:
        running = running.filter(leg__contact__case_id=case_id)
    found = running.select_related("leg__contact__case", "leg__call").order_by("until")
    return tuple(
        AfterNow(each, each.leg.contact.case, max(0, round((each.until - now).total_seconds()))) for each in found
    )


def latest_calls(account_id: int) -> QuerySet[Call]:
    """The calls in which somebody spoke, the newest first, as many as one screen needs."""
    return (
        Call.objects.filter(Q(legs__agent_id=account_id), ended_at__isnull=False)
        .select_related("customer", "case", "line")
        .distinct()
        .order_by("-began_at", "-id")[:SHOWN_CALLS]
    )


def unanswered_calls(since: datetime.datetime) -> QuerySet[Call]:
    """Calls that nobody answered, the newest first: somebody may call back."""
    unanswered = Call.objects.filter(answered_at=None, ended_at__isnull=False, began_at__gte=since)
    inbound = unanswered.filter(direction=Call.Direction.INBOUND)
    return inbound.select_related("customer", "case", "line").order_by("-began_at", "-id")[:SHOWN_CALLS]


@dataclass(frozen=True)
class Waits:
    """What callers of a line lived through in a time: how many called, how many gave up, how long the rest waited."""

    offered: int
    answered: int
    abandoned: int


def waits_of(line: Line, since: datetime.datetime, until: datetime.datetime) -> Waits:
    """Counts for service levels: sums, never averages of averages."""
    inbound = line.calls.filter(direction=Call.Direction.INBOUND, began_at__gte=since, began_at__lt=until)
    counted = inbound.aggregate(
        offered=Count("pk"), answered=Count("answered_at"), abandoned=Count("pk", filter=Q(state="abandoned"))
    )
    return Waits(**counted)


@dataclass(frozen=True)
class Dial:
    """A number of a customer's, and what calls it."""

    id: int
    number: str
    link: str


def dials_of(account: Account, case_id: int | None = None) -> tuple[Dial, ...]:
    """How a customer can be called. One whom we do not know has the number of the call that began `case_id`."""
    if not is_unknown(account):
        return tuple(Dial(each.pk, shown_number(each.number), link_to(each.number)) for each in numbers_of(account.pk))
    numbers = Call.objects.filter(case_id=case_id or 0).values_list("number", flat=True)[:5]
    full = sorted({full_number(each) for each in numbers} - {""})
    return tuple(Dial(0, shown_number(each), link_to(each)) for each in full)


def workers() -> QuerySet[Account]:
    """Who answers customers, by name."""
    return accounts_with_role(WORKERS)


def lines() -> QuerySet[Line]:
    """Every line, by name, with the last time anything was heard of it."""
    return Line.objects.select_related("queue").annotate(heard_at=Max("calls__last_event_at")).order_by("name", "id")


@dataclass(frozen=True)
class NobodysExtension:
    """A telephone that nobody here has, and how often we were told of it."""

    extension: str
    times: int
    first_at: datetime.datetime
    last_at: datetime.datetime


def nobodys_extensions() -> list[NobodysExtension]:
    """Telephones that were told of and that are nobody's, the latest first."""
    nobodys = CallEvent.objects.filter(agent=None).exclude(extension="")
    rows = nobodys.values("extension").annotate(times=Count("pk"), first_at=Min("at"), last_at=Max("at"))
    return [NobodysExtension(**row) for row in rows.order_by("-last_at")[:50]]


def kept_requests() -> QuerySet[KeptRequest]:
    """What could not be taken and nobody has looked at, the newest first."""
    return KeptRequest.objects.filter(seen_at=None).select_related("line").order_by("-id")


def legs_of(call: Call) -> QuerySet[CallLeg]:
    """The parts of a call, in order."""
    return call.legs.select_related("agent", "contact").order_by("started_at", "id")
