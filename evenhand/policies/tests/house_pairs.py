"""For each house clause with a condition, cases on either side of its line: one for each fact that draws it.

A pair is told by the facts inside the line, and by the one fact that is another outside. A figure may be off by one
only, so that the line lies exactly where it is said to lie.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evenhand.policies.conditions import FactValue

REFUNDS, GOODWILL, ORDERS = "refunds-and-claims", "goodwill", "orders-and-returns"


@dataclass(frozen=True)
class Pair:
    """Inside the line of a clause, `facts` hold; outside, `fact` is `outside` and all else is the same."""

    policy: str
    clause: str
    question: str
    fact: str
    inside: FactValue
    outside: FactValue
    verdicts: tuple[str, str]
    others: Mapping[str, FactValue] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, FactValue]:
        return {**USUAL[self.question.split(".")[0]], **self.others, self.fact: self.inside}

    @property
    def facts_outside(self) -> dict[str, FactValue]:
        return {**self.facts, self.fact: self.outside}


_REMEDY: dict[str, FactValue] = {
    "amount_minor": 4_999,
    "currency": "USD",
    "order_total_minor": 4_999,
    "refundable_minor": 30_000,
    "already_refunded": False,
    "partly_refunded": False,
    "replacement_given": False,
    "chargeback_open": False,
    "claim_age_days": 5,
    "country": "US",
    "days_since_last_scan": 9,
    "days_after_promise": 5,
    "days_since_delivery_scan": 5,
    "days_since_delivery": 5,
    "days_late": 5,
    "shipping_paid_minor": 4_999,
    "stock_available": True,
}
_TERMS: dict[str, FactValue] = {
    "goods_minor": 60_000,
    "currency": "USD",
    "pieces": 1,
    "handed_over_by_code": False,
    "has_carrier": True,
    "has_seller": True,
    "country": "US",
}
_ORDER: dict[str, FactValue] = {
    "status": "pending",
    "currency": "USD",
    "refundable_minor": 4_999,
    "days_since_order": 5,
    "days_since_delivery": 5,
    "country": "US",
    "new_country": "US",
    "chargeback_open": False,
    "asked_by_customer": False,
    "put_right_already": False,
    "actor_is_lead": False,
    "all_available": True,
    "is_other_method": True,
    "is_our_price": True,
    "shortfall_minor": 0,
    "charge_minor": 0,
    "amount_minor": 4_999,
}
_ARRIVED_ORDER: dict[str, FactValue] = {**_ORDER, "status": "delivered"}
USUAL: dict[str, dict[str, FactValue]] = {
    "refund": _REMEDY,
    "replacement": _REMEDY,
    "credit": {
        "amount_minor": 1_000,
        "currency": "USD",
        "actor_is_lead": False,
        "given_this_year_minor": 0,
        "earlier_failures": 1,
        "asked_by_customer": False,
        "failure_is_seen": False,
    },
    "ask": _TERMS,
    "goods_back": _TERMS,
    "cost": _TERMS,
    "cancel": _ORDER,
    "change": _ORDER,
    "return": _ARRIVED_ORDER,
    "exchange": _ARRIVED_ORDER,
    "adjust": _ARRIVED_ORDER,
    "repay": _ARRIVED_ORDER,
}

ALLOWS, STOPS = ("allowed", "not_allowed"), ("not_allowed", "allowed")
WAITS = ("needs_approval", "allowed")


def _remedies() -> Iterator[Pair]:
    lost, refuses = "refund.lost", STOPS
    yield Pair(REFUNDS, "2.1", lost, "days_after_promise", 3, 2, ALLOWS)
    yield Pair(REFUNDS, "2.1", lost, "days_since_last_scan", 3, 2, ALLOWS)
    yield Pair(REFUNDS, "3.1", "replacement.not_received", "days_since_delivery_scan", 1, 0, ALLOWS)
    yield Pair(REFUNDS, "5.1", "refund.late", "days_late", 1, 0, ALLOWS)
    yield Pair(REFUNDS, "5.1", "refund.late", "amount_minor", 4_999, 5_000, ALLOWS)
    yield Pair(REFUNDS, "5.1", "refund.late", "shipping_paid_minor", 4_999, 4_998, ALLOWS)
    yield Pair(REFUNDS, "6.1", lost, "already_refunded", True, False, refuses)
    yield Pair(REFUNDS, "6.1", "replacement.damaged", "replacement_given", True, False, refuses)
    yield Pair(REFUNDS, "6.2", lost, "amount_minor", 5_001, 5_000, refuses, {"refundable_minor": 5_000})
    yield Pair(REFUNDS, "6.2", lost, "refundable_minor", 4_998, 4_999, refuses)
    yield Pair(REFUNDS, "6.3", "refund.wrong_item", "chargeback_open", True, False, refuses)
    yield Pair(REFUNDS, "6.4", "replacement.lost", "stock_available", False, True, refuses)
    yield Pair(REFUNDS, "6.5", "refund.damaged", "amount_minor", 0, 1, refuses)
    yield Pair(REFUNDS, "7.1", lost, "amount_minor", 20_001, 20_000, WAITS)
    yield Pair(REFUNDS, "7.2", "refund.missing_part", "claim_age_days", 91, 90, WAITS)
    yield Pair(REFUNDS, "7.3", lost, "currency", "EUR", "USD", WAITS)
    yield Pair(REFUNDS, "7.4", "refund.not_as_described", "claim_age_days", 731, 730, WAITS)
    yield Pair(REFUNDS, "7.5", "refund.damaged", "partly_refunded", True, False, WAITS)


def _terms() -> Iterator[Pair]:
    dear = {"handed_over_by_code": True, "claim_kind": "not_received"}
    yield Pair(REFUNDS, "8.1", "ask.photo", "claim_kind", "damaged", "lost", ALLOWS)
    yield Pair(REFUNDS, "8.2", "ask.police_note", "claim_kind", "not_received", "lost", ALLOWS, dear)
    yield Pair(REFUNDS, "8.2", "ask.police_note", "handed_over_by_code", True, False, ALLOWS, dear)
    yield Pair(REFUNDS, "8.2", "ask.police_note", "goods_minor", 50_001, 50_000, ALLOWS, dear)
    yield Pair(REFUNDS, "8.3", "ask.code_next_time", "claim_kind", "not_received", "late", ALLOWS)
    yield Pair(REFUNDS, "9.1", "goods_back.refund", "claim_kind", "wrong_item", "damaged", ALLOWS)
    wrong = {"claim_kind": "wrong_item"}
    yield Pair(REFUNDS, "9.1", "goods_back.replacement", "goods_minor", 5_000, 4_999, ALLOWS, wrong)
    yield Pair(REFUNDS, "10.2", "cost.carrier", "claim_kind", "damaged", "missing_part", ALLOWS)
    lost = {"claim_kind": "lost"}
    yield Pair(REFUNDS, "10.2", "cost.carrier", "has_carrier", True, False, ALLOWS, lost)
    yield Pair(REFUNDS, "10.2", "cost.carrier", "handed_over_by_code", False, True, ALLOWS, lost)
    yield Pair(REFUNDS, "10.3", "cost.seller", "claim_kind", "missing_part", "late", ALLOWS)
    yield Pair(REFUNDS, "10.3", "cost.seller", "has_seller", True, False, ALLOWS, wrong)


def _goodwill() -> Iterator[Pair]:
    question = "credit.goodwill"
    yield Pair(GOODWILL, "2.1", question, "amount_minor", 1, 0, ALLOWS)
    yield Pair(GOODWILL, "2.1", question, "amount_minor", 2_500, 2_501, ("allowed", "needs_approval"))
    by_lead = {"actor_is_lead": True}
    yield Pair(GOODWILL, "2.2", question, "amount_minor", 2_501, 2_500, ("allowed", "allowed"), by_lead)
    yield Pair(GOODWILL, "2.2", question, "amount_minor", 10_000, 10_001, ALLOWS, by_lead)
    yield Pair(GOODWILL, "2.3", question, "amount_minor", 2_501, 2_500, WAITS)
    yield Pair(GOODWILL, "2.3", question, "actor_is_lead", False, True, WAITS, {"amount_minor": 2_501})
    yield Pair(GOODWILL, "2.4", question, "amount_minor", 10_001, 10_000, STOPS, by_lead)
    yield Pair(GOODWILL, "2.5", question, "asked_by_customer", True, False, STOPS)
    yield Pair(GOODWILL, "2.5", question, "failure_is_seen", False, True, STOPS, {"asked_by_customer": True})
    yield Pair(GOODWILL, "3.1", question, "given_this_year_minor", 9_001, 9_000, WAITS)
    yield Pair(GOODWILL, "3.1", question, "amount_minor", 1_001, 1_000, WAITS, {"given_this_year_minor": 9_000})
    yield Pair(GOODWILL, "3.2", question, "currency", "EUR", "USD", WAITS)


def _orders() -> Iterator[Pair]:
    yield Pair(ORDERS, "1.1", "cancel.order", "status", "pending", "processed", ALLOWS)
    yield Pair(ORDERS, "1.2", "change.items", "status", "cancelled", "pending_modified", STOPS)
    yield Pair(ORDERS, "2.2", "change.address", "new_country", "CA", "US", WAITS)
    yield Pair(ORDERS, "2.2", "change.address", "country", "CA", "US", WAITS)
    yield Pair(ORDERS, "3.1", "change.payment", "is_other_method", True, False, ALLOWS)
    yield Pair(ORDERS, "3.2", "exchange.items", "shortfall_minor", 1, 0, STOPS)
    yield Pair(ORDERS, "3.3", "change.payment", "is_other_method", False, True, STOPS)
    yield Pair(ORDERS, "4.2", "exchange.items", "all_available", False, True, STOPS)
    yield Pair(ORDERS, "5.1", "return.items", "status", "delivered", "processed", ALLOWS)
    yield Pair(ORDERS, "5.2", "return.items", "days_since_delivery", 31, 30, WAITS)
    yield Pair(ORDERS, "5.3", "return.items", "put_right_already", True, False, STOPS)
    yield Pair(ORDERS, "5.5", "exchange.items", "status", "processed", "delivered", STOPS)
    yield Pair(ORDERS, "6.1", "adjust.price", "amount_minor", 1, 0, ALLOWS)
    yield Pair(ORDERS, "6.2", "adjust.price", "days_since_order", 15, 14, WAITS)
    yield Pair(ORDERS, "6.3", "adjust.price", "is_our_price", False, True, WAITS)
    yield Pair(ORDERS, "6.4", "adjust.price", "amount_minor", 0, 1, STOPS)
    yield Pair(ORDERS, "7.1", "repay.order", "amount_minor", 1, 0, ALLOWS)
    yield Pair(ORDERS, "7.1", "repay.order", "refundable_minor", 4_999, 4_998, ALLOWS)
    yield Pair(ORDERS, "7.1", "repay.order", "asked_by_customer", False, True, ALLOWS)
    dear = {"amount_minor": 5_001, "refundable_minor": 9_000}
    yield Pair(ORDERS, "7.2", "repay.order", "amount_minor", 5_001, 5_000, WAITS, {"refundable_minor": 9_000})
    yield Pair(ORDERS, "7.2", "repay.order", "actor_is_lead", False, True, WAITS, dear)
    yield Pair(ORDERS, "7.3", "adjust.price", "currency", "EUR", "USD", WAITS)
    yield Pair(ORDERS, "7.4", "repay.order", "amount_minor", 5_000, 4_999, STOPS)
    yield Pair(ORDERS, "7.4", "repay.order", "refundable_minor", 4_998, 4_999, STOPS, {"amount_minor": 4_999})
    yield Pair(ORDERS, "8.1", "return.items", "chargeback_open", True, False, STOPS)


PAIRS = (*_remedies(), *_terms(), *_goodwill(), *_orders())
