"""How parameters, audiences and questions are told in words."""

from typing import Any

from django import template
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from evenhand.core.api import Money, environment
from evenhand.policies.audiences import AUDIENCES
from evenhand.policies.decisions import LIMITS_CURRENCY
from evenhand.policies.questions import QUESTIONS
from evenhand.policies.rules import Verdict, covered
from evenhand.policies.trials import Changed

register = template.Library()


@register.simple_tag
def parameter_value(row: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """A value as people say it: money as money, switches as on or off, the rest with its unit."""
    value = row["value"]
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if row["name"].endswith("_minor") and isinstance(value, int):
        currency = next((each["value"] for each in rows if each["name"] == LIMITS_CURRENCY), environment().currency)
        return Money(value, str(currency)).format(get_language() or "en")
    return f"{value} {row['unit']}".strip()


@register.filter
def audience_names(audiences: list[str]) -> str:
    """Whom a policy is for."""
    return ", ".join(str(AUDIENCES[audience]) for audience in audiences)


@register.filter
def audience_name(audience: str) -> str:
    """One audience."""
    return str(AUDIENCES[audience])


VERDICT_WORDS = {
    Verdict.ALLOWED: gettext_lazy("allowed"),
    Verdict.NEEDS_APPROVAL: gettext_lazy("with a second person"),
    Verdict.NOT_ALLOWED: gettext_lazy("not allowed"),
}


@register.filter
def change_words(changed: Changed) -> str:
    """How a decision would have come out, beside how it did."""
    return _("then: %(then)s; with this version: %(now)s") % {
        "then": VERDICT_WORDS[changed.decision.verdict],
        "now": VERDICT_WORDS[changed.verdict],
    }


@register.filter
def question_words(questions: str) -> list[str]:
    """The questions that a clause decides, as people ask them."""
    return [str(each.words) for each in QUESTIONS.values() if covered(questions, each.name)]
