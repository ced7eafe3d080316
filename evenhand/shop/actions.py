"""Writes: orders, parcels and goods. What moves money back is in `refunds.py`."""

import datetime
from collections.abc import Mapping, Sequence

from django.db.models import F, Max, Q

from evenhand.core.api import Actor, DomainError, InvalidInput, action, publish, record
from evenhand.shop.addresses import Address
from evenhand.shop.events import ParcelScanned
from evenhand.shop.handovers import handover_of
from evenhand.shop.holding import forget_methods, forget_payments, locked_order
from evenhand.shop.models import (
    Customer,
    Driver,
    Line,
    Order,
    Payment,
    PaymentMethod,
    Scan,
    Shipment,
    ShipmentLine,
    Variant,
)
from evenhand.shop.stock import move_pieces


class BalanceTooSmall(DomainError):
    """A gift card does not hold enough."""

    message = "The gift card does not hold enough for this. Choose another means of payment."


class NothingLikeIt(DomainError):
    """A piece that is no longer sold cannot be sent again."""

    message = "One of these pieces is no longer sold, so it cannot be sent again. Offer a refund instead."


@action
def place_order(
    *,
    customer: Customer,
    number: str,
    variants: Sequence[Variant],
    method: PaymentMethod,
    actor: Actor,
    now: datetime.datetime,
    shipping_fee_minor: int = 0,
    address: Address | None = None,
) -> Order:
    """Place and pay an order: stock and gift card move with it. The same number again answers the order it made."""
    if not variants:
        raise InvalidInput("An order needs at least one piece.")
    if {variant.currency for variant in variants} != {method.currency}:
        raise InvalidInput("All pieces of an order and its payment must be in one currency.")
    order, is_new = Order.objects.get_or_create(
        number=number,
        defaults={
            "customer": customer,
            "seller": variants[0].product.seller,
            "placed_at": now,
            "address": address.to_json() if address else customer.address,
            "currency": method.currency,
            "shipping_fee_minor": shipping_fee_minor,
        },
    )
    if not is_new:
        return order
    move_pieces(taken=[variant.pk for variant in variants], actor=actor, now=now)
    Line.objects.bulk_create(_line(order, variant, position) for position, variant in enumerate(variants))
    amount_minor = sum(variant.price_minor for variant in variants) + shipping_fee_minor
    pay(order, method, amount_minor, actor=actor, now=now)
    record(actor=actor, verb="shop.place_order", subject=f"order:{order.pk}", now=now, pieces=len(variants))
    return order


def _line(order: Order, variant: Variant, position: int) -> Line:
    return Line(
        order=order,
        variant=variant,
        item_external_id=variant.external_id,
        product_external_id=variant.product.external_id,
        product_name=variant.product.name,
        options=variant.options,
        price_minor=variant.price_minor,
        position=position,
    )


def pay(
    order: Order, method: PaymentMethod, amount_minor: int, *, actor: Actor, now: datetime.datetime, reference: str = ""
) -> Payment:
    """Note a payment, in the transaction that is open; a gift card pays with its balance. Raises BalanceTooSmall."""
    if method.balance_minor is not None:
        move_balance(method, -amount_minor, actor=actor, now=now)
    forget_payments(order.pk)
    return Payment.objects.create(
        order=order,
        method=method,
        captured_minor=amount_minor,
        currency=order.currency,
        at=now,
        reference=reference[:200],
        position=next_position(order.pk),
    )


def next_position(order_id: int) -> int:
    """The next free place in an order's history of payments and refunds. Call with the order or payment locked."""
    history = Order.objects.filter(pk=order_id).aggregate(
        payment=Max("payments__position"), refund=Max("payments__refunds__position")
    )
    return max(-1 if place is None else place for place in history.values()) + 1


def move_balance(method: PaymentMethod, by_minor: int, *, actor: Actor, now: datetime.datetime) -> None:
    """Add to or take from a gift card, in the transaction that is open. Raises BalanceTooSmall."""
    enough = Q(balance_minor__gte=-by_minor)
    if not PaymentMethod.objects.filter(enough, pk=method.pk).update(balance_minor=F("balance_minor") + by_minor):
        raise BalanceTooSmall
    forget_methods(method.customer_id)
    record(
        actor=actor,
        verb="shop.move_balance",
        subject=f"customer:{method.customer_id}",
        now=now,
        method=method.pk,
        by_minor=by_minor,
        currency=method.currency,
    )


@action
def take_stock(*, variant: Variant, pieces: int, actor: Actor, now: datetime.datetime) -> None:
    """Take pieces off the shelf; where nobody counts them, nothing changes. Raises OutOfStock."""
    move_pieces(taken=[variant.pk] * pieces, actor=actor, now=now)


