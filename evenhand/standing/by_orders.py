"""How sellers stand by their orders and drivers by their parcels, against the standard that was agreed in writing.

"Order" here is what is counted: an order of a seller's, by the day it was placed; a parcel of a driver's, by the day it
was sent. One bad order counts once, however much was said about it; parcels to one and the same place count once, since
four at one door speak of the door.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import Count, Q, QuerySet

from evenhand.core.api import Actor, action
from evenhand.fairness.api import Verdict, intervals
from evenhand.people.api import Role, accounts_with_role
from evenhand.policies.api import Policy
from evenhand.shop.api import Order, Shipment
from evenhand.standing.computing import LEVEL, counting_marks, window_until
from evenhand.standing.freezing import freeze
from evenhand.standing.models import Computation, Finding, StandingResult
from evenhand.standing.policy import STANDING, OrderRules, order_rules
from evenhand.standing.rules import OWN_CAUSE, Audience, verdict_by_standard
from evenhand.surveys.api import Window

METHOD_ORDERS = "evenhand orders 1"
SAME_PLACE, NOT_BOUND = "same_place", "not_bound"


class OrdersInput(TypedDict):
    """One person's orders as they went in. `left_out` counts those reported and not marked, by cause or reason."""

    person: int
    counted: int
    reported: int
    marked: list[int]
    marks: list[int]
    left_out: dict[str, int]


class ByOrders(TypedDict):
    """Everything that a result depends on, but the method."""

    audience: str
    people: list[OrdersInput]
    standard_per_1000: int
    chance_per_1000: int
    minimum: int
    level: float


@dataclass(frozen=True)
class Reported:
    """An order about which something was reported: whose it is, and where it went."""

    account_id: int
    order_id: int
    place: str = ""


@action
def compute_orders(
    *,
    audience: Audience,
    window_end: datetime.datetime,
    actor: Actor,
    now: datetime.datetime,
    since: datetime.datetime | None = None,
) -> Computation | None:
    """How each seller or driver stood in the window that ends at `window_end`; with `since`, in one that begins there.

    Written once, and anew beside it where anything has changed, as `computing.compute_results`. None where the policy
    states no standard, or nobody could be held to one.
    """
    rules = order_rules(audience, window_end)
    if rules is None:
        return None
    window = window_until(window_end, rules.window_days) if since is None else Window(since, window_end)
    Policy.objects.select_for_update().get(key=STANDING)  # two at once wait here, before they read
    inputs = _gather(audience, window, rules)
    if not inputs["people"]:
        return None
    return freeze(
        inputs,
        order_results,
        audience=audience,
        window=window,
        is_regular=since is None,
        method=METHOD_ORDERS,
        policy_version_id=rules.version.id,
        peer_share=share_of_all(inputs),
        actor=actor,
        now=now,
    )


def _gather(audience: Audience, window: Window, rules: OrderRules) -> ByOrders:
    sold, reported = (_sold, _sellers_orders) if audience is Audience.SELLERS else (_sent, _drivers_parcels)
    counted = sold(window)
    by_person: dict[int, dict[int, Reported]] = defaultdict(dict)
    for finding_id, order in reported(window).items():
        by_person[order.account_id][finding_id] = order
    agents = set(accounts_with_role([Role.AGENT]).values_list("pk", flat=True))  # they are rated by answers
    rated = sorted(counted.keys() - agents)
    return ByOrders(
        audience=audience.value,
        people=[_person(audience, person, counted[person], by_person[person]) for person in rated],
        standard_per_1000=rules.standard_per_1000,
        chance_per_1000=rules.chance_per_1000,
        minimum=rules.minimum,
        level=LEVEL,
    )


def _person(audience: Audience, person: int, counted: int, reported: Mapping[int, Reported]) -> OrdersInput:
    """Each order once: marked where a finding about it bears a mark that counts, else left out for its reason."""
    cause = OWN_CAUSE[audience].value
    marks = counting_marks().filter(finding__in=reported, finding__cause=cause, account_id=person).order_by("at", "id")
    marked: dict[int, int] = {}
    places, spared = set[str](), set[int]()
    for finding_id, mark_id in marks.values_list("finding_id", "id"):
        order = reported[finding_id]
        if order.order_id in marked or order.order_id in spared:
            continue
        if order.place and order.place in places:
            spared.add(order.order_id)
            continue
        places.add(order.place)
        marked[order.order_id] = mark_id
    whys = dict.fromkeys(spared, SAME_PLACE)
    for finding in (
        Finding.objects.filter(pk__in=reported).select_related("mark__contest", "second_look").order_by("id")
    ):
        order_id = reported[finding.pk].order_id
        if order_id not in marked:
            whys.setdefault(order_id, _why(finding, cause))
    return OrdersInput(
        person=person,
        counted=counted,
        reported=len({order.order_id for order in reported.values()}),
        marked=list(marked),
        marks=list(marked.values()),
        left_out=dict(sorted(Counter(whys.values()).items())),
    )


def _why(finding: Finding, own_cause: str) -> str:
    """Why a finding does not count against the person."""
    if finding.state != Finding.State.DECIDED:
        return "unknown"
    if finding.cause != own_cause:
        return finding.cause
    return finding.why_mark_is_left_out or NOT_BOUND


def _sold(window: Window) -> dict[int, int]:
    """How many orders each seller who signs in here sold in the window, those cancelled not counted."""
    return _counts(_orders_in(window).values_list("seller__account_id").annotate(Count("id")))


