"""What the shop keeps about a person: particulars and orders. Amounts stay, as the law asks; names and places go."""

import datetime
from collections.abc import Mapping
from typing import Any

from evenhand.core.api import ERASED
from evenhand.people.api import Account
from evenhand.shop.models import Customer, Driver, ImportedRecord, Order, Scan, Seller, Shipment


def export_purchases(account: Account, now: datetime.datetime) -> Mapping[str, Any]:
    """Particulars, means of payment, orders with what was bought, paid and sent."""
    customer = Customer.objects.filter(account=account).first()
    if customer is None:
        return {}
    parts = ("lines", "payments__method", "shipments")
    orders = customer.orders.prefetch_related(*parts).order_by("placed_at", "id")
    return {
        "particulars": {
            "first_name": customer.first_name,
            "last_name": customer.last_name,
            "address": customer.address,
        },
        "means_of_payment": [method.label for method in customer.payment_methods.order_by("id")],
        "orders": [_order(order) for order in orders],
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "placed_at": order.placed_at,
        "status": order.get_status_display(),
        "address": order.address,
        "bought": [
            {
                "name": line.product_name,
                "options": line.options,
                "price_minor": line.price_minor,
                "currency": order.currency,
            }
            for line in order.lines.all()
        ],
        "paid": [
            {
                "at": each.at,
                "with": each.method.label,
                "captured_minor": each.captured_minor,
                "refunded_minor": each.refunded_minor,
                "currency": each.currency,
            }
            for each in order.payments.all()
        ],
        "parcels": [
            {"carrier": each.carrier, "tracking": each.tracking, "shipped_at": each.shipped_at, "address": each.address}
            for each in order.shipments.all()
        ],
    }


def erase_purchases(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """Names, addresses, tracking numbers and pictures go. What was bought and paid stays, as accounts must."""
    sellers = Seller.objects.filter(account=account).update(account=None)
    drivers = Driver.objects.filter(account=account).update(account=None, name=ERASED, external_id="")
    customer = Customer.objects.filter(account=account).first()
    if customer is None:
        return {"sellers": sellers, "drivers": drivers}
    ImportedRecord.objects.filter(kind="user", external_id=customer.external_id).delete()
    customer.external_id = customer.first_name = customer.last_name = ""
    customer.address = {}
    customer.save()
    methods = list(customer.payment_methods.all())
    for method in methods:
        method.external_id, method.last_four = f"erased-{method.pk}", ""
        method.save(update_fields=["external_id", "last_four"])
    sent = Shipment.objects.filter(order__customer=customer)
    scans = Scan.objects.filter(shipment__in=sent).update(place="", note="", evidence={})
    return {
        "sellers": sellers,
        "drivers": drivers,
        "customers": 1,
        "means_of_payment": len(methods),
        "orders": Order.objects.filter(customer=customer).update(address={}, cancel_reason=""),
        "parcels": sent.update(address={}, tracking="", more_tracking=[]),
        "scans": scans,
    }
