"""Writes: how a customer's next parcels are handed over. Parcels that are on their way already stay as they are."""

import datetime

from evenhand.core.api import Actor, InvalidInput, action, record
from evenhand.shop.models import Customer, Handover


@action
def arrange_handover(
    *,
    customer: Customer,
    kind: str,
    key: str,
    ends_at: datetime.datetime,
    actor: Actor,
    now: datetime.datetime,
) -> Handover:
    """From now until `ends_at`, parcels to this customer leave so. The same `key` again answers what was arranged."""
    if kind not in Handover.Kind.values:
        raise InvalidInput(f"There is no handover {kind!r}. There are {', '.join(Handover.Kind.values)}.")
    arranged, is_new = Handover.objects.get_or_create(
        customer=customer, key=key, defaults={"kind": kind, "begins_at": now, "ends_at": ends_at}
    )
    if is_new:
        record(actor=actor, verb="shop.arrange_handover", subject=f"customer:{customer.pk}", now=now, kind=kind)
    return arranged


@action
def end_handover(*, customer: Customer, key: str, actor: Actor, now: datetime.datetime) -> None:
    """From now on parcels leave as usual. Over already, nothing changes."""
    live = Handover.objects.filter(customer=customer, key=key, ends_at__gt=now)
    if live.update(ends_at=now):
        record(actor=actor, verb="shop.end_handover", subject=f"customer:{customer.pk}", now=now)


def handover_of(customer_id: int, at: datetime.datetime) -> str:
    """How a parcel that leaves at `at` is handed over, empty for as usual. The latest arrangement holds."""
    live = Handover.objects.filter(customer_id=customer_id, begins_at__lte=at, ends_at__gt=at)
    kind: str | None = live.order_by("-begins_at", "-pk").values_list("kind", flat=True).first()
    return kind or ""
