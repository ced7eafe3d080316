"""How far people truly differ, how sure that is, and whether a group shows that they differ at all.

One spread is estimated for all groups that are judged together: how far people differ belongs to the kind of work and
of people, and a team of eight cannot tell its own. Against borrowing too much, each group must show in its own answers
that its people differ before anybody in it is named.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, expit

from evenhand.fairness.design import Design
from evenhand.fairness.normal import WEAK, Evaluation, NormalFit, evaluate, information, pooled_effects
from evenhand.fairness.tallies import FloatArray, sums

WIDEST = 4.0  # log-odds; the prior leaves less than 1 in 10,000 beyond, and wider spreads are counted as this
KNOWN = 0.02  # a spread known to 2 % is as good as known
FEWEST_NODES = 7
PLACES = 12
FAR = 5.0  # log-likelihood below the top at which the grid ends


@dataclass(frozen=True, eq=False)
class SpreadPosterior:
    """Spreads (standard deviations, log-odds) with the weight each deserves, and per group the chance `p_value` of
    so much difference where nobody differs."""

    sigmas: FloatArray
    weights: FloatArray
    p_value: FloatArray

    @property
    def centre(self) -> float:
        return float(self.sigmas @ self.weights)

    def bounds(self, level: float) -> tuple[float, float]:
        """The interval that holds the spread with the chance `level`."""
        rising = np.cumsum(self.weights)
        middle = rising - self.weights / 2
        tail = (1 - level) / 2
        return float(np.interp(tail, middle, self.sigmas)), float(np.interp(1 - tail, middle, self.sigmas))


AtSpread = Callable[[float], tuple[float, FloatArray]]


def spread_posterior(estimate: float, error: float, at_spread: AtSpread, nobody: FloatArray) -> SpreadPosterior:
    """What the answers say about the spread, and each group's p-value, from likelihoods along a grid of spreads.

    `estimate` is the most likely spread, `error` the standard error of its square; `at_spread` gives, for a spread s,
    the restricted log-likelihood (fixed effects integrated out) and each group's best log-likelihood; `nobody` is each
    group's where nobody differs. With the half-normal prior of scale 1, weight(s) ~ exp(restricted(s) - s^2 / 2): it
    matters only to groups of a handful; at scale 1 the worst 16 % of people have 2.7 times the odds of the average.
    The p-value is that of the likelihood ratio of the best spread on the grid against none: half a chi-squared with one
    degree of freedom. References: Harville (1977), JASA 72:320; Gelman (2006), Bayesian Analysis 1:515; Self and Liang
    (1987), JASA 82:605.

    >>> known = spread_posterior(0.5, 1e-4, lambda s: (0.0, np.array([-90.0])), np.array([-100.0]))
    >>> known.centre, bool(known.p_value[0] < 1e-5)
    (0.5, True)
    """
    estimate = min(estimate, WIDEST)
    if error < 2 * KNOWN * estimate**2:
        sigmas, found = np.array([estimate]), [at_spread(estimate)]
    else:
        low = max(0.0, estimate**2 - 4 * error) ** 0.5
        sigmas, found = _scan(at_spread, low, min(WIDEST, (estimate**2 + 5 * error) ** 0.5))
    log_weights = np.array([restricted for restricted, _ in found]) - sigmas**2 / 2
    weights = np.exp(log_weights - log_weights.max())
    ratio = 2 * (np.max([by_group for _, by_group in found], axis=0) - nobody)
    p_value = np.where(ratio > 0, chdtrc(1, np.maximum(ratio, 0)) / 2, 1.0)
    return SpreadPosterior(sigmas, weights / weights.sum(), p_value)


def _scan(at_spread: AtSpread, low: float, high: float) -> tuple[FloatArray, list[tuple[float, FloatArray]]]:
    """The grid of spreads, widened upwards until the tail is negligible, and what was found there."""
    while True:
        sigmas = np.asarray(low + (high - low) / PLACES * (np.arange(PLACES) + 0.5), np.float64)
        found = [at_spread(float(sigma)) for sigma in sigmas]
        restricted = [value for value, _ in found]
        if high >= WIDEST or restricted[-1] < max(restricted) - FAR:
            return sigmas, found
        high = min(WIDEST, 1.5 * high)


def normal_spread(design: Design, fit: NormalFit, *, nodes: int) -> SpreadPosterior:
    """The posterior of the spread of the normal model; the fixed effects are integrated out by Laplace's method.

    With l, g and I the marginal log-likelihood, slope and information about the fixed effects at their estimate, the
    restricted log-likelihood is l + g'I^-1 g / 2 - log|I| / 2.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.normal import fit_normal
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[90, 90, 90], no=[9, 40, 80]))
    >>> bool(normal_spread(design, fit_normal(design), nodes=15).p_value[0] < 0.001)
    True
    """
    few = min(nodes, FEWEST_NODES)
    error = np.sqrt(2 / max(float(((fit.at.weight / fit.at.curvature) ** 2).sum()), 1e-9))

    def at_spread(sigma: float) -> tuple[float, FloatArray]:
        at = evaluate(design, fit.beta, sigma, nodes=few, start=fit.at.mode * (fit.sigma / sigma))
        bend = information(design, fit.beta, sigma, at.mode)[:-1, :-1]
        slope = at.gradient[:-1] - WEAK * fit.beta
        gained = float(slope @ np.linalg.solve(bend, slope)) - float(np.linalg.slogdet(bend)[1])
        return at.log_likelihood + gained / 2, _by_group(design, at)

    return spread_posterior(fit.sigma, float(error), at_spread, _without_spread(design, fit))


def _by_group(design: Design, at: Evaluation) -> FloatArray:
    """Each group's log-likelihood, with its own intercept moved to its best by one Newton step."""
    score = sums(design.group, at.score, design.groups)
    weight = sums(design.group, at.weight / at.curvature, design.groups)
    return sums(design.group, at.per_unit, design.groups) + score**2 / (weight + WEAK) / 2


def _without_spread(design: Design, fit: NormalFit) -> FloatArray:
    """Each group's log-likelihood where nobody differs: the better of all effects refitted, and its intercept alone."""
    answers, no = design.by_stratum(design.answers), design.by_stratum(design.no)
    refitted = design.matrix @ pooled_effects(design)
    kept = design.matrix @ fit.beta
    group = design.stratum_group
    for _ in range(8):
        p = expit(kept)
        slope = sums(group, no - answers * p, design.groups)
        bend = sums(group, answers * p * (1 - p), design.groups) + WEAK
        kept = kept + np.clip(slope / bend, -1, 1)[group]
    each = [sums(group, no * linear - answers * np.logaddexp(0, linear), design.groups) for linear in (refitted, kept)]
    return np.maximum(*each)
