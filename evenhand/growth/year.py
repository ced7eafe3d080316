"""A year of a whole centre, lived twice on the same luck: under the bare lower-share rule, and under our gate.

Everybody's answers come from the same draws under both. Who is coached misses less afterwards, so the two years part
by what each rule does, and by nothing else.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import scipy
from numpy.typing import NDArray

from evenhand.fairness.api import LowestShare, Tallies, Verdict, stand
from evenhand.growth.gate import Before, GateFacts, gate, missing
from evenhand.growth.rules import Kind, Outcome, plan_outcome
from evenhand.standing.api import has_enough

Floats = NDArray[np.float64]
WEEKS = 4
DAY_ONE = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Centre:
    """What is assumed. Shares are of all answers; sessions multiply somebody's own share of "no".

    `own` is what customers say no to because of the person, `other` because of carriers, policies, products: that
    differs between people too, by the work they get. `found` of the own "no" are found to be theirs, `mislaid` of the
    others are laid at their door by mistake.
    """

    people: int = 200
    team: int = 20
    answers: int = 40
    periods: int = 13
    own_mean: float = 0.08
    own_sd: float = 0.05
    other_mean: float = 0.07
    other_sd: float = 0.03
    found: float = 0.8
    mislaid: float = 0.05
    session_effect: float = 0.97

    @property
    def teams(self) -> int:
        """How many teams there are."""
        return self.people // self.team


@dataclass(frozen=True)
class Rules:
    """Figures of the policy, by their names there, and how a bare rule goes on."""

    share: float
    false_discovery: float
    minimum_answers: int
    minimum_reliability: float
    plan_sessions: int
    coaching_sessions: int
    warning_periods: int
    given_under_bare: int


@dataclass
class Tally:
    """What happened in one year under one rule: by person, warnings, final warnings, and sessions by period."""

    warned: NDArray[np.bool_]
    final: NDArray[np.bool_]
    sessions: Floats
    first_help: Floats

    @classmethod
    def of(cls, people: int) -> "Tally":
        """Nothing yet."""
        none = np.zeros(people, dtype=bool)
        return cls(none.copy(), none.copy(), np.zeros(people), np.full(people, np.inf))

    def help(self, person: int, sessions: int, period: int) -> None:
        """So many sessions, from the period on."""
        self.sessions[person] += sessions
        self.first_help[person] = min(self.first_help[person], period)


@dataclass(frozen=True)
class Luck:
    """The draws of one year: the same under both rules."""

    own: Floats
    other: Floats
    answers: NDArray[np.int64]
    chances: Floats


@dataclass(frozen=True)
class Period:
    """Four weeks of one centre: answers, all "no", and those with a mark."""

    answers: NDArray[np.int64]
    no: NDArray[np.int64]
    marks: NDArray[np.int64]


def draw(centre: Centre, random: np.random.Generator) -> Luck:
    """Who people are, how much they are asked, and how every die of the year falls."""
    return Luck(
        own=_shares(centre.own_mean, centre.own_sd, centre.people, random),
        other=_shares(centre.other_mean, centre.other_sd, centre.people, random),
        answers=random.poisson(centre.answers, (centre.periods, centre.people)),
        chances=random.random((4, centre.periods, centre.people)),
    )


def _shares(mean: float, sd: float, people: int, random: np.random.Generator) -> Floats:
    if sd == 0:
        return np.full(people, mean)
    size = mean * (1 - mean) / sd**2 - 1
    return random.beta(mean * size, (1 - mean) * size, people)


def lived(luck: Luck, centre: Centre, own: Floats, period: int) -> Period:
    """What customers answer in one period, with everybody's own share as it is by then."""
    answers, (first, second, third, fourth) = luck.answers[period], luck.chances[:, period]
    ours = scipy.stats.binom.ppf(first, answers, own)
    others = scipy.stats.binom.ppf(second, answers - ours, np.minimum(1, luck.other / (1 - own)))
    found = scipy.stats.binom.ppf(third, ours, centre.found)
    mislaid = scipy.stats.binom.ppf(fourth, others, centre.mislaid)
    return Period(answers, (ours + others).astype(np.int64), (found + mislaid).astype(np.int64))


def bare_year(luck: Luck, centre: Centre, rules: Rules, random: np.random.Generator) -> tuple[Tally, Floats]:
    """The lower share of each team is warned at once, on all "no"; whoever is named again while warned, finally."""
    tally, own, rule = Tally.of(centre.people), luck.own.copy(), LowestShare(rules.share)
    warned_at = np.full(centre.people, -np.inf)
    for period in range(centre.periods):
        seen = lived(luck, centre, own, period)
        by_team = (1, centre.teams, centre.team)
        named = rule.named(seen.no.reshape(by_team).astype(float), seen.answers.reshape(by_team).astype(float), random)
        for person in np.flatnonzero(named.reshape(-1)).tolist():
            again = period - warned_at[person] <= rules.warning_periods
            tally.final[person] |= again
            tally.warned[person] = True
            warned_at[person] = period
            tally.help(person, rules.given_under_bare, period)
            own[person] *= centre.session_effect**rules.given_under_bare
    return tally, own


