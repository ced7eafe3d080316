"""Tallies: pooling, names and levels, and errors that say where."""

import numpy as np
import pytest

from evenhand.fairness.api import Circumstance, Tallies, TalliesError


def test_equal_rows_pool_whatever_their_order() -> None:
    rows = [
        {"agent": "bo", "channel": "chat", "no": 1},
        {"agent": "ann", "channel": "call", "no": 0},
        {"agent": "bo", "channel": "chat", "no": 0},
    ]

    one = Tallies.from_rows(rows, person="agent", circumstances=["channel"])
    two = Tallies.from_rows(rows[::-1], person="agent", circumstances=["channel"])

    for name in ("person", "group", "cell", "answers", "no", "cells"):
        assert np.array_equal(getattr(one, name), getattr(two, name))
    assert one.person_names == ("ann", "bo")
    assert one.answers.tolist() == [1, 2]
    assert one.no.tolist() == [0, 1]


def test_levels_that_are_numbers_are_sorted_as_numbers() -> None:
    tallies = Tallies.from_columns(person=[1, 2, 3], no=[0, 0, 1], circumstances={"years": ["10", "2", "8"]})

    assert tallies.circumstances == (Circumstance("years", ("2", "8", "10")),)


def test_without_circumstances_there_is_one_cell() -> None:
    tallies = Tallies.from_columns(person=["ann", "ann"], no=[1, 1])

    assert tallies.cells.shape == (1, 0)
    assert tallies.group_names == ("",)


def test_weighted_counts_may_round() -> None:
    tallies = Tallies.from_columns(person=["ann"] * 3, answers=[0.7, 0.2, 0.1], no=[0.7, 0.2, 0.1])

    assert tallies.no[0] == pytest.approx(1)
    assert tallies.no[0] <= tallies.answers[0]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"person": ["a", None], "no": [1, 0]}, "row 2, column “person”: it is empty"),
        ({"person": ["a", ""], "no": [1, 0]}, "row 2, column “person”: it is empty"),
        ({"person": [1.0, float("nan")], "no": [1, 0]}, "row 2, column “person”: it is empty"),
        ({"person": ["a", "b"], "no": [1, "x"]}, "row 2, column “no”: 'x' is not a number"),
        ({"person": ["a", "b"], "no": [1, float("inf")]}, "row 2, column “no”: inf is not a number"),
        ({"person": ["a", "b"], "no": [0, 2]}, "row 2, column “no”: 2 “no” are more than the 1 answers"),
        ({"person": ["a"], "no": [-1]}, "row 1, column “no”: a count cannot be negative: -1"),
        ({"person": ["a"], "no": [0], "answers": [-3]}, "row 1, column “answers”: a count cannot be negative: -3"),
        ({"person": ["a"], "no": [0, 1]}, "column “person”: it has not as many entries as “no” (2)"),
        ({"person": [], "no": []}, "there are no rows to tally"),
    ],
)
def test_what_cannot_be_tallied_is_named_with_its_place(columns: dict, message: str) -> None:
    with pytest.raises(TalliesError) as refused:
        Tallies.from_columns(**columns)

    assert str(refused.value) == message


def test_a_missing_column_is_named_with_its_row() -> None:
    with pytest.raises(TalliesError) as refused:
        Tallies.from_rows([{"person": "ann", "no": 1}, {"person": "bo"}])

    assert (refused.value.row, refused.value.column) == (2, "no")


def test_codes_that_name_nothing_are_refused() -> None:
    with pytest.raises(TalliesError, match="row 2, column “person”: the code names nothing"):
        Tallies(
            person=[0, 1], group=[0, 0], cell=[0, 0], answers=[1, 1], no=[0, 0],
            person_names=("ann",), group_names=("",), circumstances=(), cells=np.zeros((1, 0)),
        )  # fmt: skip
