"""What the customers who did not answer could mean for a score: response rates, and what would turn a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evenhand.fairness.api import PersonStanding, Standing, TalliesError, Verdict, silence

Asked = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Unanswered:
    """One person's silent customers. `lowest` and `highest` bound the share of "no" among all who were asked, whatever
    the silent think. The verdict turns where the share of "no" among the silent is `turning_share`, whose odds are
    `turning_odds` times those of the bound that the verdict rests on; both are None where there is no verdict to turn,
    or nothing that the silent could think would turn it."""

    asked: float
    response_rate: float | None
    lowest: float
    highest: float
    has_verdict: bool
    turning_share: float | None
    turning_odds: float | None


@dataclass(frozen=True)
class Silence:
    """Everybody's silent customers, and whether people's customers answered alike."""

    by_person: Mapping[tuple[str, str], Unanswered]
    rates: silence.ResponseRates

    def of(self, person: PersonStanding) -> Unanswered:
        """That of one person in one group."""
        return self.by_person[person.person, person.group]


def silence_of(standing: Standing, asked: Asked) -> Silence:
    """What `asked` (by person and group) says about everybody in `standing`. Refuses fewer asked than answered."""
    people = standing.people
    counts = np.array([asked[person.person, person.group] for person in people])
    answers = np.array([person.answers for person in people])
    no = np.array([person.no for person in people])
    if not counts.sum():
        raise TalliesError("nobody was asked")
    limits = silence.bounds(no, answers, counts)
    each = zip(people, counts.tolist(), limits.low.tolist(), limits.high.tolist(), strict=True)
    by_person = {
        (person.person, person.group): _unanswered(standing, person, count, low, high)
        for person, count, low, high in each
    }
    return Silence(by_person, silence.response_rates(answers, counts))


def _unanswered(standing: Standing, person: PersonStanding, asked: float, low: float, high: float) -> Unanswered:
    rests_on = _rests_on(standing, person)
    share, odds = (None, None) if rests_on is None else _turning(*rests_on, person.answers, asked)
    rate = person.answers / asked if asked else None
    return Unanswered(asked, rate, low, high, rests_on is not None, share, odds)


def _rests_on(standing: Standing, person: PersonStanding) -> tuple[float, float] | None:
    """The bound and the cut of a verdict that names somebody.

    Whoever is on a list by a hair (its average keeps the rate, not each of its people) has a bound on the cut itself.
    """
    group = next(group for group in standing.groups if group.group == person.group)
    if person.verdict is Verdict.CLEARLY_WORSE:
        return max(person.at_least, group.worst_cut), group.worst_cut
    if person.verdict is Verdict.CLEARLY_BETTER:
        return min(person.at_most, group.best_cut), group.best_cut
    return None


def _turning(bound: float, cut: float, answers: float, asked: float) -> tuple[float | None, float | None]:
    point = silence.tipping_point(bound, cut, answers, asked)
    if not point.can_turn[0]:
        return None, None
    return float(point.silent_share[0]), float(point.odds_ratio[0])