def _sent(window: Window) -> dict[int, int]:
    """How many parcels each driver who signs in here was given in the window."""
    return _counts(_parcels_in(window).values_list("driver__account_id").annotate(Count("id")))


def _counts(rows: Iterable[tuple[int | None, int]]) -> dict[int, int]:
    return {person: count for person, count in rows if person is not None}


def _orders_in(window: Window) -> QuerySet[Order]:
    placed = Order.objects.filter(placed_at__gte=window.start, placed_at__lt=window.end)
    return placed.filter(seller__account__isnull=False).exclude(status=Order.Status.CANCELLED)


def _parcels_in(window: Window) -> QuerySet[Shipment]:
    sent = Shipment.objects.filter(shipped_at__gte=window.start, shipped_at__lt=window.end)
    return sent.filter(driver__account__isnull=False)


def _sellers_orders(window: Window) -> dict[int, Reported]:
    """By finding: the order in this window that it is about."""
    orders = _orders_in(window)
    about = Q(claim__order__in=orders) | Q(vote__case__order__in=orders)
    found = {pk: claimed or asked for pk, _parcel, claimed, asked in _findings(about)}
    sellers = dict(orders.filter(pk__in=set(found.values())).values_list("pk", "seller__account_id"))
    return {pk: Reported(sellers[order], order) for pk, order in found.items() if order in sellers}


def _drivers_parcels(window: Window) -> dict[int, Reported]:
    """By finding: the parcel that it is about; of an order in several, the first, where one driver brought them all."""
    parcels = _parcels_in(window)
    about = Q(claim__shipment__in=parcels) | Q(claim__shipment=None, claim__order__shipments__in=parcels)
    found = _findings(about | Q(vote__case__order__shipments__in=parcels))
    orders = {claimed or asked for _pk, _parcel, claimed, asked in found}
    brought: dict[int, list[Shipment]] = defaultdict(list)
    for parcel in parcels.filter(order__in=orders).select_related("driver", "order").order_by("id"):
        brought[parcel.order_id].append(parcel)
    reported = {}
    for pk, parcel_id, claimed, asked in found:
        candidates = [each for each in brought[claimed or asked] if parcel_id in (None, each.pk)]
        if len({each.driver_id for each in candidates}) == 1:
            reported[pk] = _reported(candidates[0])
    return reported


def _reported(parcel: Shipment) -> Reported:
    assert parcel.driver is not None
    assert parcel.driver.account_id is not None
    address = parcel.goes_to or parcel.order.ships_to
    place = f"{address.line1} {address.postal_code} {address.country}".casefold() if address else ""
    return Reported(parcel.driver.account_id, parcel.pk, place)


def _findings(about: Q) -> list[tuple[int, int | None, int, int]]:
    """Each finding that holds: its number, and the parcel and the orders that it could be about."""
    current = Finding.objects.exclude(state=Finding.State.SUPERSEDED).filter(about).distinct().order_by("id")
    return list(current.values_list("pk", "claim__shipment_id", "claim__order_id", "vote__case__order_id"))


def share_of_all(inputs: ByOrders) -> float | None:
    """The share of marked orders among those of everybody together."""
    counted = sum(person["counted"] for person in inputs["people"])
    return sum(len(person["marked"]) for person in inputs["people"]) / counted if counted else None


def people_of(computation: Computation) -> list[int]:
    """Everybody with a part in it. Each may be shown it: a reported order stands in nobody's company."""
    inputs: ByOrders = computation.inputs
    return [person["person"] for person in inputs["people"]]


def order_results(computation: Computation) -> list[StandingResult]:
    """What follows from a computation's stored inputs, unsaved. Same inputs, same figures."""
    inputs: ByOrders = computation.inputs
    return [_result(computation, person, inputs) for person in inputs["people"]]


def _result(computation: Computation, person: OrdersInput, inputs: ByOrders) -> StandingResult:
    marked, counted = len(person["marked"]), person["counted"]
    limits = intervals.exact(marked, counted, level=inputs["level"])
    return StandingResult(
        computation=computation,
        account_id=person["person"],
        sent=person["reported"],
        yes=counted - marked,
        no=marked,
        marks=marked,
        fair_share=marked / counted,
        low=float(limits.low[0]),
        high=float(limits.high[0]),
        verdict=verdict_of(marked, counted, inputs).value,
    )


def luck_alone(marked: int, counted: int, inputs: ByOrders) -> float:
    """How probable as many marks are, or more, for somebody who just keeps the standard."""
    return float(intervals.tails(marked, counted, target=inputs["standard_per_1000"] / 1000).as_many[0])


def verdict_of(marked: int, counted: int, inputs: ByOrders) -> Verdict:
    """How somebody with so many marked of so many counted stands against the standard."""
    luck = intervals.tails(marked, counted, target=inputs["standard_per_1000"] / 1000)
    return Verdict(
        verdict_by_standard(
            marked,
            counted,
            minimum=inputs["minimum"],
            standard_per_1000=inputs["standard_per_1000"],
            as_many=float(luck.as_many[0]),
            as_few=float(luck.as_few[0]),
            chance=inputs["chance_per_1000"] / 1000,
        )
    )


def orders_of(result: StandingResult) -> tuple[OrdersInput, ByOrders]:
    """What went into one person's result, and into all of that computation."""
    inputs: ByOrders = result.computation.inputs
    theirs = next(person for person in inputs["people"] if person["person"] == result.account_id)
    return theirs, inputs
