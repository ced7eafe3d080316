"""How orders of the shop's files become rows: new ones many at once, others brought up to what the file says now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import F, Model

from evenhand.core.api import Money, environment
from evenhand.shop.models import (
    Customer,
    Line,
    Order,
    Payment,
    PaymentMethod,
    Refund,
    ReturnedLine,
    ReturnRequest,
    Shipment,
    ShipmentLine,
    Variant,
)
from evenhand.shop.shape import BrokenFiles, OrderRecord, TransactionRecord

STATUSES = {
    "pending": Order.Status.PENDING,
    "pending (item modified)": Order.Status.PENDING_MODIFIED,
    "processed": Order.Status.PROCESSED,
    "delivered": Order.Status.DELIVERED,
    "cancelled": Order.Status.CANCELLED,
    "return requested": Order.Status.RETURN_REQUESTED,
    "exchange requested": Order.Status.EXCHANGE_REQUESTED,
}
M = TypeVar("M", bound=Model)
MOVED_ASIDE = 10_000  # places beyond any that an order's lines have while they are put in a new order


@dataclass(frozen=True)
class Catalogue:
    """What orders refer to, by the shop's own numbers, and the orders that are here already."""

    variants: dict[str, Variant]
    customers: dict[str, Customer]
    methods: dict[tuple[int, str], PaymentMethod]
    orders: dict[str, Order]

    @classmethod
    def load(cls) -> "Catalogue":
        """Everything there is, in four queries."""
        return cls(
            variants={variant.external_id: variant for variant in Variant.objects.select_related("product")},
            customers={customer.external_id: customer for customer in Customer.objects.exclude(external_id="")},
            methods={(each.customer_id, each.external_id): each for each in PaymentMethod.objects.all()},
            orders={order.number: order for order in Order.objects.all()},
        )


class _NewRows:
    """Rows to write when all orders were looked at, each table at once, those first that others refer to."""

    def __init__(self) -> None:
        tables = (Order, Line, Shipment, ShipmentLine, Payment, Refund, ReturnRequest, ReturnedLine)
        self._rows: dict[type[Model], list[Model]] = {table: [] for table in tables}

    def add(self, row: M) -> M:
        """Have `row` written in the end; rows that refer to it may be added before that."""
        self._rows[type(row)].append(row)
        return row

    def write(self) -> None:
        """Write everything."""
        for table, rows in self._rows.items():
            table._default_manager.bulk_create(rows, batch_size=500)


def apply_orders(wanted: Iterable[OrderRecord]) -> None:
    """Make the orders as the file says. Payments and refunds of ours that the file does not know stay."""
    catalogue, new = Catalogue.load(), _NewRows()
    for each in wanted:
        order = _apply_head(each, catalogue, new)
        lines = _apply_lines(order, each, catalogue, new)
        _apply_parcels(order, each, lines, new)
        _apply_history(order, each, catalogue, new)
        _apply_return(order, each, lines, catalogue, new)
    new.write()


def _minor(amount: Decimal) -> int:
    return Money.from_decimal(amount, environment().currency).minor


def _apply_head(wanted: OrderRecord, catalogue: Catalogue, new: _NewRows) -> Order:
    customer = catalogue.customers[wanted.user_id]
    order = catalogue.orders.get(wanted.order_id) or new.add(
        Order(number=wanted.order_id, customer=customer, currency=environment().currency)
    )
    if order.customer_id != customer.pk:
        raise BrokenFiles([f"orders.json, record {wanted.order_id}, field user_id: the order is somebody else's"])
    order.status = STATUSES[wanted.status]
    order.address = wanted.address.to_address().to_json()
    order.cancel_reason = wanted.cancel_reason or ""
    if order.pk:
        order.save()
    return order


def _apply_lines(order: Order, wanted: OrderRecord, catalogue: Catalogue, new: _NewRows) -> list[Line]:
    there: dict[tuple[str, str, int], list[Line]] = defaultdict(list)
    if order.pk:
        for line in order.lines.order_by("-position"):
            there[line.item_external_id, line.product_name, line.price_minor].append(line)
        order.lines.update(position=F("position") + MOVED_ASIDE)
    lines = []
    for position, item in enumerate(wanted.items):
        same = there[item.item_id, item.name, _minor(item.price)]
        line = same.pop() if same else new.add(Line(order=order, item_external_id=item.item_id, product_name=item.name))
        line.variant = catalogue.variants.get(item.item_id)
        line.product_external_id, line.options = item.product_id, item.options
        line.price_minor, line.position = _minor(item.price), position
        lines.append(line)
    if order.pk:
        order.lines.filter(pk__in=[line.pk for rest in there.values() for line in rest]).delete()
        kept = [line for line in lines if line.pk]
        Line.objects.bulk_update(kept, ["variant", "product_external_id", "options", "position"])
    return lines


