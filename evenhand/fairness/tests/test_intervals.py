"""Limits against published and independently computed values, their properties, and what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evenhand.fairness import intervals

COUNTS = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("no", "answers", "low", "high"),
    [
        (3, 20, 0.0524, 0.3604),
        (6, 40, 0.0706, 0.2907),
        (0, 10, 0.0, 0.2775),
        (15, 100, 0.0931, 0.2328),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_wilson_gives_the_known_values(no: int, answers: int, low: float, high: float) -> None:
    limits = intervals.wilson(no, answers)

    assert limits.low[0] == pytest.approx(low, abs=5e-5)
    assert limits.high[0] == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(("no", "answers"), [(0, 10), (3, 20), (15, 100), (20, 20), (1, 1)])
@pytest.mark.parametrize("method", ["wilson", "exact"])
def test_limits_agree_with_scipys_own_binomial_test(no: int, answers: int, method: str) -> None:
    theirs = stats.binomtest(no, answers).proportion_ci(0.9, method=method)

    ours = getattr(intervals, method)(no, answers, level=0.9)

    assert (ours.low[0], ours.high[0]) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(COUNTS)
@pytest.mark.parametrize("limits", [intervals.wilson, intervals.exact])
def test_limits_enclose_the_raw_share_and_mirror_it(limits, counts: tuple[int, int]) -> None:
    no, answers = counts
    here, mirrored = limits(no, answers), limits(answers - no, answers)

    assert 0 <= here.low[0] <= here.high[0] <= 1
    assert answers == 0 or here.low[0] <= no / answers <= here.high[0]
    assert here.low[0] == pytest.approx(1 - mirrored.high[0], abs=1e-9)


@given(st.integers(0, 20), st.integers(1, 20), st.integers(2, 50))
@pytest.mark.parametrize("limits", [intervals.wilson, intervals.exact])
def test_more_answers_with_the_same_share_narrow_the_limits(limits, no: int, yes: int, times: int) -> None:
    few, many = limits(no, no + yes), limits(no * times, (no + yes) * times)

    assert many.high[0] - many.low[0] < few.high[0] - few.low[0]


@pytest.mark.parametrize("share", [0.02, 0.15, 0.5])
@pytest.mark.parametrize("answers", [5, 40, 300])
def test_exact_limits_cover_at_least_what_they_say_for_every_size(answers: int, share: float) -> None:
    counts = np.arange(answers + 1)
    limits = intervals.exact(counts, answers)

    covered = stats.binom.pmf(counts, answers, share)[(limits.low <= share) & (share <= limits.high)].sum()

    assert covered >= 0.95


def test_limits_of_a_million_answers_are_narrow_and_right() -> None:
    limits = intervals.exact(150_000, 1_000_000)

    assert (limits.low[0], limits.high[0]) == pytest.approx((0.1493, 0.1507), abs=1e-4)


@pytest.mark.parametrize(("no", "answers"), [(-1, 3), (4, 3), (float("nan"), 3), (1, float("inf"))])
def test_impossible_counts_are_refused(no: float, answers: float) -> None:
    with pytest.raises(ValueError, match="0 ≤"):
        intervals.wilson(no, answers)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_that_is_no_probability_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        intervals.exact(1, 2, level=level)


@pytest.mark.parametrize("level", [0.95, 0.998])
def test_funnel_limits_interpolate_the_binomial_distribution(level: float) -> None:
    answers, target = np.array([30, 80, 500]), 0.15
    limits = intervals.funnel(answers, target=target, level=level)

    for size, high in zip(answers, limits.high, strict=True):
        count = int(np.ceil(high * size - 1e-9))
        below, reached = stats.binom.cdf([count - 1, count], size, target)
        assert below <= (1 + level) / 2 <= reached + 1e-12
        assert high * size == pytest.approx(count - (reached - (1 + level) / 2) / (reached - below))


def test_funnel_names_about_five_in_a_hundred_where_all_are_equal() -> None:
    answers, target = 200, 0.15
    limits = intervals.funnel(answers, target=target)
    counts = np.arange(answers + 1)

    outside = (counts / answers < limits.low) | (counts / answers > limits.high)

    assert stats.binom.pmf(counts[outside], answers, target).sum() == pytest.approx(0.05, abs=0.015)


def test_funnel_says_nothing_of_somebody_without_answers() -> None:
    limits = intervals.funnel([0, 0.4], target=0.15)

    assert limits.low.tolist() == [0, 0]
    assert limits.high.tolist() == [1, 1]


def test_overdispersion_is_absent_where_only_chance_is_at_work() -> None:
    random = np.random.default_rng(20)
    answers = random.integers(30, 300, 2000)
    found = intervals.overdispersion(random.binomial(answers, 0.15), answers, target=0.15, winsorised=0)

    assert found.ratio == pytest.approx(1, abs=4 * np.sqrt(2 / 2000))
    assert found.variance < 1e-4


def test_overdispersion_recovers_the_spread_that_was_put_in() -> None:
    random = np.random.default_rng(21)
    answers = random.integers(50, 400, 5000)
    truth = random.beta(7.5, 42.5, 5000)  # mean 0.15, sd 0.05

    found = intervals.overdispersion(random.binomial(answers, truth), answers, target=0.15, winsorised=0)

    assert np.sqrt(found.variance) == pytest.approx(0.05, rel=0.08)


def test_winsorising_keeps_a_few_outliers_from_widening_the_funnel() -> None:
    answers = np.full(40, 100)
    no = np.r_[np.full(19, 15), np.full(18, 16), [60, 60, 60]]

    assert intervals.overdispersion(no, answers, target=0.155).ratio < 0.1
    assert intervals.overdispersion(no, answers, target=0.155, winsorised=0).ratio > 10


@pytest.mark.parametrize("how", ["additive", "multiplicative"])
def test_a_widened_funnel_is_wider_and_stays_within_shares(how) -> None:
    answers = np.array([5.0, 50, 5000])
    more = intervals.Overdispersion(ratio=4.0, variance=0.0025)

    wide = intervals.funnel(answers, target=0.15, widened_by=more, how=how)
    plain = intervals.funnel(answers, target=0.15, widened_by=intervals.Overdispersion(1, 0), how=how)

    assert np.all(wide.high > plain.high)
    assert np.all((wide.low >= 0) & (wide.high <= 1))


def test_one_person_shows_no_overdispersion() -> None:
    assert intervals.overdispersion([5], [10], target=0.1) == intervals.Overdispersion(1.0, 0.0)
