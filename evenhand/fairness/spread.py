"""How far people truly differ, how sure that is, and whether a group shows that they differ at all.

One spread is estimated for all groups that are judged together: how far people differ belongs to the kind of work and
of people, and a team of eight cannot tell its own. Against borrowing too much, each group must show in its own answers
that its people differ before anybody in it is named.

The centre of a group depends on the spread: the wider the spread, the further out the centre that agrees with the same
answers, and with few answers much further. So each spread on the grid is weighed with the centres that fit it best.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, expit

from evenhand.fairness.design import Design
from evenhand.fairness.normal import WEAK, evaluate, pooled_effects
from evenhand.fairness.tallies import FloatArray, sums

WIDEST = 4.0  # log-odds; the prior leaves less than 1 in 10,000 beyond, and wider spreads are counted as this
KNOWN = 0.02  # a spread known to 2 % is as good as known
FEWEST_NODES = 7
PLACES = 12
FAR = 5.0  # log-likelihood below the top at which the grid ends
CLOSE_CALL = 1.0  # more than that, the top of the grid is not above the likelihood at the most likely spread
MOST_STEPS = 30
LONGEST_STEP = 1.5  # of a centre, in log-odds
STILL_TO_GAIN = 0.01  # log-likelihood; what is left is added from the last step


@dataclass(frozen=True, eq=False)
class SpreadPosterior:
    """Spreads (standard deviations, log-odds) with the weight each deserves and the `centres` (spreads x groups) that
    go with it, and per group the chance `p_value` of so much difference where nobody differs."""

    sigmas: FloatArray
    weights: FloatArray
    centres: FloatArray
    p_value: FloatArray

    @property
    def mean(self) -> float:
        return float(self.sigmas @ self.weights)

    @property
    def reach(self) -> float:
        """The root of the mean square: how far effects may lie from their centre."""
        return float(np.sqrt(self.sigmas**2 @ self.weights))

    @property
    def centre(self) -> FloatArray:
        """The centre of each group, averaged over the spreads."""
        return np.asarray(self.weights @ self.centres)

    def bounds(self, level: float) -> tuple[float, float]:
        """The interval that holds the spread with the chance `level`."""
        rising = np.cumsum(self.weights)
        middle = rising - self.weights / 2
        tail = (1 - level) / 2
        return float(np.interp(tail, middle, self.sigmas)), float(np.interp(1 - tail, middle, self.sigmas))


@dataclass(frozen=True, eq=False)
class AtCentre:
    """At one spread and given centres, per group: log-likelihood, its slope by the centre, and the information."""

    log_likelihood: FloatArray
    slope: FloatArray
    information: FloatArray


LikelihoodAt = Callable[[float, FloatArray], AtCentre]


def spread_posterior(estimate: float, error: float, at: LikelihoodAt, nobody: FloatArray) -> SpreadPosterior:
    """What the answers say about the spread, and each group's p-value, from likelihoods along a grid of spreads.

    `estimate` is the most likely spread, `error` the standard error of its square; `at` answers for a spread and the
    groups' centres; `nobody` is each group's best log-likelihood where nobody differs. Centres are taken at their best
    for each spread and integrated out by Laplace's method: restricted(s) = sum_g l_g(s) - log(information_g(s)) / 2.
    With the half-normal prior of scale 1, weight(s) ~ exp(restricted(s) - s^2 / 2): it matters only to groups of a
    handful; at scale 1 the worst 16 % of people have 2.7 times the odds of the average. The p-value is that of the
    likelihood ratio of the best spread on the grid against none: half a chi-squared with one degree of freedom.
    References: Harville (1977), JASA 72:320; Gelman (2006), Bayesian Analysis 1:515; Self and Liang (1987), JASA
    82:605.

    >>> def at(spread, centre):
    ...     return AtCentre(np.array([-90.0]), np.zeros(1), np.ones(1))
    >>> known = spread_posterior(0.5, 1e-4, at, np.array([-100.0]))
    >>> known.mean, bool(known.p_value[0] < 1e-5)
    (0.5, True)
    """
    estimate = min(estimate, WIDEST)
    start = np.zeros_like(nobody)
    if error < 2 * KNOWN * estimate**2:
        sigmas, found = np.array([estimate]), [_best_centres(at, estimate, start)]
    else:
        low, high = max(0.0, estimate**2 - 4 * error) ** 0.5, min(WIDEST, (estimate**2 + 5 * error) ** 0.5)
        sigmas, found = _scan(at, low, _widened(at, low, high, estimate, start), start)
    log_weights = np.array([each.restricted for each in found]) - sigmas**2 / 2
    weights = np.exp(log_weights - log_weights.max())
    ratio = 2 * (np.max([each.by_group for each in found], axis=0) - nobody)
    p_value = np.where(ratio > 0, chdtrc(1, np.maximum(ratio, 0)) / 2, 1.0)
    centres = np.array([each.centres for each in found])
    return SpreadPosterior(sigmas, weights / weights.sum(), centres, p_value)


@dataclass(frozen=True, eq=False)
class _Best:
    """The best centres at one spread, each group's log-likelihood there, and the restricted log-likelihood."""

    centres: FloatArray
    by_group: FloatArray
    restricted: float


