"""What a policy decides, on plain values: verdicts, the clauses behind them, and the words to say."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from evenhand.policies.conditions import CannotTell, Facts, FactValue, compiled

PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Verdict(StrEnum):
    """May it be done? Strictest last."""

    ALLOWED = "allowed"
    NEEDS_APPROVAL = "needs_approval"
    NOT_ALLOWED = "not_allowed"


class Effect(StrEnum):
    """What a clause does where its condition is true. Strictest last.

    `keep` decides nothing itself: the version of the day of the order is asked as well, and the kinder answer holds.
    """

    KEEP = "keep"
    ALLOW = "allow"
    NEEDS_APPROVAL = "needs_approval"
    REFUSE = "refuse"


@dataclass(frozen=True)
class VersionRef:
    """Names one published version, as decisions keep it."""

    id: int
    policy: str
    title: str
    number: int
    effective_from: datetime.datetime
    sha256: str

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


@dataclass(frozen=True)
class ClauseRef:
    """Names one clause of the version that stands beside it."""

    number: str
    title: str

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@dataclass(frozen=True)
class Decision:
    """What a policy says to one question on these facts. Store it whole: it is never computed again in place.

    `clauses` are those that decided, none where no clause covers the question. `reasons` are sentences to say aloud.
    """

    verdict: Verdict
    clauses: tuple[ClauseRef, ...]
    reasons: tuple[str, ...]
    version: VersionRef
    facts: Facts

    @property
    def is_allowed(self) -> bool:
        """Whether it may be done now, by whoever asked."""
        return self.verdict is Verdict.ALLOWED

    @property
    def needs_approval(self) -> bool:
        """Whether it may be done once a second person agrees."""
        return self.verdict is Verdict.NEEDS_APPROVAL

    @property
    def is_possible(self) -> bool:
        """Whether it may be done, now or after approval."""
        return self.verdict is not Verdict.NOT_ALLOWED

    def is_kinder_than(self, other: "Decision") -> bool:
        """Whether it lets more be done than `other` does."""
        strictest_last = list(Verdict)
        return strictest_last.index(self.verdict) < strictest_last.index(other.verdict)


@dataclass(frozen=True)
class Parameter:
    """A threshold, limit or switch of one version."""

    name: str
    value: bool | int | float | str
    unit: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class Parameters:
    """The parameters of one version, by name."""

    version: VersionRef
    by_name: Mapping[str, Parameter]

    def __getitem__(self, name: str) -> bool | int | float | str:
        try:
            return self.by_name[name].value
        except KeyError:
            raise KeyError(f"{self.version} has no parameter {name!r}") from None

    def integer(self, name: str, default: int | None = None) -> int:
        """A whole number: days, minutes, minor units of money. `default` where the version knows no such parameter."""
        value = self[name] if default is None or name in self.by_name else default
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} of {self.version} is {value!r}, not a whole number")
        return value

    def switch(self, name: str, *, default: bool | None = None) -> bool:
        """Whether something is on. `default` where the version knows no such parameter."""
        value = self[name] if default is None or name in self.by_name else default
        if not isinstance(value, bool):
            raise TypeError(f"{name} of {self.version} is {value!r}, not true or false")
        return value

    def fraction(self, name: str) -> float:
        """A parameter in percent, as a fraction of 1."""
        return self.integer(name) / 100


@dataclass(frozen=True)
class Rule:
    """A clause that decides: which questions, with which effect, where, and in which words.

    `questions` are names with commas between; "refund.*" stands for all that begin with "refund.".
    """

    clause: ClauseRef
    questions: str
    effect: Effect
    condition: str
    reason: str

    def covers(self, question: str) -> bool:
        """Whether the clause has something to say to `question`."""
        return covered(self.questions, question)


def question_names(questions: str) -> tuple[str, ...]:
    """The names, perhaps with a star at the end, in a clause's list of questions."""
    return tuple(name.strip() for name in questions.split(",") if name.strip())


def covered(questions: str, question: str) -> bool:
    """Whether a clause's list of questions names `question`, itself or by a star."""
    return any(fnmatchcase(question, name) for name in question_names(questions))


@dataclass(frozen=True)
class Judgement:
    """A verdict with the rules that decided it. In doubt, they are those that could not be judged."""

    verdict: Verdict
    rules: tuple[Rule, ...]
    is_in_doubt: bool = False
    missing: tuple[str, ...] = ()


def promise_kept(rules: Iterable[Rule], values: Facts) -> Rule | None:
    """The first of `rules` by which an order keeps what it was promised; one that cannot be judged keeps it too."""
    known: dict[str, FactValue] = {name: value for name, value in values.items() if value is not None}
    for rule in rules:
        try:
            if rule.effect is Effect.KEEP and compiled(rule.condition).holds(known):
                return rule
        except CannotTell:
            return rule
    return None


def judge(rules: Iterable[Rule], values: Facts) -> Judgement:
    """The verdict of `rules`, all about one question, on `values`. A fact that is None is not known.

    Something is allowed only where a clause allows it; then the strictest clause that is true decides. A condition
    that cannot be judged never allows and never refuses: a person decides.
    """
    known: dict[str, FactValue] = {name: value for name, value in values.items() if value is not None}
    true: dict[Effect, list[Rule]] = {effect: [] for effect in Effect}
    untold: dict[Effect, list[Rule]] = {effect: [] for effect in Effect}
    missing: set[str] = set()
    for rule in rules:
        if rule.effect is Effect.KEEP:
            continue
        try:
            if compiled(rule.condition).holds(known):
                true[rule.effect].append(rule)
        except CannotTell as gap:
            untold[rule.effect].append(rule)
            missing.update(gap.missing)
    return _strictest(true, untold, tuple(sorted(missing)))


def _strictest(
    true: Mapping[Effect, list[Rule]], untold: Mapping[Effect, list[Rule]], missing: tuple[str, ...]
) -> Judgement:
    if true[Effect.REFUSE]:
        return Judgement(Verdict.NOT_ALLOWED, tuple(true[Effect.REFUSE]))
    if not true[Effect.ALLOW] and not untold[Effect.ALLOW]:
        return Judgement(Verdict.NOT_ALLOWED, ())
    in_doubt = [rule for rules in untold.values() for rule in rules]
    if in_doubt:
        return Judgement(Verdict.NEEDS_APPROVAL, tuple(in_doubt), is_in_doubt=True, missing=missing)
    if true[Effect.NEEDS_APPROVAL]:
        return Judgement(Verdict.NEEDS_APPROVAL, (*true[Effect.ALLOW], *true[Effect.NEEDS_APPROVAL]))
    return Judgement(Verdict.ALLOWED, tuple(true[Effect.ALLOW]))


def said(reason: str, values: Facts, word: Callable[[str, FactValue], str]) -> str:
    """`reason` with its {placeholders} filled; `word` says how a named value is spoken."""
    return PLACEHOLDER.sub(lambda found: word(found[1], values.get(found[1])), reason)
