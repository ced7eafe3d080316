"""Reads: an order with all that belongs to it, a customer's orders, and what went wrong for them before."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F, Prefetch, QuerySet

from evenhand.core.api import Money, Prepared, environment, give_related, site_day
from evenhand.policies.api import NoVersionInForce, parameters
from evenhand.shop.holding import Pieces, pieces_of
from evenhand.shop.models import Line, Order, Payment, Refund, Scan, Shipment
from evenhand.shop.order_view import (
    DeliveryFailure,
    LineView,
    OrderSummary,
    OrderView,
    ParcelView,
    PaymentView,
    RefundView,
    ScanView,
)
from evenhand.shop.rules import ParcelFacts, ParcelStanding, ParcelState, ParcelTerms, ScanFact, standing_of
from evenhand.shop.timeline import timeline_of
from evenhand.shop.words import parcel_sentence, parcel_title

SAID_TO_BE_DELIVERED = frozenset(
    {Order.Status.DELIVERED, Order.Status.RETURN_REQUESTED, Order.Status.EXCHANGE_REQUESTED}
)
CARRIER_HAS_IT = frozenset(set(Scan.Kind.values) - {Scan.Kind.LABELLED})


def order_view(
    order: Order,
    now: datetime.datetime,
    parcels: Sequence[Shipment] | None = None,
    paid: Sequence[Payment] | None = None,
    pieces: Pieces | None = None,
) -> OrderView:
    """The order as it stands at `now`: six queries for an order that came from `order_for`.

    `parcels`, from `shipments_of`, saves two of them, `paid`, from `locked_payments`, one, and so do `pieces`.
    """
    zero = Money(0, order.currency)
    held = pieces or pieces_of(order.pk)
    lines = tuple(_line_view(line, order.currency) for line in held.lines.values())
    payments = tuple(_payment_view(each) for each in (_PAYMENTS.rows(order.pk) if paid is None else paid))
    refunds = tuple(_refund_view(refund, order.currency) for refund in _REFUNDS.rows(order.pk))
    terms = terms_at(now)
    sent = _with_scans(_PARCELS.rows(order.pk)) if parcels is None else parcels
    views = tuple(_parcel_view(each, order, held.contents.get(each.pk, ()), now, terms) for each in sent)
    goods = sum((line.price for line in lines), zero)
    fee = Money(order.shipping_fee_minor, order.currency)
    account = order.customer.account
    return OrderView(
        id=order.pk,
        number=order.number,
        status=order.status,
        status_words=order.get_status_display(),
        is_pending=order.is_pending,
        placed_at=order.placed_at,
        cancel_reason=order.cancel_reason,
        customer_id=order.customer_id,
        account_id=order.customer.account_id,
        customer_name=order.customer.full_name or account.name,
        customer_email=account.email,
        address=order.ships_to,
        seller_id=order.seller_id,
        seller_name=order.seller.name if order.seller else "",
        currency=order.currency,
        lines=lines,
        goods=goods,
        shipping_fee=fee,
        total=goods + fee,
        paid=sum((payment.captured for payment in payments), zero),
        refunded=sum((payment.refunded for payment in payments), zero),
        refund_pending=sum((payment.refund_pending for payment in payments), zero),
        refundable=sum((payment.refundable for payment in payments), zero),
        payments=payments,
        refunds=refunds,
        parcels=views,
        timeline=timeline_of(order, payments, refunds, views),
    )


_PAYMENTS = Prepared(lambda order: Payment.objects.filter(order=order).select_related("method"))
_REFUNDS = Prepared(lambda order: Refund.objects.filter(payment__order=order).select_related("method"))


_PARCELS = Prepared(lambda order: Shipment.objects.filter(order=order).select_related("driver").order_by("pk"))
_SCANS = Prepared(lambda parcels: Scan.objects.filter(shipment__pk__among=parcels))


def _with_scans(parcels: list[Shipment]) -> list[Shipment]:
    """One query, if there are any."""
    scans = defaultdict[int, list[Scan]](list)
    for scan in _SCANS.rows([parcel.pk for parcel in parcels]) if parcels else ():
        scans[scan.shipment_id].append(scan)
    give_related(parcels, "scans", scans)
    return parcels


def _line_view(line: Line, currency: str) -> LineView:
    return LineView(
        id=line.pk,
        name=line.product_name,
        options=tuple(line.options.items()),
        price=Money(line.price_minor, currency),
        variant_id=line.variant_id,
        product=line.product_external_id,
        item=line.item_external_id,
        value=Money(line.left_minor, currency),
    )


def _payment_view(payment: Payment) -> PaymentView:
    return PaymentView(
        id=payment.pk,
        method_id=payment.method_id,
        method=payment.method.label,
        captured=payment.captured,
        refunded=Money(payment.refunded_minor, payment.currency),
        refund_pending=Money(payment.refund_pending_minor, payment.currency),
        held_back=Money(payment.held_back_minor, payment.currency),
        refundable=payment.refundable,
        at=payment.at,
    )


def _refund_view(refund: Refund, currency: str) -> RefundView:
    return RefundView(
        id=refund.pk,
        payment_id=refund.payment_id,
        method=refund.method.label,
        amount=Money(refund.amount_minor, currency),
        state=refund.state,
        state_words=refund.get_state_display(),
        reserved_at=refund.reserved_at,
        settled_at=refund.settled_at,
    )


def _parcel_view(
    shipment: Shipment, order: Order, line_ids: Sequence[int], now: datetime.datetime, terms: ParcelTerms
) -> ParcelView:
    scans = tuple(_scan_view(scan) for scan in shipment.scans.all())
    standing = _standing(shipment, order, now, terms)
    last_place = next((scan.place for scan in reversed(scans) if scan.place), "")
    return ParcelView(
        id=shipment.pk,
        carrier=shipment.carrier,
        tracking=shipment.tracking,
        address=shipment.goes_to,
        driver_id=shipment.driver_id,
        driver_name=shipment.driver.name if shipment.driver else "",
        shipped_at=shipment.shipped_at,
        first_carrier_scan_at=next((scan.at for scan in scans if scan.kind in CARRIER_HAS_IT), None),
        promised_from=shipment.promised_from,
        promised_until=shipment.promised_until,
        standing=standing,
        title=parcel_title(standing.state),
        sentence=parcel_sentence(standing, shipment.promised_until, last_place),
        line_ids=tuple(line_ids),
        replaces_id=shipment.replaces_id,
        scans=scans,
    )


def _scan_view(scan: Scan) -> ScanView:
    return ScanView(
        id=scan.pk,
        at=scan.at,
        kind=scan.kind,
        words=scan.get_kind_display(),
        place=scan.place,
        note=scan.note,
        latitude=scan.latitude,
        longitude=scan.longitude,
        evidence=tuple(sorted((name, str(value)) for name, value in scan.evidence.items())),
    )


def _standing(shipment: Shipment, order: Order, now: datetime.datetime, terms: ParcelTerms) -> ParcelStanding:
    zone = environment().zone
    facts = ParcelFacts(
        shipped_on=site_day(shipment.shipped_at) if shipment.shipped_at else None,
        promised_until=shipment.promised_until,
        scans=[ScanFact(scan.at.astimezone(zone), scan.kind) for scan in shipment.scans.all()],
        said_to_have_left=not shipment.is_replacement and not order.is_pending,
        said_to_be_delivered=not shipment.is_replacement and order.status in SAID_TO_BE_DELIVERED,
    )
    return standing_of(facts, site_day(now), terms)


def terms_at(now: datetime.datetime) -> ParcelTerms:
    """How long silence is normal, by the policy in force; where none is, by the house's own habit."""
    try:
        written = parameters("refunds-and-claims", now)
    except NoVersionInForce:
        return ParcelTerms()
    return ParcelTerms(lost_after_days=written.integer("lost_after_days"))


