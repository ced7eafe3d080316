"""Who may see claims and remedies: everybody at the desk, and the customer whose order it is."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from evenhand.core.api import Actor, NotFound
from evenhand.people.api import STAFF_ROLES
from evenhand.remedies.models import Claim, Remedy
from evenhand.shop.api import Order

M = TypeVar("M", bound=Model)


def claim_for(actor: Actor, claim_id: int) -> Claim:
    """The claim, to staff and to its customer. Raises NotFound."""
    claims = Claim.objects.select_related("order__customer__account", "order__seller", "case")
    claim = _visible(claims, actor, "order__customer__account_id").filter(pk=claim_id).first()
    if claim is None:
        raise NotFound
    return claim


def remedy_for(actor: Actor, remedy_id: int) -> Remedy:
    """The remedy, to staff and to its customer. Raises NotFound."""
    remedies = Remedy.objects.select_related("order__customer__account", "order__seller", "claim", "case")
    remedy = _visible(remedies, actor, "order__customer__account_id").filter(pk=remedy_id).first()
    if remedy is None:
        raise NotFound
    return remedy


def remedy_pressed(order: Order, key: str) -> Remedy | None:
    """What a form with this key did for the order already, so that pressing it again is harmless."""
    return Remedy.objects.filter(order=order, idempotency_key=key).first() if key else None


def _visible(rows: QuerySet[M], actor: Actor, owner: str) -> QuerySet[M]:
    if actor.is_system or actor.has_role(*STAFF_ROLES):
        return rows
    return rows.none() if actor.account_id is None else rows.filter(**{owner: actor.account_id})
