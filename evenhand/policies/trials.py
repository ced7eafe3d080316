"""A text tried on past decisions: what it would have said to the facts they were made on. Nothing is decided anew.

The rooms that decide register where their stored decisions are found; this room reads facts and compares verdicts.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from evenhand.policies.conditions import Facts, FactValue
from evenhand.policies.questions import ORDERED_BEFORE
from evenhand.policies.rules import ClauseRef, Effect, Rule, Verdict, judge
from evenhand.policies.wording import VersionWords

BATCH = 500


@dataclass(frozen=True)
class PastDecision:
    """One decision as it was stored: its question, its facts, its verdict, and where it can be read."""

    id: int
    question: str
    facts: Facts
    verdict: Verdict
    at: datetime.datetime
    name: str
    url: str


class PastDecisions(Protocol):
    """Where the stored decisions of a policy are found, the newest first."""

    def count(self, policy: str, start: datetime.datetime, end: datetime.datetime) -> int:
        """How many were made from `start` up to, not including, `end`."""

    def before(
        self, policy: str, start: datetime.datetime, end: datetime.datetime, last_id: int | None, limit: int
    ) -> Sequence[PastDecision]:
        """At most `limit` of them, those stored before the one with `last_id`."""


_sources: list[PastDecisions] = []


def register_past_decisions(source: PastDecisions) -> None:
    """From now on the decisions of `source` are read when a text is tried."""
    _sources[:] = [*(each for each in _sources if type(each) is not type(source)), source]


@dataclass(frozen=True)
class Changed:
    """A decision that would have come out otherwise: by which clauses, or for want of which facts."""

    decision: PastDecision
    verdict: Verdict
    clauses: tuple[ClauseRef, ...]
    missing: tuple[str, ...]

    @property
    def change(self) -> str:
        """From which verdict to which, as in "allowed>not_allowed"."""
        return f"{self.decision.verdict}>{self.verdict}"


@dataclass(frozen=True)
class Trial:
    """One batch of decisions, tried. `last_id` is where to go on; None at the end."""

    looked_at: int
    changed: tuple[Changed, ...]
    last_id: int | None


def decisions_in(policy: str, start: datetime.datetime, end: datetime.datetime) -> int:
    """How many stored decisions there are to try a text on."""
    return sum(source.count(policy, start, end) for source in _sources)


def try_batch(
    words: VersionWords, policy: str, start: datetime.datetime, end: datetime.datetime, last_id: int | None
) -> Trial:
    """The next batch of decisions, at most `BATCH`, judged by `words`. One query; nothing is written."""
    found = [each for source in _sources for each in source.before(policy, start, end, last_id, BATCH)]
    changed = tuple(differing(words, found))
    return Trial(len(found), changed, found[-1].id if len(found) == BATCH else None)


def differing(words: VersionWords, decisions: Iterable[PastDecision]) -> Iterable[Changed]:
    """Those decisions to which `words` would have said something else, had they been in force."""
    rules = [
        Rule(ClauseRef(each.number, each.title), each.questions, Effect(each.effect), each.condition, each.reason)
        for each in words.clauses
        if each.questions
    ]
    limits: dict[str, FactValue] = {parameter.name: parameter.value for parameter in words.parameters}
    for decision in decisions:
        values = {**limits, **decision.facts, ORDERED_BEFORE.name: False}
        judgement = judge((rule for rule in rules if rule.covers(decision.question)), values)
        if judgement.verdict != decision.verdict:
            clauses = tuple(rule.clause for rule in judgement.rules)
            yield Changed(decision, judgement.verdict, clauses, judgement.missing)
