"""Reads by which others decide: what a policy says, which version holds when, and which binds whom."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evenhand.core.api import DomainError, Money, environment
from evenhand.policies.conditions import Facts, FactValue
from evenhand.policies.models import Clause, Notice, PolicyVersion
from evenhand.policies.questions import QUESTIONS
from evenhand.policies.rules import (
    ClauseRef,
    Decision,
    Effect,
    Judgement,
    Parameter,
    Parameters,
    Rule,
    VersionRef,
    judge,
    said,
)

LIMITS_CURRENCY = "limits_currency"
_REF = ("pk", "policy__key", "policy__title", "number", "effective_from", "sha256")


class NoVersionInForce(DomainError):
    """Nothing is written for that time, so nothing can be decided by it."""


@dataclass(frozen=True)
class _Content:
    """What a published version says. It never changes, so each process reads it once."""

    rules: tuple[Rule, ...]
    parameters: MappingProxyType[str, Parameter]


def decide(policy: str, question: str, facts: Facts, at: datetime.datetime) -> Decision:
    """What the version of `policy` in force at `at` says to `question` on `facts`.

    The strictest clause that is true decides; what no clause allows is not allowed; a fact that is missing, or None,
    and that a clause needs, makes it a matter for a second person. One query, two the first time.
    Raises NoVersionInForce.
    """
    version = version_in_force(policy, at)
    content = _content(version)
    values = {**{name: parameter.value for name, parameter in content.parameters.items()}, **facts}
    judgement = judge((rule for rule in content.rules if rule.covers(question)), values)
    return Decision(
        verdict=judgement.verdict,
        clauses=tuple(rule.clause for rule in judgement.rules),
        reasons=tuple(_reasons(judgement, question, version, content, values)),
        version=version,
        facts=MappingProxyType(dict(facts)),
    )


def parameters(policy: str, at: datetime.datetime) -> Parameters:
    """The parameters of the version of `policy` in force at `at`. Raises NoVersionInForce."""
    return parameters_of(version_in_force(policy, at))


def parameters_of(version: VersionRef) -> Parameters:
    """The parameters of one version, as of the one that bound somebody."""
    return Parameters(version, _content(version).parameters)


def version_in_force(policy: str, at: datetime.datetime) -> VersionRef:
    """The version of `policy` that holds for everybody at `at`. Raises NoVersionInForce."""
    newest_first = _effective(at).filter(policy__key=policy).order_by("-effective_from", "-number")
    row = newest_first.values_list(*_REF).first()
    if row is None:
        raise NoVersionInForce(
            _(
                "No version of the policy “%(policy)s” was in force on %(day)s. A policy owner can publish one, "
                "or the house policies can be loaded with `evenhand load_policies`."
            )
            % {"policy": policy, "day": at.date()}
        )
    return VersionRef(*row)


def version_binding(policy: str, account_id: int, at: datetime.datetime) -> VersionRef | None:
    """The version by which this person's doings at `at` are judged, or None: then nothing can be held against them.

    It is the latest that was in force and of which the person had been told for its notice period, and which the
    person had acknowledged where it asks for that.
    """
    told = Notice.objects.filter(version__policy__key=policy, account_id=account_id).filter(
        Q(version__needs_acknowledgement=False) | Q(acknowledgement__at__lte=at)
    )
    given = dict(told.values_list("version_id", "given_at"))
    candidates = _effective(at).filter(pk__in=given).order_by("-effective_from", "-number")
    for *row, notice_days in candidates.values_list(*_REF, "notice_days"):
        if given[row[0]] + datetime.timedelta(days=notice_days) <= at:
            return VersionRef(*row)
    return None


def _effective(at: datetime.datetime) -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(published_at__isnull=False, effective_from__lte=at)


def _content(version: VersionRef) -> _Content:
    return _content_sealed(version.sha256, version.id)


@lru_cache(maxsize=512)
def _content_sealed(sha256: str, version_id: int) -> _Content:
    """Keyed by the seal, so that a number used again, as after a restored backup, never answers with another text."""
    clauses = list(Clause.objects.filter(version_id=version_id).select_related("version").order_by("position"))
    rows = clauses[0].version.parameters if clauses else []
    return _Content(
        rules=tuple(
            Rule(ClauseRef(each.number, each.title), each.questions, Effect(each.effect), each.condition, each.reason)
            for each in clauses
            if each.questions
        ),
        parameters=MappingProxyType({row["name"]: Parameter(**row) for row in rows}),
    )


def _reasons(
    judgement: Judgement, question: str, version: VersionRef, content: _Content, values: Facts
) -> Iterator[str]:
    if judgement.missing:
        asked = QUESTIONS.get(question)
        meanings = [str(fact.meaning) if asked and (fact := asked.fact(name)) else name for name in judgement.missing]
        yield _("We do not know yet: %(facts)s. So a second person has a look first.") % {"facts": "; ".join(meanings)}
    elif judgement.is_in_doubt:
        clauses = ", ".join(str(rule.clause) for rule in judgement.rules)
        yield _("The condition of %(clauses)s could not be judged. So a second person has a look first.") % {
            "clauses": clauses
        }
    elif not judgement.rules:
        yield _("No clause of “%(version)s” covers this as things stand.") % {"version": version}
    else:
        word = _speaker(content, values)
        yield from (said(rule.reason, values, word) for rule in judgement.rules if rule.reason)


def _speaker(content: _Content, values: Facts) -> Callable[[str, FactValue], str]:
    """How a named value is said: money with its currency, the policy's own limits in the currency of its limits."""

    def word(name: str, value: FactValue) -> str:
        if name.endswith("_minor") and isinstance(value, int):
            source = LIMITS_CURRENCY if name in content.parameters else "currency"
            currency = values.get(source) or environment().currency
            return Money(value, str(currency)).format(get_language() or "en")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return "–" if value is None else str(value)

    return word
