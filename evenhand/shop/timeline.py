"""What happened to an order, in the order in which it happened."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext

from evenhand.shop.models import Order, Refund, Scan
from evenhand.shop.order_view import ParcelView, PaymentView, RefundView, TimelineEntry
from evenhand.shop.words import money_words

SCAN_ICONS = {
    Scan.Kind.DELIVERED: "package-check",
    Scan.Kind.EXCEPTION: "package-x",
    Scan.Kind.ATTEMPTED: "package-x",
    Scan.Kind.RETURNED: "undo-2",
}


def timeline_of(
    order: Order, payments: Sequence[PaymentView], refunds: Sequence[RefundView], parcels: Sequence[ParcelView]
) -> tuple[TimelineEntry, ...]:
    """Everything with a known moment, the earliest first."""
    entries = [*_purchase(order, payments), *_refunds(refunds), *_travel(parcels)]
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _purchase(order: Order, payments: Sequence[PaymentView]) -> Iterable[TimelineEntry]:
    if order.placed_at:
        yield TimelineEntry(order.placed_at, gettext("Order placed"), "", "shopping-bag")
    for payment in payments:
        if payment.at:
            detail = f"{money_words(payment.captured)}, {payment.method}"
            yield TimelineEntry(payment.at, gettext("Paid"), detail, "credit-card")


def _refunds(refunds: Sequence[RefundView]) -> Iterable[TimelineEntry]:
    for refund in refunds:
        if not refund.amount:
            continue  # an even swap stands in the history, and moved nothing
        detail = f"{money_words(refund.amount)}, {refund.method}"
        if refund.settled_at and refund.state == Refund.State.SETTLED:
            yield TimelineEntry(refund.settled_at, gettext("Paid back"), detail, "undo-2")
        elif refund.reserved_at:
            yield TimelineEntry(refund.reserved_at, gettext("Refund on its way"), detail, "undo-2")


def _travel(parcels: Sequence[ParcelView]) -> Iterable[TimelineEntry]:
    for parcel in parcels:
        name = f"{parcel.carrier} {parcel.tracking}".strip()
        if parcel.shipped_at:
            words = gettext("Replacement sent") if parcel.replaces_id else gettext("Parcel sent")
            yield TimelineEntry(parcel.shipped_at, words, name, "package")
        for scan in parcel.scans:
            yield TimelineEntry(scan.at, scan.words, scan.place or name, SCAN_ICONS.get(Scan.Kind(scan.kind), "truck"))
