"""Scorecards, lots and outcomes on plain values. A class of critical items is passed or failed, never averaged."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a fault in this item would hurt: the customer, the business, the law; or only how well it was done."""

    CUSTOMER = "customer"
    BUSINESS = "business"
    COMPLIANCE = "compliance"
    OTHER = "other"


CRITICAL = (Kind.CUSTOMER, Kind.BUSINESS, Kind.COMPLIANCE)


class Answer(StrEnum):
    """What a reviewer saw of one item."""

    MET = "met"
    MISSED = "missed"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Item:
    """One line of a scorecard. `key` stays the same from version to version while its words do."""

    key: str
    kind: Kind
    words: str


@dataclass(frozen=True)
class ClassOutcome:
    """How a contact came out in one class: passed, failed, or None where nothing of it applied."""

    kind: Kind
    passed: bool | None
    missed: tuple[Item, ...]


@dataclass(frozen=True)
class Outcome:
    """How a contact came out: each critical class by itself, the other items as a count of those that applied."""

    critical: tuple[ClassOutcome, ...]
    others_met: int
    others_applied: int
    others_missed: tuple[Item, ...]


def combined(answers: Sequence[Mapping[str, str]], granted: Collection[str] = ()) -> dict[str, Answer]:
    """What counts of each item: missed only where everybody who looked saw it missed, and no dispute was upheld."""
    keys = {key for given in answers for key in given}
    return {key: _one([given[key] for given in answers if key in given], key in granted) for key in keys}


def _one(seen: Sequence[str], is_granted: bool) -> Answer:
    if is_granted or Answer.MET in seen:
        return Answer.MET
    return Answer.MISSED if all(each == Answer.MISSED for each in seen) else Answer.NOT_ASKED


def outcome(items: Sequence[Item], answers: Mapping[str, str]) -> Outcome:
    """How a contact came out by these answers."""
    others = [item for item in items if item.kind is Kind.OTHER]
    missed = _missed(others, answers)
    met = sum(answers.get(item.key) == Answer.MET for item in others)
    return Outcome(
        critical=tuple(_class(kind, [item for item in items if item.kind is kind], answers) for kind in CRITICAL),
        others_met=met,
        others_applied=met + len(missed),
        others_missed=missed,
    )


def _class(kind: Kind, items: Sequence[Item], answers: Mapping[str, str]) -> ClassOutcome:
    missed = _missed(items, answers)
    applied = any(answers.get(item.key) in (Answer.MET, Answer.MISSED) for item in items)
    return ClassOutcome(kind, not missed if applied else None, missed)


def _missed(items: Sequence[Item], answers: Mapping[str, str]) -> tuple[Item, ...]:
    return tuple(item for item in items if answers.get(item.key) == Answer.MISSED)


def drawn(contacts: Sequence[int], per_agent: int, *, seed: int, agent_id: int) -> list[int]:
    """Which of one agent's contacts are looked at: the same seed and contacts draw the same, whatever others did.

    >>> drawn([11, 12, 13, 14], 2, seed=5, agent_id=3) == drawn([14, 13, 12, 11], 2, seed=5, agent_id=3)
    True
    >>> drawn([11], 2, seed=5, agent_id=3), drawn([], 2, seed=5, agent_id=3)
    ([11], [])
    """
    lots = random.Random(f"{seed}/{agent_id}")  # noqa: S311 - lots from a kept seed, so that anybody can draw again
    return sorted(lots.sample(sorted(contacts), min(len(contacts), per_agent)))


def seconded(contacts: Sequence[int], percent: int, *, seed: int) -> list[int]:
    """Which of the drawn are looked at by two. What is left of a whole one is drawn by lot too."""
    lots = random.Random(f"{seed}/second")  # noqa: S311 - as above
    size = int(len(contacts) * percent / 100 + lots.random())
    return sorted(lots.sample(sorted(contacts), min(size, len(contacts))))


def in_mixed_order(contacts: Sequence[int], *, seed: int) -> list[int]:
    """The order in which they are handed out: not by person, and nobody's choice."""
    order = sorted(contacts)
    random.Random(f"{seed}/order").shuffle(order)  # noqa: S311 - as above
    return order


def may_decide_dispute(
    *, decider_id: int, roles: Collection[str], person_id: int, reviewer_ids: Collection[int], leads_person: bool
) -> bool:
    """Whether somebody may decide a dispute: a reviewer or administrator with no part in it."""
    involved = decider_id == person_id or decider_id in reviewer_ids or leads_person
    return not involved and not {"reviewer", "administrator"}.isdisjoint(roles)
