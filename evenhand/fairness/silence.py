"""What the customers who did not answer could mean for a figure made from those who did."""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray
from scipy import special

from evenhand.fairness.intervals import Limits
from evenhand.fairness.tallies import FloatArray


def bounds(no: ArrayLike, answers: ArrayLike, asked: ArrayLike) -> Limits:
    """What can the share of "no" among all who were asked be, whatever the silent think?

    From no/asked (every silent customer content) to (no + asked - answers)/asked (none content). No assumption at all.
    Counts of the same shape; nobody asked gives 0 and 1.
    Raises ValueError unless 0 ≤ no ≤ answers ≤ asked.

    Manski (1989), Journal of Human Resources 24:343.

    >>> limits = bounds(15, 100, 1000)
    >>> limits.low.tolist(), limits.high.tolist()
    ([0.015], [0.915])
    """
    x, n, m = _counts(no, answers, asked)
    someone = np.maximum(m, 1)
    return Limits(np.where(m > 0, x / someone, 0.0), np.where(m > 0, (x + m - n) / someone, 1.0))


def response_weights(answers: ArrayLike, asked: ArrayLike) -> FloatArray:
    """How much should an answer count, so that each circumstance weighs as it did among those who were asked?

    One entry per circumstance: (asked_c/answers_c) / (Σ asked/Σ answers). Puts right what differs between
    circumstances, as far as those who answered in one speak for the silent in the same; nothing more. Weighted
    answers sum to the answers. A circumstance in which nobody was asked weighs 0. Raises ValueError where people
    were asked and nobody answered (merge that circumstance with one like it), and unless 0 ≤ answers ≤ asked.

    Little and Rubin (2019), Statistical Analysis with Missing Data, 3rd edition, section 3.3.

    >>> response_weights([100, 50], [200, 400]).tolist()
    [0.5, 2.0]
    """
    _, n, m = _counts(0.0, answers, asked)
    if np.any((n == 0) & (m > 0)):
        place = int(np.argmax((n == 0) & (m > 0)))
        raise ValueError(f"nobody answered in circumstance {place}: merge it with one like it")
    if not n.sum():
        return np.zeros_like(n)
    weights: FloatArray = np.divide(m, n, out=np.zeros_like(n), where=m > 0) * (n.sum() / m.sum())
    return weights


@dataclass(frozen=True)
class WeightedCounts:
    """Counts that stand for everyone asked, each person's shrunk to the evidence that is left after weighting."""

    answers: FloatArray
    no: FloatArray


def weighted_counts(no: ArrayLike, answers: ArrayLike, weights: ArrayLike) -> WeightedCounts:
    """What do a person's answers come to, once they are weighted by circumstance?

    `no` and `answers` are people x circumstances; `weights` has one entry per circumstance. The share is Σ w x / Σ
    w n; the number of answers becomes (Σ w n)²/Σ w² n (Kish), never more than were given, since uneven weights cost
    evidence. Answers of weight 0 are left out. Returns one entry per person. Raises ValueError for negative weights
    or wrong counts.

    Kish (1965), Survey Sampling, section 11.7.

    >>> counted = weighted_counts([[10, 10]], [[100, 50]], [0.5, 2.0])
    >>> counted.answers.round(1).tolist(), (counted.no / counted.answers).round(4).tolist()
    ([100.0], [0.1667])
    """
    x, n, _ = _counts(no, answers, answers)
    w = np.asarray(weights, dtype=np.float64)
    if np.any(w < 0) or not np.all(np.isfinite(w)):
        raise ValueError("weights must be numbers, and not negative")
    total, squares = (w * n).sum(axis=-1), (w**2 * n).sum(axis=-1)
    share = (w * x).sum(axis=-1) / np.where(total > 0, total, 1)
    kept = total**2 / np.where(squares > 0, squares, 1)
    return WeightedCounts(answers=kept, no=share * kept)


@dataclass(frozen=True)
class TippingPoint:
    """How the silent would have to be for a verdict to turn, one entry per person.

    `silent_share` is their share of "no" at which it turns; `odds_ratio` compares its odds with those of the
    person's share that the verdict rests on: the nearer to 1, the frailer the verdict. Where nothing the silent
    could think would turn it (`can_turn` is false) both are nan.
    """

    can_turn: NDArray[np.bool_]
    silent_share: FloatArray
    odds_ratio: FloatArray


