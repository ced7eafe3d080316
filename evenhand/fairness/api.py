"""The door of fairness: tallies in, standing out."""

from evenhand.fairness.results import (
    VERDICTS,
    Fit,
    GroupStanding,
    PeopleColumns,
    PersonStanding,
    Settings,
    Spread,
    Standing,
    Verdict,
)
from evenhand.fairness.standing import stand
from evenhand.fairness.tallies import Circumstance, Tallies, TalliesError

__all__ = [
    "VERDICTS",
    "Circumstance",
    "Fit",
    "GroupStanding",
    "PeopleColumns",
    "PersonStanding",
    "Settings",
    "Spread",
    "Standing",
    "Tallies",
    "TalliesError",
    "Verdict",
    "stand",
]
