"""What a version says, as plain values: checked before it is saved, sealed when it is published."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase

from django.utils.translation import gettext as _

from evenhand.policies.conditions import BadCondition, CannotTell, Condition, FactValue, compiled
from evenhand.policies.figures import FIGURES
from evenhand.policies.questions import QUESTIONS, Fact, Question
from evenhand.policies.rules import PLACEHOLDER, Effect, Parameter, covered, question_names

CLAUSE_NUMBER = re.compile(r"\d{1,3}(\.\d{1,3}){0,3}")
PARAMETER_NAME = re.compile(r"[a-z][a-z0-9_]{1,59}")


@dataclass(frozen=True)
class ClauseWords:
    """One clause as it is written."""

    number: str
    title: str
    text: str
    questions: str = ""
    effect: str = ""
    condition: str = ""
    reason: str = ""


@dataclass(frozen=True)
class VersionWords:
    """Everything that a version says."""

    text: str
    parameters: tuple[Parameter, ...]
    clauses: tuple[ClauseWords, ...]

    @property
    def seal(self) -> str:
        """The hash by which a later change of any word shows."""
        content = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class Problem:
    """Something that has to be put right first: where, in which field, and how."""

    where: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}, {self.field}: {self.message}"


def problems(policy: str, words: VersionWords) -> list[Problem]:
    """Everything that keeps `words` from being a version of the policy of that key, in the order of reading.

    None: it can be published.
    """
    return [
        *_parameter_problems(words.parameters),
        *_figure_problems(policy, words.parameters),
        *_clause_problems(words),
    ]


def _parameter_problems(parameters: Iterable[Parameter]) -> Iterator[Problem]:
    seen: set[str] = set()
    facts = {fact.name for question in QUESTIONS.values() for fact in question.facts}
    for parameter in parameters:
        where = _("parameter %(name)s") % {"name": parameter.name or "?"}
        if not PARAMETER_NAME.fullmatch(parameter.name):
            yield Problem(where, "name", _("use small letters, digits and _, beginning with a letter"))
        elif parameter.name in seen:
            yield Problem(where, "name", _("there are two of this name"))
        elif parameter.name in facts:
            yield Problem(where, "name", _("a fact has this name already"))
        seen.add(parameter.name)
        if parameter.value == "":
            yield Problem(where, "value", _("give it a value"))
        if not parameter.explanation.strip():
            yield Problem(where, "explanation", _("say in plain words what it means"))


def _figure_problems(policy: str, parameters: Iterable[Parameter]) -> Iterator[Problem]:
    """What rooms above read has to be there, and to be what they take it for."""
    stated = {parameter.name: parameter.value for parameter in parameters}
    for figure in FIGURES.get(policy, ()):
        where = _("parameter %(name)s") % {"name": figure.name}
        if figure.name in stated:
            if stated[figure.name] != "" and not figure.kind.fits(stated[figure.name]):
                yield Problem(
                    where, "value", _("the house works by it, and needs %(kind)s") % {"kind": figure.kind.words}
                )
        elif not figure.may_be_absent:
            message = _("it is missing, and the house works by it: add it, with %(kind)s") % {"kind": figure.kind.words}
            yield Problem(where, "name", message)


def _clause_problems(words: VersionWords) -> Iterator[Problem]:
    if not words.clauses:
        yield Problem(_("the policy"), "clauses", _("it needs one clause at least"))
    seen: set[str] = set()
    for clause in words.clauses:
        where = _("clause %(number)s") % {"number": clause.number or "?"}
        if not CLAUSE_NUMBER.fullmatch(clause.number):
            yield Problem(where, "number", _("write it as in 3 or 3.2"))
        elif clause.number in seen:
            yield Problem(where, "number", _("there are two of this number"))
        seen.add(clause.number)
        for field in ("title", "text"):
            if not getattr(clause, field).strip():
                yield Problem(where, field, _("this is empty"))
        for field, message in _deciding_problems(clause, words.parameters):
            yield Problem(where, field, message)


def _deciding_problems(clause: ClauseWords, parameters: tuple[Parameter, ...]) -> Iterator[tuple[str, str]]:
    names = question_names(clause.questions)
    if not names:
        for field in ("effect", "condition", "reason"):
            if getattr(clause, field):
                yield (
                    "questions",
                    _("say which question this clause decides, or leave its %(field)s empty") % {"field": field},
                )
        return
    if clause.effect not in list(Effect):
        yield "effect", _("choose one of %(effects)s") % {"effects": ", ".join(Effect)}
    asked = [question for question in QUESTIONS.values() if covered(clause.questions, question.name)]
    for name in names:
        if not any(fnmatchcase(question.name, name) for question in asked):
            yield (
                "questions",
                _("nothing asks “%(name)s”; the questions are %(all)s")
                % {
                    "name": name,
                    "all": ", ".join(sorted(QUESTIONS)),
                },
            )
    if not clause.reason.strip():
        yield "reason", _("write the words that an agent can say aloud")
    facts = _facts_of_all(asked)
    known = set(facts) | {parameter.name for parameter in parameters}
    for word in PLACEHOLDER.findall(clause.reason):
        if word not in known:
            yield "reason", _unknown(f"{{{word}}}", known)
    for message in _condition_problems(clause.condition, facts, parameters):
        yield "condition", message


def _facts_of_all(asked: Sequence[Question]) -> dict[str, Fact]:
    """The facts that each of the questions is asked with. By name: to hash a fact is to translate all its words."""
    known = [{fact.name: fact for fact in question.facts} for question in asked]
    return (
        {name: fact for name, fact in known[0].items() if all(each.get(name) == fact for each in known)}
        if known
        else {}
    )


def _condition_problems(source: str, facts: dict[str, Fact], parameters: tuple[Parameter, ...]) -> Iterator[str]:
    try:
        condition = compiled(source)
    except BadCondition as problem:
        yield str(problem)
        return
    known = set(facts) | {parameter.name for parameter in parameters}
    unknown = sorted(condition.names - known)
    for name in unknown:
        yield _unknown(name, known)
    if not unknown:
        yield from _trial_problems(condition, facts, parameters)


def _trial_problems(condition: Condition, facts: dict[str, Fact], parameters: tuple[Parameter, ...]) -> Iterator[str]:
    """Asks the condition with small and large made-up facts, so that a wrong comparison shows while it is written."""
    limits: dict[str, FactValue] = {parameter.name: parameter.value for parameter in parameters}
    for number in (0, 1_000_000):
        for answer in (True, False):
            made_up: dict[str, FactValue] = {"number": number, "yes_or_no": answer, "text": "DE"}
            try:
                condition.holds({**limits, **{fact.name: made_up[fact.kind] for fact in facts.values()}})
            except CannotTell as problem:
                yield str(problem).split(". ", 1)[0]
                return


def _unknown(name: str, known: set[str]) -> str:
    return _("“%(name)s” is neither a fact of this question nor a parameter; there are %(known)s") % {
        "name": name,
        "known": ", ".join(sorted(known)),
    }