def tipping_point(bound: ArrayLike, cut: ArrayLike, answers: ArrayLike, asked: ArrayLike) -> TippingPoint:
    """How different from those who answered would the silent have to be, to turn a verdict?

    A verdict holds because a person's share lies beyond `cut` with some probability, that is, because the `bound`
    of its posterior distribution at that probability does: a lower bound above the cut for *clearly worse*, an
    upper bound below it for *clearly better*. If the odds of "no" among the silent are a fixed multiple ψ of those
    among answers, the share among all who were asked, r θ + (1-r) θψ/(1-θ+θψ) with r = answers/asked, rises with θ:
    so it passes the cut with the same probability just when the bound does. The verdict turns at silent share s =
    (cut - r bound)/(1-r) and ψ = odds(s)/odds(bound); where s falls outside (0, 1) no ψ turns it. The same figures
    tell of somebody who is not named (bound short of the cut) how different the silent would have to be to name
    them. Everybody else's silent are taken to be like their answers. All arguments broadcast. Raises ValueError
    unless shares lie inside (0, 1) and 0 ≤ answers ≤ asked.

    A delta-adjusted pattern-mixture model: Rubin (1977), Journal of the American Statistical Association 72:538.

    >>> point = tipping_point(bound=0.26, cut=0.22, answers=50, asked=100)
    >>> point.silent_share.round(3).tolist(), point.odds_ratio.round(3).tolist()
    ([0.18], [0.625])
    """
    _, n, m = _counts(0.0, answers, asked)
    edge, limit, n, m = np.broadcast_arrays(np.asarray(bound, np.float64), np.asarray(cut, np.float64), n, m)
    if not np.all((edge > 0) & (edge < 1) & (limit > 0) & (limit < 1)):
        raise ValueError("bound and cut must be shares between 0 and 1")
    silent = m - n
    share = (m * limit - n * edge) / np.where(silent > 0, silent, np.nan)
    can_turn = (share > 0) & (share < 1)
    share = np.where(can_turn, share, np.nan)
    return TippingPoint(can_turn, share, np.exp(special.logit(share) - special.logit(edge)))


@dataclass(frozen=True)
class ResponseRates:
    """Whether people's customers answered alike. A low `p_value` says that they did not; then compare with care."""

    overall: float
    lowest: float
    highest: float
    p_value: float


def response_rates(answers: ArrayLike, asked: ArrayLike) -> ResponseRates:
    """Did everybody's customers answer equally often, but for chance?

    Pearson's chi-square over people: Σ (answers_i - asked_i ρ)²/(asked_i ρ(1-ρ)) with ρ the overall rate, on one
    degree of freedom less than people asked about. Needs whole counts of some size (asked_i ρ of about 5); with one
    person, or with all or none answering, p is 1. Raises ValueError where nobody was asked, and unless 0 ≤ answers
    ≤ asked.

    Pearson (1900), Philosophical Magazine 50:157.

    >>> response_rates([30, 10], [100, 100])
    ResponseRates(overall=0.2, lowest=0.1, highest=0.3, p_value=0.000407)
    """
    _, n, m = _counts(0.0, answers, asked)
    n, m = n[m > 0], m[m > 0]
    if not len(m):
        raise ValueError("nobody was asked")
    overall = float(n.sum() / m.sum())
    p_value = 1.0
    if len(m) > 1 and 0 < overall < 1:
        statistic = ((n - m * overall) ** 2 / (m * overall * (1 - overall))).sum()
        p_value = float(scipy.stats.chi2.sf(statistic, len(m) - 1))
    return ResponseRates(overall, float((n / m).min()), float((n / m).max()), round(p_value, 6))


def _counts(no: ArrayLike, answers: ArrayLike, asked: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    x, n, m = np.broadcast_arrays(*(np.atleast_1d(np.asarray(counts, np.float64)) for counts in (no, answers, asked)))
    if not (np.all(np.isfinite(m)) and np.all(x >= 0) and np.all(x <= n) and np.all(n <= m)):
        raise ValueError('counts must be numbers with 0 ≤ "no" ≤ answers ≤ asked')
    return x, n, m
