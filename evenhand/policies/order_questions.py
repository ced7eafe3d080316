"""The questions about orders themselves, when nothing went wrong with them, and the facts that come with each."""

from django.utils.translation import gettext_lazy as _

from evenhand.policies.shapes import Fact, Question

_ORDER = (
    Fact("status", "text", _("how far the order is: pending, pending_modified, processed, delivered, cancelled, …")),
    Fact("currency", "text", _("the order's currency, as in USD")),
    Fact("order_total_minor", "number", _("what the whole order cost")),
    Fact("paid_minor", "number", _("what came in for it")),
    Fact("refundable_minor", "number", _("what came in and did not go back yet")),
    Fact("payments", "number", _("how many payments its history holds")),
    Fact("refunds", "number", _("how many refunds its history holds")),
    Fact("days_since_order", "number", _("days since it was placed")),
    Fact("days_since_delivery", "number", _("days since the last of its parcels arrived")),
    Fact("country", "text", _("the country that it goes to, as in DE")),
    Fact("chargeback_open", "yes_or_no", _("whether the customer's bank has taken the payment back, or is asking to")),
    Fact("asked_by_customer", "yes_or_no", _("whether the customer asks, on the page of the order")),
)
_PIECES = (
    Fact("pieces", "number", _("how many pieces it is about")),
    Fact("put_right_already", "yes_or_no", _("whether any of them was refunded, sent again or sent back before")),
)
_BACK = (Fact("amount_minor", "number", _("what goes back to the customer")),)
_METHOD = (
    Fact("method_kind", "text", _("the chosen means of payment: credit_card, paypal, gift_card or bank_transfer")),
    Fact("is_first_method", "yes_or_no", _("whether the order's first payment came from it")),
)
_PAYS = (
    Fact("charge_minor", "number", _("what the customer pays in addition")),
    Fact("shortfall_minor", "number", _("what the chosen gift card lacks to pay that; nothing for other means")),
)
_SWAP = (
    Fact("same_product", "yes_or_no", _("whether each new piece is a variant of the product it takes the place of")),
    Fact("all_available", "yes_or_no", _("whether each new piece can be sent")),
    Fact("difference_minor", "number", _("what the new pieces cost more; less than nothing where they cost less")),
)
_LIMITED = (Fact("actor_is_lead", "yes_or_no", _("whether a lead does it")),)

ORDER_QUESTIONS = (
    Question("cancel.order", _("Cancel an order?"), (*_ORDER, *_BACK, Fact("reason", "text", _("the reason given")))),
    Question(
        "change.address",
        _("Send an order to another address?"),
        (*_ORDER, Fact("new_country", "text", _("the country of the new address"))),
    ),
    Question(
        "change.payment",
        _("Pay an order by other means?"),
        (
            *_ORDER,
            *_METHOD,
            *_PAYS,
            Fact("is_other_method", "yes_or_no", _("whether it is another than the order is paid with now")),
        ),
    ),
    Question(
        "change.items",
        _("Put other pieces into an order?"),
        (*_ORDER, *_PIECES, *_SWAP, *_METHOD, *_PAYS, *_BACK),
    ),
    Question(
        "return.items",
        _("Take pieces back?"),
        (
            *_ORDER,
            *_PIECES,
            *_METHOD,
            *_BACK,
            Fact("shipping_minor", "number", _("how much of that is the shipping fee")),
        ),
    ),
    Question(
        "exchange.items",
        _("Take pieces back and send others?"),
        (*_ORDER, *_PIECES, *_SWAP, *_METHOD, *_PAYS, *_BACK),
    ),
    Question(
        "adjust.price",
        _("Give back the difference to a lower price?"),
        (
            *_ORDER,
            *_PIECES,
            *_BACK,
            *_LIMITED,
            Fact("is_our_price", "yes_or_no", _("whether we ask that price, or a lower one, ourselves now")),
        ),
    ),
    Question(
        "repay.order",
        _("Refund an order, in whole or part, with nothing sent back?"),
        (
            *_ORDER,
            *_BACK,
            *_LIMITED,
            Fact("shipping_minor", "number", _("how much of that is the shipping fee")),
            Fact("shipping_left_minor", "number", _("what was paid for shipping and did not go back yet")),
        ),
    ),
)
