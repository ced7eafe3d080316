"""The order behind a case, as the page of the case shows it."""

import datetime
from dataclasses import dataclass

from evenhand.cases.api import Case
from evenhand.core.api import Actor
from evenhand.screens.desk.remedy_panel import RemedyPanel, remedy_panel
from evenhand.screens.looks import Look, Step, parcel_look, steps
from evenhand.shop.api import OrderSummary, OrderView, ParcelView, order_view, orders_of


@dataclass(frozen=True)
class OrderPanel:
    """The order with its parcels and its story, what can be done for it, and the customer's other orders."""

    order: OrderView | None
    parcels: tuple[tuple[ParcelView, Look], ...]
    steps: tuple[Step, ...]
    remedies: RemedyPanel | None
    choices: tuple[OrderSummary, ...]


def order_panel(case: Case, claim_kind: str, actor: Actor, now: datetime.datetime) -> OrderPanel:
    """The panel beside `case`."""
    choices = orders_of(case.customer_id, now)
    if case.order is None:
        return OrderPanel(None, (), (), None, choices)
    view = order_view(case.order, now)
    return OrderPanel(
        order=view,
        parcels=tuple((parcel, parcel_look(parcel)) for parcel in view.parcels),
        steps=steps(view),
        remedies=remedy_panel(case.order, view, claim_kind, actor, now),
        choices=choices,
    )
