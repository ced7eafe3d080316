"""How promised times read in templates."""

from django import template
from django.utils.translation import gettext_lazy as _

from evenhand.promises.forms import minutes_text
from evenhand.promises.service import Share

register = template.Library()

NO_BREAK = "\N{NO-BREAK SPACE}"

KIND_WORDS = {
    "talk": _("Talk, or working on the answer"),
    "hold": _("Hold"),
    "after": _("After-contact work"),
    "total": _("Handle time"),
}


@register.filter
def business_time(minutes: int | None) -> str:
    """As in "4 h" or "1 h 30"; a dash where nothing is promised."""
    return minutes_text(minutes) or "–"


@register.filter
def percent_of(share: Share | None) -> str:
    """A share with the count behind it, as in "81 % of 1,060"; a dash where there is none."""
    if share is None or not share.whole:
        return "–"
    percent = 100 * share.part / share.whole
    return f"{percent:.1f}{NO_BREAK}% ({share.part:,}{NO_BREAK}/{NO_BREAK}{share.whole:,})"


@register.filter
def kind_words(kind: str) -> str:
    """A kind of time in words."""
    return str(KIND_WORDS[kind])


@register.filter
def as_percent(share: float) -> str:
    """A share between 0 and 1 as a whole percentage; never 0 or 100 for what is merely near it."""
    percent = round(100 * share)
    if percent == 0 and share > 0:
        return f"< 1{NO_BREAK}%"
    return f"> 99{NO_BREAK}%" if percent == 100 and share < 1 else f"{percent}{NO_BREAK}%"
