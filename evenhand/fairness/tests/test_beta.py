"""The beta spread: closed forms, checked against scipy's beta-binomial and beta distributions."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import gammaln

from evenhand.fairness.api import Tallies, TalliesError, stand

ANSWERS = np.array([40, 55, 20, 80, 60, 35, 100, 45, 70, 25, 90, 50])
NO = np.array([3, 12, 1, 6, 20, 2, 14, 15, 5, 9, 10, 4])


def _standing(level: float = 0.95):
    return stand(Tallies.from_columns(person=range(12), answers=ANSWERS, no=NO), spread="beta", level=level)


def test_the_log_likelihood_is_that_of_scipy_s_beta_binomial() -> None:
    model = _standing().model

    coefficients = gammaln(ANSWERS + 1) - gammaln(NO + 1) - gammaln(ANSWERS - NO + 1)
    theirs = stats.betabinom.logpmf(NO, ANSWERS, model.alpha, model.beta) - coefficients

    assert model.log_likelihood == pytest.approx(theirs.sum(), abs=1e-8)


def test_no_other_alpha_and_beta_are_likelier() -> None:
    model = _standing().model
    best = stats.betabinom.logpmf(NO, ANSWERS, model.alpha, model.beta).sum()

    for by_alpha, by_beta in [(1.02, 1), (0.98, 1), (1, 1.02), (1, 0.98), (1.02, 1.02), (0.98, 0.98)]:
        assert stats.betabinom.logpmf(NO, ANSWERS, model.alpha * by_alpha, model.beta * by_beta).sum() < best


def test_fair_share_shrinks_the_raw_share_by_the_reliability() -> None:
    standing = _standing()
    alpha, beta = standing.model.alpha, standing.model.beta

    for person in standing.people:
        reliability = person.answers / (person.answers + alpha + beta)
        assert person.reliability == pytest.approx(reliability)
        assert person.fair_share == pytest.approx((alpha + person.no) / (alpha + beta + person.answers))
        mean = alpha / (alpha + beta)
        assert person.expected_next == pytest.approx(mean + reliability * (person.raw_share - mean))


def test_with_many_people_the_interval_is_that_of_the_beta_posterior() -> None:
    random = np.random.default_rng(2)
    answers = random.integers(10, 200, 4000)
    no = random.binomial(answers, random.beta(3, 17, 4000))
    standing = stand(Tallies.from_columns(person=range(4000), answers=answers, no=no), spread="beta")
    alpha, beta, columns = standing.model.alpha, standing.model.beta, standing.columns

    posterior = stats.beta(alpha + columns.no, beta + columns.answers - columns.no)

    assert columns.low == pytest.approx(posterior.ppf(0.025), abs=2e-3)
    assert columns.high == pytest.approx(posterior.ppf(0.975), abs=2e-3)
    cut = stats.beta(alpha, beta).ppf(0.85)
    assert columns.probability_worst == pytest.approx(posterior.sf(cut), abs=0.02)


def test_groups_have_means_of_their_own() -> None:
    tallies = Tallies.from_columns(
        person=range(24), answers=np.tile(ANSWERS, 2), no=np.append(NO, ANSWERS - NO), group=["a"] * 12 + ["b"] * 12
    )
    standing = stand(tallies, spread="beta")

    first, second = np.split(standing.columns.fair_share, 2)
    assert first == pytest.approx(1 - second, abs=1e-6)
    assert standing.model.alpha is None


def test_circumstances_are_refused() -> None:
    tallies = Tallies.from_columns(person=[1, 2], no=[0, 1], circumstances={"channel": ["chat", "call"]})

    with pytest.raises(TalliesError, match="beta spread cannot allow for circumstances"):
        stand(tallies, spread="beta")
