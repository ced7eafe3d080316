"""The numbers of quality reviews, from the policy `survey-and-marks`."""

import datetime
from dataclasses import dataclass

from evenhand.policies.api import NoVersionInForce, parameters

POLICY = "survey-and-marks"


@dataclass(frozen=True)
class QualityRules:
    """How many contacts are drawn, how many of them are looked at by two, and how long a dispute takes."""

    per_agent: int
    second_percent: int
    dispute_days: int
    dispute_working_days: int


def quality_rules(at: datetime.datetime) -> QualityRules:
    """The rules in force at `at`. Where they say nothing of reviews, nobody was told of any, and none are drawn."""
    try:
        found = parameters(POLICY, at)
    except NoVersionInForce:
        return QualityRules(0, 0, 14, 5)
    return QualityRules(
        per_agent=found.integer("quality_contacts_per_week", 0),
        second_percent=found.integer("quality_second_percent", 20),
        dispute_days=found.integer("quality_dispute_days", 14),
        dispute_working_days=found.integer("quality_dispute_working_days", 5),
    )
