"""The door of fairness: tallies in, standing out; and beside it limits, silence, repeated looks and luck."""

from evenhand.fairness import intervals, looks, silence
from evenhand.fairness.crossed import CrossedFit, fit_crossed
from evenhand.fairness.gather import Columns, Engine, gather, gather_file
from evenhand.fairness.luck import Outcome, Team, exact_outcome, outcomes, simulate
from evenhand.fairness.naming import BeyondDoubt, BeyondFunnel, LowestShare, Rule, Running
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
    "BeyondDoubt",
    "BeyondFunnel",
    "Circumstance",
    "Columns",
    "CrossedFit",
    "Engine",
    "Fit",
    "GroupStanding",
    "LowestShare",
    "Outcome",
    "PeopleColumns",
    "PersonStanding",
    "Rule",
    "Running",
    "Settings",
    "Spread",
    "Standing",
    "Tallies",
    "TalliesError",
    "Team",
    "Verdict",
    "exact_outcome",
    "fit_crossed",
    "gather",
    "gather_file",
    "intervals",
    "looks",
    "outcomes",
    "silence",
    "simulate",
    "stand",
]
