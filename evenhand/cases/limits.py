"""What the policy in force says about time that nobody stopped."""

import datetime
from dataclasses import dataclass

from evenhand.policies.api import NoVersionInForce, parameters

POLICY = "survey-and-marks"


@dataclass(frozen=True)
class TimeLimits:
    """After how long a contact or a call counts as forgotten, and how long the work afterwards takes and counts."""

    forgotten_contact_minutes: int = 30
    after_contact_limit_minutes: int = 10
    after_call_goal_seconds: int = 90
    after_call_extension_seconds: int = 120
    forgotten_call_minutes: int = 240

    @property
    def most_after(self) -> datetime.timedelta:
        return datetime.timedelta(minutes=self.after_contact_limit_minutes)


def time_limits(at: datetime.datetime) -> TimeLimits:
    """The limits at `at`; those that the policy does not name, or before there is any policy, are the house's own."""
    try:
        named = parameters(POLICY, at).by_name
    except NoVersionInForce:
        return TimeLimits()
    known = {name: int(named[name].value) for name in TimeLimits.__dataclass_fields__ if name in named}
    return TimeLimits(**known)
