"""How figures and verdicts are written in the score report."""

from django import template
from django.utils.translation import gettext_lazy as _

from evenhand.fairness.api import Verdict
from evenhand.standing.report import percent

register = template.Library()
register.filter("percent", percent)

WORDS = {
    Verdict.CLEARLY_WORSE: _("clearly worse"),
    Verdict.CLEARLY_BETTER: _("clearly better"),
    Verdict.IN_LINE: _("in line"),
    Verdict.NOT_ENOUGH_EVIDENCE: _("not enough evidence"),
}


@register.filter
def verdict(value: Verdict) -> str:
    """The verdict in the reader's language."""
    return str(WORDS[value])


@register.filter
def count(value: float) -> str:
    """A count, with a decimal only where answers were weighted."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
