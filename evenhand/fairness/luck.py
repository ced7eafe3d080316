"""What a rule for naming the worst does by luck alone: exact where there is a formula, else simulated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from evenhand.fairness.naming import BeyondFunnel, Booleans, LowestShare, Rule
from evenhand.fairness.tallies import FloatArray

_TEAMS_AT_ONCE, _PEOPLE_AT_ONCE = 50, 1_000_000  # simulated between two reports of progress; bounds memory
_EXACT_UP_TO = 1_000_000  # possible results of one person for which sums are still quick


@dataclass(frozen=True)
class Team:
    """People who are alike but for a true share of "no" drawn from a beta distribution, and what "truly worst" means.

    `mean` and `sd` are those of the true shares (sd 0: all are equal). Each person has as many answers in a period
    as is drawn evenly from `fewest_answers` to `most_answers`. Truly worst is whoever lies beyond the upper `share`
    quantile of the true shares' distribution, so that nobody is where all are equal. Raises ValueError for what no
    team can be.

    >>> team = Team(people=100, fewest_answers=40, most_answers=40, mean=0.15, sd=0.05, share=0.15)
    >>> round(team.cut, 3), round(team.reliability, 2)
    (0.202, 0.44)
    """

    people: int
    fewest_answers: int
    most_answers: int
    mean: float
    sd: float
    share: float = 0.15

    def __post_init__(self) -> None:
        if self.people < 1:
            raise ValueError("a team needs at least one person")
        if not 1 <= self.fewest_answers <= self.most_answers:
            raise ValueError("answers must be at least 1, and the fewest no more than the most")
        if not (0 < self.mean < 1 and 0 < self.share < 1):
            raise ValueError("mean and share must lie between 0 and 1")
        if not 0 <= self.sd**2 < self.mean * (1 - self.mean):
            raise ValueError(f"shares with mean {self.mean} cannot have a standard deviation of {self.sd}")

    @property
    def shape(self) -> tuple[float, float]:
        """Alpha and beta of the true shares; only where they differ."""
        strength = self.mean * (1 - self.mean) / self.sd**2 - 1
        return self.mean * strength, (1 - self.mean) * strength

    @property
    def cut(self) -> float:
        """The true share beyond which somebody is truly among the worst."""
        return float(scipy.stats.beta.isf(self.share, *self.shape)) if self.sd else self.mean

    @property
    def middle(self) -> float:
        """The true share that half of the people are better than."""
        return float(scipy.stats.beta.median(*self.shape)) if self.sd else self.mean

    @property
    def reliability(self) -> float:
        """Which part of the differences that one period shows is the people rather than luck."""
        if not self.sd:
            return 0.0
        typical = (self.fewest_answers + self.most_answers) / 2
        return float(typical / (typical + sum(self.shape)))

    def true_shares(self, random: np.random.Generator, teams: int) -> FloatArray:
        """The people's true shares: teams x people."""
        if not self.sd:
            return np.full((teams, self.people), self.mean)
        return random.beta(*self.shape, (teams, self.people))


