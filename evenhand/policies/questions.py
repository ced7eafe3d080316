"""The questions that rooms above put to policies, and the facts that come with each.

A condition may read these facts and the parameters of its own version, nothing else. How often a customer has asked
before is left out on purpose: it never decides what somebody is owed.
"""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Kind = Literal["number", "yes_or_no", "text"]


@dataclass(frozen=True)
class Fact:
    """Something that is known when the question is asked. A number that ends in _minor is money in minor units."""

    name: str
    kind: Kind
    meaning: str | Promise


@dataclass(frozen=True)
class Question:
    """What may be asked of a policy, in words, with the facts that come with it."""

    name: str
    words: str | Promise
    facts: tuple[Fact, ...]

    def fact(self, name: str) -> Fact | None:
        """The fact of that name."""
        return next((fact for fact in self.facts if fact.name == name), None)


_REMEDY = (
    Fact("amount_minor", "number", _("the amount asked for")),
    Fact("currency", "text", _("the order's currency, as in USD")),
    Fact("order_total_minor", "number", _("what the whole order cost")),
    Fact("refundable_minor", "number", _("what was paid and not given back yet")),
    Fact("already_refunded", "yes_or_no", _("whether these items were refunded already")),
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


def _claim(kind: str, refund: Promise, replacement: Promise, facts: tuple[Fact, ...]) -> tuple[Question, Question]:
    return (
        Question(f"refund.{kind}", refund, _REMEDY + facts),
        Question(f"replacement.{kind}", replacement, _REMEDY + facts + _STOCK),
    )


QUESTIONS: dict[str, Question] = {
    question.name: question
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
            ),
        ),
    )
}
