"""Service level by all five formulas, and people for a line: against figures from elsewhere, and at the edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.promises.service import Formula, Share, Wait, Waits, counted, pooled, service_level
from evenhand.promises.staffing import TooFewPeople, line_with, people_for

# 1000 answered, 860 of them in time; 60 gave up, 20 of them in time and 8 at once: the example of the source.
EXAMPLE = Waits(answered_in_time=860, answered_late=140, left_short=8, left_in_time=20, left_late=40)


@pytest.mark.parametrize(
    ("formula", "part", "whole", "percent"),
    [
        (Formula.EARLY_LEAVERS_COUNT, 880, 1060, 83.0),
        (Formula.ANSWERED_ONLY, 860, 1000, 86.0),
        (Formula.ALL_WHO_CAME, 860, 1060, 81.1),
        (Formula.WITHOUT_EARLY_LEAVERS, 860, 1040, 82.7),
        (Formula.SHORT_CALLS_COUNT, 868, 1060, 81.9),
    ],
)
def test_each_formula_gives_its_own_figure_for_the_same_day(formula, part, whole, percent) -> None:
    share = service_level(EXAMPLE, formula)
    assert share == Share(part, whole)
    assert round(100 * share.value, 1) == percent


@pytest.mark.parametrize("formula", Formula)
def test_a_day_on_which_nobody_came_has_no_share(formula) -> None:
    assert service_level(Waits(), formula).value is None


COUNTS = st.integers(0, 500)


@st.composite
def waits(draw) -> Waits:
    short = draw(COUNTS)
    return Waits(draw(COUNTS), draw(COUNTS), short, short + draw(COUNTS), draw(COUNTS))


@given(waits(), waits(), st.sampled_from(Formula))
def test_two_days_together_are_their_counts_added_up(one, other, formula) -> None:
    assert service_level(one + other, formula) == pooled([service_level(one, formula), service_level(other, formula)])


@given(waits())
def test_no_formula_gives_more_than_all_and_counting_leavers_for_us_gives_the_most(day) -> None:
    shares = {formula: service_level(day, formula) for formula in Formula}
    assert all(0 <= each.part <= each.whole for each in shares.values())
    if day.offered:
        assert shares[Formula.ALL_WHO_CAME].value <= shares[Formula.SHORT_CALLS_COUNT].value
        assert shares[Formula.SHORT_CALLS_COUNT].value <= shares[Formula.EARLY_LEAVERS_COUNT].value


def test_a_mean_of_shares_would_be_another_figure() -> None:
    small, large = Share(1, 1), Share(0, 99)
    assert pooled([small, large]) == Share(1, 100)


def test_single_waits_are_sorted_by_the_time_and_by_the_short_cut() -> None:
    came = [Wait(20, True), Wait(20.1, True), Wait(4, False), Wait(15, False), Wait(90, False)]
    assert counted(came, within_seconds=20, short_seconds=5) == Waits(1, 1, 1, 2, 1)
    assert counted([Wait(10, False)], within_seconds=5, short_seconds=30) == Waits(left_late=1)


# Made with an independent program: 200 calls an hour of 240 seconds, 20 seconds to answer in.
@pytest.mark.parametrize(
    ("people", "waiting", "in_time", "mean_wait"),
    [
        (14, 0.8032, 0.2402, 289.16),
        (15, 0.5656, 0.5078, 81.44),
        (16, 0.3872, 0.6900, 34.85),
        (17, 0.2573, 0.8104, 16.84),
        (18, 0.1657, 0.8877, 8.52),
    ],
)
def test_a_line_is_as_another_program_says(people, waiting, in_time, mean_wait) -> None:
    line = line_with(people, calls_per_hour=200, handle_seconds=240, within_seconds=20)
    assert (round(line.waits_share, 4), round(line.in_time_share, 4)) == (waiting, in_time)
    assert round(line.mean_wait_seconds, 2) == mean_wait


def test_a_line_says_how_busy_its_people_are() -> None:
    assert round(line_with(17, calls_per_hour=200, handle_seconds=240, within_seconds=20).busy_share, 4) == 0.7843


@pytest.mark.parametrize("people", [0, 13, 12])
def test_so_few_that_the_line_would_never_end_are_refused(people) -> None:
    with pytest.raises(TooFewPeople):
        line_with(people, calls_per_hour=200, handle_seconds=240, within_seconds=20)


def test_exactly_as_many_as_the_work_takes_are_too_few() -> None:
    with pytest.raises(TooFewPeople):
        line_with(10, calls_per_hour=150, handle_seconds=240, within_seconds=20)


def test_the_fewest_who_will_do_are_named() -> None:
    assert people_for(0.8, calls_per_hour=200, handle_seconds=240, within_seconds=20).people == 17
    assert people_for(0.81, calls_per_hour=200, handle_seconds=240, within_seconds=20).people == 17
    assert people_for(0.82, calls_per_hour=200, handle_seconds=240, within_seconds=20).people == 18


def test_a_very_long_line_does_not_overflow() -> None:
    line = line_with(2100, calls_per_hour=30_000, handle_seconds=240, within_seconds=20)
    assert 0 < line.waits_share < 1


@given(st.floats(1, 2000), st.floats(10, 1200), st.integers(1, 30), st.floats(1, 300))
def test_one_more_never_makes_anybody_wait_longer(calls, handle, more, within) -> None:
    fewest = int(calls * handle / 3600) + 1
    one, other = (
        line_with(people, calls_per_hour=calls, handle_seconds=handle, within_seconds=within)
        for people in (fewest + more, fewest + more + 1)
    )
    assert other.mean_wait_seconds <= one.mean_wait_seconds
    assert other.in_time_share >= one.in_time_share
    assert 0 <= one.waits_share <= 1
