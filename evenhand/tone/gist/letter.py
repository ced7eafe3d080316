"""What reading a letter gives: places in the text, never other words for it."""

from dataclasses import dataclass
from enum import StrEnum


class WishKind(StrEnum):
    """What a customer wants to happen. A letter may want several things."""

    REFUND = "refund"
    REPLACEMENT = "replacement"
    RETURN = "return"
    EXCHANGE = "exchange"
    CANCEL = "cancel"
    ADDRESS = "address"
    CHANGE = "change"
    PAPERS = "papers"
    PERSON = "person"
    DATA = "data"
    INFORMATION = "information"


class TroubleKind(StrEnum):
    """What a customer says went wrong with an order."""

    NOT_RECEIVED = "not_received"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    MISSING_PART = "missing_part"
    LATE = "late"
    NOT_AS_DESCRIBED = "not_as_described"


@dataclass(frozen=True)
class Said:
    """Words of the letter, exactly as they stand in it from `start` to `end`."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Wish:
    """That something is wanted, and the sentence which says so."""

    kind: WishKind
    said: Said


@dataclass(frozen=True)
class Gist:
    """What a letter asks, what it wants, and which orders it names, each in the order of the text.

    Where there are no rules for the language, only orders are found, and `is_available` is false.
    """

    questions: tuple[Said, ...] = ()
    wishes: tuple[Wish, ...] = ()
    orders: tuple[Said, ...] = ()
    is_available: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.questions or self.wishes or self.orders)

    @property
    def sentences(self) -> tuple[Said, ...]:
        """Every sentence that asks or wants something, once, in the order of the text."""
        found = {each.start: each for each in (*self.questions, *(wish.said for wish in self.wishes))}
        return tuple(found[start] for start in sorted(found))
