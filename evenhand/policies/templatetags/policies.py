"""How parameters, audiences and questions are told in words."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.policies.audiences import AUDIENCES
from evenhand.policies.queries import figure_words
from evenhand.policies.questions import QUESTIONS
from evenhand.policies.rules import Parameter, Verdict, covered
from evenhand.policies.trials import Changed

register = template.Library()


@register.simple_tag
def parameter_value(row: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """A value as people say it: money as money, switches as on or off, the rest with its unit."""
    return figure_words(Parameter(**row), (Parameter(**each) for each in rows))


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
