"""The numbers by which we ask, from the policy `survey-and-marks` that is in force."""

import datetime
from dataclasses import dataclass

from evenhand.policies.api import parameters

POLICY = "survey-and-marks"


@dataclass(frozen=True)
class SurveyRules:
    """When we ask, how often, how long an answer may come, and when an agent sees it."""

    invitation_delay: datetime.timedelta
    cap: datetime.timedelta
    open_for: datetime.timedelta
    show_delay: datetime.timedelta
    minimum_batch: int


def survey_rules(at: datetime.datetime) -> SurveyRules:
    """The rules in force at `at`."""
    found = parameters(POLICY, at)
    return SurveyRules(
        invitation_delay=datetime.timedelta(hours=found.integer("invitation_delay_hours")),
        cap=datetime.timedelta(days=found.integer("cap_days")),
        open_for=datetime.timedelta(days=found.integer("answer_days")),
        show_delay=datetime.timedelta(days=found.integer("show_delay_days")),
        minimum_batch=found.integer("minimum_batch"),
    )
