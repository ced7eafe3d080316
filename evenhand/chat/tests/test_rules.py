"""When the chat is open, who is there, who writes."""

import datetime

import pytest

from evenhand.chat.rules import OpenTaker, is_anyone_free, is_gone, is_open, is_quiet, is_writing

NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)


def ago(**time: float) -> datetime.datetime:
    return NOON - datetime.timedelta(**time)


@pytest.mark.parametrize(
    ("hours", "local", "is_worked", "expected"),
    [
        ("", "03:00", False, True),
        ("09:00-17:30", "08:59", True, False),
        ("09:00-17:30", "09:00", True, True),
        ("09:00-17:30", "17:29", True, True),
        ("09:00-17:30", "17:30", True, False),
        ("09:00-17:30", "12:00", False, False),
        ("18:00-02:00", "23:00", True, True),
        ("18:00-02:00", "01:59", True, True),
        ("18:00-02:00", "12:00", True, False),
    ],
)
def test_chats_are_taken_in_the_hours_of_worked_days(hours, local, is_worked, expected):
    assert is_open(hours, datetime.time.fromisoformat(local), is_worked=is_worked) is expected


@pytest.mark.parametrize(
    ("takers", "expected"),
    [
        ([], False),
        ([(10, 0)], True),
        ([(10, 2)], False),
        ([(10, 2), (10, 1)], True),
        ([(180, 0)], False),
        ([(179, 0)], True),
    ],
)
def test_somebody_is_free_who_is_there_and_has_a_place_left(takers, expected):
    open_takers = [OpenTaker(ago(seconds=seconds), running) for seconds, running in takers]
    assert is_anyone_free(open_takers, NOON, 2) is expected


def test_somebody_writes_until_their_line_has_come():
    assert is_writing(ago(seconds=5), None, NOON)
    assert is_writing(ago(seconds=5), ago(seconds=20), NOON)
    assert not is_writing(ago(seconds=5), ago(seconds=1), NOON)
    assert not is_writing(ago(seconds=40), None, NOON)
    assert not is_writing(None, None, NOON)


def test_silence_of_a_page_and_of_a_conversation():
    assert not is_gone(ago(seconds=149), NOON)
    assert is_gone(ago(seconds=150), NOON)
    assert not is_quiet(ago(minutes=14.9), NOON)
    assert is_quiet(ago(minutes=15), NOON)
