"""Who may be named: the rate of false discoveries, capacity, ties and groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.fairness.verdict import named

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=30).map(np.array)


def _named(chances: list[float], **settings: float) -> list[bool]:
    return named(np.array(chances), np.zeros(len(chances), int), **{"false_discovery": 0.1, **settings}).tolist()


def test_the_average_doubt_decides() -> None:
    assert _named([0.99, 0.95, 0.85, 0.8]) == [True, True, True, False]  # 0.01, 0.06, 0.21, 0.41 of at most 0.4
    assert _named([0.99, 0.95, 0.85, 0.81]) == [True, True, True, True]
    assert _named([0.89]) == [False]
    assert _named([0.9]) == [True]


def test_nobody_has_to_be_named() -> None:
    assert not any(_named([0.3, 0.2, 0.15, 0.15]))


@pytest.mark.parametrize(("people", "most"), [(0, 0), (1, 1), (2, 1), (6, 1), (7, 2), (10, 2), (20, 3), (100, 15)])
def test_capacity_is_the_next_whole_number_up(people: int, most: int) -> None:
    chances = np.linspace(1, 0.999, people)

    assert sum(_named(chances.tolist(), capacity=0.15)) == most


def test_a_tie_is_named_together_or_not_at_all() -> None:
    assert _named([0.99, 0.95, 0.95], capacity=0.5) == [True, False, False]
    assert _named([0.95, 0.95, 0.5], capacity=0.5) == [True, True, False]
    assert not any(_named([0.95, 0.95, 0.95], capacity=0.3))


def test_nobody_is_carried_onto_the_list_by_the_certainty_of_others() -> None:
    assert _named([1.0] * 9 + [0.45]) == [True] * 9 + [False]
    assert _named([1.0] * 9 + [0.55]) == [True] * 10


def test_groups_are_judged_apart() -> None:
    chances, groups = np.array([0.99, 0.82, 0.82, 0.99]), np.array([0, 0, 1, 2])

    assert named(chances, groups, false_discovery=0.1).tolist() == [True, True, False, True]


@pytest.mark.parametrize("rate", [0, 1, -0.1, 2])
def test_rates_outside_0_to_1_are_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        _named([0.9], false_discovery=rate)


@given(CHANCES, st.floats(0.01, 0.5), st.floats(0.05, 1))
def test_the_list_keeps_its_promises(chances: np.ndarray, rate: float, capacity: float) -> None:
    group = np.zeros(len(chances), int)

    chosen = named(chances, group, false_discovery=rate, capacity=capacity)

    assert (1 - chances[chosen]).sum() <= rate * chosen.sum() + 1e-6
    assert chosen.sum() <= np.ceil(capacity * len(chances))
    if chosen.any() and not chosen.all():
        assert chances[chosen].min() > chances[~chosen].max() - 1e-9


@given(CHANCES, st.randoms())
def test_order_does_not_matter(chances: np.ndarray, random) -> None:
    order = np.array(random.sample(range(len(chances)), len(chances)))
    group = np.zeros(len(chances), int)

    assert np.array_equal(
        named(chances, group, false_discovery=0.1)[order], named(chances[order], group, false_discovery=0.1)
    )
