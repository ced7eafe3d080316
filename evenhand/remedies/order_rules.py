"""What a change of an order comes to: plain values in, plain values out."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Stakes:
    """What goes back to the customer, how much of it for shipping, and what the customer pays in addition."""

    back_minor: int
    shipping_minor: int = 0
    charge_minor: int = 0

    @classmethod
    def of_difference(cls, difference_minor: int) -> Self:
        """What other pieces cost more is charged; what they cost less goes back."""
        return cls(back_minor=max(0, -difference_minor), charge_minor=max(0, difference_minor))

    @property
    def difference_minor(self) -> int:
        """What it costs the customer more; less than nothing where it costs less."""
        return self.charge_minor - self.back_minor


@dataclass(frozen=True)
class Piece:
    """A piece's product, and that of the variant in its place."""

    product: str
    new_product: str

    @property
    def is_same_product(self) -> bool:
        """Whether only a variant changes."""
        return self.product == self.new_product


def shortfall(charge_minor: int, balance_minor: int | None) -> int:
    """What a gift card lacks to pay a charge; other means, which hold no balance here, lack nothing."""
    return 0 if balance_minor is None else max(0, charge_minor - balance_minor)