@action
def ship(
    *,
    order: Order,
    lines: Sequence[Line],
    carrier: str,
    tracking: str,
    actor: Actor,
    now: datetime.datetime,
    promised_from: datetime.date | None = None,
    promised_until: datetime.date | None = None,
    driver: Driver | None = None,
) -> Shipment:
    """Confirm that a parcel with these pieces leaves. The same carrier and number again answers the parcel there is.

    Where a replacement of these pieces waits for its carrier, it is that parcel which leaves.
    """
    locked = locked_order(order.pk)
    there = locked.shipments.filter(carrier=carrier, tracking=tracking).first()
    if there is not None:
        return there
    waiting = _waiting_replacement(locked, lines)
    shipment = waiting or Shipment(order=locked, address=locked.address)
    shipment.carrier, shipment.tracking, shipment.shipped_at = carrier, tracking, now
    shipment.promised_from, shipment.promised_until, shipment.driver = promised_from, promised_until, driver
    shipment.handover = handover_of(locked.customer_id, now)
    shipment.save()
    if waiting is None:
        ShipmentLine.objects.bulk_create(ShipmentLine(shipment=shipment, line=line) for line in lines)
    if locked.is_pending:
        locked.status = Order.Status.PROCESSED
        locked.save(update_fields=["status"])
    record(actor=actor, verb="shop.ship", subject=f"order:{order.pk}", now=now, shipment=shipment.pk)
    return shipment


def _waiting_replacement(order: Order, lines: Sequence[Line]) -> Shipment | None:
    """The oldest replacement of exactly these pieces that no carrier has yet, with the order locked."""
    pieces = {line.pk for line in lines}
    waiting = order.shipments.exclude(key="").filter(shipped_at=None, tracking="").order_by("pk")
    return next(
        (each for each in waiting if pieces == set(each.contents.values_list("line_id", flat=True))),
        None,
    )


@action
def promise_delivery(
    *,
    shipment: Shipment,
    promised_until: datetime.date,
    actor: Actor,
    now: datetime.datetime,
    promised_from: datetime.date | None = None,
) -> Shipment:
    """Say by when a parcel arrives. A later promise replaces an earlier one."""
    if promised_from and promised_from > promised_until:
        raise InvalidInput("The promised days end before they begin.")
    shipment.promised_from, shipment.promised_until = promised_from, promised_until
    shipment.save(update_fields=["promised_from", "promised_until"])
    record(
        actor=actor,
        verb="shop.promise_delivery",
        subject=f"order:{shipment.order_id}",
        now=now,
        shipment=shipment.pk,
        until=promised_until.isoformat(),
    )
    return shipment


@action
def add_scan(
    *,
    shipment: Shipment,
    kind: str,
    at: datetime.datetime,
    actor: Actor,
    now: datetime.datetime,
    place: str = "",
    position: tuple[float, float] | None = None,
    note: str = "",
    evidence: Mapping[str, str] | None = None,
) -> Scan:
    """Note what the carrier or driver reported; `position` is latitude and longitude. The same scan again is one."""
    if kind not in Scan.Kind.values:
        raise InvalidInput(f"There is no scan {kind!r}. The scans are {', '.join(Scan.Kind.values)}.")
    latitude, longitude = position or (None, None)
    scan, is_new = Scan.objects.get_or_create(
        shipment=shipment,
        kind=kind,
        at=at,
        defaults={
            "place": place,
            "latitude": latitude,
            "longitude": longitude,
            "note": note,
            "evidence": dict(evidence or {}),
        },
    )
    if is_new:
        _note_delivery(shipment)
        record(
            actor=actor,
            verb="shop.add_scan",
            subject=f"order:{shipment.order_id}",
            now=now,
            shipment=shipment.pk,
            kind=kind,
        )
        publish(ParcelScanned(order_id=shipment.order_id, shipment_id=shipment.pk, scan_id=scan.pk, kind=kind))
    return scan


def _note_delivery(shipment: Shipment) -> None:
    order = locked_order(shipment.order_id)
    undelivered = order.shipments.exclude(scans__kind=Scan.Kind.DELIVERED).exclude(replacements__isnull=False)
    if order.status == Order.Status.PROCESSED and not undelivered.exists():
        order.status = Order.Status.DELIVERED
        order.save(update_fields=["status"])


@action
def dispatch_replacement(
    *,
    order: Order,
    lines: Sequence[Line],
    key: str,
    actor: Actor,
    now: datetime.datetime,
    replaces: Shipment | None = None,
) -> Shipment:
    """Send the same pieces again, in a parcel of their own, from stock. The same key again answers that parcel.

    Raises OutOfStock, NothingLikeIt. The parcel waits for its carrier: `ship` with the same pieces says who has it.
    """
    locked_order(order.pk)
    there = Shipment.objects.filter(key=key).first()
    if there is not None:
        return there
    variants = [line.variant for line in lines if line.variant is not None]
    if len(variants) < len(lines):
        raise NothingLikeIt
    move_pieces(taken=[variant.pk for variant in variants], actor=actor, now=now)
    shipment = Shipment.objects.create(order=order, address=order.address, replaces=replaces, key=key)
    ShipmentLine.objects.bulk_create(ShipmentLine(shipment=shipment, line=line) for line in lines)
    record(
        actor=actor,
        verb="shop.dispatch_replacement",
        subject=f"order:{order.pk}",
        now=now,
        shipment=shipment.pk,
        replaces=replaces.pk if replaces else None,
    )
    return shipment
