"""What stands beside a conversation: the customer, the order, what can be done, where we failed before."""

import datetime
from dataclasses import dataclass

from evenhand.cases.api import Case, cases_of
from evenhand.core.api import Actor
from evenhand.phone.api import Dial, dials_of, is_unknown
from evenhand.remedies.api import Failure, Past, failures_in, past_of
from evenhand.screens.desk.gist import troubles_of
from evenhand.screens.desk.remedy_panel import RemedyPanel, remedy_panel
from evenhand.screens.looks import Look, Step, parcel_look, steps
from evenhand.shop.api import OrderSummary, OrderView, ParcelState, ParcelView, order_for, order_view, orders_of

OTHER_CASES = 8


@dataclass(frozen=True)
class OrderPanel:
    """The order with its parcels, its story, and what can be done for it."""

    order: OrderView
    parcels: tuple[tuple[ParcelView, Look], ...]
    steps: tuple[Step, ...]
    remedies: RemedyPanel


@dataclass(frozen=True)
class Beside:
    """`choices` are the customer's orders where the case is about none of them yet."""

    panel: OrderPanel | None
    choices: tuple[OrderSummary, ...]
    failures: tuple[Failure, ...]
    other_cases: tuple[Case, ...]
    dials: tuple[Dial, ...]
    is_unknown: bool


def beside(case: Case, claim_kind: str, actor: Actor, now: datetime.datetime) -> Beside:
    """What stands beside `case`; without a kind of claim, for the one that the words or the parcels suggest."""
    past = past_of(case.customer_id, now)
    return Beside(
        panel=_panel(case, claim_kind, actor, now, past),
        choices=() if case.order else orders_of(case.customer_id, now),
        failures=tuple(failure for failure in failures_in(past) if failure.order_id != case.order_id),
        other_cases=tuple(cases_of(case.customer_id).exclude(pk=case.pk)[:OTHER_CASES]),
        dials=dials_of(case.customer, case.pk),
        is_unknown=is_unknown(case.customer),
    )


def _panel(case: Case, claim_kind: str, actor: Actor, now: datetime.datetime, past: Past) -> OrderPanel | None:
    if case.order is None:
        return None
    order = order_for(actor, case.order.number)
    view = order_view(order, now, parcels=past.parcels_of(order.pk))
    is_delivered = any(parcel.standing.state == ParcelState.DELIVERED for parcel in view.parcels)
    troubles = troubles_of(case) if is_delivered and not claim_kind else ()
    return OrderPanel(
        order=view,
        parcels=tuple((parcel, parcel_look(parcel)) for parcel in view.parcels),
        steps=steps(view),
        remedies=remedy_panel(
            case=case,
            order=order,
            view=view,
            past=past,
            claim_kind=claim_kind,
            troubles=troubles,
            actor=actor,
            now=now,
        ),
    )
