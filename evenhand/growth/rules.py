"""The ladders of steps, goals and their measure, how a plan ends, sessions' days, who may decide. Plain values only."""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What may follow from how somebody stands, the kindest first."""

    RECOGNITION = "recognition"
    COACHING = "coaching"
    PLAN = "improvement_plan"
    WRITTEN_WARNING = "written_warning"
    FINAL_WARNING = "final_warning"
    NOTICE = "notice"
    RESTRICTION = "restriction"


_AGENTS = (Kind.RECOGNITION, Kind.COACHING, Kind.PLAN, Kind.WRITTEN_WARNING, Kind.FINAL_WARNING)
_SELLERS_AND_DRIVERS = (Kind.RECOGNITION, Kind.NOTICE, Kind.PLAN, Kind.RESTRICTION)
LADDERS: Mapping[str, tuple[Kind, ...]] = {
    "agents": _AGENTS,
    "sellers": _SELLERS_AND_DRIVERS,
    "drivers": _SELLERS_AND_DRIVERS,
}
"""Which steps there are for whom, by the audience that a policy names."""

AFTER_PLAN = frozenset({Kind.WRITTEN_WARNING, Kind.RESTRICTION})
AFTER_HELP = frozenset({*AFTER_PLAN, Kind.FINAL_WARNING})
ADVERSE = frozenset({Kind.NOTICE, Kind.PLAN, *AFTER_HELP})


FEWEST_GOALS, MOST_GOALS = 2, 4


class Measure(StrEnum):
    """How it shows whether a goal is reached. Each asks for one's own doing, none for a place among others."""

    EVERY_TIME = "every_time"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True)
class Aim:
    """A goal as it is proposed: what the person does, how it is measured, and how often; every time needs no number."""

    words: str
    measure: Measure = Measure.EVERY_TIME
    target: int | None = None

    @property
    def is_measurable(self) -> bool:
        """Whether the number is there where it is needed, and nowhere else."""
        if self.measure is Measure.EVERY_TIME:
            return self.target is None
        return self.target is not None and self.target >= (1 if self.measure is Measure.AT_LEAST else 0)


class Outcome(StrEnum):
    """How a plan ended."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    TOO_FEW = "too_few"


def plan_outcome(verdict: str, *, answers: int, minimum_answers: int) -> Outcome:
    """What the answers of a plan's own time say. Too few say nothing, and nothing follows from them.

    With enough of them, whoever is not clearly worse has reached the bar: the doubt is theirs.
    """
    if answers < minimum_answers:
        return Outcome.TOO_FEW
    return Outcome.NOT_REACHED if verdict == "clearly worse" else Outcome.REACHED


class Effect(StrEnum):
    """What a plan's answers say about the help given, against what would have come by itself."""

    MORE_THAN_BY_ITSELF = "more_than_by_itself"
    AS_BY_ITSELF = "as_by_itself"
    LESS_THAN_BY_ITSELF = "less_than_by_itself"
    NOT_KNOWN = "not_known"


def plan_effect(share: float | None, low: float | None, high: float | None) -> Effect:
    """Whether the share of "no" after a plan lies outside of what luck alone would have brought."""
    if share is None or low is None or high is None:
        return Effect.NOT_KNOWN
    if share < low:
        return Effect.MORE_THAN_BY_ITSELF
    return Effect.LESS_THAN_BY_ITSELF if share > high else Effect.AS_BY_ITSELF


def session_days(
    first: datetime.date,
    *,
    days: int,
    per_week: int,
    away: Collection[datetime.date],
    is_worked: Callable[[datetime.date], bool],
) -> tuple[datetime.date, ...]:
    """On which days coaching is promised: so many in each seven days that count, spread over those worked."""
    promised: list[datetime.date] = []
    day, counted, owed = first, 0, 0
    week: list[datetime.date] = []
    while counted < days:
        if day not in away:
            counted += 1
            if is_worked(day):
                week.append(day)
            if counted % 7 == 0 or counted == days:
                owed += per_week
                if week:
                    promised += _spread(week, owed)
                    week, owed = [], 0
        day += datetime.timedelta(days=1)
    return tuple(promised)


def _spread(days: Sequence[datetime.date], count: int) -> list[datetime.date]:
    """So many of `days`, evenly; several on one day where there are too few."""
    return [days[min(len(days) - 1, (2 * place + 1) * len(days) // (2 * count))] for place in range(count)]


def may_decide_step(
    *, decider_id: int, roles: Collection[str], involved_ids: Collection[int | None], leads_person: bool
) -> bool:
    """Whether somebody may decide a step or an appeal: a reviewer with no part in it who does not lead the person."""
    return "reviewer" in roles and decider_id not in involved_ids and not leads_person
