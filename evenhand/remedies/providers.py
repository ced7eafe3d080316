"""Who pays money back, and takes it: the interface to payment providers, and the embedded one that needs none."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from evenhand.core.api import Money


class Outcome(StrEnum):
    """What a provider says of a refund or charge. `unseen`: it never heard of it, so it may be asked again."""

    PAID = "paid"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class RefundOrder:
    """What a provider is asked to pay back. The same `key` again is the same refund, never a second one.

    `payment_reference` is the provider's number of the payment that it goes back on, empty where nobody knows one.
    `goes_elsewhere`: the customer wants it on another means than the one that paid. Not every provider can do that.
    """

    key: str
    amount: Money
    method_kind: str
    method_id: str
    order_number: str
    payment_reference: str = ""
    goes_elsewhere: bool = False


@dataclass(frozen=True)
class ChargeOrder:
    """What a provider is asked to take from a customer's means of payment. The same `key` again is the same charge."""

    key: str
    amount: Money
    method_kind: str
    method_id: str
    order_number: str


@dataclass(frozen=True)
class Answer:
    """What a provider said, with its own words where it refused, and its number for what it did."""

    outcome: Outcome
    problem: str = ""
    reference: str = ""


class PaymentProvider(Protocol):
    """Somebody who moves money. A time-out or a broken line is answered as `unknown`, never raised."""

    def refund(self, order: RefundOrder) -> Answer:
        """Pay back, once for each key."""

    def outcome_of(self, order: RefundOrder) -> Answer:
        """What became of a refund asked for earlier."""

    def charge(self, order: ChargeOrder) -> Answer:
        """Take an amount, once for each key."""

    def charge_outcome_of(self, order: ChargeOrder) -> Answer:
        """What became of a charge asked for earlier."""


class LedgerOnly:
    """The embedded provider: our ledger is the record, and somebody pays by it. Nothing can fail on the way."""

    def refund(self, order: RefundOrder) -> Answer:
        """Written in our ledger is paid."""
        return Answer(Outcome.PAID)

    def outcome_of(self, order: RefundOrder) -> Answer:
        """Whatever was asked for is paid."""
        return Answer(Outcome.PAID)

    def charge(self, order: ChargeOrder) -> Answer:
        """Written in our ledger is taken."""
        return Answer(Outcome.PAID)

    def charge_outcome_of(self, order: ChargeOrder) -> Answer:
        """Whatever was asked for is taken."""
        return Answer(Outcome.PAID)


LEDGER_ONLY = LedgerOnly()
