"""Where something is sent: one postal address as a plain value."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True)
class Address:
    """A postal address. Lines that a place does not use stay empty."""

    line1: str
    line2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Self | None:
        """The address kept in a JSON column; None where there is none."""
        return cls(**stored) if stored else None

    def to_json(self) -> dict[str, str]:
        """The form kept in a JSON column."""
        return asdict(self)

    @property
    def lines(self) -> tuple[str, ...]:
        """As written on a parcel, without empty lines."""
        town = " ".join(part for part in (self.city, self.state, self.postal_code) if part)
        return tuple(line for line in (self.line1, self.line2, town, self.country) if line)

    def __str__(self) -> str:
        return ", ".join(self.lines)
