"""The door of fairness: tallies in, standing out; what would turn it, limits, silence, repeated looks, luck."""

from typing import TYPE_CHECKING, Any

from evenhand.fairness import intervals, looks, silence
from evenhand.fairness.agreement import Agreement, agreement
from evenhand.fairness.causes import CauseShare, Stratum, cause_shares, tilted
from evenhand.fairness.crossed import CrossedFit, fit_crossed
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
from evenhand.fairness.turning import Turn, first_turn

if TYPE_CHECKING:
    from evenhand.fairness.gather import Columns, gather, gather_asked, gather_file
    from evenhand.fairness.sources import Engine

__all__ = [
    "VERDICTS",
    "Agreement",
    "BeyondDoubt",
    "BeyondFunnel",
    "CauseShare",
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
    "Stratum",
    "Tallies",
    "TalliesError",
    "Team",
    "Turn",
    "Verdict",
    "agreement",
    "cause_shares",
    "exact_outcome",
    "first_turn",
    "fit_crossed",
    "gather",
    "gather_asked",
    "gather_file",
    "intervals",
    "looks",
    "outcomes",
    "silence",
    "simulate",
    "stand",
    "tilted",
]

_OF_GATHER = {"Columns", "Engine", "gather", "gather_asked", "gather_file"}


def __getattr__(name: str) -> Any:
    """What makes tallies of raw answers stands on Ibis, which takes half a second to load: only when asked for."""
    if name not in _OF_GATHER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from evenhand.fairness import gather as making  # noqa: PLC0415

    return getattr(making, name)
