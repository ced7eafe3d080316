"""What may be asked for each claim, for how much, and from which payments: plain values in, plain values out."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Self

REFUND, REPLACEMENT, CREDIT = "refund", "replacement", "credit"
LATE = "late"

# A late parcel has come, or may come yet: its shipping fee goes back, and sending it again makes no sense.
REMEDIES_FOR = {LATE: (REFUND, CREDIT)}
USUAL_REMEDIES = (REFUND, REPLACEMENT, CREDIT)


def remedies_for(claim_kind: str) -> tuple[str, ...]:
    """The remedies that a claim of this kind may ask for, in the order in which they are offered."""
    return REMEDIES_FOR.get(claim_kind, USUAL_REMEDIES)


@dataclass(frozen=True)
class Given:
    """A remedy that stands for an order, as far as the next decision needs it.

    `holds_up` names a change of the order that is on its way: another has to wait for it. `is_unfinished`: the amounts
    are what went back before the rest of it failed; that rest is still owed.
    """

    kind: str
    claim_kind: str
    line_ids: frozenset[int]
    shipping_minor: int
    goods_minor: int = 0
    is_return: bool = False
    holds_up: str = ""
    is_unfinished: bool = False

    @property
    def is_void(self) -> bool:
        """Whether nothing of it went back before it failed."""
        return self.is_unfinished and not self.goods_minor + self.shipping_minor

    def only(self, back_minor: int) -> Self:
        """The same where only `back_minor` of its amount went back: for the goods first."""
        shipping = min(self.shipping_minor, max(0, back_minor - self.goods_minor))
        return replace(self, shipping_minor=shipping, goods_minor=back_minor - shipping, is_unfinished=True)


@dataclass(frozen=True)
class Stake:
    """What a claim is about, in money: the pieces, the shipping fee, and what can still go back."""

    claim_kind: str
    line_ids: frozenset[int]
    prices_minor: dict[int, int]
    shipping_fee_minor: int
    refundable_minor: int
    given: tuple[Given, ...] = ()

    @property
    def goods_minor(self) -> int:
        """What the pieces cost."""
        return sum(self.prices_minor[line_id] for line_id in self.line_ids)

    @property
    def shipping_left_minor(self) -> int:
        """What was paid for shipping and did not go back yet."""
        return max(0, self.shipping_fee_minor - sum(each.shipping_minor for each in self.given))

    @property
    def is_whole_order(self) -> bool:
        """Whether every piece is concerned, so that nothing was worth shipping."""
        return self.line_ids == self.prices_minor.keys()

    @property
    def already_refunded(self) -> bool:
        """Whether all the money for these pieces went back, or is on its way."""
        return self._stands(REFUND) and self.goods_left_minor <= 0

    @property
    def partly_refunded(self) -> bool:
        """Whether some of the money for these pieces went back, and some is left."""
        return self._stands(REFUND) and self.goods_left_minor > 0

    @property
    def goods_left_minor(self) -> int:
        """What of the pieces' price did not go back yet, counting the refunds that any of them had a part in."""
        refunds = [
            each
            for each in self.given
            if each.kind == REFUND and each.claim_kind != LATE and not each.line_ids.isdisjoint(self.line_ids)
        ]
        concerned = self.line_ids.union(*(each.line_ids for each in refunds)) & self.prices_minor.keys()
        left = sum(self.prices_minor[line_id] for line_id in concerned) - sum(each.goods_minor for each in refunds)
        return max(0, min(left, self.goods_minor))

    @property
    def replacement_given(self) -> bool:
        """Whether these pieces were sent again."""
        return self._stands(REPLACEMENT)

    @property
    def refund_unfinished(self) -> bool:
        """Whether a refund of these pieces failed after a part of it had gone back: the rest follows as money too."""
        return self._stands(REFUND, is_unfinished=True)

    def _stands(self, kind: str, *, is_unfinished: bool = False) -> bool:
        return any(
            each.kind == kind
            and each.is_unfinished == is_unfinished
            and each.claim_kind != LATE
            and not each.line_ids.isdisjoint(self.line_ids)
            for each in self.given
        )

    def refund_minor(self) -> int:
        """What a refund gives back: the pieces, with shipping when all are concerned; for a late parcel, shipping."""
        if self.claim_kind == LATE:
            return min(self.shipping_left_minor, self.refundable_minor)
        shipping = self.shipping_left_minor if self.is_whole_order else 0
        return min(self.goods_left_minor + shipping, self.refundable_minor)

    def shipping_part_minor(self, amount_minor: int) -> int:
        """How much of a refund of `amount_minor` is for shipping."""
        if self.claim_kind == LATE:
            return amount_minor
        return min(max(0, amount_minor - self.goods_left_minor), self.shipping_left_minor)


def spread(amount_minor: int, refundable_minor: Sequence[int]) -> list[int]:
    """How much goes back on each payment, the earliest first. ValueError where they do not hold enough together."""
    parts = []
    for most in refundable_minor:
        parts.append(min(amount_minor, most))
        amount_minor -= parts[-1]
    if amount_minor > 0:
        raise ValueError("more would go back than can")
    return parts


def state_of_parts(parts: Collection[str]) -> str:
    """The state of a remedy whose refunds are pending, settled or released."""
    if "pending" in parts:
        return "unknown"
    return "failed" if "released" in parts else "done"


def claim_age_days(
    promised_until: datetime.date | None, delivered_on: datetime.date | None, claimed_on: datetime.date
) -> int | None:
    """Days between the latest promised day, or delivery where that is later, and the claim."""
    days = [day for day in (promised_until, delivered_on) if day is not None]
    return (claimed_on - max(days)).days if days else None
