"""What would turn a verdict: the count is real, and nearly the least."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.fairness.api import Tallies, Turn, Verdict, first_turn, stand
from evenhand.fairness.turning import ABOUT


@given(turns_at=st.integers(1, 600), most=st.integers(0, 500))
def test_the_count_is_the_least_but_for_one_in_twenty(turns_at: int, most: int) -> None:
    turn = first_turn(lambda more: Verdict.IN_LINE if more < turns_at else Verdict.CLEARLY_WORSE, most=most)
    if turns_at > most:
        assert turn is None
    else:
        assert turn is not None
        assert turn.verdict is Verdict.CLEARLY_WORSE
        assert turns_at <= turn.count <= turns_at + max(0, turn.count // ABOUT)


def test_few_counts_are_tried() -> None:
    tried: list[int] = []

    def judge(more: int) -> Verdict:
        tried.append(more)
        return Verdict.IN_LINE

    assert first_turn(judge, most=500) is None
    assert len(tried) < 10


def test_a_negative_most_is_refused() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        first_turn(lambda more: Verdict.IN_LINE, most=-1)


def test_it_asks_the_very_judge_of_standing() -> None:
    """Twelve people, one of them clearly worse: how many of their "no" have to fall until nobody says so any more."""

    def verdict_with(fallen: int) -> Verdict:
        no = [24 - fallen, 4, 3, 5, 4, 2, 6, 3, 4, 5, 3, 4]
        answers = [60 - fallen, *[60] * 11]
        return stand(Tallies.from_columns(person=range(12), no=no, answers=answers)).people[0].verdict

    turn = first_turn(verdict_with, most=24)
    assert verdict_with(0) is Verdict.CLEARLY_WORSE
    assert turn is not None
    assert verdict_with(turn.count) is turn.verdict
    assert verdict_with(turn.count - 1) is Verdict.CLEARLY_WORSE
    assert isinstance(turn, Turn)
