"""Who pays money back: the interface to payment providers, and the embedded one that needs none."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from evenhand.core.api import Money


class Outcome(StrEnum):
    """What a provider says of a refund. `unseen`: it never heard of it, so it may be asked again by the same key."""

    PAID = "paid"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class RefundOrder:
    """What a provider is asked to do. The same `key` again is the same refund, never a second one."""

    key: str
    amount: Money
    method_kind: str
    method_id: str
    order_number: str


@dataclass(frozen=True)
class Answer:
    """What a provider said, with its own words where it refused."""

    outcome: Outcome
    problem: str = ""


class PaymentProvider(Protocol):
    """Somebody who pays money back. A time-out or a broken line is answered as `unknown`, never raised."""

    def refund(self, order: RefundOrder) -> Answer:
        """Pay back, once for each key."""

    def outcome_of(self, order: RefundOrder) -> Answer:
        """What became of a refund asked for earlier."""


class LedgerOnly:
    """The embedded provider: our ledger is the record, and somebody pays by it. Nothing can fail on the way."""

    def refund(self, order: RefundOrder) -> Answer:
        """Written in our ledger is paid."""
        return Answer(Outcome.PAID)

    def outcome_of(self, order: RefundOrder) -> Answer:
        """Whatever was asked for is paid."""
        return Answer(Outcome.PAID)


LEDGER_ONLY = LedgerOnly()
