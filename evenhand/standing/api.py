"""The door of standing: what rooms above may use."""

from evenhand.standing.models import Computation, Finding, FrozenNeverChanges, Mark, StandingResult
from evenhand.standing.rules import Cause

__all__ = [
    "Cause",
    "Computation",
    "Finding",
    "FrozenNeverChanges",
    "Mark",
    "StandingResult",
]
