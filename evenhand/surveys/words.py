"""Our words for reasons and for why nobody was asked, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from evenhand.surveys.rules import Withheld

OTHER = "other"
MISTAKE = "mistake"
NOT_SOLVED = "not_solved"

REASON_WORDS = {
    NOT_SOLVED: _("It is still not solved"),
    "too_slow": _("It took too long"),
    "wrote_again": _("I had to get in touch more than once"),
    "policy": _("I understood the answer, but your rule does not suit me"),
    "product": _("The product itself is the trouble"),
    "seller": _("The seller is the trouble"),
    "delivery": _("The delivery is the trouble"),
    "unclear": _("The answer was not clear to me"),
    "not_listened": _("I did not feel listened to"),
    MISTAKE: _("I pressed this by mistake"),
    OTHER: _("Something else"),
}

WITHHELD_WORDS = {
    Withheld.SET_ASIDE: _("The case was spam or became part of another."),
    Withheld.REOPENED: _("The case was opened again before the question went out."),
    Withheld.STILL_OPEN: _("The case was neither answered nor closed."),
    Withheld.CLOSED_BY_ITSELF: _("The case was closed by the system, not by a person."),
    Withheld.NO_AGENT: _("Nobody had answered whom the question could be about."),
    Withheld.CUSTOMER_IS_STAFF: _("The customer works here."),
    Withheld.CUSTOMER_DECLINED: _("The customer asked us not to ask."),
    Withheld.NO_ADDRESS: _("We know no address at which mail reaches the customer."),
    Withheld.ASKED_LATELY: _("We had asked this customer a short while before."),
}
