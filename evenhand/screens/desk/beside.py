"""What stands beside a conversation: the customer, the order, what can be done, where we failed before."""

import datetime
from dataclasses import dataclass

from evenhand.cases.api import Case, cases_of
from evenhand.core.api import Actor
from evenhand.remedies.api import Failure, failures_of
from evenhand.screens.desk.remedy_panel import RemedyPanel, remedy_panel
from evenhand.screens.looks import Look, Step, parcel_look, steps
from evenhand.shop.api import OrderSummary, OrderView, ParcelView, order_for, order_view, orders_of

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


def beside(case: Case, claim_kind: str, actor: Actor, now: datetime.datetime) -> Beside:
    """What stands beside `case`; without a kind of claim, for the one that the parcels suggest."""
    return Beside(
        panel=_panel(case.order.number, claim_kind, actor, now) if case.order else None,
        choices=() if case.order else orders_of(case.customer_id, now),
        failures=tuple(failure for failure in failures_of(case.customer_id, now) if failure.order_id != case.order_id),
        other_cases=tuple(cases_of(case.customer_id).exclude(pk=case.pk)[:OTHER_CASES]),
    )


def _panel(number: str, claim_kind: str, actor: Actor, now: datetime.datetime) -> OrderPanel:
    order = order_for(actor, number)
    view = order_view(order, now)
    return OrderPanel(
        order=view,
        parcels=tuple((parcel, parcel_look(parcel)) for parcel in view.parcels),
        steps=steps(view),
        remedies=remedy_panel(order, view, claim_kind, actor, now),
    )
