"""What parcels, orders and scans say of themselves, in the reader's language."""

import datetime

from babel.dates import format_skeleton
from django.utils.translation import get_language, gettext, ngettext

from evenhand.core.api import Money
from evenhand.shop.rules import ParcelStanding, ParcelState


def money_words(amount: Money) -> str:
    """The amount as the reader writes it."""
    return amount.format(get_language() or "en")


def day_words(day: datetime.date) -> str:
    """As in "9 March", in the reader's language."""
    language = get_language() or "en"
    return format_skeleton("MMMMd", day, locale="en_GB" if language == "en" else language.replace("-", "_"))


def parcel_title(state: ParcelState) -> str:
    """The state in two or three words."""
    return {
        ParcelState.BEING_PREPARED: gettext("Being prepared"),
        ParcelState.ON_ITS_WAY: gettext("On its way"),
        ParcelState.NO_NEWS: gettext("No news"),
        ParcelState.LATE: gettext("Late"),
        ParcelState.BELIEVED_LOST: gettext("Believed lost"),
        ParcelState.RETURNED: gettext("Back with the sender"),
        ParcelState.DELIVERED: gettext("Delivered"),
    }[state]


def parcel_sentence(standing: ParcelStanding, promised_until: datetime.date | None, last_place: str) -> str:
    """What a customer wants to know about a parcel, in one or two short sentences."""
    seen, expected = _last_seen(standing, last_place), _expected(promised_until)
    sentences = {
        ParcelState.DELIVERED: [_delivered(standing)],
        ParcelState.RETURNED: [gettext("It went back to the sender.")],
        ParcelState.BELIEVED_LOST: [seen, gettext("We believe it is lost.")],
        ParcelState.LATE: [_late_by(standing), seen],
        ParcelState.NO_NEWS: [seen, expected],
        ParcelState.ON_ITS_WAY: [gettext("It is on its way."), expected],
        ParcelState.BEING_PREPARED: [gettext("It has not left yet."), expected],
    }[standing.state]
    return " ".join(sentence for sentence in sentences if sentence)


def _delivered(standing: ParcelStanding) -> str:
    if standing.ended_on is None:
        return gettext("It was delivered; we were not told on which day.")
    delivered = gettext("It was delivered on %(day)s.") % {"day": day_words(standing.ended_on)}
    if not standing.was_late:
        return delivered
    days = standing.days_after_promise or 0
    late = ngettext("That was %(days)s day later than promised.", "That was %(days)s days later than promised.", days)
    return f"{delivered} {late % {'days': days}}"


def _late_by(standing: ParcelStanding) -> str:
    days = standing.days_after_promise or 0
    return ngettext("It should have arrived %(days)s day ago.", "It should have arrived %(days)s days ago.", days) % {
        "days": days
    }


def _last_seen(standing: ParcelStanding, place: str) -> str:
    if standing.last_news_on is None:
        return gettext("The carrier has not seen it yet.")
    day = day_words(standing.last_news_on)
    if place:
        return gettext("It was last seen in %(place)s on %(day)s.") % {"place": place, "day": day}
    return gettext("There has been no news since %(day)s.") % {"day": day}


def _expected(promised_until: datetime.date | None) -> str:
    if promised_until is None:
        return ""
    return gettext("It should arrive by %(day)s.") % {"day": day_words(promised_until)}
