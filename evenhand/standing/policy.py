"""The numbers by which we compare people, from the policy `standing-and-steps`."""

import datetime
from dataclasses import dataclass

from evenhand.policies.api import Parameters, VersionRef, parameters, parameters_of, version_binding
from evenhand.standing.rules import Audience

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
    lower_share_rule: bool = False
    weigh_unexplained: bool = False
    cause_prior: int = 1
    review_every_weeks: int = 1


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
        lower_share_rule=found.switch("lower_share_rule", default=False),
        weigh_unexplained=found.switch("weigh_unexplained", default=False),
        cause_prior=found.integer("cause_prior", 1),
        review_every_weeks=max(1, found.integer("review_every_weeks", 1)),
    )


@dataclass(frozen=True)
class OrderRules:
    """The standard that was agreed with sellers or drivers, and from when on missing it is beyond doubt.

    `standard_per_1000` is the most marked orders in a thousand; `chance_per_1000` how rarely, of a thousand who just
    keep it, luck alone may name one; `minimum` the fewest orders of which anything is said.
    """

    version: VersionRef
    window_days: int
    minimum: int
    standard_per_1000: int
    chance_per_1000: int


def order_rules(audience: Audience, at: datetime.datetime) -> OrderRules | None:
    """The standard in force at `at`; None where the policy states none, and so nobody can be held to it."""
    found = parameters(STANDING, at)
    if f"{audience}_standard_per_1000" not in found.by_name:
        return None
    return OrderRules(
        version=found.version,
        window_days=found.integer("window_days"),
        minimum=number_or(found, f"{audience}_minimum", 50),
        standard_per_1000=found.integer(f"{audience}_standard_per_1000"),
        chance_per_1000=number_or(found, "chance_per_1000", 1),
    )


@dataclass(frozen=True)
class ContestRules:
    """How long a mark can be contested after it was seen, and by when somebody decides."""

    window_days: int
    decision_working_days: int


def contest_rules(account_id: int, at: datetime.datetime) -> ContestRules:
    """The rules that bound this person at `at`, where none did those in force."""
    version = version_binding(MARKS, account_id, at)
    found = parameters_of(version) if version else parameters(MARKS, at)
    return ContestRules(
        window_days=found.integer("contest_window_days"),
        decision_working_days=number_or(found, "contest_decision_working_days", 5),
    )


def number_or(found: Parameters, name: str, usual: int) -> int:
    """A parameter, or what is usual where the version is older than the parameter."""
    return found.integer(name) if name in found.by_name else usual


def second_look_percent(at: datetime.datetime) -> int:
    """Of 100 decided causes, how many a second person looks at."""
    return parameters(MARKS, at).integer("second_look_percent", 10)
