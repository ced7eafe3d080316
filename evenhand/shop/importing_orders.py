"""How orders of the shop's files become rows: new ones many at once, others brought up to what the file says now."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar
from uuid import uuid4

from django.db.models import F, Model, Q, QuerySet

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
from evenhand.shop.named import named_pieces
from evenhand.shop.shape import BrokenFiles, ItemRecord, OrderRecord, TransactionRecord

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
FROM_THE_FILES = Q(requested_at=None)  # they do not say when a return was asked for; our own verbs always do


@dataclass(frozen=True)
class Catalogue:
    """What orders refer to, by the shop's own numbers, and the orders that are here already."""

    variants: dict[str, Variant]
    customers: dict[str, Customer]
    methods: dict[tuple[int, str], PaymentMethod]
    orders: dict[str, Order]
    awaited: frozenset[int]

    @classmethod
    def load(cls) -> "Catalogue":
        """Everything there is, in five queries. `awaited` are the orders of which a return of ours is open."""
        return cls(
            variants={variant.external_id: variant for variant in Variant.objects.select_related("product")},
            customers={customer.external_id: customer for customer in Customer.objects.exclude(external_id="")},
            methods={(each.customer_id, each.external_id): each for each in PaymentMethod.objects.all()},
            orders={order.number: order for order in Order.objects.all()},
            awaited=frozenset(_open_returns().exclude(FROM_THE_FILES).values_list("order_id", flat=True)),
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
    """Make the orders as the file says. Payments, refunds and open returns of ours that it does not know stay.

    So do pieces that we promised something about (`register_named_pieces`), behind those that it names. Call with the
    orders held (`hold_orders`).
    """
    catalogue, new = Catalogue.load(), _NewRows()
    for each in wanted:
        order = _apply_head(each, catalogue, new)
        lines = _apply_lines(order, each, catalogue, new)
        _apply_parcels(order, each, lines, new)
        _apply_history(order, each, catalogue, new)
        _apply_return(order, each, lines, catalogue, new)
    new.write()


def hold_orders(numbers: Iterable[str]) -> None:
    """Nobody else changes the orders of these numbers meanwhile. Call before anything is changed.

    Every verb takes the order first, and then its pieces on the shelf and its gift card: so does the import.
    """
    wanted = sorted(numbers)
    for start in range(0, len(wanted), 500):
        held = Order.objects.select_for_update().filter(number__in=wanted[start : start + 500])
        list(held.order_by("number").values_list("pk", flat=True))


def _open_returns() -> QuerySet[ReturnRequest]:
    return ReturnRequest.objects.filter(state=ReturnRequest.State.OPEN)


def _minor(amount: Decimal) -> int:
    return Money.from_decimal(amount, environment().currency).minor


def _apply_head(wanted: OrderRecord, catalogue: Catalogue, new: _NewRows) -> Order:
    customer = catalogue.customers[wanted.user_id]
    order = catalogue.orders.get(wanted.order_id) or new.add(
        Order(number=wanted.order_id, customer=customer, currency=environment().currency)
    )
    if order.customer_id != customer.pk:
        raise BrokenFiles([f"orders.json, record {wanted.order_id}, field user_id: the order is somebody else's"])
    if order.pk not in catalogue.awaited:
        order.status = STATUSES[wanted.status]
    order.address = wanted.address.to_address().to_json()
    order.cancel_reason = wanted.cancel_reason or ""
    if order.pk:
        order.save()
    return order


class _Traits(NamedTuple):
    """By what a piece is known again."""

    item: str
    product: str
    name: str
    price_minor: int


# The closest likeness first: the same piece, sold under another name or price, another variant of the product.
_LIKENESSES: tuple[Callable[[_Traits], object], ...] = (
    lambda traits: traits,
    lambda traits: traits.item,
    lambda traits: traits.product,
)


def _apply_lines(order: Order, wanted: OrderRecord, catalogue: Catalogue, new: _NewRows) -> list[Line]:
    """The lines that the file names, in its order."""
    there = list(order.lines.all()) if order.pk else []
    named = named_pieces(order.pk) if there else frozenset()
    found, left = _known_again(wanted.items, there, named)
    staying = [line for line in left if line.pk in named]
    if there:
        order.lines.update(position=F("position") + MOVED_ASIDE)
        order.lines.filter(pk__in=[line.pk for line in left if line.pk not in named]).delete()
    lines = []
    for position, item in enumerate(wanted.items):
        line = found.get(position) or new.add(Line(order=order))
        _write_item(line, item, catalogue)
        lines.append(line)
    for position, line in enumerate([*lines, *staying]):
        line.position = position
    kept = [line for line in (*lines, *staying) if line.pk]
    Line.objects.bulk_update(kept, [*ITEM_FIELDS, "position"])
    return lines


def _known_again(
    items: Sequence[ItemRecord], lines: Sequence[Line], named: Collection[int]
) -> tuple[Mapping[int, Line], list[Line]]:
    """The line that stands for each item, by the item's place, and the lines that stand for none.

    A line is one piece, whatever is said of it: what was promised about it stays when its name, price or variant
    changes. Of several alike those that are `named` stay, each as far ahead as it was.
    """
    wanted = {
        place: _Traits(item.item_id, item.product_id, item.name, _minor(item.price)) for place, item in enumerate(items)
    }
    left = {
        line: _Traits(line.item_external_id, line.product_external_id, line.product_name, line.price_minor)
        for line in lines
    }
    found: dict[int, Line] = {}
    for likeness in _LIKENESSES:
        places: dict[object, list[int]] = defaultdict(list)
        alike: dict[object, list[Line]] = defaultdict(list)
        for place in wanted.keys() - found.keys():
            places[likeness(wanted[place])].append(place)
        for line, traits in left.items():
            alike[likeness(traits)].append(line)
        for key, at in places.items():
            chosen = sorted(alike[key], key=lambda line: line.pk not in named)[: len(at)]
            chosen.sort(key=lambda line: line.position)
            found.update(zip(sorted(at), chosen, strict=False))
            for line in chosen:
                del left[line]
    return found, list(left)


ITEM_FIELDS = (
    *("variant", "item_external_id", "product_external_id"),
    *("product_name", "options", "price_minor", "reduced_minor"),
)


def _write_item(line: Line, item: ItemRecord, catalogue: Catalogue) -> None:
    """Make a line as the file says. What was given back of the price stands as long as it is the same piece."""
    price_minor = _minor(item.price)
    line.reduced_minor = min(line.reduced_minor, price_minor) if line.item_external_id == item.item_id else 0
    line.variant = catalogue.variants.get(item.item_id)
    line.item_external_id, line.product_external_id = item.item_id, item.product_id
    line.product_name, line.options, line.price_minor = item.name, item.options, price_minor


def _apply_parcels(order: Order, wanted: OrderRecord, lines: list[Line], new: _NewRows) -> None:
    there = {shipment.tracking: shipment for shipment in order.shipments.all()} if order.pk else {}
    for parcel in wanted.fulfillments:
        first, *more = parcel.tracking_id
        shipment = there.get(first) or new.add(Shipment(order=order, tracking=first))
        shipment.more_tracking, shipment.address = more, order.address
        if shipment.pk:
            shipment.save()
            shipment.contents.filter(line__in=[line for line in lines if line.pk]).delete()
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
                key=f"import:{uuid4().hex}",  # not its place: an earlier one may have been moved from there
                position=position,
            )
        if not left:
            return
    raise BrokenFiles([f"orders.json, record {order.number}, field payment_history: more went back than came in"])


def _apply_return(order: Order, wanted: OrderRecord, lines: list[Line], catalogue: Catalogue, new: _NewRows) -> None:
    if order.pk in catalogue.awaited:
        return
    if order.pk:
        _open_returns().filter(order=order).delete()  # it came from the files
    items = wanted.return_items if wanted.return_items is not None else wanted.exchange_items
    method = wanted.return_payment_method_id or wanted.exchange_payment_method_id
    if items is None or method is None:
        return
    back = (
        set(ReturnedLine.objects.filter(line__order=order, is_live=True).values_list("line_id", flat=True))
        if order.pk
        else ()
    )
    coming = [line for line in _pick(lines, items) if line.pk not in back]
    if items and not coming:  # all of it is back with us, and the file does not know yet
        order.status = Order.Status.DELIVERED
        order.save(update_fields=["status"])
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
    for line in coming:
        instead = next((each for each in new_variants if each.product.external_id == line.product_external_id), None)
        if instead is not None:
            new_variants.remove(instead)
        new.add(ReturnedLine(request=request, line=line, new_variant=instead))
