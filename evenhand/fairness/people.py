"""Each person's results: how they stand, and how sure that is, from the likelihood of their answers and the shapes.

Everything here is read off each person's posterior on a grid. Four uncertainties enter: the person's own answers; the
spread (a weighted average over the shapes); where a learnt shape has its cut (the average over two cuts, a standard
error to either side of the best); and the fixed effects, by widening each posterior about its mean so that
its variance grows by d'Vd, with d the derivative of the effect by the fixed effects and V their covariance (Kass and
Steffey 1989, JASA 84:717).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from evenhand.fairness.design import Chunk, Design, log_likelihood_of, odds_at
from evenhand.fairness.estimate import Estimate
from evenhand.fairness.grids import grid_of
from evenhand.fairness.posterior import Grid, below, masses, moments, quantiles
from evenhand.fairness.results import Settings
from evenhand.fairness.shapes import Shapes, average_cut
from evenhand.fairness.tallies import FloatArray, IntArray

MOST_ANSWERS = 5_000  # more than that is not within anybody's reach
LIST_SHARES = np.append(np.geomspace(0.005, 0.5, 14), [0.65, 0.8, 0.95])  # for r-values


@dataclass(frozen=True, eq=False)
class Assessment:
    """Per unit: fair share (the mean of its posterior) and its interval; the share to expect on the unit's own mix (NaN
    without answers); the shares that the truth is at least, and at most, with the chance 1 - false_discovery; chances;
    posterior mean of the effect, the information that the answers hold about it, and the r-value."""

    fair_share: FloatArray
    low: FloatArray
    high: FloatArray
    own_share: FloatArray
    at_least: FloatArray
    at_most: FloatArray
    probability_worst: FloatArray
    probability_best: FloatArray
    probability_over_standard: FloatArray
    mean: FloatArray
    weight: FloatArray
    r_value: FloatArray


def assess(
    design: Design, found: Estimate, settings: Settings, progress: Callable[[float], None] = lambda part: None
) -> Assessment:
    """Intervals and chances for everybody, in chunks: time and memory are linear in rows and in units.

    `progress` is called now and then with the part (0 to 1) of the people who are done.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.estimate import estimate_normal
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[90, 90, 90], no=[9, 40, 80]))
    >>> assess(design, estimate_normal(design, 15), Settings()).probability_worst.round(1).tolist()
    [0.0, 0.1, 0.6]
    """
    question = _Question(design, found, settings)
    pieces = []
    for chunk in design.chunks(found.shapes.points):
        pieces.append(question.answer(chunk))
        progress(chunk.units.stop / design.units)
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    columns[-1] = r_values(columns[-1])
    return Assessment(*columns)


class _Question:
    """What is asked of every chunk, with all that does not depend on the chunk worked out once."""

    def __init__(self, design: Design, found: Estimate, settings: Settings) -> None:
        self.design, self.centre, self.shapes, self.fair = design, found.centre, found.shapes, found.fair
        share, level, standard = settings.share, settings.level, settings.standard
        self.linear = design.matrix @ found.centre.beta
        self.mix = design.mix() @ design.matrix
        doubt = settings.false_discovery
        self.tails = ((1 - level) / 2, (1 + level) / 2, doubt, 1 - doubt)
        self.standard_effect = None if standard is None else found.fair.effect_at(standard)
        self.cuts = [
            np.column_stack(
                [
                    *_cuts_about(found.shapes, number, share),
                    *_cuts_about(found.shapes, number, 1 - share),
                    *(found.shapes.cut(number, each) for each in LIST_SHARES),
                ]
            )
            for number in range(len(found.shapes.weights))
        ]

    def answer(self, chunk: Chunk) -> tuple[FloatArray, ...]:
        """The columns of `Assessment` for one chunk, with the chances of belonging on lists of `LIST_SHARES`."""
        group = self.design.group[chunk.units]
        grid, information = grid_of(chunk, self.linear, self.centre.spread, self.shapes.points)
        shifts = _Shifts.of(
            self.centre.covariance, chunk.per_stratum(information) @ self.design.matrix, self.mix[group]
        )
        odds = odds_at(chunk, self.linear, grid.effects)
        likelihood = log_likelihood_of(chunk, odds, grid.effects)
        overall = np.zeros_like(likelihood)
        under = np.zeros((len(group), 4 + len(LIST_SHARES)))
        added = np.zeros(len(group))
        for number, weight in enumerate(self.shapes.weights):
            mass = masses(likelihood + self.shapes.log_density(number, grid.effects, group))
            mean, variance = moments(mass, grid)
            peers = _Widened(grid, mean, _stretch(shifts.among_peers(variance), variance))
            under += weight * peers.below(mass, self.cuts[number][group])
            added += weight * shifts.of_shares(variance)
            overall += weight * mass
        mean, variance = moments(overall, grid)
        fairly = _Widened(grid, mean, _stretch(added, variance))
        fair_share = (overall * self.fair(fairly.effects, group)).sum(axis=1)
        over = np.full(len(group), np.nan)
        if self.standard_effect is not None:
            over = 1 - fairly.below(overall, self.standard_effect[group, None])[:, 0]
        low, high, at_least, at_most = self.fair(fairly.quantiles(overall, self.tails), group).T
        on_own_mix = np.einsum("rk,rk->r", odds / (1 + odds), chunk.spread_out(overall))
        return (
            fair_share,
            np.minimum(low, fair_share),  # an interval holds its own best value, however lopsided the distribution
            np.maximum(high, fair_share),
            chunk.mean_by_answers(on_own_mix),
            at_least,
            at_most,
            np.clip(1 - under[:, :2].mean(axis=1), 0, 1),
            np.clip(under[:, 2:4].mean(axis=1), 0, 1),
            over,
            mean,
            chunk.total(information),
            (1 - under[:, 4:]).astype(np.float32),
        )


def _cuts_about(shapes: Shapes, number: int, share: float) -> list[FloatArray]:
    """The cut less and plus its error, for the average over both; never beyond half, or twice, the share."""
    cut, error, farthest = shapes.cut(number, share), shapes.cut_error(share), min(share, 1 - share) / 2
    lowest, highest = shapes.cut(number, share + farthest), shapes.cut(number, share - farthest)
    return [np.maximum(cut - error, lowest), np.minimum(cut + error, highest)]


@dataclass(frozen=True, eq=False)
class _Shifts:
    """How far not knowing the fixed effects moves each unit, as variances: x'Vx of x = d v - m, where d v is what an
    effect moves with them (d: the information about them in the unit's answers, v: the variance of its effect) and m
    is what the group's common mix of circumstances moves."""

    own: FloatArray
    between: FloatArray
    common: FloatArray

    @classmethod
    def of(cls, covariance: FloatArray, own: FloatArray, common: FloatArray) -> "_Shifts":
        turned = own @ covariance
        return cls(
            np.einsum("ue,ue->u", turned, own),
            np.einsum("ue,ue->u", turned, common),
            np.einsum("ue,ue->u", common @ covariance, common),
        )

    def among_peers(self, variance: FloatArray) -> FloatArray:
        return np.asarray(variance**2 * self.own)

    def of_shares(self, variance: FloatArray) -> FloatArray:
        return np.asarray(variance**2 * self.own - 2 * variance * self.between + self.common)


def _stretch(added: FloatArray, variance: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt(1 + np.maximum(added, 0) / np.maximum(variance, 1e-300)))


@dataclass(frozen=True, eq=False)
class _Widened:
    """Distributions on a grid, stretched about their `mean` by `stretch` (per unit)."""

    grid: Grid
    mean: FloatArray
    stretch: FloatArray

    @property
    def effects(self) -> FloatArray:
        """Where the grid's points are once stretched."""
        return np.asarray(self.mean[:, None] + (self.grid.effects - self.mean[:, None]) * self.stretch[:, None])

    def below(self, mass: FloatArray, effects: FloatArray) -> FloatArray:
        """The share of each stretched distribution below each of its effects (units x any)."""
        inside = self.mean[:, None] + (effects - self.mean[:, None]) / self.stretch[:, None]
        return below(mass, self.grid.position(inside))

    def quantiles(self, mass: FloatArray, shares: Sequence[float]) -> FloatArray:
        mean, effects = self.mean[:, None], self.grid.effect(quantiles(mass, shares))
        return np.asarray(mean + (effects - mean) * self.stretch[:, None])


def r_values(listed: FloatArray) -> FloatArray:
    """The smallest share a for which each person belongs on a list of the worst a of all people.

    `listed` (people x `LIST_SHARES`) holds the chance V_a of truly being among the worst a. A person belongs on the
    list where V_a is at least the value that the share a of all people reach; between the shares tried, linear.
    Reference: Henderson and Newton (2016), JRSS B 78:781.

    >>> r_values(np.array([[0.9] * 17, [0.1] * 17])).round(3).tolist()
    [0.005, 0.5]
    """
    needed = np.array(
        [
            np.quantile(column, 1 - share, method="inverted_cdf")
            for column, share in zip(listed.T, LIST_SHARES, strict=True)
        ]
    )
    margin = listed - needed
    reached = margin >= 0
    at = np.where(reached.any(axis=1), reached.argmax(axis=1), len(LIST_SHARES) - 1)
    before = np.maximum(at - 1, 0)
    here, there = (np.take_along_axis(margin, place[:, None], axis=1)[:, 0] for place in (before, at))
    part = np.where((at > 0) & (there > here), -here / np.where(there > here, there - here, 1), 1.0)
    return np.asarray(LIST_SHARES[before] + np.clip(part, 0, 1) * (LIST_SHARES[at] - LIST_SHARES[before]))


def answers_needed(assessment: Assessment, found: Estimate, design: Design, settings: Settings) -> IntArray:
    """How many more answers would allow a verdict, if each person's truth is where the estimate is now?

    With d the distance of the estimate to the nearer cut (of the worst or the best share), c the chance of being on
    this side of it and z_c its normal quantile, what is not known has the variance (d / z_c)^2. The person's own part
    of it is 1 / (W + 1 / spread^2), W the information of their answers; the rest, r, is the cut's and stays whatever
    they do. A verdict needs d / z, z the normal quantile of 1 - false_discovery, or of 1 - false_discovery / 2 between
    the cuts, where both matter: so many answers in all that W + 1 / spread^2 = 1 / (d^2 / z^2 - r), at least one more.
    -1, not within reach, where it would take more than `MOST_ANSWERS`, or no number would do. One entry per unit.

    >>> from evenhand.fairness.standing import stand
    >>> from evenhand.fairness.tallies import Tallies
    >>> standing = stand(Tallies.from_columns(person=range(6), answers=[40] * 6, no=[1, 2, 4, 5, 6, 16]))
    >>> [person.answers_needed for person in standing.people]
    [None, None, 115, 0, 86, None]
    """
    answers, shapes = design.unit_answers, found.shapes
    typical = assessment.weight.sum() / max(answers.sum(), 1e-9)
    per_answer = np.divide(assessment.weight, answers, out=np.full_like(answers, typical), where=answers > 0)
    upper, lower = (average_cut(shapes, part)[design.group] for part in (settings.share, 1 - settings.share))
    between = (lower < assessment.mean) & (assessment.mean < upper)
    sure = ndtri(1 - settings.false_discovery / np.where(between, 2, 1))
    distance = np.minimum(np.abs(assessment.mean - upper), np.abs(assessment.mean - lower))
    worst, best = assessment.probability_worst, assessment.probability_best
    chance = np.where(between, 1 - np.maximum(worst, best), np.maximum(worst, best))
    precision = assessment.weight + 1 / found.centre.spread**2
    unknown = (distance / ndtri(np.clip(chance, 0.5 + 1e-6, 1 - 1e-9))) ** 2
    allowed = (distance / sure) ** 2 - np.maximum(unknown - 1 / precision, 0)
    wanted = (1 / np.maximum(allowed, 1e-9) - precision) / np.maximum(per_answer, 1e-9)
    return np.where(wanted > MOST_ANSWERS, -1, np.ceil(np.clip(wanted, 1, MOST_ANSWERS))).astype(np.int64)
