"""The numbers by which we compare people, from the policy `standing-and-steps`."""

import datetime
from dataclasses import dataclass

from evenhand.policies.api import VersionRef, parameters

STANDING = "standing-and-steps"
MARKS = "survey-and-marks"


@dataclass(frozen=True)
class StandingRules:
    """Over how long we look, what is enough evidence, and how sure we want to be."""

    version: VersionRef
    window_days: int
    minimum_answers: int
    minimum_reliability: float
    tail_share: float
    false_discovery: float


def standing_rules(at: datetime.datetime) -> StandingRules:
    """The rules in force at `at`."""
    found = parameters(STANDING, at)
    return StandingRules(
        version=found.version,
        window_days=found.integer("window_days"),
        minimum_answers=found.integer("minimum_answers"),
        minimum_reliability=found.fraction("minimum_reliability"),
        tail_share=found.fraction("share"),
        false_discovery=found.fraction("false_discovery"),
    )
