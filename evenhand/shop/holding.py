"""Rows held until the action that is open ends: read from the database once, however many verbs ask for them.

Who changes such a row within the action changes the object that is answered here along with it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from evenhand.core.api import Prepared, forget_read, read_once
from evenhand.shop.models import Line, Order, Payment, PaymentMethod, Refund, Variant


def locked_order(order_id: int) -> Order:
    """The order, with its customer and seller; nobody else changes it meanwhile."""
    order: Order = read_once(("order", order_id), lambda: _ORDER.get(order_id))
    return order


_ORDER = Prepared(
    lambda key: (
        Order.objects.select_for_update(of=("self",)).select_related("customer__account", "seller").filter(pk=key)
    )
)


@dataclass(frozen=True)
class Pieces:
    """The pieces of an order by number, in their order, and the numbers of those in each parcel."""

    lines: Mapping[int, Line]
    contents: Mapping[int, Sequence[int]]


def pieces_of(order_id: int) -> Pieces:
    """The pieces of an order. One query."""
    lines: dict[int, Line] = {}
    contents = defaultdict[int, list[int]](list)
    for line in _PLACED.rows(order_id):
        lines.setdefault(line.pk, line)
        contents[line.parcel_id].append(line.pk)
    return Pieces(lines, contents)


_PLACED = Prepared(
    lambda order: (
        Line.objects.filter(order_id=order)
        .annotate(parcel_id=F("placements__shipment_id"))
        .order_by("position", "placements")
    )
)


def locked_pieces(order_id: int) -> Pieces:
    """The pieces of an order that is locked: nobody else changes them meanwhile."""
    return read_once(("pieces", order_id), lambda: pieces_of(order_id))


def forget_pieces(order_id: int) -> None:
    """Some are other pieces now."""
    forget_read(("pieces", order_id))


def variants_of(variant_ids: Collection[int]) -> dict[int, Variant]:
    """These variants with their products. Not held: what is on the shelf is asked of the database as it moves."""
    wanted = frozenset(variant_ids)
    variants = Variant.objects.select_related("product")
    return read_once(("variants", wanted), lambda: variants.in_bulk(wanted))


def locked_payments(order_id: int) -> list[Payment]:
    """The payments of an order with their means, the first one first."""
    return read_once(("payments", order_id), lambda: [_kept(payment) for payment in _PAYMENTS.rows(order_id)])


_PAYMENTS = Prepared(
    lambda order: (
        Payment.objects.select_for_update(of=("self",))
        .select_related("method")
        .order_by("position")
        .filter(order_id=order)
    )
)


def forget_payments(order_id: int) -> None:
    """There is one more."""
    forget_read(("payments", order_id))


def locked_payment(payment_id: int) -> Payment:
    """One payment, with its means."""
    payments = Payment.objects.select_for_update(of=("self",)).select_related("method")
    return read_once(("payment", payment_id), lambda: payments.get(pk=payment_id))


def locked_refunds(refund_ids: Iterable[int]) -> list[Refund]:
    """Refunds with their means and the payments on which they stand, in the order in which they were made."""
    refunds = Refund.objects.select_for_update(of=("self", "payment")).select_related("method", "payment")
    return [_kept_refund(refund) for refund in refunds.filter(pk__in=refund_ids).order_by("pk")]


def locked_refund(refund_id: int) -> Refund:
    """One refund, with its means and the payment on which it stands."""
    return read_once(("refund", refund_id), lambda: locked_refunds([refund_id])[0])


def _kept_refund(refund: Refund) -> Refund:
    refund.payment = _kept(refund.payment)
    return read_once(("refund", refund.pk), lambda: refund)


def methods_of(customer_id: int) -> dict[int, PaymentMethod]:
    """A customer's means of payment, by number. Not held: what a gift card has is asked of the database as it moves."""
    methods = PaymentMethod.objects.filter(customer_id=customer_id)
    return read_once(("methods", customer_id), lambda: {method.pk: method for method in methods})


def forget_methods(customer_id: int) -> None:
    """What one of them holds has changed."""
    forget_read(("methods", customer_id))


def _kept(payment: Payment) -> Payment:
    return read_once(("payment", payment.pk), lambda: payment)