def _apply_parcels(order: Order, wanted: OrderRecord, lines: list[Line], new: _NewRows) -> None:
    there = {shipment.tracking: shipment for shipment in order.shipments.all()} if order.pk else {}
    for parcel in wanted.fulfillments:
        first, *more = parcel.tracking_id
        shipment = there.get(first) or new.add(Shipment(order=order, tracking=first))
        shipment.more_tracking, shipment.address = more, order.address
        if shipment.pk:
            shipment.save()
            shipment.contents.all().delete()
        for line in _pick(lines, parcel.item_ids):
            new.add(ShipmentLine(shipment=shipment, line=line))


def _pick(lines: list[Line], item_ids: Iterable[str]) -> Iterator[Line]:
    """A line for each item, in the order of `item_ids`; the same item twice takes two lines."""
    left = list(lines)
    for item_id in item_ids:
        line = next(line for line in left if line.item_external_id == item_id)
        left.remove(line)
        yield line


def _apply_history(order: Order, wanted: OrderRecord, catalogue: Catalogue, new: _NewRows) -> None:
    payments = list(order.payments.all()) if order.pk else []
    refunds = Refund.objects.filter(payment__in=payments).exclude(state=Refund.State.RELEASED) if payments else []
    ours = _known(payments, refunds)
    # Payments first: a refund of the file needs its payment, whichever the file names first.
    for kind in ("payment", "refund"):
        for position, each in enumerate(wanted.payment_history):
            if each.transaction_type != kind:
                continue
            method = catalogue.methods[order.customer_id, each.payment_method_id]
            same = ours[kind, method.pk, _minor(each.amount)]
            if same:
                _move(same.pop(), position)
            elif kind == "payment":
                payments.append(new.add(_payment(order, each, method, position)))
            else:
                for refund in _refunds(order, each, method, payments, position):
                    new.add(refund)
    rest = [rows for same in ours.values() for rows in same]
    for position, rows in enumerate(rest, start=len(wanted.payment_history)):
        _move(rows, position)


History = Sequence[Payment] | Sequence[Refund]


def _known(payments: Iterable[Payment], refunds: Iterable[Refund]) -> dict[tuple[str, int, int], list[History]]:
    """What is here already by kind, method and amount; parts of one refund, on several payments, stay together."""
    known: dict[tuple[str, int, int], list[History]] = defaultdict(list)
    for payment in payments:
        known["payment", payment.method_id, payment.captured_minor].append([payment])
    parts: dict[int, list[Refund]] = defaultdict(list)
    for refund in refunds:
        parts[refund.position].append(refund)
    for rows in parts.values():
        known["refund", rows[0].method_id, sum(row.amount_minor for row in rows)].append(rows)
    return known


def _move(rows: History, position: int) -> None:
    for row in rows:
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def _payment(order: Order, wanted: TransactionRecord, method: PaymentMethod, position: int) -> Payment:
    return Payment(
        order=order,
        method=method,
        captured_minor=_minor(wanted.amount),
        currency=order.currency,
        position=position,
    )


def _refunds(
    order: Order, wanted: TransactionRecord, method: PaymentMethod, payments: list[Payment], position: int
) -> Iterator[Refund]:
    left = _minor(wanted.amount)
    same_method_first = sorted(payments, key=lambda payment: payment.method_id != method.pk)
    for payment in same_method_first:
        part = min(left, payment.refundable.minor)
        left -= part
        if part or wanted.amount == 0:
            payment.refunded_minor += part
            if payment.pk:
                payment.save(update_fields=["refunded_minor"])
            yield Refund(
                payment=payment,
                method=method,
                amount_minor=part,
                state=Refund.State.SETTLED,
                key=f"import:{position}",
                position=position,
            )
        if not left:
            return
    raise BrokenFiles([f"orders.json, record {order.number}, field payment_history: more went back than came in"])


def _apply_return(order: Order, wanted: OrderRecord, lines: list[Line], catalogue: Catalogue, new: _NewRows) -> None:
    if order.pk:
        ReturnRequest.objects.filter(order=order, state=ReturnRequest.State.OPEN).delete()
    items = wanted.return_items if wanted.return_items is not None else wanted.exchange_items
    method = wanted.return_payment_method_id or wanted.exchange_payment_method_id
    if items is None or method is None:
        return
    difference = wanted.exchange_price_difference
    request = new.add(
        ReturnRequest(
            order=order,
            kind=ReturnRequest.Kind.RETURN if wanted.exchange_items is None else ReturnRequest.Kind.EXCHANGE,
            method=catalogue.methods[order.customer_id, method],
            price_difference_minor=None if difference is None else _minor(difference),
        )
    )
    new_variants = [catalogue.variants[item] for item in wanted.exchange_new_items or []]
    for line in _pick(lines, items):
        instead = next((each for each in new_variants if each.product.external_id == line.product_external_id), None)
        if instead is not None:
            new_variants.remove(instead)
        new.add(ReturnedLine(request=request, line=line, new_variant=instead))
