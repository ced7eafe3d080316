"""A promise's clock: whatever happens to a case, what has gone by is kept, and never restarts or jumps."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cases.testing import NOON, at
from evenhand.promises.levels import Levels, levels_of, text_of
from evenhand.promises.rules import Clock, Kind, Level, Pause, level_for, pause_of, resumes_at
from evenhand.promises.testing import ALWAYS, OFFICE

HOUR = datetime.timedelta(hours=1)


def test_a_running_clock_names_its_end_and_when_it_is_close() -> None:
    clock = Clock(4 * HOUR, OFFICE, since=NOON)
    assert clock.due_at == NOON + 4 * HOUR
    assert clock.soon_at(0.75) == NOON + 3 * HOUR


def test_a_clock_that_stands_still_is_never_due() -> None:
    assert Clock(HOUR, ALWAYS, since=NOON).paused(at(10)).due_at is None


def test_time_goes_on_where_it_stopped() -> None:
    clock = Clock(HOUR, ALWAYS, since=NOON).paused(at(40)).resumed(at(500))
    assert clock.elapsed(at(510)) == datetime.timedelta(minutes=50)
    assert clock.due_at == at(520)


def test_a_shorter_target_counts_what_has_gone_by_and_is_due_at_once_where_that_is_more() -> None:
    clock = Clock(8 * HOUR, ALWAYS, since=NOON)
    assert clock.retargeted(4 * HOUR, ALWAYS, at(180)).due_at == at(240)
    assert clock.retargeted(2 * HOUR, ALWAYS, at(180)).due_at == at(180)


def test_other_hours_count_from_then_on_only() -> None:
    friday_evening = NOON + datetime.timedelta(days=4, hours=4)
    clock = Clock(8 * HOUR, ALWAYS, since=friday_evening).retargeted(8 * HOUR, OFFICE, friday_evening + 3 * HOUR)
    assert clock.elapsed(friday_evening + 48 * HOUR) == 3 * HOUR
    assert clock.due_at == datetime.datetime(2026, 3, 9, 14, 0, tzinfo=datetime.UTC)


STEPS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "target", "hours"]), st.integers(0, 600), st.integers(1, 2000)),
    max_size=12,
)


@given(STEPS)
def test_no_change_makes_time_restart_or_jump(steps) -> None:
    clock, moment, gone = Clock(HOUR, ALWAYS, since=NOON), NOON, datetime.timedelta()
    for what, later, target in steps:
        before = clock.elapsed(moment + datetime.timedelta(minutes=later))
        if clock.since:
            gone += clock.hours.between(moment, moment + datetime.timedelta(minutes=later))
        moment += datetime.timedelta(minutes=later)
        match what:
            case "pause":
                clock = clock.paused(moment)
            case "resume":
                clock = clock.resumed(moment)
            case "target":
                clock = clock.retargeted(datetime.timedelta(minutes=target), clock.hours, moment)
            case _:
                other = OFFICE if clock.hours == ALWAYS else ALWAYS
                clock = clock.retargeted(clock.target, other, moment)
        assert clock.elapsed(moment) == before == gone
        if clock.due_at:
            assert clock.elapsed(clock.due_at) == max(clock.target, clock.counted)


def test_each_step_a_second_time_changes_nothing() -> None:
    paused = Clock(HOUR, ALWAYS, since=NOON).paused(at(5))
    assert paused.paused(at(50)) == paused
    running = paused.resumed(at(60))
    assert running.resumed(at(99)) == running


@pytest.mark.parametrize(
    ("status", "holds", "expected"),
    [
        ("open", [], None),
        ("waiting", [], Pause.CUSTOMER),
        ("snoozed", [], Pause.ASLEEP),
        ("set_aside", [], Pause.SET_ASIDE),
        ("open", ["Waiting on carrier"], Pause.HOLD),
        ("open", ["slow system", ""], None),
    ],
)
def test_clocks_stand_still_while_the_wait_is_not_ours(status, holds, expected) -> None:
    assert pause_of(status, holds, ["waiting on carrier"]) == expected


def test_only_what_was_taken_back_counts_through() -> None:
    known = {"paused_at": at(10), "at": at(30)}
    assert resumes_at(**known, waiting_since=NOON, is_undo=True) == at(10)
    assert resumes_at(**known, waiting_since=NOON, is_undo=False) == at(30)
    assert resumes_at(**known, waiting_since=at(30), is_undo=True) == at(30)
    assert resumes_at(**known, waiting_since=None, is_undo=True) == at(30)


LEVELS = [
    Level(1, first_minutes=60),
    Level(1, priority=3, first_minutes=10),
    Level(1, reason="lost", first_minutes=30),
    Level(1, queue_id=7, first_minutes=20),
    Level(1, queue_id=7, priority=3, first_minutes=5),
    Level(1, queue_id=7, priority=3, first_minutes=4),
]


@pytest.mark.parametrize(
    ("queue", "tags", "priority", "place"),
    [(1, [], 1, 0), (1, [], 3, 1), (1, ["lost"], 3, 2), (7, ["lost"], 1, 3), (7, [], 3, 4)],
)
def test_the_level_that_says_most_of_a_case_holds_and_of_two_alike_the_upper(queue, tags, priority, place) -> None:
    assert level_for(LEVELS, queue_id=queue, tags=tags, priority=priority) == place


def test_no_level_may_fit() -> None:
    assert level_for(LEVELS[1:2], queue_id=1, tags=[], priority=1) is None


def test_levels_are_read_back_as_they_were_kept() -> None:
    levels = Levels(tuple(LEVELS), warn_percent=80, pausing_causes=("waiting on seller",))
    assert levels_of(text_of(levels)) == levels
    assert levels.minutes_for(3, Kind.FIRST) == 20
    assert levels.minutes_for(3, Kind.RESOLUTION) is None
