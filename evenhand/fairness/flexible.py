"""A flexible spread: the distribution of true effects as a smooth curve learnt from the people themselves.

The question: what do true differences look like where they are not normal (skewed, heavy-tailed, in two groups)?
Model: log g(u) is a cubic spline with coefficients a, and l(a) = sum_j log integral L_j(u) g(u) du, with L_j the
likelihood of person j's answers: Efron's g-modelling. Roughness is penalised in two ways in turn: third differences of
the coefficients, whose limit is the normal distribution (Silverman), and second differences, which leave tails free to
be heavy. Each way is fitted at several strengths, and the curves are averaged with their marginal likelihoods (Laplace)
as weights, so that a shape is learnt only as far as the answers show it: with few answers the curve is nearly normal.
What is asked of the curve is its tails, so half of each weight goes to the next rougher one (undersmoothing).
Fixed effects are those of the normal model, which hardly depend on the shape (McCulloch and Neuhaus 2011).

References: Efron (2016), Biometrika 103:1; Silverman (1982), Ann. Stat. 10:795; Eilers and Marx (1996), Stat. Sci.
11:89; Wood (2011), JRSS B 73:3; McCulloch and Neuhaus (2011), Stat. Sci. 26:388.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from scipy import linalg

from evenhand.fairness.climbing import climb
from evenhand.fairness.design import Design, log_likelihood_at
from evenhand.fairness.grids import grid_of
from evenhand.fairness.tallies import FloatArray, sums

KNOT_SPACING = 0.3  # of the typical spread
BINS_PER_KNOT = 4
STRENGTHS = {3: np.geomspace(1e6, 1e-2, 9), 2: np.geomspace(1e2, 1e-2, 5)}  # by order of difference, smooth first
MOST_PEOPLE = 4_000  # from whom the shape is learnt, evenly taken; more would not change it visibly
FINE = 201  # points per likelihood: closer together than bins, or the curve would fit the gaps
RIDGE = 1e-3  # a weak prior on the coefficients: it makes marginal likelihoods comparable
FEWEST_PEOPLE = 30  # from fewer nothing is learnt about a shape
AS_MEASURED = 0.75  # of Laplace's standard error of a cut: in simulations that is too large by about a third
TINY = 1e-100


@dataclass(frozen=True, eq=False)
class Curve:
    """A density of effects, in logs, on equal steps from `low` to `high`: the average of `fits` with their `weights`.

    `evidence` is by how much, in logs, the answers are more probable under the best of them than under the smoothest,
    which is nearly normal.
    """

    low: float
    high: float
    log_density: FloatArray
    evidence: float
    fits: tuple["CurveFit", ...]
    weights: FloatArray

    def cut_error(self, share: float) -> float:
        """The standard error (log-odds) of the effect above which the share of people lies."""
        effects = np.linspace(self.low, self.high, len(self.log_density))
        variances = [fit.cut_variance(share, effects) for fit in self.fits]
        return AS_MEASURED * float(np.sqrt(self.weights @ variances))


@dataclass(frozen=True, eq=False)
class CurveFit:
    """One curve: marginal log-likelihood, mass per bin, and the covariance of the coefficients of `basis`."""

    evidence: float
    mass: FloatArray
    basis: FloatArray
    covariance: FloatArray

    def cut_variance(self, share: float, effects: FloatArray) -> float:
        """The delta method: the variance of the share beyond the cut, over the square of the density there."""
        step = effects[1] - effects[0]
        cut = np.interp(1 - share, np.cumsum(self.mass) - self.mass / 2, effects)
        beyond = self.mass * np.clip((effects - cut) / step + 0.5, 0, 1)
        slope = self.basis.T @ (beyond - beyond.sum() * self.mass)
        density = np.interp(cut, effects, self.mass) / step
        return float(slope @ self.covariance @ slope) / max(float(density), TINY) ** 2


def fit_curve(design: Design, linear: FloatArray, spread: float) -> Curve:
    """The curve, the fixed part of the log-odds per stratum (`linear`) being known, `spread` the typical one.

    Time: people x bins (some 160) for each of a few hundred steps, with at most `MOST_PEOPLE`; memory: people x bins.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=range(40), answers=[90] * 40, no=[9] * 20 + [45] * 20))
    >>> curve = fit_curve(design, np.array([-1.1]), 1.0)
    >>> u = np.linspace(curve.low, curve.high, len(curve.log_density))
    >>> bool(np.interp(0, u, curve.log_density) < np.interp([-1.1, 1.1], u, curve.log_density).min())  # two humps
    True
    """
    low, high, likelihood = _binned(design.every(1 + design.units // MOST_PEOPLE), linear, spread)
    segments = _segments(low, high, spread)
    basis = _basis(segments)
    middle = np.linspace(low, high, len(basis))
    start = linalg.lstsq(basis, -0.5 * (middle / spread) ** 2)[0]
    fits = tuple(_fits(likelihood, basis, start))
    evidence = np.array([fit.evidence for fit in fits])
    weights = _weights(evidence)
    average = weights @ np.array([fit.mass for fit in fits])
    step = (high - low) / (len(basis) - 1)
    log_density = np.log(np.maximum(average, TINY) / step)
    return Curve(low, high, log_density, float(evidence.max() - evidence[0]), fits, weights)


def _weights(evidence: FloatArray) -> FloatArray:
    """The weight of each curve: half as its marginal likelihood, half handed on to the next rougher one of its kind.

    What marginal likelihood likes best for the curve as a whole is a little too smooth for its tails: it fills the
    valley before a hump, and it lets heavy tails begin too far out.
    """
    weights = np.exp(evidence - evidence.max())
    weights /= weights.sum()
    kinds = np.split(weights, np.cumsum([len(each) for each in STRENGTHS.values()])[:-1])
    rougher = [np.append(0.0, kind[:-1]) + np.append(np.zeros(len(kind) - 1), kind[-1]) for kind in kinds]
    return np.asarray((weights + np.concatenate(rougher)) / 2)


def _fits(likelihood: FloatArray, basis: FloatArray, start: FloatArray) -> Iterator[CurveFit]:
    """A curve for each kind and strength of the penalty, from smooth to rough."""
    unit = np.eye(basis.shape[1])
    for order, strengths in STRENGTHS.items():
        rough = np.diff(unit, n=order, axis=0)
        place = start
        for strength in strengths:
            problem = _Problem(likelihood, basis, strength * rough.T @ rough + RIDGE * unit)
            place, _, _ = climb(problem.value, place, linalg.inv(problem.bend(place, whole=True)), 1e-5)
            bend = problem.bend(place)
            occam = np.linalg.slogdet(problem.penalty)[1] - np.linalg.slogdet(bend)[1]
            evidence = problem.value(place)[0] + float(occam) / 2
            yield CurveFit(evidence, problem.density(place), basis, linalg.inv(bend))


@dataclass(frozen=True, eq=False)
class _Problem:
    """The penalised log-likelihood: `likelihood` (people x bins), `basis` (bins x coefficients), `penalty`."""

    likelihood: FloatArray
    basis: FloatArray
    penalty: FloatArray

    def density(self, place: FloatArray) -> FloatArray:
        curve = self.basis @ place
        mass = np.exp(curve - curve.max())
        return np.asarray(mass / mass.sum())

    def value(self, place: FloatArray) -> tuple[float, FloatArray]:
        mass = self.density(place)
        marginal = np.maximum(self.likelihood @ mass, TINY)
        expected = mass * (self.likelihood.T @ (1 / marginal))
        slope = self.basis.T @ (expected - len(marginal) * mass) - self.penalty @ place
        return float(np.log(marginal).sum() - place @ self.penalty @ place / 2), slope

    def bend(self, place: FloatArray, *, whole: bool = False) -> FloatArray:
        """Minus the second derivative; with `whole`, as if all effects were seen, which is never too small."""
        mass = self.density(place)
        mean = self.basis.T @ mass
        seen = len(self.likelihood) * (self.basis.T @ (mass[:, None] * self.basis) - np.outer(mean, mean))
        if not whole:
            posterior = self.likelihood * mass
            posterior /= posterior.sum(axis=1, keepdims=True)
            means = posterior @ self.basis
            seen -= self.basis.T @ (posterior.sum(axis=0)[:, None] * self.basis) - means.T @ means
        return seen + self.penalty


def _binned(design: Design, linear: FloatArray, spread: float) -> tuple[float, float, FloatArray]:
    """The range of effects, and people x bins: each likelihood, up to a constant, shared out to neighbouring bins."""
    chunks = list(design.chunks(FINE))
    grids = [grid_of(chunk, linear, spread, FINE)[0] for chunk in chunks]
    low = min(-5 * spread, *(float((grid.centre - 4 * grid.scale).min()) for grid in grids))
    high = max(5 * spread, *(float((grid.centre + 4 * grid.scale).max()) for grid in grids))
    bins = BINS_PER_KNOT * _segments(low, high, spread) + 1
    rows = []
    for chunk, grid in zip(chunks, grids, strict=True):
        effects = grid.effects
        value = log_likelihood_at(chunk, linear, effects)
        value = np.exp(value - value.max(axis=1, keepdims=True)) * grid.scale[:, None]
        place = (effects - low) * ((bins - 1) / (high - low))
        value[(place < 0) | (place >= bins - 1)] = 0.0
        left = np.clip(place, 0, bins - 2).astype(np.int64)
        code = (left + np.arange(len(value))[:, None] * bins).ravel()
        upper = (value * (place - left)).ravel()
        shared = sums(code, value.ravel() - upper, value.shape[0] * bins + 1)
        shared += sums(code + 1, upper, value.shape[0] * bins + 1)
        rows.append(shared[:-1].reshape(-1, bins))
    return low, high, np.concatenate(rows)


def _segments(low: float, high: float, spread: float) -> int:
    return int(np.ceil((high - low) / (KNOT_SPACING * spread)))


def _basis(segments: int) -> FloatArray:
    """Cubic B-splines on equal knots (bins x coefficients)."""
    knots = np.arange(-3.0, segments + 4)
    bins = np.linspace(0, segments, BINS_PER_KNOT * segments + 1)
    return np.asarray(scipy.interpolate.BSpline.design_matrix(bins, knots, 3, extrapolate=True).toarray())