@dataclass(frozen=True)
class Estimate:
    """A mean over teams, with its standard error: 0 where it is exact."""

    value: float
    error: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What a rule does to a team, on average over teams.

    How many people it names; how many of those wrongly, since they are not truly among the worst; how many of those
    are even better than the middle of the team; how many truly worst people it misses; and how often it names
    nobody at all. `teams` is the number of teams simulated, 0 where the figures are exact.
    """

    rule: str
    team: Team
    teams: int
    named: Estimate
    wrongly: Estimate
    better_than_middle: Estimate
    missed: Estimate
    nobody_named: Estimate

    @property
    def wrong_share(self) -> float | None:
        """The part of those named who are named wrongly; None where nobody ever is."""
        return self.wrongly.value / self.named.value if self.named.value else None

    @property
    def truly_worst(self) -> float:
        """How many truly worst people the team has on average."""
        return self.team.share * self.team.people if self.team.sd else 0.0

    @property
    def missed_share(self) -> float | None:
        """The part of the truly worst who are missed; None where nobody is."""
        return self.missed.value / self.truly_worst if self.truly_worst else None


def outcomes(
    rules: Sequence[Rule],
    team: Team,
    *,
    teams: int = 2000,
    seed: int = 1,
    progress: Callable[[int], None] = lambda teams: None,
) -> list[Outcome]:
    """What would each of these rules do to such a team by luck alone?

    Exact where `exact_outcome` has a formula, simulated on the same `teams` with `seed` for the rest. `progress` is
    called with how many teams were simulated since the last call. Counts are of people per team, one outcome per rule.
    Raises ValueError for fewer than two teams.

    Goldstein and Spiegelhalter (1996), JRSS A 159:385, for what luck does to rankings.

    >>> team = Team(people=100, fewest_answers=40, most_answers=40, mean=0.15, sd=0.05)
    >>> [outcome] = outcomes([LowestShare()], team)
    >>> round(outcome.named.value, 3), round(outcome.wrong_share, 3), outcome.teams
    (15.0, 0.495, 0)
    """
    exact = [exact_outcome(rule, team) for rule in rules]
    open_rules = [rule for rule, known in zip(rules, exact, strict=True) if known is None]
    simulated = iter(simulate(open_rules, team, teams=teams, seed=seed, progress=progress) if open_rules else [])
    return [known or next(simulated) for known in exact]


def exact_outcome(rule: Rule, team: Team) -> Outcome | None:
    """What would a rule do to such a team, without chance; or None where no formula is known?

    There is one for `BeyondFunnel` with a written target, since each person is then judged alone, and for
    `LowestShare` where everybody has the minimum of answers. There, of N people with independent results, those at
    or above a raw share s fill min(k, B) of the k places, B ~ Binomial(N, P(share ≥ s)), so somebody at s is named
    with probability (E min(k, B at or above s) - E min(k, B above s)) / (N P(share = s)), ties by lot. Whoever has
    x "no" of n answers is truly worst with the probability that Beta(alpha + x, beta + n - x) gives beyond the cut.
    Raises nothing of its own: `Team` has checked its figures.

    Skellam (1948), JRSS B 10:257, for the beta-binomial; David and Nagaraja (2003), Order Statistics, chapter 2.

    >>> team = Team(people=20, fewest_answers=30, most_answers=30, mean=0.15, sd=0.0)
    >>> outcome = exact_outcome(LowestShare(), team)
    >>> round(outcome.wrongly.value, 3), outcome.wrongly.error
    (3.0, 0.0)
    """
    sizes = np.arange(team.fewest_answers, team.most_answers + 1)
    if (sizes + 1).sum() > _EXACT_UP_TO:
        return None
    answers = np.repeat(sizes, sizes + 1).astype(np.float64)
    no = np.concatenate([np.arange(size + 1) for size in sizes]).astype(np.float64)
    probability = _probability_of(no, answers, team) / len(sizes)
    if isinstance(rule, LowestShare) and rule.minimum_answers <= team.fewest_answers:
        named = _chance_of_a_place(no / answers, probability, team.people, int(rule.places(np.array(team.people))))
    elif isinstance(rule, BeyondFunnel) and rule.target is not None:
        named = rule.beyond(no, answers, rule.target).astype(np.float64)
    else:
        return None
    worst, better = _truth_given(no, answers, team)
    nobody = 0.0 if isinstance(rule, LowestShare) else (1 - float(named @ probability)) ** team.people
    if isinstance(rule, LowestShare) and not rule.places(np.array(team.people)):
        nobody = 1.0
    expected = named * probability * team.people
    return Outcome(
        rule=rule.label,
        team=team,
        teams=0,
        named=Estimate(float(expected.sum())),
        wrongly=Estimate(float(expected @ (1 - worst))),
        better_than_middle=Estimate(float(expected @ better)),
        missed=Estimate(float(((1 - named) * probability * team.people) @ worst)),
        nobody_named=Estimate(nobody),
    )


def _probability_of(no: FloatArray, answers: FloatArray, team: Team) -> FloatArray:
    if not team.sd:
        return np.asarray(scipy.stats.binom.pmf(no, answers, team.mean))
    return np.asarray(scipy.stats.betabinom.pmf(no, answers, *team.shape))


def _truth_given(no: FloatArray, answers: FloatArray, team: Team) -> tuple[FloatArray, FloatArray]:
    """The probabilities of being truly worst, and better than the middle, of somebody with such counts."""
    if not team.sd:
        return np.zeros_like(no), np.zeros_like(no)
    alpha, beta = team.shape
    truth = scipy.stats.beta(alpha + no, beta + answers - no)
    return np.asarray(truth.sf(team.cut)), np.asarray(truth.cdf(team.middle))


def _chance_of_a_place(raw: FloatArray, probability: FloatArray, people: int, places: int) -> FloatArray:
    """With what probability somebody at each raw share is among the `places` highest of so many people."""
    level = np.unique(raw, return_inverse=True)[1]
    at = np.bincount(level, probability)
    above = np.append(np.cumsum(at[::-1])[::-1], 0.0).clip(0, 1)
    filled = scipy.stats.binom.sf(np.arange(places)[:, None], people, above[None, :]).sum(axis=0)
    chance = np.divide(filled[:-1] - filled[1:], people * at, out=np.zeros_like(at), where=at > 0)
    return np.asarray(chance.clip(0, 1)[level])


def simulate(
    rules: Sequence[Rule],
    team: Team,
    *,
    teams: int = 2000,
    seed: int = 1,
    progress: Callable[[int], None] = lambda teams: None,
) -> list[Outcome]:
    """What would each of these rules do, by simulation of so many `teams` with `seed`, the same teams for each rule?

    True shares are drawn once for each team, then answers and "no" for as many periods as the longest rule looks at.
    Each estimate is a mean over teams with its Monte Carlo standard error. Raises ValueError for fewer than two teams.

    Koehler, Brown and Haneuse (2009), American Statistician 63:155, for the error of a simulation.

    >>> team = Team(people=20, fewest_answers=30, most_answers=30, mean=0.15, sd=0.0)
    >>> [outcome] = simulate([LowestShare(minimum_answers=31)], team, teams=4000)
    >>> outcome.named.value, outcome.wrong_share
    (0.0, None)
    """
    if teams < 2:
        raise ValueError("at least two teams have to be simulated")
    periods = max(rule.periods for rule in rules)
    random = np.random.default_rng(seed)
    at_once = max(1, min(_TEAMS_AT_ONCE, _PEOPLE_AT_ONCE // (team.people * periods)))
    counted: list[list[FloatArray]] = [[] for _ in rules]
    for start in range(0, teams, at_once):
        size = min(at_once, teams - start)
        truth = team.true_shares(random, size)
        shape = (periods, size, team.people)
        answers = random.integers(team.fewest_answers, team.most_answers, shape, endpoint=True)
        no = random.binomial(answers, truth).astype(np.float64)
        for rule, counts in zip(rules, counted, strict=True):
            named = rule.named(no[: rule.periods], answers[: rule.periods].astype(np.float64), random)
            counts.append(_counted(named, truth, team))
        progress(size)
    return [_outcome(rule, team, np.concatenate(counts, axis=1)) for rule, counts in zip(rules, counted, strict=True)]


def _counted(named: Booleans, truth: FloatArray, team: Team) -> FloatArray:
    """For each team, the five counts of an outcome, in its order."""
    worst, better = truth > team.cut, truth < team.middle
    return np.array(
        [
            named.sum(axis=1),
            (named & ~worst).sum(axis=1),
            (named & better).sum(axis=1),
            (worst & ~named).sum(axis=1),
            ~named.any(axis=1),
        ],
        dtype=np.float64,
    )


def _outcome(rule: Rule, team: Team, counts: FloatArray) -> Outcome:
    teams = counts.shape[1]
    means, errors = counts.mean(axis=1), counts.std(axis=1, ddof=1) / np.sqrt(teams)
    estimates = [Estimate(float(mean), float(error)) for mean, error in zip(means, errors, strict=True)]
    return Outcome(rule.label, team, teams, *estimates)
