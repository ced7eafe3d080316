"""What the shop announces to rooms above."""

import datetime
from dataclasses import dataclass

from evenhand.core.api import Event


@dataclass(frozen=True, kw_only=True)
class NumbersImported(Event):
    """The shop's files name telephone numbers: of each account, as the file writes it."""

    numbers: tuple[tuple[int, str], ...]
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class ParcelScanned(Event):
    """A parcel was scanned; `kind` is one of Scan.Kind."""

    order_id: int
    shipment_id: int
    scan_id: int
    kind: str
