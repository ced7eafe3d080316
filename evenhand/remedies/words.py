"""What remedies say of themselves, to agents and to customers, in the reader's language."""

import datetime
from collections.abc import Sequence

from babel.dates import format_date
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from evenhand.core.api import Money

_ = gettext_noop


def money_words(amount: Money) -> str:
    """The amount as the reader writes it."""
    return amount.format(get_language() or "en")


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
        return gettext("Give %(amount)s towards the next order") % words
    if kind == "replacement":
        return ngettext("Send the same again", "Send the same %(pieces)s pieces again", pieces) % {"pieces": pieces}
    if for_shipping:
        return gettext("Refund the shipping fee of %(amount)s to %(methods)s") % words
    return gettext("Refund %(amount)s to %(methods)s") % words


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
}


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
    sentence = SENTENCES.get((kind, state), _("This was called off."))
    return gettext(sentence) % {
        "amount": money_words(amount),
        "methods": joined(methods) or gettext("the means you paid with"),
        "day": day_words(done_on) if done_on else "",
        "until": day_words(until) if until else "",
    }
