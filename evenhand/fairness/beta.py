"""The beta-binomial model: true shares of "no" follow a beta distribution, in closed form.

The question: how far do people truly differ, where all work under the same circumstances?
Model: no ~ Binomial(answers, p), p ~ Beta(alpha, beta), alpha = mean x M, beta = (1 - mean) x M, M the concentration.
Given the answers, p ~ Beta(alpha + no, beta + answers - no): its mean is R no / answers + (1 - R) mean, with the
reliability R = answers / (answers + alpha + beta). Each group has its own mean; the concentration is common to all.
Reference: Skellam (1948), JRSS B 10:257; Adams (2009), RAND TR-653 for the reliability.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from scipy.special import betaln, digamma, expit, logit, zeta

from evenhand.fairness.climbing import climb
from evenhand.fairness.tallies import FloatArray, IntArray, sums

LOOSEST = np.log(1e-3)
TIGHTEST = np.log(1e6)  # a concentration of a million is as good as nobody differing, and still exact to compute
WEAK = 0.01  # precision of a N(0, 10^2) prior on the mean in log-odds: finite where all or none are "no"


@dataclass(frozen=True, eq=False)
class BetaFit:
    """Maximum likelihood: `centre` (the mean in log-odds) with `variance` per group, and the `concentration`."""

    centre: FloatArray
    variance: FloatArray
    concentration: float
    log_likelihood: float
    converged: bool


def fit_beta(answers: FloatArray, no: FloatArray, group: IntArray, groups: int) -> BetaFit:
    """Maximise the marginal likelihood; one entry per person in `answers`, `no` and `group` (codes below `groups`).

    >>> fit = fit_beta(np.full(4, 40.0), np.array([2.0, 5.0, 9.0, 12.0]), np.zeros(4, int), 1)
    >>> round(float(expit(fit.centre[0])), 3), round(fit.concentration)
    (0.175, 22)
    """
    total, share = sums(group, answers, groups), sums(group, no, groups)
    lowest, highest = np.append(np.full(groups, -30.0), LOOSEST), np.append(np.full(groups, 30.0), TIGHTEST)
    start = np.append(logit((share + 0.5) / (total + 1)), np.log(20.0))

    def value(place: FloatArray) -> tuple[float, FloatArray]:
        inside = np.clip(place, lowest, highest)
        centre = inside[:-1]
        per_unit, by_centre, by_log = slopes(answers, no, centre[group], float(inside[-1]))
        gradient = np.append(sums(group, by_centre, groups) - WEAK * centre, by_log.sum())
        return float(per_unit.sum()) - WEAK / 2 * float(centre @ centre), np.where(inside == place, gradient, 0.0)

    reliability = answers / (answers + 20.0)
    metric = 1 / np.append(1 / variances(answers, start[:-1], group, 20.0), max((reliability**2).sum() / 2, 0.1))
    place, _, converged = climb(value, start, np.diag(metric), 1e-10)
    place = np.clip(place, lowest, highest)
    concentration = float(np.exp(place[-1]))
    return BetaFit(
        centre=place[:-1],
        variance=variances(answers, place[:-1], group, concentration),
        concentration=concentration,
        log_likelihood=float(slopes(answers, no, place[:-1][group], np.log(concentration))[0].sum()),
        converged=converged,
    )


def slopes(
    answers: FloatArray, no: FloatArray, centre: FloatArray, log_concentration: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Per person: the log-likelihood, and its derivatives by the centre (log-odds) and by the log-concentration.

    Formula: log B(alpha + no, beta + answers - no) - log B(alpha, beta), without the binomial coefficient.

    >>> value, _, _ = slopes(np.array([1.0]), np.array([1.0]), np.zeros(1), np.log(2.0))
    >>> round(float(np.exp(value[0])), 2)  # one answer: the chance of a "no" is the mean
    0.5
    """
    concentration, mean = np.exp(log_concentration), expit(centre)
    alpha, beta = mean * concentration, (1 - mean) * concentration
    both = digamma(concentration) - digamma(concentration + answers)
    by_alpha = digamma(alpha + no) - digamma(alpha) + both
    by_beta = digamma(beta + answers - no) - digamma(beta) + both
    value = betaln(alpha + no, beta + answers - no) - betaln(alpha, beta)
    by_centre = concentration * mean * (1 - mean) * (by_alpha - by_beta)
    return value, by_centre, alpha * by_alpha + beta * by_beta


def variances(answers: FloatArray, centre: FloatArray, group: IntArray, concentration: float) -> FloatArray:
    """The variance of each group's centre: from each person the information mean (1 - mean) n (M + 1) / (n + M).

    >>> variances(np.full(4, 25.0), np.zeros(1), np.zeros(4, int), 1e6).round(2).tolist()
    [0.04]
    """
    effective = sums(group, answers * (concentration + 1) / (answers + concentration), len(centre))
    mean = expit(centre)
    return np.asarray(1 / (effective * mean * (1 - mean) + WEAK))


def spread_of(concentration: float, mean: float) -> float:
    """The standard deviation of the log-odds of a beta distribution: (psi'(alpha) + psi'(beta))^(1/2).

    >>> round(spread_of(20.0, 0.15), 2)
    0.67
    """
    return float(np.sqrt(zeta(2, mean * concentration) + zeta(2, (1 - mean) * concentration)))


def concentration_of(spread: float, mean: float) -> float:
    """The concentration, within 1e-3 to a million, at which the log-odds have this standard deviation.

    >>> round(concentration_of(0.67, 0.15))
    20
    """

    def too_wide(log_concentration: float) -> float:
        return spread_of(float(np.exp(log_concentration)), mean) - spread

    if too_wide(TIGHTEST) >= 0:
        return float(np.exp(TIGHTEST))
    if too_wide(LOOSEST) <= 0:
        return float(np.exp(LOOSEST))
    return float(np.exp(scipy.optimize.brentq(too_wide, LOOSEST, TIGHTEST, xtol=1e-9)))
