"""How far people truly differ, how sure that is, and whether a group shows that they differ at all.

One spread is estimated for all groups that are judged together: how far people differ belongs to the kind of work and
of people, and a team of eight cannot tell its own. Against borrowing too much, each group must show in its own answers
that its people differ before anybody in it is named.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, expit

from evenhand.fairness.design import Design
from evenhand.fairness.normal import WEAK, Evaluation, NormalFit, evaluate, information, pooled_effects
from evenhand.fairness.tallies import FloatArray, sums

WIDEST = 4.0  # log-odds; the prior leaves less than 1 in 10,000 beyond
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


def spread_posterior(design: Design, fit: NormalFit, *, nodes: int) -> SpreadPosterior:
    """What the answers say about the spread: the restricted likelihood on a grid, times a half-normal prior.

    With s the spread: weight(s) ~ exp(l(s) + g'I^-1 g / 2 - log|I| / 2 - s^2 / 2), where l, g and I are marginal
    log-likelihood, slope and information about the fixed effects at their estimate: these are so integrated out
    (Laplace). The half-normal prior of scale 1 matters only to groups of a handful: the best 16 % of people would have
    less than a third of the odds of the average. References: Harville (1977), JASA 72:320; Gelman (2006), Bayesian
    Analysis 1:515.

    The p-value per group is that of the likelihood ratio of the best spread on the grid, with an intercept of the
    group's own, against none: half a chi-squared with one degree of freedom (Self and Liang 1987, JASA 82:605).
    """
    few = min(nodes, FEWEST_NODES)
    information_at_mode = fit.at.weight / fit.at.curvature
    error = np.sqrt(2 / max(float((information_at_mode**2).sum()), 1e-9))  # of sigma squared
    if error < 2 * KNOWN * fit.sigma**2:
        sigmas, log_weights, by_group = np.array([fit.sigma]), np.zeros(1), [_by_group(design, fit.at)]
    else:
        low = max(0.0, fit.sigma**2 - 4 * error) ** 0.5
        high = min(WIDEST, (fit.sigma**2 + 5 * error) ** 0.5)
        sigmas, log_weights, by_group = _scan(design, fit, low, high, few)
    weights = np.exp(log_weights - log_weights.max())
    ratio = 2 * (np.max(by_group, axis=0) - _without_spread(design, fit))
    p_value = np.where(ratio > 0, chdtrc(1, np.maximum(ratio, 0)) / 2, 1.0)
    return SpreadPosterior(sigmas, weights / weights.sum(), p_value)


def _scan(
    design: Design, fit: NormalFit, low: float, high: float, nodes: int
) -> tuple[FloatArray, FloatArray, list[FloatArray]]:
    """The grid of spreads, widened upwards until the tail is negligible, with log-weights and groups' likelihoods."""
    while True:
        step = (high - low) / PLACES
        sigmas = low + step * (np.arange(PLACES) + 0.5)
        rows = [_at_spread(design, fit, float(sigma), nodes) for sigma in sigmas]
        log_weights = np.array([row[0] for row in rows])
        if high >= WIDEST or log_weights[-1] < log_weights.max() - FAR:
            return sigmas, log_weights, [row[1] for row in rows]
        high = min(WIDEST, 1.5 * high)


def _at_spread(design: Design, fit: NormalFit, sigma: float, nodes: int) -> tuple[float, FloatArray]:
    start = fit.at.mode * (fit.sigma / sigma)
    at = evaluate(design, fit.beta, sigma, nodes=nodes, start=start)
    bend = information(design, fit.beta, sigma, at.mode)[:-1, :-1]
    slope = at.gradient[:-1] - WEAK * fit.beta
    gained = float(slope @ np.linalg.solve(bend, slope)) - float(np.linalg.slogdet(bend)[1])
    return at.log_likelihood + gained / 2 - sigma**2 / 2, _by_group(design, at)


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
