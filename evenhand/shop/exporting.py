"""Reads: products, customers and orders in the shape of the shop's files, to the letter."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from evenhand.core.api import Money
from evenhand.shop.addresses import Address
from evenhand.shop.importing_orders import STATUSES
from evenhand.shop.models import (
    Customer,
    Line,
    Order,
    Payment,
    PaymentMethod,
    Product,
    Refund,
    ReturnRequest,
    Shipment,
    Variant,
)

Shape = dict[str, Any]
Rows = list[Sequence[Any]]
WORDS_OF_STATUS = {status: words for words, status in STATUSES.items()}


def product_shapes(ids: Iterable[int] | None = None) -> dict[str, Shape]:
    """Products, all unless some are named by number, as `products.json` holds them."""
    chosen = Product.objects.order_by("pk").prefetch_related(Prefetch("variants", Variant.objects.order_by("pk")))
    if ids is not None:
        chosen = chosen.filter(pk__in=ids)
    return {product.external_id: _product(product) for product in chosen}


def _product(product: Product) -> Shape:
    return {
        "name": product.name,
        "product_id": product.external_id,
        "variants": {variant.external_id: _variant(variant) for variant in product.variants.all()},
    }


def _variant(variant: Variant) -> Shape:
    return {
        "item_id": variant.external_id,
        "options": variant.options,
        "available": variant.is_available and variant.stock != 0,
        "price": _number(variant.price),
    }


def user_shapes(ids: Iterable[int] | None = None) -> dict[str, Shape]:
    """Customers of the shop, all unless some are named by number, as `users.json` holds them."""
    chosen = (
        Customer.objects.exclude(external_id="")
        .order_by("pk")
        .select_related("account")
        .only("external_id", "first_name", "last_name", "address", "account__email")
        .prefetch_related(
            Prefetch("payment_methods", PaymentMethod.objects.order_by("pk")),
            Prefetch("orders", Order.objects.order_by("pk").only("number", "customer")),
        )
    )
    if ids is not None:
        chosen = chosen.filter(pk__in=ids)
    return {customer.external_id: _user(customer) for customer in chosen}


def _user(customer: Customer) -> Shape:
    return {
        "name": {"first_name": customer.first_name, "last_name": customer.last_name},
        "address": _address(customer.home),
        "email": customer.account.email,
        "payment_methods": {each.external_id: _method(each) for each in customer.payment_methods.all()},
        "orders": [order.number for order in customer.orders.all()],
    }


def _method(method: PaymentMethod) -> Shape:
    shape: Shape = {"source": method.kind, "id": method.external_id}
    if method.kind == PaymentMethod.Kind.CREDIT_CARD:
        shape |= {"brand": method.brand, "last_four": method.last_four}
    if method.balance_minor is not None:
        shape["balance"] = _number(Money(method.balance_minor, method.currency))
    return shape


def order_shapes(ids: Iterable[int] | None = None) -> dict[str, Shape]:
    """Orders, all unless some are named by number, as `orders.json` holds them. Six queries for any number."""
    orders, of = Order.objects.order_by("pk"), Q()
    if ids is not None:
        named = list(ids)
        orders, of = orders.filter(pk__in=named), Q(order__in=named)
    parts = _parts(of)
    columns = ("pk", "number", "customer__external_id", "address", "status", "cancel_reason", "currency")
    return {row[1]: _order(_OrderRow(*row), parts) for row in orders.values_list(*columns)}


class _OrderRow(NamedTuple):
    pk: int
    number: str
    user_id: str
    address: dict[str, str]
    status: str
    cancel_reason: str
    currency: str


@dataclass(frozen=True)
class _Parts:
    """What belongs to each order, by its number: rows of the columns that `_parts` names."""

    lines: Mapping[int, Rows]
    parcels: Mapping[int, Rows]
    payments: Mapping[int, Rows]
    refunds: Mapping[int, Rows]
    returns: Mapping[int, Rows]


def _parts(of: Q) -> _Parts:
    lines = Line.objects.filter(of).order_by("position")
    parcels = Shipment.objects.filter(of).exclude(tracking="").order_by("pk", "contents__pk")
    paid = Payment.objects.filter(of).order_by("position")
    refunds = Refund.objects.filter(payment__in=paid.order_by()).exclude(state=Refund.State.RELEASED).order_by("pk")
    returns = ReturnRequest.objects.filter(of, state=ReturnRequest.State.OPEN).order_by("pk", "lines__pk")
    return _Parts(
        lines=_by_order(
            lines, "order_id", "product_name", "product_external_id", "item_external_id", "price_minor", "options"
        ),
        parcels=_by_order(parcels, "order_id", "pk", "tracking", "more_tracking", "contents__line__item_external_id"),
        payments=_by_order(paid, "order_id", "position", "captured_minor", "method__external_id"),
        refunds=_by_order(refunds, "payment__order_id", "position", "amount_minor", "method__external_id"),
        returns=_by_order(
            returns,
            *("order_id", "kind", "method__external_id", "price_difference_minor"),
            *("lines__line__item_external_id", "lines__new_variant__external_id"),
        ),
    )


def _by_order(found: QuerySet[Any], order_id: str, *columns: str) -> Mapping[int, Rows]:
    rows = defaultdict[int, Rows](list)
    for order, *row in found.values_list(order_id, *columns):
        rows[order].append(row)
    return rows


def _order(order: _OrderRow, parts: _Parts) -> Shape:
    shape: Shape = {
        "order_id": order.number,
        "user_id": order.user_id,
        "address": _address(Address.from_json(order.address)),
        "items": [_item(row, order.currency) for row in parts.lines.get(order.pk, ())],
        "fulfillments": _fulfillments(parts.parcels.get(order.pk, ())),
        "status": WORDS_OF_STATUS[Order.Status(order.status)],
        "payment_history": _history(order, parts),
    }
    if order.cancel_reason:
        shape["cancel_reason"] = order.cancel_reason
    return shape | _return(parts.returns.get(order.pk, ()), order.currency)


def _item(row: Sequence[Any], currency: str) -> Shape:
    name, product, item, price_minor, options = row
    return {
        "name": name,
        "product_id": product,
        "item_id": item,
        "price": _number(Money(price_minor, currency)),
        "options": options,
    }


def _fulfillments(parcels: Iterable[Sequence[Any]]) -> list[Shape]:
    shapes: dict[int, Shape] = {}
    for parcel, tracking, more_tracking, item in parcels:
        shape = shapes.setdefault(parcel, {"tracking_id": [tracking, *more_tracking], "item_ids": []})
        shape["item_ids"] += [item] if item is not None else []
    return list(shapes.values())


def _history(order: _OrderRow, parts: _Parts) -> list[Shape]:
    entries: dict[int, Shape] = {}
    for position, minor, method in parts.payments.get(order.pk, ()):
        entries[position] = _transaction("payment", Money(minor, order.currency), method)
    refunded: dict[int, int] = defaultdict(int)
    for position, minor, method in parts.refunds.get(order.pk, ()):
        refunded[position] += minor
        entries[position] = _transaction("refund", Money(refunded[position], order.currency), method)
    return [entries[position] for position in sorted(entries)]


def _transaction(kind: str, amount: Money, method: str) -> Shape:
    return {"transaction_type": kind, "amount": _number(amount), "payment_method_id": method}


def _return(rows: Sequence[Sequence[Any]], currency: str) -> Shape:
    """What is on its way back, or wanted in exchange; empty where nothing is."""
    if not rows:
        return {}
    kind, method, difference_minor, _item, _new = rows[0]
    shape: Shape = {f"{kind}_items": sorted(row[3] for row in rows), f"{kind}_payment_method_id": method}
    if kind == ReturnRequest.Kind.EXCHANGE:
        shape["exchange_new_items"] = sorted(row[4] for row in rows if row[4] is not None)
        shape["exchange_price_difference"] = _number(Money(difference_minor or 0, currency))
    return shape


def _address(address: Address | None) -> Shape:
    known = address or Address("")
    return {
        "address1": known.line1,
        "address2": known.line2,
        "city": known.city,
        "country": known.country,
        "state": known.state,
        "zip": known.postal_code,
    }


def _number(amount: Money) -> float:
    """JSON knows no decimals; the shortest float that reads as this amount is written."""
    return float(amount.decimal)
