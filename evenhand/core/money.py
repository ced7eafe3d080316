"""Money: whole minor units with their currency. Never a float."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering

from babel.numbers import format_currency, get_currency_precision

# Unicode's rule for currencies written as letters, which babel leaves out: "KWD 1.234", not "KWD1.234".
_CODE_BESIDE_DIGIT = re.compile(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])")


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies cannot be put together."""


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount in minor units (cents; yen; fils) of `currency` (ISO 4217)."""

    minor: int
    currency: str

    @classmethod
    def from_decimal(cls, amount: Decimal | str, currency: str) -> "Money":
        """The exact amount; ValueError where it has more decimals than the currency."""
        scaled = Decimal(amount).scaleb(get_currency_precision(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} has more decimals than {currency} has")
        return cls(int(scaled), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Parts in proportion to `weights` that add up to the whole, by largest remainder, earlier parts first."""
        total = sum(weights)
        if total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("weights must not be negative, and one at least must be positive")
        parts = [self.minor * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(self.minor * weights[i] % total), i))
        for i in by_remainder[: self.minor - sum(parts)]:
            parts[i] += 1
        return [Money(part, self.currency) for part in parts]

    def format(self, locale: str = "en") -> str:
        """The amount as a reader of `locale` (as in en or pt-BR) writes it."""
        written = str(format_currency(self.decimal, self.currency, locale=locale.replace("-", "_")))
        return _CODE_BESIDE_DIGIT.sub("\N{NO-BREAK SPACE}", written)

    def __str__(self) -> str:
        return self.format()

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be put together")
        return other