def our_year(luck: Luck, centre: Centre, rules: Rules) -> tuple[Tally, Floats]:
    """Each four weeks a review of the last eight: the gate decides what may follow; help goes where it is needed most.

    A person who is clearly worse gets a plan with all its sessions; the remaining places of help, as many as the bare
    rule names, go to those with the highest fair share, as coaching, which needs no verdict and marks nobody.
    """
    own, house = luck.own.copy(), _House(rules, Tally.of(centre.people), [_Standing() for _ in range(centre.people)])
    for period in range(centre.periods):
        house.past.append(lived(luck, centre, own, period))
        for team in range(centre.teams):
            sessions = house.review(range(team * centre.team, (team + 1) * centre.team))
            for person, count in sessions.items():
                house.tally.help(person, count, period)
                own[person] *= centre.session_effect**count
    return house.tally, own


@dataclass
class _Standing:
    """How far one person is under our rules: which period a plan began in, and when a warning was given."""

    plan: int | None = None
    warned: int | None = None
    used_until: int = -1
    sessions: int = 0


@dataclass(frozen=True)
class _Judged:
    """Verdict, answers that count and fair share of a team's members over so many periods."""

    periods: int
    verdict: Mapping[int, str]
    counted: Mapping[int, int]
    fair: Mapping[int, float]


@dataclass
class _House:
    """One centre under our rules, up to the latest period in `past`."""

    rules: Rules
    tally: Tally
    people: list[_Standing]
    past: list[Period] = field(default_factory=list)

    @property
    def now(self) -> int:
        """The period that has just ended."""
        return len(self.past) - 1

    def review(self, members: range) -> dict[int, int]:
        """One team at one review date: the steps that the gate lets through, and who gets how many sessions."""
        recent = _judged(members, self.past[-2:], self.rules) if self.now else None
        planned = any(self.people[each].plan is not None for each in members)
        alone = _judged(members, self.past[-1:], self.rules) if planned else None
        sessions: dict[int, int] = {}
        for person in members:
            state = self.people[person]
            if state.plan is not None and alone is not None:
                self._end_plan(person, alone)
            elif recent is not None and self._may(Kind.FINAL_WARNING, person, recent):
                self.tally.final[person] = True
                state.warned, state.used_until = None, self.now
            elif recent is not None and self._may(Kind.PLAN, person, recent):
                state.plan, state.used_until = self.now + 1, self.now
                state.sessions += self.rules.plan_sessions
                sessions[person] = self.rules.plan_sessions
        return sessions | _coaching(members, recent, sessions, self.rules)

    def _end_plan(self, person: int, alone: _Judged) -> None:
        """A plan is judged by its own four weeks. Too few answers say nothing, and nothing follows."""
        state, enough = self.people[person], self.rules.minimum_answers
        outcome = plan_outcome(alone.verdict[person], answers=alone.counted[person], minimum_answers=enough)
        if outcome is Outcome.NOT_REACHED and self._may(Kind.WRITTEN_WARNING, person, alone):
            self.tally.warned[person] = True
            state.warned = state.used_until = self.now
        state.plan = None

    def _may(self, kind: Kind, person: int, judged: _Judged) -> bool:
        """Whether the gate lets this step through: the same function, and the same conditions, as in the house."""
        state, start = self.people[person], self.now - judged.periods + 1
        facts = GateFacts(
            kind=kind,
            person_id=person,
            proposer_id=-1,
            verdict=judged.verdict[person],
            answers=judged.counted[person],
            minimum_answers=self.rules.minimum_answers,
            stated_false_discovery=self.rules.false_discovery,
            used_false_discovery=self.rules.false_discovery,
            window_start=_begins(start),
            answers_used_before=max(0, state.used_until - start + 1),
            judged_by=1,
            bound_at_start=1,
            bound_at_end=1,
            sessions_promised=state.sessions,
            sessions_given=state.sessions,
            before=self._before(kind, state),
            before_began=_began(kind, state),
            has_been_asked=True,
            has_answered=True,
            reviewer_id=-2,
        )
        return not missing(gate(facts), at_decision=True)

    def _before(self, kind: Kind, state: _Standing) -> Before:
        if kind is Kind.WRITTEN_WARNING:
            return Before.PLAN_NOT_REACHED
        is_live = state.warned is not None and self.now - state.warned <= self.rules.warning_periods
        return Before.WARNING_LIVE if kind is Kind.FINAL_WARNING and is_live else Before.NONE


def _began(kind: Kind, state: _Standing) -> datetime.datetime | None:
    if kind is Kind.WRITTEN_WARNING and state.plan is not None:
        return _begins(state.plan)
    return _begins(state.warned + 1) if kind is Kind.FINAL_WARNING and state.warned is not None else None


def _begins(period: int) -> datetime.datetime:
    return DAY_ONE + datetime.timedelta(weeks=WEEKS * period)


