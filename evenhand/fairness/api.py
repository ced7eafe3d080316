"""The door of fairness: tallies in, standing out."""

from evenhand.fairness.results import (
    VERDICTS,
    Fit,
    GroupStanding,
    PeopleColumns,
    PersonStanding,
    Spread,
    Standing,
    Verdict,
)
from evenhand.fairness.tallies import Circumstance, Tallies, TalliesError

__all__ = [
    "VERDICTS",
    "Circumstance",
    "Fit",
    "GroupStanding",
    "PeopleColumns",
    "PersonStanding",
    "Spread",
    "Standing",
    "Tallies",
    "TalliesError",
    "Verdict",
    "stand",
]


def stand(
    tallies: Tallies,
    *,
    spread: Spread = "normal",
    nodes: int = 15,
    share: float = 0.15,
    false_discovery: float = 0.1,
    level: float = 0.95,
    standard: float | None = None,
) -> Standing:
    """How does each person stand against their peers, and how sure is that?"""
    raise NotImplementedError
