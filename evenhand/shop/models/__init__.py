"""What was bought, what was paid for it, and how it travelled."""

from evenhand.shop.models.catalogue import Driver, Product, Seller, Variant
from evenhand.shop.models.customers import Customer, PaymentMethod
from evenhand.shop.models.handovers import Handover
from evenhand.shop.models.imports import ImportedRecord
from evenhand.shop.models.orders import Line, Order, Payment, Refund, ReturnedLine, ReturnRequest
from evenhand.shop.models.parcels import Scan, Shipment, ShipmentLine

__all__ = [
    "Customer",
    "Driver",
    "Handover",
    "ImportedRecord",
    "Line",
    "Order",
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