def _judged(members: range, periods: list[Period], rules: Rules) -> _Judged:
    """How everybody in one team stood in these periods, as `standing` computes it: a yes, and a no with a mark."""
    marks = {person: int(sum(each.marks[person] for each in periods)) for person in members}
    yes = {person: int(sum(each.answers[person] - each.no[person] for each in periods)) for person in members}
    counted = {person: yes[person] + marks[person] for person in members}
    shown = [person for person in members if counted[person]]
    tallies = Tallies.from_columns(
        person=[str(person) for person in shown],
        no=[marks[person] for person in shown],
        answers=[counted[person] for person in shown],
    )
    found = stand(tallies, spread="normal", share=rules.share, false_discovery=rules.false_discovery).people
    verdict = dict.fromkeys(members, "")
    for each in found:
        enough = has_enough(
            counted[int(each.person)],
            each.reliability,
            minimum_answers=rules.minimum_answers,
            minimum_reliability=rules.minimum_reliability,
        )
        verdict[int(each.person)] = str(each.verdict if enough else Verdict.NOT_ENOUGH_EVIDENCE)
    return _Judged(len(periods), verdict, counted, {int(each.person): each.fair_share for each in found})


def _coaching(members: range, recent: _Judged | None, on_plan: Mapping[int, int], rules: Rules) -> dict[int, int]:
    """Coaching for those with the highest fair share, in the places that plans leave."""
    if recent is None:
        return {}
    places = int(LowestShare(rules.share).places(np.array(len(members)))) - len(on_plan)
    waiting = sorted((each for each in recent.fair if each not in on_plan), key=lambda each: -recent.fair[each])
    return dict.fromkeys(waiting[: max(0, places)], rules.coaching_sessions)


@dataclass(frozen=True)
class Mean:
    """A mean over many years, and the range in which the true mean lies with 95 %; None where no year had any."""

    value: float | None
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Figure:
    """One figure of a year, under both rules."""

    name: str
    bare: Mean
    ours: Mean
    is_share: bool = False


FIGURES: Mapping[str, bool] = {
    "people warned": False,
    "of them not truly among the worst": False,
    "of them truly better than the middle": False,
    "people warned finally": False,
    "of these not truly among the worst": False,
    "truly worst who got help": True,
    "truly worst who got at least eight sessions": True,
    "months until the truly worst got help": False,
    "sessions given in all": False,
    "of these to the truly worst": True,
    "own “no” in 100 answers, at the end": False,
}
Year = tuple[float, ...]


def simulated(
    centre: Centre, rules: Rules, *, years: int, seed: int, progress: Callable[[], None] = lambda: None
) -> list[Figure]:
    """So many years of such a centre under both rules, each year on the same luck. The same seed, the same figures."""
    bare, ours = list[Year](), list[Year]()
    for year in range(years):
        random = np.random.default_rng([seed, year])
        luck = draw(centre, random)
        bare.append(_figures(bare_year(luck, centre, rules, random), luck, centre, rules))
        ours.append(_figures(our_year(luck, centre, rules), luck, centre, rules))
        progress()
    return [
        Figure(name, _mean([year[place] for year in bare]), _mean([year[place] for year in ours]), is_share)
        for place, (name, is_share) in enumerate(FIGURES.items())
    ]


def _figures(year: tuple[Tally, Floats], luck: Luck, centre: Centre, rules: Rules) -> Year:
    tally, own = year
    worst, better = _truly_worst(luck, centre, rules.share), luck.own < np.median(luck.own)
    helped = tally.first_help[worst & np.isfinite(tally.first_help)]
    return (
        float(tally.warned.sum()),
        float((tally.warned & ~worst).sum()),
        float((tally.warned & better).sum()),
        float(tally.final.sum()),
        float((tally.final & ~worst).sum()),
        _part((tally.sessions[worst] > 0).sum(), worst.sum()),
        _part((tally.sessions[worst] >= rules.plan_sessions).sum(), worst.sum()),
        float(helped.mean() + 1) * 12 / centre.periods if len(helped) else np.nan,
        float(tally.sessions.sum()),
        _part(tally.sessions[worst].sum(), tally.sessions.sum()) if worst.any() else np.nan,
        100 * float(own.mean()),
    )


def _truly_worst(luck: Luck, centre: Centre, share: float) -> NDArray[np.bool_]:
    """Whose own share lies in the worst part of the spread that people come from; nobody where all are equal."""
    if not centre.own_sd:
        return np.zeros(centre.people, dtype=bool)
    size = centre.own_mean * (1 - centre.own_mean) / centre.own_sd**2 - 1
    cut = scipy.stats.beta(centre.own_mean * size, (1 - centre.own_mean) * size).isf(share)
    return np.asarray(luck.own > cut)


def _part(part: float, whole: float) -> float:
    return float(part / whole) if whole else np.nan


def _mean(years: list[float]) -> Mean:
    known = np.array([year for year in years if not np.isnan(year)])
    if not len(known):
        return Mean(None)
    mean = float(known.mean())
    if len(known) < 2:
        return Mean(mean, mean, mean)
    reach = float(scipy.stats.t.ppf(0.975, len(known) - 1) * known.std(ddof=1) / np.sqrt(len(known)))
    return Mean(mean, max(0.0, mean - reach), mean + reach)
