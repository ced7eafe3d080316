"""What may be asked for about an order: plain values, kept with the remedy as they were said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from evenhand.core.api import Money
from evenhand.shop.api import Address

CANCEL, CHANGE_ADDRESS, CHANGE_PAYMENT, CHANGE_ITEMS = "cancel", "change_address", "change_payment", "change_items"
RETURN, EXCHANGE, PRICE_ADJUSTMENT, REFUND, CREDIT = "return", "exchange", "price_adjustment", "refund", "credit"


@dataclass(frozen=True)
class Replacing:
    """One piece of the order, and the variant wanted in its place."""

    line_id: int
    variant_id: int


@dataclass(frozen=True)
class Cancel:
    """Call an order off before it leaves."""

    kind: ClassVar[str] = CANCEL
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """As kept in a column."""
        return {"reason": self.reason}


@dataclass(frozen=True)
class ChangeAddress:
    """Send it elsewhere."""

    kind: ClassVar[str] = CHANGE_ADDRESS
    address: Address

    def to_json(self) -> dict[str, Any]:
        """As kept in a column."""
        return {"address": self.address.to_json()}


@dataclass(frozen=True)
class ChangePayment:
    """Pay all of it by other means."""

    kind: ClassVar[str] = CHANGE_PAYMENT
    method_id: int

    def to_json(self) -> dict[str, Any]:
        """As kept in a column."""
        return {"method_id": self.method_id}


@dataclass(frozen=True)
class ChangeItems:
    """Put other pieces in; `method_id` pays the difference, or gets it back."""

    kind: ClassVar[str] = CHANGE_ITEMS
    swaps: tuple[Replacing, ...]
    method_id: int

    def to_json(self) -> dict[str, Any]:
        """As kept in a column."""
        return _swapped(self.swaps, self.method_id)


@dataclass(frozen=True)
class Return:
    """Send pieces back; the money goes to `method_id`. They are here already where an exchange of them was given up."""

    kind: ClassVar[str] = RETURN
    line_ids: tuple[int, ...]
    method_id: int
    are_here: bool = False

    def to_json(self) -> dict[str, Any]:
        """As kept in a column."""
        kept = {"line_ids": list(self.line_ids), "method_id": self.method_id}
        return {**kept, "are_here": True} if self.are_here else kept


@dataclass(frozen=True)
class Exchange:
    """Send pieces back for others; `method_id` pays the difference, or gets it back."""

    kind: ClassVar[str] = EXCHANGE
    swaps: tuple[Replacing, ...]
    method_id: int

    def to_json(self) -> dict[str, Any]:
        """As kept in a column."""
        return _swapped(self.swaps, self.method_id)


@dataclass(frozen=True)
class AdjustPrice:
    """Give back the difference between what a piece cost and a lower price."""

    kind: ClassVar[str] = PRICE_ADJUSTMENT
    line_id: int
    new_price: Money

    def to_json(self) -> dict[str, Any]:
        """As kept in a column."""
        return {"line_ids": [self.line_id], **_money(self.new_price)}


@dataclass(frozen=True)
class Repay:
    """Give money back with nothing sent back; `shipping` says how much of it is the shipping fee."""

    kind: ClassVar[str] = REFUND
    amount: Money
    shipping_minor: int = 0

    def to_json(self) -> dict[str, Any]:
        """As kept in a column."""
        return {**_money(self.amount), "shipping_minor": self.shipping_minor}


@dataclass(frozen=True)
class Credit:
    """Give something towards the next order."""

    kind: ClassVar[str] = CREDIT
    amount: Money

    def to_json(self) -> dict[str, Any]:
        """As kept in a column."""
        return _money(self.amount)


Wish = Cancel | ChangeAddress | ChangePayment | ChangeItems | Return | Exchange | AdjustPrice | Repay | Credit


def _swapped(swaps: tuple[Replacing, ...], method_id: int) -> dict[str, Any]:
    return {
        "line_ids": [swap.line_id for swap in swaps],
        "variant_ids": [swap.variant_id for swap in swaps],
        "method_id": method_id,
    }


def _money(amount: Money) -> dict[str, Any]:
    return {"minor": amount.minor, "currency": amount.currency}


def wish_from_json(kind: str, kept: Mapping[str, Any]) -> Wish:
    """The wish that a remedy keeps."""
    return _READ[kind](kept)


def _swaps(kept: Mapping[str, Any]) -> tuple[Replacing, ...]:
    return tuple(map(Replacing, kept["line_ids"], kept["variant_ids"]))


def _amount(kept: Mapping[str, Any]) -> Money:
    return Money(kept["minor"], kept["currency"])


_READ: dict[str, Callable[[Mapping[str, Any]], Wish]] = {
    CANCEL: lambda kept: Cancel(kept["reason"]),
    CHANGE_ADDRESS: lambda kept: ChangeAddress(Address(**kept["address"])),
    CHANGE_PAYMENT: lambda kept: ChangePayment(kept["method_id"]),
    CHANGE_ITEMS: lambda kept: ChangeItems(_swaps(kept), kept["method_id"]),
    RETURN: lambda kept: Return(tuple(kept["line_ids"]), kept["method_id"], kept.get("are_here", False)),
    EXCHANGE: lambda kept: Exchange(_swaps(kept), kept["method_id"]),
    PRICE_ADJUSTMENT: lambda kept: AdjustPrice(kept["line_ids"][0], _amount(kept)),
    REFUND: lambda kept: Repay(_amount(kept), kept["shipping_minor"]),
    CREDIT: lambda kept: Credit(_amount(kept)),
}


def method_of(wish: Wish) -> int | None:
    """The means of payment that a wish names."""
    return wish.method_id if isinstance(wish, ChangePayment | ChangeItems | Return | Exchange) else None


def lines_of(wish: Wish) -> tuple[int, ...]:
    """The pieces that a wish names."""
    match wish:
        case Return(line_ids=line_ids):
            return line_ids
        case ChangeItems(swaps=swaps) | Exchange(swaps=swaps):
            return tuple(swap.line_id for swap in swaps)
        case AdjustPrice(line_id=line_id):
            return (line_id,)
    return ()


def swaps_of(wish: Wish) -> tuple[Replacing, ...]:
    """The pieces that a wish wants in others' place."""
    return wish.swaps if isinstance(wish, ChangeItems | Exchange) else ()
