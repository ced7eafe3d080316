"""Reads by which others decide: what a policy says, which version holds when, and which binds whom."""

import datetime
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evenhand.core.api import DomainError, Money, Prepared, environment, forget_read, read_once
from evenhand.policies.conditions import Facts, FactValue
from evenhand.policies.models import Clause, Notice, PolicyVersion
from evenhand.policies.questions import ORDERED_BEFORE, QUESTIONS
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
    promise_kept,
    said,
)

LIMITS_CURRENCY = "limits_currency"
_VERSIONS = "policies: versions in force"
_REF = ("pk", "policy__key", "policy__title", "number", "effective_from", "sha256")


class _Memo(threading.local):
    """What the page that this thread makes has asked already; None where no page is made, or where it may change."""

    versions: dict[datetime.datetime, tuple[VersionRef, ...]] | None = None

    def begin(self, environ: Mapping[str, object] | None = None, **_signal: object) -> None:
        """A request has come. One that may publish a version asks anew each time."""
        self.versions = {} if environ and environ.get("REQUEST_METHOD") in ("GET", "HEAD") else None

    def end(self, **_signal: object) -> None:
        """It is answered."""
        self.versions = None


memo = _Memo()


class NoVersionInForce(DomainError):
    """Nothing is written for that time, so nothing can be decided by it."""


@dataclass(frozen=True)
class _Content:
    """What a published version says. It never changes, so each process reads it once."""

    rules: tuple[Rule, ...]
    parameters: MappingProxyType[str, Parameter]


def decide(
    policy: str, question: str, facts: Facts, at: datetime.datetime, ordered_at: datetime.datetime | None = None
) -> Decision:
    """What the version of `policy` in force at `at` says to `question` on `facts`.

    The strictest clause that is true decides; what no clause allows is not allowed; a fact that is missing, or None,
    and that a clause needs, makes it a matter for a second person. Where the version says that an order keeps what it
    was promised, the version in force at `ordered_at` is asked too, and its answer holds where it is the kinder one.
    One query, two the first time. Raises NoVersionInForce.
    """
    return rulebook(policy, at, ordered_at).decide(question, facts)


@dataclass(frozen=True)
class Rulebook:
    """What a policy says of one order at one moment, read once and asked several questions."""

    version: VersionRef
    earlier: VersionRef | None
    ordered_at: datetime.datetime | None

    def decide(self, question: str, facts: Facts) -> Decision:
        """As `decide` does, with no further query."""
        is_older = self.ordered_at is not None and self.ordered_at < self.version.effective_from
        known = {**facts, ORDERED_BEFORE.name: is_older}
        now, keeping = _decision(self.version, question, known)
        if keeping is None or self.earlier is None or self.earlier == self.version:
            return now
        then, _keeping = _decision(self.earlier, question, known)
        if not then.is_kinder_than(now):
            return now
        return replace(then, reasons=tuple(filter(None, (keeping.reason, *then.reasons))))

    @property
    def parameters(self) -> Parameters:
        """The parameters of the version that holds."""
        return parameters_of(self.version)


def rulebook(policy: str, at: datetime.datetime, ordered_at: datetime.datetime | None = None) -> Rulebook:
    """The version of `policy` in force at `at`, and the one in force at `ordered_at`. Raises NoVersionInForce."""
    version, earlier = _versions(policy, at, ordered_at)
    return Rulebook(version, earlier, ordered_at)


def _decision(version: VersionRef, question: str, facts: Facts) -> tuple[Decision, Rule | None]:
    """What one version says, and the clause by which an earlier one is asked as well."""
    content = _content(version)
    values = {**{name: parameter.value for name, parameter in content.parameters.items()}, **facts}
    rules = [rule for rule in content.rules if rule.covers(question)]
    judgement = judge(rules, values)
    decision = Decision(
        verdict=judgement.verdict,
        clauses=tuple(rule.clause for rule in judgement.rules),
        reasons=tuple(_reasons(judgement, question, version, content, values)),
        version=version,
        facts=MappingProxyType(dict(facts)),
    )
    return decision, promise_kept(rules, values)


def _versions(
    policy: str, at: datetime.datetime, ordered_at: datetime.datetime | None
) -> tuple[VersionRef, VersionRef | None]:
    """The version that holds at `at`, and the one that held when the order was placed, in one query."""
    if ordered_at is None:
        return version_in_force(policy, at), None
    versions = _until(policy, at)
    if not versions:
        return version_in_force(policy, at), None  # which says what to do about it
    return versions[0], next((each for each in versions if each.effective_from <= ordered_at), None)


def parameters(policy: str, at: datetime.datetime) -> Parameters:
    """The parameters of the version of `policy` in force at `at`. Raises NoVersionInForce."""
    return parameters_of(version_in_force(policy, at))


def parameters_of(version: VersionRef) -> Parameters:
    """The parameters of one version, as of the one that bound somebody."""
    return Parameters(version, _content(version).parameters)


def version_in_force(policy: str, at: datetime.datetime) -> VersionRef:
    """The version of `policy` that holds for everybody at `at`. Raises NoVersionInForce.

    While a page is only looked at, and within one action, the same question is asked of the database once.
    """
    versions = _until(policy, at)
    if not versions:
        raise NoVersionInForce(
            _(
                "No version of the policy “%(policy)s” was in force on %(day)s. A policy owner can publish one, "
                "or the house policies can be loaded with `evenhand load_policies`."
            )
            % {"policy": policy, "day": at.date()}
        )
    return versions[0]


def _until(policy: str, at: datetime.datetime) -> tuple[VersionRef, ...]:
    """The versions of `policy` that took effect until `at`, the one that holds first."""
    known = memo.versions
    if known is None:
        known = read_once(_VERSIONS, dict[datetime.datetime, tuple[VersionRef, ...]])
    if at not in known:  # who asks of one policy soon asks of the next
        known[at] = tuple(VersionRef(*row) for row in _NEWEST_FIRST.rows(at))
    return tuple(version for version in known[at] if version.policy == policy)


def forget_versions() -> None:
    """A version was published in the action that is open: who asks from now on reads anew."""
    forget_read(_VERSIONS)


def version_binding(policy: str, account_id: int, at: datetime.datetime) -> VersionRef | None:
    """The version by which this person's doings at `at` are judged, or None: then nothing can be held against them.

    It is the latest that was in force and of which the person had been told for its notice period, and which the
    person had acknowledged where it asks for that.
    """
    told = _TOLD.rows(policy, account_id, at)
    given = {version_id: (given_at, days) for version_id, given_at, days in told}
    for *row, notice_days in _CANDIDATES.rows(at, list(given)) if given else ():
        given_at, promised = given[row[0]]
        if given_at + datetime.timedelta(days=notice_days if promised is None else promised) <= at:
            return VersionRef(*row)
    return None


def _effective(at: datetime.datetime) -> QuerySet[PolicyVersion]:
    """Versions that took effect until `at`, the newest first."""
    published = PolicyVersion.objects.filter(published_at__isnull=False, effective_from__lte=at)
    return published.order_by("-effective_from", "-number")


_NEWEST_FIRST = Prepared(lambda at: _effective(at).values_list(*_REF))
_TOLD = Prepared(
    lambda policy, account_id, at: (
        Notice.objects.filter(version__policy__key=policy, account_id=account_id)
        .filter(Q(version__needs_acknowledgement=False) | Q(acknowledgement__at__lte=at))
        .values_list("version_id", "given_at", "days")
    )
)
_CANDIDATES = Prepared(lambda at, ids: _effective(at).filter(pk__among=ids).values_list(*_REF, "notice_days"))


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
