"""Who may see an order: its customer, everybody at the desk, its seller, and the driver who brought it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.core.api import Actor, NotFound, Prepared, asked_words
from evenhand.people.api import STAFF_ROLES, Role
from evenhand.shop.models import Order, Shipment


def orders_visible_to(actor: Actor) -> QuerySet[Order]:
    """Every order that `actor` may see, with its customer and seller."""
    return _visible_to(actor.account_id, **_sees(actor))


def order_for(actor: Actor, number: str) -> Order:
    """The order with this number, with or without the # that some shops put before it. Raises NotFound."""
    bare = asked_words(number).removeprefix("#")
    order = _NUMBERED.first(actor.account_id, bare, f"#{bare}", **_sees(actor))
    if order is None:
        raise NotFound
    return order


_NUMBERED = Prepared(
    lambda account, bare, signed, **sees: _visible_to(account, **sees).filter(number__in=[bare, signed]).order_by("pk")
)


def _sees(actor: Actor) -> dict[str, bool]:
    return {
        "everything": actor.is_system or actor.has_role(*STAFF_ROLES),
        "is_known": actor.account_id is not None,
        "sells": actor.has_role(Role.SELLER),
        "drives": actor.has_role(Role.DRIVER),
    }


def _visible_to(account: Any, *, everything: bool, is_known: bool, sells: bool, drives: bool) -> QuerySet[Order]:
    orders = Order.objects.select_related("customer__account", "seller")
    if everything:
        return orders
    if not is_known:
        return orders.none()
    may_see = Q(customer__account=account)
    if sells:
        may_see |= Q(seller__account=account)
    if drives:
        may_see |= Q(Exists(Shipment.objects.filter(order=OuterRef("pk"), driver__account=account)))
    return orders.filter(may_see)
