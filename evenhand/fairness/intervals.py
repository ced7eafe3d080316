"""Limits for one share of few answers, and the limits of a funnel plot round a target."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import ArrayLike

from evenhand.fairness.tallies import FloatArray


@dataclass(frozen=True)
class Limits:
    """A lower and an upper limit for each person, as shares between 0 and 1."""

    low: FloatArray
    high: FloatArray


def wilson(no: ArrayLike, answers: ArrayLike, *, level: float = 0.95) -> Limits:
    """Between which shares of "no" does the truth lie, on the whole of many such intervals, with `level`?

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), with p = no/answers and z the normal quantile of (1+level)/2.
    `no` and `answers` are counts of the same shape, possibly weighted; without answers the limits are 0 and 1.
    Raises ValueError for negative counts, more "no" than answers, or a level outside (0, 1).

    Wilson (1927), Journal of the American Statistical Association 22:209.

    >>> limits = wilson([3, 15], [20, 100])
    >>> limits.low.round(4).tolist(), limits.high.round(4).tolist()
    ([0.0524, 0.0931], [0.3604, 0.2328])
    """
    x, n = _counts(no, answers)
    z2 = scipy.stats.norm.ppf((1 + _level(level)) / 2) ** 2
    # Written without dividing by n, so that nobody's answers need a case of their own.
    half = np.sqrt(z2 * (np.divide(x * (n - x), n, out=np.zeros_like(n), where=n > 0) + z2 / 4))
    middle = x + z2 / 2
    low = np.where(x == 0, 0.0, (middle - half) / (n + z2))
    high = np.where(x == n, 1.0, (middle + half) / (n + z2))
    return Limits(low, high)


def exact(no: ArrayLike, answers: ArrayLike, *, level: float = 0.95) -> Limits:
    """Between which shares of "no" does the truth lie with at least `level`, however few the answers?

    The Clopper-Pearson interval: the (1-level)/2 quantile of Beta(no, answers-no+1) and the (1+level)/2 quantile of
    Beta(no+1, answers-no). Never covers less than it says, mostly more; `wilson` is nearer to its word on average.
    Shapes, weights and errors as for `wilson`.

    Clopper and Pearson (1934), Biometrika 26:404.

    >>> limits = exact([0, 3], [10, 20])
    >>> limits.low.round(4).tolist(), limits.high.round(4).tolist()
    ([0.0, 0.0321], [0.3085, 0.3789])
    """
    x, n = _counts(no, answers)
    tail = (1 - _level(level)) / 2
    low, high = np.zeros_like(n), np.ones_like(n)
    some, fewer = x > 0, x < n
    low[some] = scipy.stats.beta.ppf(tail, x[some], n[some] - x[some] + 1)
    high[fewer] = scipy.stats.beta.isf(tail, x[fewer] + 1, n[fewer] - x[fewer])
    return Limits(low, high)


@dataclass(frozen=True)
class Tails:
    """How probable a count is at a target: that chance brings as many or more, and that it brings as few or fewer."""

    as_many: FloatArray
    as_few: FloatArray


def tails(no: ArrayLike, answers: ArrayLike, *, target: float) -> Tails:
    """How often would somebody whose true share is just `target` come to as many "no", or to as few, by luck alone?

    P(X ≥ no) and P(X ≤ no) for X binomial with `answers` and `target`: a funnel plot with exact limits, for one person.
    Whole counts of the same shape; without answers both are 1. Raises ValueError as `wilson` does.

    Spiegelhalter (2005), Statistics in Medicine 24:1185, doi 10.1002/sim.1970.

    >>> at_one_percent = tails([1, 5], [10, 50], target=0.01)
    >>> at_one_percent.as_many.round(5).tolist(), at_one_percent.as_few.round(5).tolist()
    ([0.09562, 0.00015], [0.99573, 0.99999])
    """
    x, n = _counts(no, answers)
    share = _inside(target, "target")
    return Tails(scipy.stats.binom.sf(x - 1, n, share), scipy.stats.binom.cdf(x, n, share))


@dataclass(frozen=True)
class Overdispersion:
    """How much more people differ round the target than chance alone explains.

    `ratio` is the mean of the winsorised squared z-scores (1: chance alone); `variance` is the spread between people
    that would explain it, in shares squared (0 where chance suffices).
    """

    ratio: float
    variance: float


def overdispersion(no: ArrayLike, answers: ArrayLike, *, target: float, winsorised: float = 0.1) -> Overdispersion:
    """Do people differ round `target` by more than chance, and by how much?

    z_i = (p_i - target)/s_i with s_i² = target(1-target)/answers_i; the outer `winsorised` share at each end is
    drawn in to its quantile, so that the few whom a funnel is to find do not widen it; ratio φ = mean z². variance
    τ² = (I φ - (I-1)) / (Σw - Σw²/Σw), w = 1/s², or 0 where that is negative. People without answers do not count;
    fewer than two people who have some give (1, 0). Raises ValueError as `wilson` does, and for a target of 0 or 1.

    Spiegelhalter (2005), Quality and Safety in Health Care 14:347.

    >>> found = overdispersion([2, 30, 15, 8], [100, 100, 100, 100], target=0.15)
    >>> round(found.ratio, 2), round(found.variance, 4)
    (5.58, 0.0082)
    """
    x, n = _counts(no, answers)
    centre = _inside(target, "target")
    x, n = x[n > 0], n[n > 0]
    if len(n) < 2:
        return Overdispersion(1.0, 0.0)
    weight = n / (centre * (1 - centre))
    z = (x / n - centre) * np.sqrt(weight)
    z = np.clip(z, *np.quantile(z, [winsorised, 1 - winsorised]))
    ratio = float(np.mean(z**2))
    excess = len(n) * ratio - (len(n) - 1)
    variance = excess / (weight.sum() - (weight**2).sum() / weight.sum())
    return Overdispersion(ratio, max(float(variance), 0.0))


def funnel(
    answers: ArrayLike,
    *,
    target: float,
    level: float = 0.95,
    widened_by: Overdispersion | None = None,
    how: Literal["additive", "multiplicative"] = "additive",
) -> Limits:
    """Within which raw shares would people with so many answers fall if all stood at `target`?

    Without `widened_by`, exact: with F the binomial distribution of "no" at `target` and r the least count with
    F(r) ≥ q, the limit is (r - (F(r) - q)/(F(r) - F(r-1)))/answers for q = (1±level)/2; a weighted number of
    answers is rounded down, which widens. With it: target ± z √(s² + variance) (additive, people differ; the one to
    prefer) or target ± z √(ratio s²) (multiplicative, never narrowed), s² = target(1-target)/answers, cut to [0,
    1]. Less than one answer gives 0 and 1. Raises ValueError as `wilson` does, and for a target of 0 or 1.

    Spiegelhalter (2005), Statistics in Medicine 24:1185, appendix.

    >>> limits = funnel([20, 100], target=0.15)
    >>> limits.low.round(3).tolist(), limits.high.round(3).tolist()
    ([0.0, 0.078], [0.297, 0.218])
    """
    n = np.floor(_counts(0.0, answers)[1]) if widened_by is None else _counts(0.0, answers)[1]
    centre, tail = _inside(target, "target"), (1 - _level(level)) / 2
    if widened_by is None:
        low, high = _exact_limit(n, centre, tail), _exact_limit(n, centre, 1 - tail)
    else:
        chance = centre * (1 - centre) / np.maximum(n, 1)
        variance = chance + widened_by.variance if how == "additive" else chance * max(widened_by.ratio, 1.0)
        half = scipy.stats.norm.isf(tail) * np.sqrt(variance)
        low, high = centre - half, centre + half
    nobody = n < 1
    return Limits(np.where(nobody, 0.0, np.clip(low, 0, 1)), np.where(nobody, 1.0, np.clip(high, 0, 1)))


def _exact_limit(n: FloatArray, target: float, q: float) -> FloatArray:
    size = np.maximum(n, 1)
    count = scipy.stats.binom.ppf(q, size, target)
    reached, before = scipy.stats.binom.cdf(count, size, target), scipy.stats.binom.cdf(count - 1, size, target)
    return np.asarray((count - (reached - q) / (reached - before)) / size, dtype=np.float64)


def _counts(no: ArrayLike, answers: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x, n = np.broadcast_arrays(
        np.atleast_1d(np.asarray(no, dtype=np.float64)), np.atleast_1d(np.asarray(answers, dtype=np.float64))
    )
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(n)) and np.all(x >= 0) and np.all(x <= n)):
        raise ValueError('counts must be numbers with 0 ≤ "no" ≤ answers')
    return x, n


def _level(level: float) -> float:
    return _inside(level, "level")


def _inside(value: float, name: str) -> float:
    if not 0 < value < 1:
        raise ValueError(f"{name} must lie between 0 and 1, but is {value}")
    return value
