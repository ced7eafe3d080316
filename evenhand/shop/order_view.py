"""One order as a page, a policy or a program reads it: plain values that nothing can change."""

import datetime
from dataclasses import dataclass

from evenhand.core.api import Money
from evenhand.shop.addresses import Address
from evenhand.shop.rules import ParcelStanding, ParcelState


@dataclass(frozen=True)
class LineView:
    """One piece as it was sold. `variant_id` is None where the shop no longer has it.

    `product` and `item` are the shop's own numbers; `value` is the price less what was given back of it since.
    """

    id: int
    name: str
    options: tuple[tuple[str, str], ...]
    price: Money
    variant_id: int | None
    product: str
    item: str
    value: Money


@dataclass(frozen=True)
class PaymentView:
    """Money that came in, and what of it went, is going, or may go back."""

    id: int
    method_id: int
    method: str
    captured: Money
    refunded: Money
    refund_pending: Money
    held_back: Money
    refundable: Money
    at: datetime.datetime | None


@dataclass(frozen=True)
class RefundView:
    """Money that goes back: where to, how far it is."""

    id: int
    payment_id: int
    method: str
    amount: Money
    state: str
    state_words: str
    reserved_at: datetime.datetime | None
    settled_at: datetime.datetime | None


@dataclass(frozen=True)
class ScanView:
    """One scan; `words` say what happened."""

    id: int
    at: datetime.datetime
    kind: str
    words: str
    place: str
    note: str
    latitude: float | None
    longitude: float | None
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ParcelView:
    """One parcel: where it stands, in a word and in a sentence, and everything that is known of its way."""

    id: int
    carrier: str
    tracking: str
    address: Address | None
    driver_id: int | None
    driver_name: str
    shipped_at: datetime.datetime | None
    first_carrier_scan_at: datetime.datetime | None
    promised_from: datetime.date | None
    promised_until: datetime.date | None
    standing: ParcelStanding
    title: str
    sentence: str
    line_ids: tuple[int, ...]
    replaces_id: int | None
    scans: tuple[ScanView, ...]


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened to the order. `icon` is a name of the house's icon set."""

    at: datetime.datetime
    words: str
    detail: str
    icon: str


@dataclass(frozen=True)
class OrderView:
    """One order, whole. Amounts are in the order's currency."""

    id: int
    number: str
    status: str
    status_words: str
    is_pending: bool
    placed_at: datetime.datetime | None
    cancel_reason: str
    customer_id: int
    account_id: int
    customer_name: str
    customer_email: str
    address: Address | None
    seller_id: int | None
    seller_name: str
    currency: str
    lines: tuple[LineView, ...]
    goods: Money
    shipping_fee: Money
    total: Money
    paid: Money
    refunded: Money
    refund_pending: Money
    refundable: Money
    payments: tuple[PaymentView, ...]
    refunds: tuple[RefundView, ...]
    parcels: tuple[ParcelView, ...]
    timeline: tuple[TimelineEntry, ...]


@dataclass(frozen=True)
class OrderSummary:
    """One order in a list. `parcel_words` is the title of the parcel that needs most attention."""

    id: int
    number: str
    placed_at: datetime.datetime | None
    status: str
    status_words: str
    total: Money
    line_names: tuple[str, ...]
    parcel_state: ParcelState | None
    parcel_words: str


@dataclass(frozen=True)
class DeliveryFailure:
    """A parcel that let a customer down: late, lost or sent back, in words."""

    order_id: int
    order_number: str
    shipment_id: int
    state: ParcelState
    days_late: int
    on: datetime.date | None
    sentence: str
