"""Who may see an order: its customer, everybody at the desk, its seller, and the driver who brought it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.core.api import Actor, NotFound
from evenhand.people.api import STAFF_ROLES, Role
from evenhand.shop.models import Order, Shipment


def orders_visible_to(actor: Actor) -> QuerySet[Order]:
    """Every order that `actor` may see, with its customer and seller."""
    orders = Order.objects.select_related("customer__account", "seller")
    if actor.is_system or actor.has_role(*STAFF_ROLES):
        return orders
    if actor.account_id is None:
        return orders.none()
    may_see = Q(customer__account_id=actor.account_id)
    if actor.has_role(Role.SELLER):
        may_see |= Q(seller__account_id=actor.account_id)
    if actor.has_role(Role.DRIVER):
        brought = Shipment.objects.filter(order=OuterRef("pk"), driver__account_id=actor.account_id)
        may_see |= Q(Exists(brought))
    return orders.filter(may_see)


def order_for(actor: Actor, number: str) -> Order:
    """The order with this number, with or without the # that some shops put before it. Raises NotFound."""
    bare = number.strip().removeprefix("#")
    order = orders_visible_to(actor).filter(number__in=[bare, f"#{bare}"]).order_by("pk").first()
    if order is None:
        raise NotFound
    return order
