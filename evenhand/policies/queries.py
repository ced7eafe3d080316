"""Reads for pages: policies, what their versions say, how two differ, what somebody was told."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evenhand.core.api import Money, Passage, environment, passages
from evenhand.policies.decisions import LIMITS_CURRENCY
from evenhand.policies.models import Clause, Notice, Policy, PolicyVersion
from evenhand.policies.notes import FigureNote, note_on
from evenhand.policies.rules import Parameter
from evenhand.policies.wording import ClauseWords, VersionWords


def words_of(version: PolicyVersion) -> VersionWords:
    """Everything that a version says."""
    return VersionWords(
        text=version.text,
        parameters=tuple(Parameter(**row) for row in version.parameters),
        clauses=tuple(
            ClauseWords(each.number, each.title, each.text, each.questions, each.effect, each.condition, each.reason)
            for each in version.clauses.order_by("position")
        ),
    )


def figure_words(figure: Parameter, figures: Iterable[Parameter]) -> str:
    """A figure of a version as people say it: money as money, switches as on or off, the rest with its unit."""
    if isinstance(figure.value, bool):
        return _("on") if figure.value else _("off")
    if figure.name.endswith("_minor") and isinstance(figure.value, int):
        currency = next((each.value for each in figures if each.name == LIMITS_CURRENCY), environment().currency)
        return Money(figure.value, str(currency)).format(get_language() or "en")
    return f"{figure.value} {figure.unit}".strip()


def policies_for(
    audiences: Iterable[str], *, sees_all: bool, at: datetime.datetime
) -> list[tuple[Policy, PolicyVersion | None]]:
    """The policies that a reader of these audiences may read, by title, each with its version in force at `at`."""
    versions = defaultdict[int, list[PolicyVersion]](list)
    for version in PolicyVersion.objects.filter(effective_from__lte=at).defer("text", "parameters"):
        versions[version.policy_id].append(version)
    wanted = set(audiences)
    return [
        (policy, in_force(versions[policy.pk], at))
        for policy in Policy.objects.all()
        if sees_all or not wanted.isdisjoint(policy.audiences)
    ]


def parameters_shown(
    version: PolicyVersion, now: datetime.datetime | None
) -> list[tuple[dict[str, Any], FigureNote | None]]:
    """The figures of a version, each with what a room above has to say beside it; nothing beside it without `now`."""
    key = version.policy.key
    return [(row, note_on(key, row["name"], now) if now else None) for row in version.parameters]


def published_versions(policy: Policy) -> QuerySet[PolicyVersion]:
    """What was published of a policy, the newest first."""
    return policy.versions.filter(published_at__isnull=False).select_related("published_by").order_by("-number")


def draft_of(policy: Policy) -> PolicyVersion | None:
    """The draft of the next version, where somebody began one."""
    return policy.versions.filter(published_at=None).select_related("policy").first()


def in_force(versions: Iterable[PolicyVersion], at: datetime.datetime) -> PolicyVersion | None:
    """Of these published versions, the one that holds at `at`."""
    holding = [version for version in versions if version.effective_from and version.effective_from <= at]
    return max(holding, key=lambda version: (version.effective_from, version.number), default=None)


def notices_of(account_id: int) -> QuerySet[Notice]:
    """What somebody was told and when, the newest first, with what they acknowledged."""
    return Notice.objects.filter(account_id=account_id).select_related("version__policy", "acknowledgement")


def notices_about(version: PolicyVersion) -> QuerySet[Notice]:
    """Everybody who was told of a version, by name, with their acknowledgements."""
    told = Notice.objects.filter(version=version).select_related("account", "acknowledgement")
    return told.order_by("account__name", "account_id")


@dataclass(frozen=True)
class Difference:
    """One part of a policy in two versions: its name, what became of it, and its words side by side."""

    name: str
    kind: str
    pieces: tuple[Passage, ...]


def differences(older: VersionWords, newer: VersionWords) -> list[Difference]:
    """What changed between two versions: first the text, then parameters, then clauses, in the newer one's order."""
    before, after = _parts(older), _parts(newer)
    names = [*after, *(name for name in before if name not in after)]
    return [
        Difference(name, _kind(name, before, after), passages(before.get(name, ""), after.get(name, "")))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _kind(name: str, before: dict[str, str], after: dict[str, str]) -> str:
    if name not in before:
        return "new"
    return "changed" if name in after else "gone"


def _parts(words: VersionWords) -> dict[str, str]:
    parts = {"": words.text}
    for parameter in words.parameters:
        parts[parameter.name] = f"{figure_words(parameter, words.parameters)}. {parameter.explanation}"
    for clause in words.clauses:
        lines = (clause.title, clause.text, clause.questions, clause.effect, clause.condition, clause.reason)
        parts[clause.number] = "\n".join(line for line in lines if line)
    return parts


def clauses_of(version: PolicyVersion) -> QuerySet[Clause]:
    """The clauses of a version, in their order."""
    return version.clauses.order_by("position")