# The parcel that needs most attention speaks for its order in a list.
_MOST_URGENT_FIRST = (
    ParcelState.BELIEVED_LOST,
    ParcelState.LATE,
    ParcelState.NO_NEWS,
    ParcelState.RETURNED,
    ParcelState.ON_ITS_WAY,
    ParcelState.BEING_PREPARED,
    ParcelState.DELIVERED,
)


def orders_of(account_id: int, now: datetime.datetime) -> tuple[OrderSummary, ...]:
    """All orders of one customer, the newest first. Five queries."""
    terms = terms_at(now)
    orders = _orders_with_parcels(account_id).prefetch_related("lines")
    return tuple(_summary(order, now, terms) for order in orders)


def _orders_with_parcels(account_id: int) -> QuerySet[Order]:
    parcels = Prefetch("shipments", Shipment.objects.order_by("pk").prefetch_related("scans"))
    return (
        Order.objects.filter(customer__account_id=account_id)
        .order_by(F("placed_at").desc(nulls_last=True), "-pk")
        .prefetch_related(parcels)
    )


def _summary(order: Order, now: datetime.datetime, terms: ParcelTerms) -> OrderSummary:
    lines = order.lines.all()
    states = {_standing(shipment, order, now, terms).state for shipment in order.shipments.all()}
    state = min(states, key=_MOST_URGENT_FIRST.index) if states else None
    return OrderSummary(
        id=order.pk,
        number=order.number,
        placed_at=order.placed_at,
        status=order.status,
        status_words=order.get_status_display(),
        total=Money(sum(line.price_minor for line in lines) + order.shipping_fee_minor, order.currency),
        line_names=tuple(line.product_name for line in lines),
        parcel_state=state,
        parcel_words=parcel_title(state) if state else "",
    )


def shipments_of(account_id: int) -> tuple[Shipment, ...]:
    """All parcels of one customer with their scans, those of the newest order first. Two queries."""
    return tuple(_with_scans(_PARCELS_OF_CUSTOMER.rows(account_id)))


_PARCELS_OF_CUSTOMER = Prepared(
    lambda account: (
        Shipment.objects.filter(order__customer__account=account)
        .select_related("driver", "order")
        .order_by(F("order__placed_at").desc(nulls_last=True), "-order_id", "pk")
    )
)


def earlier_failures(
    account_id: int,
    now: datetime.datetime,
    terms: ParcelTerms | None = None,
    parcels: Sequence[Shipment] | None = None,
) -> tuple[DeliveryFailure, ...]:
    """Parcels that let this customer down, the latest first: late, lost or sent back. Facts, nobody's fault.

    `terms` saves reading how long silence is normal, `parcels` (from `shipments_of`) reading them again.
    """
    read = shipments_of(account_id) if parcels is None else parcels
    failures = _failures(read, now, terms or terms_at(now))
    return tuple(sorted(failures, key=lambda failure: failure.on or datetime.date.min, reverse=True))


def _failures(parcels: Iterable[Shipment], now: datetime.datetime, terms: ParcelTerms) -> Iterable[DeliveryFailure]:
    for parcel in parcels:
        standing = _standing(parcel, parcel.order, now, terms)
        if standing.is_failure:
            places = [scan.place for scan in parcel.scans.all() if scan.place]
            yield DeliveryFailure(
                order_id=parcel.order_id,
                order_number=parcel.order.number,
                shipment_id=parcel.pk,
                state=standing.state,
                days_late=max(0, standing.days_after_promise or 0),
                on=standing.ended_on or parcel.promised_until or standing.last_news_on,
                sentence=parcel_sentence(standing, parcel.promised_until, places[-1] if places else ""),
            )