def _widened(at: LikelihoodAt, low: float, high: float, estimate: float, start: FloatArray) -> float:
    """How far the grid has to reach at least: on, while its last place is clearly within `FAR` of the likely spread.

    One place tells that, so that no grid is filled which will be thrown away. Where it is a close call, the grid itself
    says it.
    """
    last = likely = _best_centres(at, max(estimate, low + (high - low) * 0.5 / PLACES), start)
    while high < WIDEST:
        last = _best_centres(at, low + (high - low) * (1 - 0.5 / PLACES), last.centres)
        if last.restricted < likely.restricted - FAR + CLOSE_CALL:
            break
        high = min(WIDEST, 1.5 * high)
    return high


def _scan(at: LikelihoodAt, low: float, high: float, start: FloatArray) -> tuple[FloatArray, list[_Best]]:
    """The grid of spreads, widened upwards until the tail is negligible, and what was found there."""
    while True:
        sigmas = np.asarray(low + (high - low) / PLACES * (np.arange(PLACES) + 0.5), np.float64)
        found: list[_Best] = []
        for sigma in sigmas:
            found.append(_best_centres(at, float(sigma), _onward(found) if found else start))
        restricted = [each.restricted for each in found]
        if high >= WIDEST or restricted[-1] < max(restricted) - FAR:
            return sigmas, found
        high = min(WIDEST, 1.5 * high)


def _onward(found: list[_Best]) -> FloatArray:
    """Where the next centres should lie: on in the same direction."""
    last = found[-1].centres
    return last if len(found) == 1 else 2 * last - found[-2].centres


def _best_centres(at: LikelihoodAt, sigma: float, centres: FloatArray) -> _Best:
    """Newton's method for all groups at once; the log-likelihood is concave in the centres."""
    for _ in range(MOST_STEPS):
        here = at(sigma, centres)
        step = here.slope / here.information
        gained = here.slope * step / 2
        centres = centres + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
        if gained.sum() < STILL_TO_GAIN:
            break
    by_group = here.log_likelihood + gained
    return _Best(centres, by_group, float((by_group - np.log(here.information) / 2).sum()))


def normal_spread(
    design: Design, beta: FloatArray, sigma: float, error: float, *, effect: FloatArray, nodes: int
) -> SpreadPosterior:
    """The posterior of the spread of the normal model; centres are relative to those of the fixed effects `beta`.

    `sigma` is the most likely spread, `error` the standard error of its square; `effect` (log-odds) is where each
    unit's mode is looked for first.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[90, 90, 90], no=[9, 40, 80]))
    >>> spread = normal_spread(design, np.zeros(1), 1.5, 2.0, effect=np.zeros(3), nodes=15)
    >>> bool(spread.p_value[0] < 0.001)
    True
    """
    few = min(nodes, FEWEST_NODES)
    level = beta[0] + np.append(0.0, beta[len(beta) - design.groups + 1 :])

    def at(sigma: float, centre: FloatArray) -> AtCentre:
        nonlocal effect
        found = evaluate(design, beta + design.moved(centre), sigma, nodes=few, start=effect / sigma)
        effect = found.mode * sigma
        return AtCentre(
            sums(design.group, found.per_unit, design.groups) - WEAK / 2 * (level + centre) ** 2,
            sums(design.group, found.score, design.groups) - WEAK * (level + centre),
            sums(design.group, found.weight / found.curvature, design.groups) + WEAK,
        )

    return spread_posterior(sigma, error, at, _without_spread(design, beta))


def _without_spread(design: Design, beta: FloatArray) -> FloatArray:
    """Each group's log-likelihood where nobody differs: the better of all effects refitted, and its centre alone."""
    answers, no = design.by_stratum(design.answers), design.by_stratum(design.no)
    refitted = design.matrix @ pooled_effects(design)
    kept = design.matrix @ beta
    group = design.stratum_group
    for _ in range(MOST_STEPS):
        p = expit(kept)
        slope = sums(group, no - answers * p, design.groups)
        bend = sums(group, answers * p * (1 - p), design.groups) + WEAK
        step = np.clip(slope / bend, -1, 1)
        kept = kept + step[group]
        if np.abs(step).max() < 1e-6:
            break
    each = [sums(group, no * linear - answers * np.logaddexp(0, linear), design.groups) for linear in (refitted, kept)]
    return np.maximum(*each)
