"""What `stand` answers: the fitted model, each group, and each person in it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from evenhand.fairness.tallies import FloatArray, IntArray

Kind = Literal["normal", "beta", "flexible"]
Spread = Literal["auto", "normal", "beta", "flexible"]


class Verdict(StrEnum):
    """How a person stands against their peers, or against a written standard."""

    CLEARLY_WORSE = "clearly worse"
    CLEARLY_BETTER = "clearly better"
    IN_LINE = "in line"
    NOT_ENOUGH_EVIDENCE = "not enough evidence"


VERDICTS = tuple(Verdict)


@dataclass(frozen=True)
class Settings:
    """What `stand` was asked: see there. Raises ValueError for settings out of range."""

    spread: Spread = "auto"
    nodes: int = 15
    share: float = 0.15
    false_discovery: float = 0.1
    level: float = 0.95
    standard: float | None = None

    def __post_init__(self) -> None:
        if self.spread not in get_args(Spread):
            raise ValueError(f"spread must be one of {', '.join(get_args(Spread))}, not {self.spread}")
        if self.nodes < 1:
            raise ValueError(f"nodes must be at least 1, not {self.nodes}")
        for name in ("share", "false_discovery", "level", "standard"):
            rate = getattr(self, name)
            if rate is not None and not 0 < rate < 1:
                raise ValueError(f"{name} must lie between 0 and 1, not {rate}")
        if self.share > 0.5:
            raise ValueError(f"share must not be above one half, not {self.share}")


@dataclass(frozen=True)
class Fit:
    """The model fitted to all people. `spread` is the kind that was taken, where it was asked to be found out.

    `log_likelihood` is that of single answers, without binomial coefficients. `person_sd` is the standard deviation
    of the people's true effects in log-odds. `fixed_effects` are log-odds by name ("intercept", "channelchat";
    "groupnights" for a group's distance from the first). `alpha` and `beta` are those of a beta spread over one group.
    `spread_low` and `spread_high` hold the spread with the level asked for. `detectable` says whether the answers
    show, in any group, that people differ at all.
    """

    spread: Kind
    log_likelihood: float
    person_sd: float
    spread_low: float
    spread_high: float
    fixed_effects: Mapping[str, float]
    fixed_effects_sd: Mapping[str, float]
    alpha: float | None
    beta: float | None
    detectable: bool
    converged: bool
    nodes: int
    method_version: str


@dataclass(frozen=True)
class GroupStanding:
    """One group of peers: `p_value` is the chance of seeing so much spread where nobody differs. `worst_cut` and
    `best_cut` are the fair shares beyond which the worst, and the best, share of people of this kind lie."""

    group: str
    people: int
    answers: float
    no: float
    p_value: float
    detectable: bool
    clearly_worse: int
    clearly_better: int
    worst_cut: float
    best_cut: float


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """One person in one group.

    `raw_share` is no / answers (None without answers); `fair_share` the share to expect on the group's common mix of
    circumstances, and `low` to `high` its interval. The true share is at least `at_least` with the chance 1 -
    false_discovery, and at most `at_most` with the same: bounds for `silence.tipping_point`. `effect` is in log-odds
    above the peers' centre, with `effect_sd`. `reliability` (0 to 1) is how much of the difference seen is the person
    rather than luck. `probability_worst` and `probability_best` are those of truly being in the worst, or best, share
    of the group. `r_value` is the smallest share for which the person belongs on the list of the worst.
    `answers_needed` is how many more answers would allow a verdict if the truth is where the estimate is (0: there is
    one; None: not within reach, because it would take more than 5,000, or because the group as a whole does not show
    that its people differ). `expected_next` is the raw share to expect next time on the same mix, if nothing changes.
    The two `standard` fields are None without a written standard.
    """

    person: str
    group: str
    answers: float
    no: float
    raw_share: float | None
    fair_share: float
    low: float
    high: float
    at_least: float
    at_most: float
    effect: float
    effect_sd: float
    reliability: float
    probability_worst: float
    probability_best: float
    r_value: float
    verdict: Verdict
    answers_needed: int | None
    expected_next: float
    probability_over_standard: float | None
    standard_verdict: Verdict | None


@dataclass(frozen=True, eq=False)
class PeopleColumns:
    """The same as `PersonStanding` for everybody, as columns: one entry per person and group.

    `person` and `group` are codes into the names of the tallies, `verdict` and `standard_verdict` positions in
    `VERDICTS`; what is None for a person is NaN (`answers_needed`: -1) here.
    """

    person: IntArray
    group: IntArray
    answers: FloatArray
    no: FloatArray
    raw_share: FloatArray
    fair_share: FloatArray
    low: FloatArray
    high: FloatArray
    at_least: FloatArray
    at_most: FloatArray
    effect: FloatArray
    effect_sd: FloatArray
    reliability: FloatArray
    probability_worst: FloatArray
    probability_best: FloatArray
    r_value: FloatArray
    verdict: NDArray[np.int8]
    answers_needed: IntArray
    expected_next: FloatArray
    probability_over_standard: FloatArray
    standard_verdict: NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Standing:
    """How everybody stands, with the model it rests on and the settings it was asked with."""

    model: Fit
    groups: tuple[GroupStanding, ...]
    columns: PeopleColumns
    person_names: tuple[str, ...]
    group_names: tuple[str, ...]
    settings: Settings

    @cached_property
    def people(self) -> tuple[PersonStanding, ...]:
        """One record per person and group, by group and then by name. For a million people use `columns`."""
        lists = {field.name: getattr(self.columns, field.name).tolist() for field in fields(self.columns)}
        lists["person"] = [self.person_names[code] for code in lists["person"]]
        lists["group"] = [self.group_names[code] for code in lists["group"]]
        for name in ("raw_share", "probability_over_standard"):
            lists[name] = [None if value != value else value for value in lists[name]]  # noqa: PLR0124 (NaN)
        lists["answers_needed"] = [None if count < 0 else count for count in lists["answers_needed"]]
        lists["verdict"] = [VERDICTS[code] for code in lists["verdict"]]
        without = self.settings.standard is None
        lists["standard_verdict"] = [None if without else VERDICTS[code] for code in lists["standard_verdict"]]
        return tuple(PersonStanding(*values) for values in zip(*lists.values(), strict=True))
