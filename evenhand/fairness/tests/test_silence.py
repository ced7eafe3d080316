"""Non-response: bounds, weights and tipping points."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special, stats

from evenhand.fairness import silence

SHARES = st.floats(0.01, 0.99)


def test_bounds_of_a_hundred_answers_to_a_thousand_surveys() -> None:
    limits = silence.bounds(15, 100, 1000)

    assert (limits.low[0], limits.high[0]) == pytest.approx((0.015, 0.915))


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 500), st.floats(0, 1))
def test_bounds_hold_whatever_the_silent_think(no: int, yes: int, silent: int, share: float) -> None:
    assume(no + yes + silent > 0)
    limits = silence.bounds(no, no + yes, no + yes + silent)

    truth = (no + share * silent) / (no + yes + silent)

    assert limits.low[0] - 1e-12 <= truth <= limits.high[0] + 1e-12


def test_nobody_asked_leaves_everything_possible() -> None:
    limits = silence.bounds(0, 0, 0)

    assert (limits.low[0], limits.high[0]) == (0, 1)


@pytest.mark.parametrize("counts", [(2, 1, 5), (1, 6, 5), (-1, 1, 5), (0, 0, float("nan"))])
def test_impossible_counts_are_refused(counts: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="0 ≤"):
        silence.bounds(*counts)


def test_weights_restore_the_share_among_all_who_were_asked() -> None:
    """Calls answer surveys twice as often as mails; within each, those who answer are like the silent."""
    asked, rate, share = np.array([1000.0, 1000.0]), np.array([0.4, 0.2]), np.array([0.1, 0.3])
    answers = asked * rate
    weights = silence.response_weights(answers, asked)

    counted = silence.weighted_counts((answers * share)[None, :], answers[None, :], weights)

    assert (answers * share).sum() / answers.sum() == pytest.approx(1 / 6)
    assert counted.no / counted.answers == pytest.approx([0.2])
    assert (weights * answers).sum() == pytest.approx(answers.sum())


def test_uneven_weights_cost_evidence_and_even_ones_do_not() -> None:
    even = silence.weighted_counts([[3, 4]], [[20, 20]], [1.0, 1.0])
    uneven = silence.weighted_counts([[3, 4]], [[20, 20]], [0.2, 1.8])

    assert even.answers == pytest.approx([40])
    assert even.no == pytest.approx([7])
    assert uneven.answers[0] == pytest.approx(40**2 / (20 * 0.2**2 + 20 * 1.8**2))


def test_a_person_without_answers_stays_without() -> None:
    counted = silence.weighted_counts([[0, 0]], [[0, 0]], [1.0, 2.0])

    assert (counted.answers[0], counted.no[0]) == (0, 0)


def test_a_circumstance_in_which_nobody_answered_cannot_be_weighted() -> None:
    with pytest.raises(ValueError, match="nobody answered in circumstance 1"):
        silence.response_weights([10, 0], [20, 20])


def test_the_verdict_turns_at_the_tipping_point_and_not_before() -> None:
    """Against the posterior itself: 30 "no" of 100 answers, 250 asked, named where P(share > 0.18) is at least 0.95."""
    posterior, cut, answered = stats.beta(7.5 + 30, 42.5 + 70), 0.18, 100 / 250
    point = silence.tipping_point(posterior.ppf(0.05), cut, 100, 250)

    def probability_beyond(odds_ratio: float) -> float:
        draws = posterior.ppf((np.arange(20_000) + 0.5) / 20_000)
        silent = special.expit(special.logit(draws) + np.log(odds_ratio))
        return float(np.mean(answered * draws + (1 - answered) * silent > cut))

    assert point.can_turn[0]
    assert point.odds_ratio[0] < 1
    assert probability_beyond(point.odds_ratio[0] * 1.02) > 0.95
    assert probability_beyond(point.odds_ratio[0] * 0.98) < 0.95


@given(bound=SHARES, cut=SHARES, answers=st.integers(1, 100), silent=st.integers(1, 100))
def test_at_the_tipping_point_the_whole_stands_on_the_cut(bound: float, cut: float, answers: int, silent: int) -> None:
    point = silence.tipping_point(bound, cut, answers, answers + silent)

    assume(point.can_turn[0])
    whole = (answers * bound + silent * point.silent_share[0]) / (answers + silent)
    assert whole == pytest.approx(cut, abs=1e-9)
    assert (point.odds_ratio[0] > 1) == (cut > bound) or abs(cut - bound) < 1e-9


def test_where_everybody_answered_nothing_can_turn_the_verdict() -> None:
    point = silence.tipping_point(0.25, 0.2, 50, 50)

    assert not point.can_turn[0]
    assert np.isnan(point.odds_ratio[0])


def test_a_tipping_point_needs_shares() -> None:
    with pytest.raises(ValueError, match="bound and cut"):
        silence.tipping_point(1.0, 0.2, 5, 10)


def test_equal_response_rates_seldom_alarm() -> None:
    random = np.random.default_rng(5)
    asked = random.integers(50, 200, (2000, 20))
    answers = random.binomial(asked, 0.25)

    alarms = np.mean([silence.response_rates(n, m).p_value < 0.05 for n, m in zip(answers, asked, strict=True)])

    assert alarms == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 2000))


def test_very_different_response_rates_are_noticed() -> None:
    assert silence.response_rates([10, 60], [100, 100]).p_value < 1e-6
    assert silence.response_rates([5], [10]).p_value == 1
    with pytest.raises(ValueError, match="nobody was asked"):
        silence.response_rates([0], [0])
