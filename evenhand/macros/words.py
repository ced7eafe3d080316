"""Words of macros: what placeholders stand for, what goes together, what a step is called."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MEANINGS: dict[str, Promise] = {
    "customer.first_name": _("the customer's first name"),
    "customer.name": _("the customer's whole name"),
    "agent.first_name": _("the first name of whoever answers"),
    "agent.name": _("the whole name of whoever answers"),
    "case.number": _("the number of the case"),
    "shop.name": _("the shop's name"),
    "order.number": _("the number of the order beside the case"),
    "order.total": _("what the order cost"),
    "parcel.carrier": _("who carries the newest parcel"),
    "parcel.tracking": _("the newest parcel's tracking number"),
    "parcel.promised": _("the day until which the newest parcel was promised"),
    "remedy.amount": _("what the macro's remedy gives"),
}

CONTRADICTIONS: dict[str, Promise] = {
    "two_ends": _("A macro closes the case, lets it sleep, or hands it on: choose one of the three."),
    "hands_on_and_assigns": _("A case that is handed on goes to its receiver: leave “Whose it is then” empty."),
    "hands_on_without_a_note": _("Write a note for whoever receives the case, so that nobody has to ask again."),
    "sleeps_too_long": _("A case sleeps for 1 to 90 days."),
    "too_many_tags": _("A macro puts on ten tags at most."),
    "remedy_not_offered": _("Such a claim is not offered such a remedy. Choose another one."),
}


def language_name(tag: str) -> str:
    """A language as the reader calls it; its tag where nobody knows it."""
    names = {code: gettext(name) for code, name in settings.LANGUAGES}
    return names.get(tag) or names.get(tag.split("-", maxsplit=1)[0]) or tag


def language_choices() -> list[tuple[str, str]]:
    """Languages in which words can be written, by name."""
    return sorted(((code, gettext(name)) for code, name in settings.LANGUAGES), key=lambda each: each[1])
