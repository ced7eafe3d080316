"""Shares of causes among the unexplained: against exact values, in coverage, and at the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evenhand.fairness.causes import Stratum, cause_shares, tilted

CAUSES = ["agent", "policy", "carrier"]


def test_one_stratum_is_its_own_dirichlet() -> None:
    """Margins of Dirichlet(4 + 1/3, 1 + 1/3, 5 + 1/3): Beta(13/3, 20/3) for the first."""
    [agent, policy, carrier] = cause_shares([Stratum("mail", {"agent": 4, "policy": 1, "carrier": 5}, 9)], CAUSES)
    assert agent.share == pytest.approx(13 / 33)
    assert (agent.low, agent.high) == pytest.approx(stats.beta.ppf([0.025, 0.975], 13 / 3, 20 / 3))
    assert agent.share + policy.share + carrier.share == pytest.approx(1)
    assert (agent.explained, agent.of, agent.unexplained) == (4, 10, 9)


def test_a_stratum_is_drawn_towards_the_others_but_not_towards_itself() -> None:
    mail, chat = Stratum("mail", {"agent": 10}, 1), Stratum("chat", {"carrier": 89}, 1)
    found = {(each.stratum, each.cause): each.share for each in cause_shares([mail, chat], CAUSES)}
    assert found["mail", "carrier"] == pytest.approx(5 * (89 + 1 / 3) / 90 / 15)


def test_with_nothing_explained_every_cause_is_as_likely_and_nothing_is_sure() -> None:
    for share in cause_shares([Stratum("mail", {}, 10)], CAUSES):
        assert share.share == pytest.approx(1 / 3)
        assert share.low < 0.001
        assert share.high > 0.95


def test_a_small_stratum_takes_its_shares_from_all() -> None:
    big, small = Stratum("mail", {"agent": 80, "carrier": 20}, 1), Stratum("chat", {"carrier": 2}, 1)
    found = {(each.stratum, each.cause): each for each in cause_shares([big, small], CAUSES)}
    assert found["chat", "agent"].share == pytest.approx((80 + 1 / 3) / 103)
    own = Stratum("chat", {"carrier": 40}, 1)
    assert {(e.stratum, e.cause): e.share for e in cause_shares([big, own], CAUSES)}["chat", "agent"] == pytest.approx(
        5 * (80 + 1 / 3) / 101 / 45
    )


@given(st.lists(st.integers(0, 50), min_size=3, max_size=3), st.integers(2, 10))
def test_more_evidence_of_the_same_kind_narrows_and_order_does_not_matter(counts: list[int], times: int) -> None:
    once = dict(zip(CAUSES, counts, strict=True))
    many = {cause: count * times for cause, count in once.items()}
    few = cause_shares([Stratum("mail", once, 1)], CAUSES)
    back = cause_shares([Stratum("mail", once, 1)], CAUSES[::-1])[::-1]
    assert [each.share for each in few] == pytest.approx([each.share for each in back])
    if sum(counts) >= 10:
        for narrow, wide in zip(cause_shares([Stratum("mail", many, 1)], CAUSES), few, strict=True):
            assert narrow.high - narrow.low <= wide.high - wide.low + 1e-12


@pytest.mark.slow
def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """True shares drawn evenly, 30 explained each; 95 % intervals, 600 draws with seed 7."""
    random = np.random.default_rng(7)
    held = 0
    for _ in range(600):
        truth = random.dirichlet([1, 1, 1])
        counts = random.multinomial(30, truth)
        explained = {cause: int(count) for cause, count in zip(CAUSES, counts, strict=True)}
        agent = cause_shares([Stratum("mail", explained, 1)], CAUSES)[0]
        held += agent.low <= truth[0] <= agent.high
    assert 0.92 <= held / 600 <= 0.98


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: cause_shares([Stratum("mail", {"weather": 1}, 1)], CAUSES),
        lambda: cause_shares([Stratum("mail", {"agent": -1}, 1)], CAUSES),
        lambda: cause_shares([Stratum("mail", {}, -1)], CAUSES),
        lambda: cause_shares([], CAUSES, prior=0),
        lambda: tilted(1.1, 1),
        lambda: tilted(0.5, 0),
    ],
)
def test_what_cannot_be_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"cause|negative|positive|between"):
        wrong()


def test_a_tilt_keeps_certainties_and_turns_back() -> None:
    assert (tilted(0, 3), tilted(1, 3)) == (0, 1)
    assert tilted(tilted(0.3, 4), 0.25) == pytest.approx(0.3)
