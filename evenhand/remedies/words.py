"""What remedies say of themselves, to agents and to customers, in the reader's language."""

import datetime
from collections.abc import Sequence

from babel.dates import format_date
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from evenhand.core.api import Money
from evenhand.shop.api import money_words

_ = gettext_noop


def day_words(day: datetime.date) -> str:
    """As in "9 March 2026", in the reader's language."""
    language = get_language() or "en"
    return format_date(day, "long", locale="en_GB" if language == "en" else language.replace("-", "_"))


def joined(names: Sequence[str]) -> str:
    """As in "Visa ending 9212 and Gift card"."""
    unique = list(dict.fromkeys(names))
    return gettext(" and ").join(unique)


def option_title(kind: str, amount: Money, methods: Sequence[str], pieces: int, for_shipping: bool) -> str:
    """What a button says: exactly what happens when it is pressed."""
    words = {"amount": money_words(amount), "methods": joined(methods)}
    if kind == "credit":
        return gettext("%(amount)s towards the next order") % words
    if kind == "replacement":
        return ngettext("Send the same again", "Send the same %(pieces)s pieces again", pieces) % {"pieces": pieces}
    if not amount.minor:
        return gettext("Refund to %(methods)s") % words
    if for_shipping:
        return gettext("Refund the shipping fee of %(amount)s to %(methods)s") % words
    return gettext("Refund %(amount)s to %(methods)s") % words


TITLES = {
    "cancel": _("Cancel the order"),
    "change_address": _("Send it to another address"),
    "change_payment": _("Pay it by other means"),
    "change_items": _("Swap pieces before it leaves"),
    "return": _("Return pieces for a refund"),
    "exchange": _("Exchange pieces for others"),
    "price_adjustment": _("Give back the difference to a lower price"),
    "refund": _("Give money back, with nothing sent back"),
    "credit": _("Give something towards the next order"),
}


def change_title(kind: str) -> str:
    """What may be done with an order, as the head of its form."""
    return gettext(TITLES[kind])


# The goods of an exchange are here, and what the customer pays for the other pieces did not come.
UNPAID = "unpaid"
# What was wished for is done, and money that goes back with it did not arrive. Of what is nothing but money: failed.
OWED = "owed"

SENTENCES = {
    ("refund", "proposed"): _("A colleague looks at your refund of %(amount)s; we write to you when it is decided."),
    ("refund", "reserved"): _("%(amount)s is on its way to %(methods)s."),
    ("refund", "unknown"): _("%(amount)s is on its way to %(methods)s. We are waiting for the bank to confirm it."),
    ("refund", "done"): _("%(amount)s went back to %(methods)s on %(day)s."),
    ("refund", "failed"): _("%(amount)s could not be paid back to %(methods)s. We look for another way."),
    ("replacement", "proposed"): _("A colleague looks at sending it again; we write to you when it is decided."),
    ("replacement", "done"): _("We are sending your pieces again, since %(day)s."),
    ("credit", "proposed"): _("A colleague looks at a credit of %(amount)s; we write to you when it is decided."),
    ("credit", "done"): _("You have %(amount)s towards an order, until %(until)s."),
    ("cancel", "reserved"): _("Your order is cancelled, and %(amount)s is on its way to %(methods)s."),
    ("cancel", "unknown"): _("Your order is cancelled, and %(amount)s is on its way to %(methods)s."),
    ("cancel", "done"): _("Your order was cancelled, and %(amount)s went back to %(methods)s on %(day)s."),
    ("cancel", "failed"): _("Your order is cancelled. %(amount)s could not be paid back yet; we look for another way."),
    ("change_address", "done"): _("Your order goes to the other address, since %(day)s."),
    ("change_payment", "done"): _("You pay otherwise now, and %(amount)s went back to %(methods)s on %(day)s."),
    ("change_payment", "failed"): _("The other means of payment did not go through, so nothing was changed."),
    ("change_payment", OWED): _(
        "You pay otherwise now. %(amount)s could not be paid back yet; we look for another way."
    ),
    ("change_items", "done"): _("The other pieces are in your order, since %(day)s."),
    ("change_items", OWED): _(
        "The other pieces are in your order. %(amount)s could not be paid back yet; we look for another way."
    ),
    ("change_items", "failed"): _("The other pieces could not be paid for, so nothing was changed."),
    ("return", "requested"): _("Send the pieces back; %(amount)s follows when they are here."),
    ("return", "reserved"): _("Your pieces are here, and %(amount)s is on its way to %(methods)s."),
    ("return", "unknown"): _("Your pieces are here, and %(amount)s is on its way to %(methods)s."),
    ("return", "done"): _("Your pieces came back, and %(amount)s went to %(methods)s on %(day)s."),
    ("return", "failed"): _("Your pieces are here. %(amount)s could not be paid back yet; we look for another way."),
    ("exchange", "requested"): _("Send the pieces back; the others wait here for you."),
    ("exchange", UNPAID): _(
        "Your pieces are here. The difference could not be charged, so the others wait here for you."
    ),
    ("exchange", "done"): _("The other pieces left for you on %(day)s."),
    ("exchange", OWED): _(
        "The other pieces left for you. %(amount)s could not be paid back yet; we look for another way."
    ),
    ("exchange", "failed"): _("The other pieces could not be sent. We look for another way."),
    ("price_adjustment", "reserved"): _("The price fell, so %(amount)s is on its way to %(methods)s."),
    ("price_adjustment", "unknown"): _("The price fell, so %(amount)s is on its way to %(methods)s."),
    ("price_adjustment", "done"): _("The price fell, so %(amount)s went back to %(methods)s on %(day)s."),
    ("price_adjustment", "failed"): _("%(amount)s could not be paid back yet; we look for another way."),
}
PROPOSED = _("A colleague has a look at this; we write to you when it is decided.")
ON_ITS_WAY = _("We are at it; we write to you when it is done.")
CALLED_OFF = _("This was called off.")


def remedy_sentence(
    kind: str,
    state: str,
    amount: Money,
    methods: Sequence[str],
    *,
    done_on: datetime.date | None,
    until: datetime.date | None,
) -> str:
    """What a customer reads about one remedy: what happens, and when. Never who is to blame."""
    of_state = {"proposed": PROPOSED, "reserved": ON_ITS_WAY, "unknown": ON_ITS_WAY}.get(state, CALLED_OFF)
    known = "failed" if state == OWED and (kind, OWED) not in SENTENCES else state
    sentence = SENTENCES.get((kind, known), of_state)
    return gettext(sentence) % {
        "amount": money_words(amount),
        "methods": joined(methods) or gettext("the means you paid with"),
        "day": day_words(done_on) if done_on else "",
        "until": day_words(until) if until else "",
    }


def part_sentence(amount: Money, methods: Sequence[str]) -> str:
    """What a customer reads of the part that went back where the rest of it failed."""
    words = {"amount": money_words(amount), "methods": joined(methods)}
    return gettext("%(amount)s went back to %(methods)s.") % words
