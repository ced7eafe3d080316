"""The questions that rooms above put to policies, and the facts that come with each.

A condition may read these facts and the parameters of its own version, nothing else. How often a customer has asked
before is left out on purpose: it never decides what somebody is owed.
"""

from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand.policies.order_questions import ORDER_QUESTIONS
from evenhand.policies.shapes import Fact, Kind, Question

__all__ = ["ORDERED_BEFORE", "QUESTIONS", "Fact", "Kind", "Question"]

# Known of every order; which version is meant is known only when one is asked, so `decide` adds it.
ORDERED_BEFORE = Fact(
    "ordered_before_version",
    "yes_or_no",
    _("whether the order was placed before this version took effect; no where the shop did not say when"),
)

_REMEDY = (
    Fact("amount_minor", "number", _("the amount asked for")),
    Fact("currency", "text", _("the order's currency, as in USD")),
    Fact("order_total_minor", "number", _("what the whole order cost")),
    Fact("refundable_minor", "number", _("what was paid and not given back yet")),
    Fact("already_refunded", "yes_or_no", _("whether these items were refunded already")),
    Fact("partly_refunded", "yes_or_no", _("whether a part of what these items cost was refunded already")),
    Fact("replacement_given", "yes_or_no", _("whether these items were sent again already")),
    Fact("chargeback_open", "yes_or_no", _("whether the customer's bank has taken the payment back, or is asking to")),
    Fact("claim_age_days", "number", _("days between the latest promised day, or delivery, and the claim")),
    Fact("country", "text", _("the country that the parcel went to, as in DE")),
)
_STOCK = (Fact("stock_available", "yes_or_no", _("whether the same items can be sent again")),)
_LOST = (
    Fact("days_since_last_scan", "number", _("days since the last scan, or since dispatch where there is none")),
    Fact("days_after_promise", "number", _("days since the latest promised day")),
)
_NOT_RECEIVED = (Fact("days_since_delivery_scan", "number", _("days since the parcel was marked delivered")),)
_ARRIVED = (Fact("days_since_delivery", "number", _("days since the parcel arrived")),)
_LATE = (
    Fact("days_late", "number", _("days between the latest promised day and delivery, or today")),
    Fact("shipping_paid_minor", "number", _("what the customer paid for shipping and did not get back yet")),
)
_TERMS = (
    Fact(
        "claim_kind",
        "text",
        _("lost, not_received, damaged, wrong_item, missing_part, late or not_as_described"),
    ),
    Fact("goods_minor", "number", _("what the pieces that the claim is about cost")),
    Fact("currency", "text", _("the order's currency, as in USD")),
    Fact("pieces", "number", _("how many pieces the claim is about")),
    Fact("handed_over_by_code", "yes_or_no", _("whether the parcel was handed over against the code that we had sent")),
    Fact("has_carrier", "yes_or_no", _("whether a carrier brought the parcel")),
    Fact("has_seller", "yes_or_no", _("whether somebody else sold it in our shop")),
    Fact("country", "text", _("the country that the parcel went to, as in DE")),
)


def _claim(kind: str, refund: Promise, replacement: Promise, facts: tuple[Fact, ...]) -> tuple[Question, Question]:
    return (
        Question(f"refund.{kind}", refund, _REMEDY + facts),
        Question(f"replacement.{kind}", replacement, _REMEDY + facts + _STOCK),
    )


QUESTIONS: dict[str, Question] = {
    question.name: replace(question, facts=(*question.facts, ORDERED_BEFORE))
    for question in (
        *_claim("lost", _("Refund a lost parcel?"), _("Send a lost parcel again?"), _LOST),
        *_claim(
            "not_received",
            _("Refund a parcel that is marked delivered and did not come?"),
            _("Send such a parcel again?"),
            _NOT_RECEIVED,
        ),
        *_claim("damaged", _("Refund a damaged item?"), _("Replace a damaged item?"), _ARRIVED),
        *_claim("wrong_item", _("Refund a wrong item?"), _("Send the right item?"), _ARRIVED),
        *_claim("missing_part", _("Refund for a missing part?"), _("Send the missing part?"), _ARRIVED),
        *_claim(
            "not_as_described",
            _("Refund an item that is not as described?"),
            _("Replace an item that is not as described?"),
            _ARRIVED,
        ),
        Question("refund.late", _("Refund the shipping fee of a late parcel?"), _REMEDY + _LATE),
        Question(
            "credit.goodwill",
            _("Give a goodwill credit?"),
            (
                Fact("amount_minor", "number", _("the credit asked for")),
                Fact("currency", "text", _("its currency, as in USD")),
                Fact("actor_is_lead", "yes_or_no", _("whether a lead gives it")),
                Fact("given_this_year_minor", "number", _("goodwill this customer had in the last 365 days")),
                Fact("earlier_failures", "number", _("orders of this customer that we failed in the last 365 days")),
                Fact("asked_by_customer", "yes_or_no", _("whether the customer asks, on the page of the order")),
                Fact(
                    "failure_is_seen",
                    "yes_or_no",
                    _("whether our own records show that we failed: a parcel late, lost or sent back"),
                ),
            ),
        ),
        Question("ask.photo", _("Ask for a photo?"), _TERMS),
        Question("ask.police_note", _("Ask for a note of the police?"), _TERMS),
        Question("ask.code_next_time", _("Offer that the next parcel is handed over against a code?"), _TERMS),
        Question("goods_back.refund", _("Ask for the goods back after a refund?"), _TERMS),
        Question("goods_back.replacement", _("Ask for the goods back after sending the right ones?"), _TERMS),
        Question("cost.carrier", _("Propose that the carrier bears the cost?"), _TERMS),
        Question("cost.seller", _("Propose that the seller bears the cost?"), _TERMS),
        *ORDER_QUESTIONS,
    )
}
