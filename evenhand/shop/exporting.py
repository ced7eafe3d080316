"""Reads: products, customers and orders in the shape of the shop's files, to the letter."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

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
    ReturnedLine,
    ReturnRequest,
    Shipment,
    ShipmentLine,
    Variant,
)

Shape = dict[str, Any]
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
    """Orders, all unless some are named by number, as `orders.json` holds them. The same few queries for any number."""
    refunds = Refund.objects.exclude(state=Refund.State.RELEASED).select_related("method").order_by("pk")
    returned = ReturnedLine.objects.order_by("pk").select_related("line", "new_variant")
    still_open = ReturnRequest.objects.filter(state=ReturnRequest.State.OPEN).select_related("method")
    chosen = (
        Order.objects.order_by("pk")
        .select_related("customer")
        .prefetch_related(
            Prefetch("lines", Line.objects.order_by("position")),
            Prefetch("shipments", Shipment.objects.exclude(tracking="").order_by("pk")),
            Prefetch("shipments__contents", ShipmentLine.objects.order_by("pk").select_related("line")),
            Prefetch("payments", Payment.objects.select_related("method")),
            Prefetch("payments__refunds", refunds),
            Prefetch("return_requests", still_open),
            Prefetch("return_requests__lines", returned),
        )
    )
    if ids is not None:
        chosen = chosen.filter(pk__in=ids)
    return {order.number: _order(order) for order in chosen}


def _order(order: Order) -> Shape:
    shape: Shape = {
        "order_id": order.number,
        "user_id": order.customer.external_id,
        "address": _address(order.ships_to),
        "items": [_item(line, order.currency) for line in order.lines.all()],
        "fulfillments": [_fulfillment(shipment) for shipment in order.shipments.all()],
        "status": WORDS_OF_STATUS[Order.Status(order.status)],
        "payment_history": _history(order),
    }
    if order.cancel_reason:
        shape["cancel_reason"] = order.cancel_reason
    for request in order.return_requests.all():
        shape |= _return(request, order.currency)
    return shape


def _item(line: Line, currency: str) -> Shape:
    return {
        "name": line.product_name,
        "product_id": line.product_external_id,
        "item_id": line.item_external_id,
        "price": _number(Money(line.price_minor, currency)),
        "options": line.options,
    }


def _fulfillment(shipment: Shipment) -> Shape:
    return {
        "tracking_id": [shipment.tracking, *shipment.more_tracking],
        "item_ids": [content.line.item_external_id for content in shipment.contents.all()],
    }


def _history(order: Order) -> list[Shape]:
    entries: dict[int, Shape] = {}
    refunded: dict[int, int] = defaultdict(int)
    for payment in order.payments.all():
        entries[payment.position] = _transaction("payment", payment.captured, payment.method)
        for refund in payment.refunds.all():
            refunded[refund.position] += refund.amount_minor
            amount = Money(refunded[refund.position], payment.currency)
            entries[refund.position] = _transaction("refund", amount, refund.method)
    return [entries[position] for position in sorted(entries)]


def _transaction(kind: str, amount: Money, method: PaymentMethod) -> Shape:
    return {"transaction_type": kind, "amount": _number(amount), "payment_method_id": method.external_id}


def _return(request: ReturnRequest, currency: str) -> Shape:
    items = sorted(returned.line.item_external_id for returned in request.lines.all())
    name = request.kind
    shape: Shape = {f"{name}_items": items, f"{name}_payment_method_id": request.method.external_id}
    if request.kind == ReturnRequest.Kind.EXCHANGE:
        new = [returned.new_variant.external_id for returned in request.lines.all() if returned.new_variant]
        shape["exchange_new_items"] = sorted(new)
        shape["exchange_price_difference"] = _number(Money(request.price_difference_minor or 0, currency))
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
