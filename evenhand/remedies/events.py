"""What remedies announces to rooms above."""

from dataclasses import dataclass

from evenhand.core.api import Event


@dataclass(frozen=True, kw_only=True)
class ClaimOpened(Event):
    """A customer says that something went wrong with an order."""

    claim_id: int
    order_id: int
    shipment_id: int | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class ClaimEnded(Event):
    """A claim was taken back, its parcel turned up, or the customer's bank decides: `state` says which."""

    claim_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class RemedyGranted(Event):
    """A remedy was decided and set in motion, on a claim or not. It says nothing about who is to blame."""

    remedy_id: int
    order_id: int
    claim_id: int | None
    case_id: int | None
    kind: str
    amount_minor: int
    currency: str
