"""How standing's figures and verdicts read in templates."""

import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evenhand.remedies.api import Claim
from evenhand.standing.models import Finding
from evenhand.standing.words import VERDICT_MEANS, VERDICT_TONES, VERDICT_WORDS

register = template.Library()

CIRCUMSTANCE_WORDS = {
    "channel": _("channel"),
    "matter": _("what had gone wrong"),
    "earlier_failures": _("we had failed before"),
}


@register.filter
def percent(share: float | None) -> str:
    """A share between 0 and 1 with the digits that it can bear: "7.4 %", "12 %". A dash where there is none."""
    if share is None:
        return "–"
    return f"{100 * share:.1f}\u00a0%" if share < 0.1 else f"{100 * share:.0f}\u00a0%"


@register.filter
def points(share: float) -> str:
    """A distance between shares in percentage points: "21", "4.5"."""
    return f"{100 * share:.1f}" if share < 0.1 else f"{100 * share:.0f}"


@register.filter
def share_of(part: int, whole: int) -> str:
    """`part` of `whole` as a percentage; a dash where there is nothing to share."""
    return percent(part / whole if whole else None)


@register.filter
def local_day(moment: datetime.datetime) -> datetime.date:
    """On which day it was where the site is: the first moment of a day there often lies in the day before of UTC."""
    return timezone.localtime(moment).date()


@register.filter
def last_day(end: datetime.datetime) -> datetime.date:
    """The last day of a window that ends, without it, at `end`."""
    return timezone.localtime(end - datetime.timedelta(microseconds=1)).date()


@register.filter
def matter_words(level: str) -> str:
    """What had gone wrong, or another level of a circumstance, in words."""
    return str(dict(Claim.Kind.choices).get(level, level)).lower()


@register.filter
def circumstance_words(name: str) -> str:
    """What was so before anybody acted."""
    return str(CIRCUMSTANCE_WORDS.get(name, name))


@register.filter
def cause_words(cause: str) -> str:
    """A cause in a few words."""
    return str(dict(Finding.CAUSES).get(cause, cause))


@register.filter
def verdict_words(verdict: str) -> str:
    """A verdict in a few words."""
    return str(VERDICT_WORDS[verdict])


@register.filter
def verdict_means(verdict: str) -> str:
    """What a verdict means, for the one it is about."""
    return str(VERDICT_MEANS[verdict])


@register.filter
def verdict_tone(verdict: str) -> str:
    """The tone in which a verdict is shown."""
    return VERDICT_TONES[verdict]
