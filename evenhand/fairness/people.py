"""Each person's results: how they stand, and how sure that is, from the likelihood of their answers and the shapes.

Everything here is read off each person's posterior on a grid. Three uncertainties enter: the person's own answers; the
spread (a weighted average over the shapes); and the fixed effects, by widening each posterior about its mean so that
its variance grows by d'Vd, with d the derivative of the effect by the fixed effects and V their covariance (Kass and
Steffey 1989, JASA 84:717).
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import ndtri

from evenhand.fairness.design import Chunk, Design, log_likelihood_at
from evenhand.fairness.estimate import Estimate
from evenhand.fairness.grids import grid_of
from evenhand.fairness.posterior import Grid, below, masses, moments, quantile
from evenhand.fairness.results import Settings
from evenhand.fairness.shapes import likeliest
from evenhand.fairness.tallies import FloatArray, IntArray

MOST_ANSWERS = 1_000_000
LIST_SHARES = np.append(np.geomspace(0.005, 0.5, 14), [0.65, 0.8, 0.95])  # for r-values


@dataclass(frozen=True, eq=False)
class Assessment:
    """Per unit: the interval of the fair share, chances, posterior mean and sd of the effect, and the information that
    the answers hold about it."""

    low: FloatArray
    high: FloatArray
    probability_worst: FloatArray
    probability_best: FloatArray
    probability_over_standard: FloatArray
    mean: FloatArray
    sd: FloatArray
    weight: FloatArray
    r_value: FloatArray


def assess(design: Design, found: Estimate, settings: Settings) -> Assessment:
    """Intervals and chances for everybody, in chunks: time and memory are linear in rows and in units.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.estimate import estimate_normal
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[90, 90, 90], no=[9, 40, 80]))
    >>> assess(design, estimate_normal(design, 15), Settings()).probability_worst.round(1).tolist()
    [0.0, 0.1, 0.6]
    """
    question = _Question(design, found, settings)
    pieces = [question.answer(chunk) for chunk in design.chunks(found.shapes.points)]
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
        self.tails = ((1 - level) / 2, (1 + level) / 2)
        self.standard_effect = None if standard is None else found.fair.effect_at(standard)
        shapes = found.shapes
        numbers = range(len(shapes.weights))
        self.worst_cuts = [shapes.cut(number, share, design.groups) for number in numbers]
        self.best_cuts = [shapes.cut(number, 1 - share, design.groups) for number in numbers]
        self.likeliest = likeliest(shapes)
        self.list_cuts = np.column_stack([shapes.cut(self.likeliest, each, design.groups) for each in LIST_SHARES])

    def answer(self, chunk: Chunk) -> tuple[FloatArray, ...]:
        """The columns of `Assessment` for one chunk, and the chances of belonging on lists of `LIST_SHARES`."""
        group = self.design.group[chunk.units]
        grid, by_beta, weight = self._grid(chunk)
        likelihood = log_likelihood_at(chunk, self.linear, grid.effects)
        each = [
            masses(likelihood + self.shapes.log_density(number, grid.effects, group))
            for number in range(len(self.shapes.weights))
        ]
        overall = self._average(each)
        mean, variance = moments(overall, grid)
        peers = _Widened(grid, mean, self._stretch(by_beta, variance))
        fairly = _Widened(grid, mean, self._stretch(by_beta + self.mix[group], variance))
        bounds = np.column_stack([fairly.quantile(overall, tail) for tail in self.tails])
        low, high = self.fair(bounds, group).T
        under_worst = self._average(
            [peers.below(mass, cut[group, None]) for mass, cut in zip(each, self.worst_cuts, strict=True)]
        )
        under_best = self._average(
            [peers.below(mass, cut[group, None]) for mass, cut in zip(each, self.best_cuts, strict=True)]
        )
        over = np.full(len(group), np.nan)
        if self.standard_effect is not None:
            over = 1 - fairly.below(overall, self.standard_effect[group, None])[:, 0]
        listed = 1 - peers.below(each[self.likeliest], self.list_cuts[group])
        return (
            low,
            high,
            np.clip(1 - under_worst[:, 0], 0, 1),
            np.clip(under_best[:, 0], 0, 1),
            over,
            mean,
            np.sqrt(variance),
            weight,
            listed.astype(np.float32),
        )

    def _grid(self, chunk: Chunk) -> tuple[Grid, FloatArray, FloatArray]:
        """Each unit's grid, the derivative of its effect by the fixed effects, and its answers' information."""
        grid, information = grid_of(chunk, self.linear, self.centre.spread, self.shapes.points)
        edges = np.append(chunk.starts, len(information))
        by_unit = sparse.csr_matrix((information, chunk.stratum, edges), shape=(len(grid.scale), self.design.strata))
        return grid, (by_unit @ self.design.matrix) * -(grid.scale[:, None] ** 2), chunk.total(information)

    def _average(self, values: list[FloatArray]) -> FloatArray:
        total = np.zeros_like(values[0])
        for weight, value in zip(self.shapes.weights, values, strict=True):
            total += weight * value
        return total

    def _stretch(self, by_beta: FloatArray, variance: FloatArray) -> FloatArray:
        added = np.einsum("ue,ef,uf->u", by_beta, self.centre.covariance, by_beta, optimize=True)
        return np.asarray(np.sqrt(1 + added / np.maximum(variance, 1e-300)))


@dataclass(frozen=True, eq=False)
class _Widened:
    """Distributions on a grid, stretched about their `mean` by `stretch` (per unit)."""

    grid: Grid
    mean: FloatArray
    stretch: FloatArray

    def below(self, mass: FloatArray, effects: FloatArray) -> FloatArray:
        """The share of each stretched distribution below each of its effects (units x any)."""
        inside = self.mean[:, None] + (effects - self.mean[:, None]) / self.stretch[:, None]
        return below(mass, self.grid.position(inside))

    def quantile(self, mass: FloatArray, share: float) -> FloatArray:
        effect = self.grid.effect(quantile(mass, share))
        return self.mean + (effect - self.mean) * self.stretch


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
    """How many more answers would allow a verdict, if each person's truth is where the estimate is now.

    With d the distance of the estimate to the nearer cut (the worst or the best share), a verdict needs a standard
    deviation of d / z, z the normal quantile of 1 - false_discovery: N = (z^2 / d^2 - 1 / spread^2) / w answers in all,
    w the information per answer. At least 1; -1 where more than a million would be needed.

    >>> from evenhand.fairness.standing import stand
    >>> from evenhand.fairness.tallies import Tallies
    >>> standing = stand(Tallies.from_columns(person=[1, 2, 3, 4], answers=[40] * 4, no=[2, 4, 6, 12]))
    >>> [person.answers_needed for person in standing.people]
    [1044, 215, 8, 113]
    """
    answers, number = design.unit_answers, likeliest(found.shapes)
    cuts = [
        found.shapes.cut(number, part, design.groups)[design.group] for part in (settings.share, 1 - settings.share)
    ]
    distance = np.minimum(np.abs(assessment.mean - cuts[0]), np.abs(assessment.mean - cuts[1]))
    typical = assessment.weight.sum() / max(answers.sum(), 1e-9)
    per_answer = np.divide(assessment.weight, answers, out=np.full_like(answers, typical), where=answers > 0)
    precision = (ndtri(1 - settings.false_discovery) / np.maximum(distance, 1e-9)) ** 2
    wanted = (precision - 1 / found.centre.spread**2) / np.maximum(per_answer, 1e-9) - answers
    return np.where(wanted > MOST_ANSWERS, -1, np.ceil(np.clip(wanted, 1, MOST_ANSWERS))).astype(np.int64)
