"""The door of shop: what rooms above may use."""

from evenhand.shop.addresses import Address
from evenhand.shop.events import ParcelScanned
from evenhand.shop.models import (
    Customer,
    Driver,
    Line,
    Order,
    Payment,
    PaymentMethod,
    Product,
    Refund,
    ReturnedLine,
    ReturnRequest,
    Scan,
    Seller,
    Shipment,
    ShipmentLine,
    Variant,
)

__all__ = [
    "Address",
    "Customer",
    "Driver",
    "Line",
    "Order",
    "ParcelScanned",
    "Payment",
    "PaymentMethod",
    "Product",
    "Refund",
    "ReturnRequest",
    "ReturnedLine",
    "Scan",
    "Seller",
    "Shipment",
    "ShipmentLine",
    "Variant",
]
