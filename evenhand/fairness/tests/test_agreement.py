"""Agreement of two judgements: reference values, properties, limits that hold what they promise."""

import numpy as np
import pytest

from evenhand.fairness.api import agreement


def pairs_of(table: list[list[int]]) -> tuple[list[int], list[int]]:
    rows = [(a, b) for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count)]
    return [a for a, _b in rows], [b for _a, b in rows]


def test_kappa_and_its_limits_are_those_of_r() -> None:
    """Husbands and wives in Agresti (1990), table 2.13: R's vcd::Kappa gives 0.1293 with error 0.0686."""
    found = agreement(*pairs_of([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]))
    assert found.pairs == 91
    assert found.kappa == pytest.approx(0.1293, abs=5e-5)
    assert found.kappa_high is not None
    assert (found.kappa_high - found.kappa) / 1.959964 == pytest.approx(0.0686, abs=5e-5)


def test_two_of_two_kinds_as_in_the_books() -> None:
    found = agreement(*pairs_of([[20, 5], [10, 15]]))
    assert (found.agreed, found.share, found.kappa) == (35, 0.7, pytest.approx(0.4))


def test_who_saw_first_makes_no_difference() -> None:
    first, second = pairs_of([[20, 5], [10, 15]])
    assert agreement(first, second) == agreement(second, first)


def test_always_the_same_answer_is_agreement_of_which_kappa_says_nothing() -> None:
    found = agreement("yyyy", "yyyy")
    assert (found.share, found.kappa, found.kappa_low) == (1.0, None, None)


def test_nothing_looked_at_is_no_figure() -> None:
    assert agreement([], []).share is None


def test_answers_that_are_no_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="3 first answers and 2 second"):
        agreement("yyn", "yn")


def test_limits_hold_the_truth_as_often_as_they_say() -> None:
    """Two who each see the truth in 9 of 10: kappa is then (0.82 - 0.5) / 0.5 = 0.64."""
    random, held = np.random.default_rng(7), 0
    for _ in range(400):
        truth = random.integers(0, 2, 150)
        first, second = (np.where(random.random(150) < 0.9, truth, 1 - truth).tolist() for _ in range(2))
        found = agreement(first, second)
        assert found.kappa_low is not None
        assert found.kappa_high is not None
        held += found.kappa_low <= 0.64 <= found.kappa_high
    assert 0.92 < held / 400 < 0.98
