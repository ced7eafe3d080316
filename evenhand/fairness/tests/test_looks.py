"""Repeated looks: false alarms stay below what is promised, by exact sums and by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from evenhand.fairness import looks


def histories(share: float, answers: int, people: int, seed: int) -> np.ndarray:
    """Running counts of "no" after each answer, people x answers."""
    return np.cumsum(np.random.default_rng(seed).random((people, answers)) < share, axis=1)


def evidence_along(no: np.ndarray, standard: float) -> np.ndarray:
    """The evidence after each answer. Many come by the same counts: what these say is reckoned once."""
    answers = np.arange(1, no.shape[1] + 1)
    counts = np.minimum(np.arange(no.max() + 1)[:, np.newaxis], answers)
    return looks.evidence(counts, answers, standard=standard)[no, answers - 1]


def test_weekly_looks_at_a_plain_limit_multiply_false_alarms() -> None:
    """The trap that this module is against: twelve looks, each promising at most one false alarm in twenty."""
    at = np.arange(20, 241, 20)
    limits = stats.binom.isf(0.05, at, 0.15)

    alarms = (histories(0.15, 240, 20_000, seed=1)[:, at - 1] > limits).any(axis=1).mean()

    assert alarms > 0.12


@pytest.mark.parametrize("spending", ["late", "even"])
def test_a_review_plan_spends_exactly_what_it_says(spending) -> None:
    plan = looks.review_plan([20, 40, 80, 160, 240], standard=0.15, spending=spending)

    called = histories(0.15, 240, 40_000, seed=2)[:, plan.answers - 1] >= plan.act_at
    by_then = np.maximum.accumulate(called, axis=1).mean(axis=0)

    assert plan.spent[-1] <= 0.05
    assert by_then == pytest.approx(plan.spent, abs=4 * np.sqrt(0.05 * 0.95 / 40_000))


def test_one_review_is_the_exact_binomial_test() -> None:
    plan = looks.review_plan([100], standard=0.15)

    assert plan.act_at[0] == stats.binom.isf(0.05, 100, 0.15) + 1
    assert plan.spent[0] == pytest.approx(stats.binom.sf(plan.act_at[0] - 1, 100, 0.15))


def test_early_limits_do_not_depend_on_later_dates() -> None:
    two = looks.review_plan([50, 100], standard=0.2, expected_answers=400)
    four = looks.review_plan([50, 100, 300, 400], standard=0.2)

    assert two.act_at.tolist() == four.act_at[:2].tolist()


def test_lan_and_demets_late_spending_has_its_published_values() -> None:
    """Two-sided α 0.05 after a quarter, half, three quarters and all: 0.0001, 0.0056, 0.0236, 0.05 (Lan and DeMets)."""
    spent = looks._spent(np.array([0.25, 0.5, 0.75, 1.0]), 0.05, "late")

    assert spent == pytest.approx([0.0001, 0.0056, 0.0236, 0.05], abs=5e-5)


@pytest.mark.parametrize("answers", [[], [0, 5], [5, 5], [10, 5]])
def test_reviews_must_follow_one_another(answers: list[int]) -> None:
    with pytest.raises(ValueError, match="must increase"):
        looks.review_plan(answers, standard=0.15)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.10, 0.15])
def test_evidence_watched_after_every_answer_calls_out_few_who_meet_the_standard(share: float) -> None:
    people, answers = 4000, 600
    ever = evidence_along(histories(share, answers, people, seed=3), standard=0.15)

    alarms = (ever >= 1 / 0.05).any(axis=1).mean()

    assert alarms <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / people)


def test_evidence_finds_somebody_who_is_clearly_beyond_the_standard() -> None:
    ever = looks.evidence(histories(0.30, 200, 500, seed=4), np.arange(1, 201), standard=0.15)

    assert (ever >= 20).any(axis=1).mean() > 0.9


def test_evidence_is_the_mixture_of_likelihood_ratios_that_it_says() -> None:
    def weight(share: float) -> float:
        return float(stats.beta.pdf(share, 0.5, 0.5))

    def ratio(share: float) -> float:
        return weight(share) * (share / 0.2) ** 9 * ((1 - share) / 0.8) ** 21

    expected = integrate.quad(ratio, 0.2, 1)[0] / integrate.quad(weight, 0.2, 1)[0]

    assert looks.evidence(9, 30, standard=0.2)[0] == pytest.approx(expected, rel=1e-6)


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0.05, 0.9))
def test_evidence_is_expected_not_to_grow_at_the_standard(no: int, yes: int, standard: float) -> None:
    """The supermartingale property itself, step by step, for a whole answer and for a weighted "no"."""
    now = looks.evidence(no, no + yes, standard=standard)[0]
    after_no, after_yes, after_part = looks.evidence(
        np.array([no + 1, no, no + standard]), no + yes + 1, standard=standard
    )

    assert standard * after_no + (1 - standard) * after_yes == pytest.approx(now, rel=1e-9)
    assert after_part <= now * (1 + 1e-9)


def test_evidence_of_nothing_is_one_and_of_extremes_finite() -> None:
    assert looks.evidence(0, 0, standard=0.15)[0] == pytest.approx(1)
    assert np.isfinite(looks.evidence([1_000_000, 0], [1_000_000, 1_000_000], standard=0.15)).all()


@pytest.mark.slow
def test_adjusted_evidence_forgives_hard_circumstances() -> None:
    """Ten thousand people on a mix of easy and hard matters, each just as expected of them."""
    random = np.random.default_rng(6)
    expected = random.choice([0.05, 0.15, 0.6], (3000, 300))
    no = random.random(expected.shape) < expected
    ever = looks.adjusted_evidence(no, np.ones_like(expected), expected)

    blind = evidence_along(np.cumsum(no, axis=1), standard=0.15)

    assert (ever >= 20).any(axis=1).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 3000)
    assert (blind >= 20).any(axis=1).mean() > 0.5


def test_adjusted_evidence_finds_twice_the_odds() -> None:
    random = np.random.default_rng(7)
    expected = random.choice([0.05, 0.15, 0.6], (500, 400))
    odds = 2 * expected / (1 - expected)
    no = random.random(expected.shape) < odds / (1 + odds)

    assert (looks.adjusted_evidence(no, np.ones_like(expected), expected)[:, -1] >= 20).mean() > 0.9


def test_adjusted_evidence_does_not_mind_how_a_row_is_cut() -> None:
    whole = looks.adjusted_evidence([4], [20], [0.15])
    parts = looks.adjusted_evidence([1, 3], [12, 8], [0.15, 0.15])

    assert parts[-1] == pytest.approx(whole[-1])


def test_adjusted_evidence_needs_expected_shares() -> None:
    with pytest.raises(ValueError, match="expected must be shares"):
        looks.adjusted_evidence([1], [2], [0.0])


@pytest.mark.slow
def test_a_confidence_sequence_holds_at_all_looks_together() -> None:
    people, answers = 1000, 400
    no = histories(0.15, answers, people, seed=8)
    limits = looks.confidence_sequence(no, np.arange(1, answers + 1))

    ever_outside = ((limits.low > 0.15) | (limits.high < 0.15)).any(axis=1).mean()

    assert ever_outside <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / people)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_confidence_sequence_encloses_the_raw_share(no: int, yes: int) -> None:
    limits = looks.confidence_sequence(no, no + yes)

    assert limits.low[0] <= (no / (no + yes) if no + yes else 0.5) <= limits.high[0]


def test_a_confidence_sequence_ends_where_its_martingale_says() -> None:
    high = looks.confidence_sequence(15, 100).high[0]

    def martingale(p: float) -> float:
        top = integrate.quad(lambda q: stats.beta.pdf(q, 0.5, 0.5) * (q / p) ** 15 * ((1 - q) / (1 - p)) ** 85, 0, 1)
        return float(top[0])

    assert martingale(high) == pytest.approx(20, rel=1e-5)


def test_the_named_improve_with_no_coaching_as_expected() -> None:
    random = np.random.default_rng(9)
    truth = random.beta(7.5, 42.5, 400_000)
    first, second = random.binomial(40, truth), random.binomial(40, truth)
    alike = first == 12

    unaided = looks.regression_to_the_mean(12, 40, alpha=7.5, beta=42.5, next_answers=40)

    error = 4 / np.sqrt(alike.sum())
    assert second[alike].mean() / 40 == pytest.approx(unaided.expected_share[0], abs=0.1 * error)
    assert (second[alike] < 12).mean() == pytest.approx(unaided.chance_of_better[0], abs=0.5 * error)
    within = (second[alike] / 40 >= unaided.low[0]) & (second[alike] / 40 <= unaided.high[0])
    assert within.mean() >= 0.95 - 0.5 * error


def test_somebody_without_answers_is_expected_at_the_mean() -> None:
    unaided = looks.regression_to_the_mean(0, 0, alpha=3, beta=17, next_answers=10)

    assert unaided.expected_share[0] == pytest.approx(0.15)
    assert unaided.gap_closed[0] == 1
    assert np.isnan(unaided.chance_of_better[0])


def test_regression_needs_a_spread_and_next_answers() -> None:
    with pytest.raises(ValueError, match="must be positive"):
        looks.regression_to_the_mean(1, 2, alpha=0, beta=1, next_answers=10)
