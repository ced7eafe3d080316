"""Looking again and again at the same person without multiplying false alarms, and what would have come of itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray
from scipy import special

from evenhand.fairness.intervals import Limits
from evenhand.fairness.tallies import FloatArray

Spending = Literal["late", "even"]

_HALVINGS = 60  # of an interval in (0, 1): to the last bit of a double
_LARGEST_LOG, _TINY = 700.0, 1e-300  # what a double can hold


@dataclass(frozen=True)
class ReviewPlan:
    """When a person's "no" are too many, at each of the review dates agreed beforehand.

    `act_at[k]` is the least number of "no" so far, at review k, that is beyond the standard (answers[k] + 1: none
    can be). `spent[k]` is the exact probability that somebody who just meets the standard has been called out by
    then.
    """

    answers: NDArray[np.int64]
    act_at: NDArray[np.int64]
    spent: FloatArray


def review_plan(
    answers: Sequence[int],
    *,
    standard: float,
    false_alarm: float = 0.05,
    spending: Spending = "late",
    expected_answers: int | None = None,
) -> ReviewPlan:
    """At fixed review dates, how many "no" are too many, if somebody at the standard is to be called out with at most
    `false_alarm` over all dates together?

    `answers` are the answers so far at each review, increasing whole numbers; `standard` is the share of "no"
    allowed. With t = answers/expected_answers (the last review's unless given) the false alarms spent by then are
    at most α(t) = 2 - 2Φ(z/√t), z the upper α/2 quantile ("late": little at first, O'Brien and Fleming's shape), or
    α t ("even"). Limits come from the exact binomial distribution over the dates, not from a normal approximation,
    and depend on the past alone: so a date may be added or moved as long as the counts do not decide when. Raises
    ValueError where answers do not increase or exceed those expected, or shares lie outside (0, 1).

    Lan and DeMets (1983), Biometrika 70:659.

    >>> plan = review_plan([20, 40, 60, 80], standard=0.15)
    >>> plan.act_at.tolist(), plan.spent.round(4).tolist()
    ([11, 13, 16, 19], [0.0, 0.0043, 0.015, 0.0307])
    """
    n = np.asarray(answers, dtype=np.int64)
    whole = int(expected_answers if expected_answers is not None else (n[-1] if len(n) else 0))
    if not len(n) or n[0] < 1 or np.any(np.diff(n) <= 0) or n[-1] > whole:
        raise ValueError("answers at the reviews must increase from at least 1 to at most those expected")
    allowed = _spent(n / whole, _share(false_alarm, "false_alarm"), spending)
    act_at, spent = np.empty(len(n), np.int64), np.empty(len(n))
    going_on, seen, so_far = np.ones(1), 0, 0.0
    for k, total in enumerate(n):
        step = scipy.stats.binom.pmf(np.arange(total - seen + 1), total - seen, _share(standard, "standard"))
        going_on = np.convolve(going_on, step)
        beyond = np.append(
            np.cumsum(going_on[::-1])[::-1], 0.0
        )  # beyond[c]: this many "no" or more, not called out before
        act_at[k] = np.argmax(so_far + beyond <= allowed[k])
        so_far += beyond[act_at[k]]
        going_on[act_at[k] :] = 0.0
        spent[k], seen = so_far, total
    return ReviewPlan(n, act_at, spent)


def _spent(part: FloatArray, false_alarm: float, spending: Spending) -> FloatArray:
    if spending == "even":
        return false_alarm * part
    return np.asarray(2 * scipy.stats.norm.sf(scipy.stats.norm.isf(false_alarm / 2) / np.sqrt(part)), dtype=np.float64)


def evidence(no: ArrayLike, answers: ArrayLike, *, standard: float) -> FloatArray:
    """How strong is the evidence that a person is beyond the standard, however often and whenever one looks?

    An e-value: 1 says nothing; act at 1/α, and somebody who meets the standard is ever called out with probability
    α at most. E = ∫ θ^x (1-θ)^(n-x) dG(θ) / (s^x (1-s)^(n-x)), with G the Beta(½, ½) distribution kept to θ > s =
    `standard`. Proof: answer by answer E multiplies by (θ/s)^y ((1-θ)/(1-s))^(1-y), which for y in [0, 1] is at
    most yθ/s + (1-y)(1-θ)/(1-s) (means of two numbers), rising in y as θ > s; its expectation is 1 where that of y
    is s, and less where it is less. So E is a nonnegative supermartingale from 1 under every share up to s,
    whatever came before, and Ville's inequality gives P(E ever ≥ 1/α) ≤ α. Holds for weighted "no" (0.7 of an
    answer of 1) too. Counts of the same shape; returns the same shape. Raises ValueError for wrong counts or a
    standard outside (0, 1).

    Ville (1939), Étude critique de la notion de collectif; Robbins (1970), Annals of Mathematical Statistics 41:1397;
    Ramdas, Grünwald, Vovk and Shafer (2023), Statistical Science 38:576.

    >>> evidence([6, 15, 30], [40, 60, 100], standard=0.15).round(2).tolist()
    [0.09, 1.02, 143.19]
    """
    x, n = _counts(no, answers)
    s = _share(standard, "standard")
    above, above_at_first = special.betaincc(x + 0.5, n - x + 0.5, s), special.betaincc(0.5, 0.5, s)
    log_top = special.betaln(x + 0.5, n - x + 0.5) + np.log(np.maximum(above, _TINY))
    log_first = special.betaln(0.5, 0.5) + np.log(above_at_first)
    log_e = log_top - log_first - special.xlogy(x, s) - special.xlog1py(n - x, -s)
    return np.asarray(np.exp(np.minimum(log_e, _LARGEST_LOG)))


def adjusted_evidence(
    no: ArrayLike, answers: ArrayLike, expected: ArrayLike, *, usual_log_odds: float = 0.7
) -> FloatArray:
    """How strong is the evidence, after each row, that a person does worse than is expected under their circumstances?

    An e-value as in `evidence`, where what is expected differs from answer to answer. Rows stand on the last axis in
    order of time: so many answers, so many "no", and the share of "no" `expected` there (fitted on other answers).
    E_t = Σ_k w_k Π_j (q_jk/e_j)^x_j ((1-q_jk)/(1-e_j))^(n_j-x_j) with odds(q_jk) = exp(d_k) odds(e_j), over 32 log
    odds ratios d_k > 0 that share out a half-normal distribution of scale `usual_log_odds` evenly. Proof as for
    `evidence`: each factor has expectation at most 1 where the true share is at most e_j, and a mean of
    supermartingales is one. Returns the shape of the input. Raises ValueError for wrong counts or an expected share
    outside (0, 1).

    Grigg, Farewell and Spiegelhalter (2003), Statistical Methods in Medical Research 12:147, for risk-adjusted
    likelihood ratios; the mixture as in Robbins (1970), Annals of Mathematical Statistics 41:1397.

    >>> adjusted_evidence([3, 5, 9], [10, 10, 20], [0.15, 0.25, 0.15]).round(2).tolist()
    [1.61, 4.52, 218.71]
    """
    x, n = _counts(no, answers)
    e = np.broadcast_to(np.asarray(expected, np.float64), x.shape)
    if not np.all((e > 0) & (e < 1)):
        raise ValueError("expected must be shares between 0 and 1")
    quantile = (np.arange(32) + 0.5) / 32
    shift = usual_log_odds * scipy.stats.norm.ppf((1 + quantile) / 2).reshape(-1, *[1] * x.ndim)
    # log(q/e) = d - log(1 - e + e exp(d)), and log((1-q)/(1-e)) is that without d.
    log_ratio = x * shift - n * np.log1p(e * np.expm1(shift))
    log_e = special.logsumexp(np.cumsum(log_ratio, axis=-1), axis=0, b=1 / len(shift))
    return np.asarray(np.exp(np.minimum(log_e, _LARGEST_LOG)))


def confidence_sequence(no: ArrayLike, answers: ArrayLike, *, level: float = 0.95) -> Limits:
    """Between which shares of "no" does the truth lie, at all looks together, with `level`?

    All shares p with B(x+½, n-x+½)/(B(½, ½) p^x (1-p)^(n-x)) < 1/(1-level): under p that ratio is a nonnegative
    martingale from 1 (each factor of the mixture has expectation 1), so the truth is ever outside with probability
    1-level at most (Ville). Wider than `wilson`, which keeps its word for one look only. Shapes and errors as for
    `evidence`.

    Robbins (1970), Annals of Mathematical Statistics 41:1397; Howard, Ramdas, McAuliffe and Sekhon (2021), Annals of
    Statistics 49:1055.

    >>> limits = confidence_sequence([15], [100])
    >>> limits.low.round(3).tolist(), limits.high.round(3).tolist()
    ([0.058], [0.292])
    """
    x, n = _counts(no, answers)
    allowed = special.betaln(x + 0.5, n - x + 0.5) - special.betaln(0.5, 0.5) + np.log(1 - _share(level, "level"))
    best = np.divide(x, n, out=np.full_like(n, 0.5), where=n > 0)

    def is_inside(p: FloatArray) -> NDArray[np.bool_]:
        return np.asarray(special.xlogy(x, p) + special.xlog1py(n - x, -p) > allowed)

    return Limits(_edge(is_inside, best, 0.0), _edge(is_inside, best, 1.0))


def _edge(is_inside: Callable[[FloatArray], NDArray[np.bool_]], inside: FloatArray, end: float) -> FloatArray:
    """The last point inside, going from `inside` to `end`, for a set without holes."""
    near, far = inside.copy(), np.full_like(inside, end)
    reaches_end = is_inside(far)
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        stays = is_inside(middle)
        near, far = np.where(stays, middle, near), np.where(stays, far, middle)
    return np.where(reaches_end, end, near)


@dataclass(frozen=True)
class Unaided:
    """What the next answers bring if nothing changes: no coaching, no effort, no new policy. One entry per person.

    `expected_share` of "no", the `low` and `high` raw share between which it falls with the level asked for, the
    part of the gap to the group's mean that closes by itself, and the probability that the raw share is better than
    it was.
    """

    expected_share: FloatArray
    low: FloatArray
    high: FloatArray
    gap_closed: FloatArray
    chance_of_better: FloatArray


def regression_to_the_mean(
    no: ArrayLike, answers: ArrayLike, *, alpha: float, beta: float, next_answers: int, level: float = 0.95
) -> Unaided:
    """What improvement was to be expected with no coaching at all?

    With true shares of the group spread as Beta(alpha, beta), mean μ = alpha/(alpha+beta) and reliability R =
    answers/(answers+alpha+beta), the next share is expected at μ + R(p - μ): 1-R of the gap closes by itself. Its
    exact distribution over `next_answers` is beta-binomial with alpha + no and beta + answers - no. An improvement
    speaks for a coaching only as far as it exceeds this. Raises ValueError for wrong counts, no next answers, or
    alpha, beta not positive.

    Galton (1886), Journal of the Anthropological Institute 15:246; Efron and Morris (1977), Scientific American
    236:119.

    >>> unaided = regression_to_the_mean([12], [40], alpha=7.5, beta=42.5, next_answers=40)
    >>> unaided.expected_share.round(3).tolist(), unaided.gap_closed.round(2).tolist()
    ([0.217], [0.56])
    >>> unaided.chance_of_better.round(2).tolist()
    [0.82]
    """
    x, n = _counts(no, answers)
    if min(alpha, beta) <= 0 or next_answers < 1:
        raise ValueError("alpha and beta must be positive, and at least one next answer is needed")
    a, b = alpha + x, beta + n - x
    predicted, tail = scipy.stats.betabinom(next_answers, a, b), (1 - _share(level, "level")) / 2
    before = np.divide(x, n, out=np.full_like(n, np.nan), where=n > 0)
    fewer = np.ceil(before * next_answers - 1e-9) - 1
    return Unaided(
        expected_share=a / (a + b),
        low=predicted.ppf(tail) / next_answers,
        high=predicted.ppf(1 - tail) / next_answers,
        gap_closed=(alpha + beta) / (alpha + beta + n),
        chance_of_better=np.where(n > 0, predicted.cdf(np.nan_to_num(fewer)), np.nan),
    )


def _counts(no: ArrayLike, answers: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x, n = np.broadcast_arrays(*(np.atleast_1d(np.asarray(counts, np.float64)) for counts in (no, answers)))
    if not (np.all(np.isfinite(n)) and np.all(x >= 0) and np.all(x <= n)):
        raise ValueError('counts must be numbers with 0 ≤ "no" ≤ answers')
    return x, n


def _share(value: float, name: str) -> float:
    if not 0 < value < 1:
        raise ValueError(f"{name} must lie between 0 and 1, but is {value}")
    return value
