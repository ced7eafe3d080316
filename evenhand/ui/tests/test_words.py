"""How figures, days and moments read."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from evenhand.core.api import Money
from evenhand.ui import words
from evenhand.ui.templatetags import ui

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime.datetime(2026, 3, 12, 18, 0, tzinfo=BERLIN)


def at(*when: int) -> datetime.datetime:
    return datetime.datetime(*when, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (at(2026, 3, 12, 14, 5), "today\u00a014:05"),
        (at(2026, 3, 11, 23, 59), "yesterday\u00a023:59"),
        (at(2026, 3, 13, 0, 0), "tomorrow\u00a000:00"),
        (at(2026, 3, 10, 14, 5), "10 Mar"),
        (at(2025, 3, 12, 14, 5), "12 Mar 2025"),
    ],
)
def test_moments_are_short_and_kind(moment: datetime.datetime, text: str) -> None:
    assert words.moment_text(moment, NOW) == text


def test_moments_follow_the_reader_s_zone() -> None:
    sent = datetime.datetime(2026, 3, 11, 23, 30, tzinfo=datetime.UTC)
    with timezone.override(BERLIN):
        assert "today\u00a000:30" in ui.moment(sent, NOW)
        assert "Thursday, 12 March 2026, 00:30 CET" in ui.moment(sent, NOW)
    with timezone.override(datetime.UTC):
        assert "yesterday\u00a023:30" in ui.moment(sent, NOW)


def test_a_summer_and_a_winter_moment_name_their_own_time() -> None:
    assert words.full_moment_text(at(2026, 7, 1, 9, 0)).endswith("09:00 CEST")
    assert words.full_moment_text(at(2026, 1, 1, 9, 0)).endswith("09:00 CET")


def test_days_and_amounts_follow_the_reader_s_language() -> None:
    with translation.override("de"):
        assert words.day_text(datetime.date(2026, 3, 12), datetime.date(2026, 5, 1)) == "12. März"
        assert ui.money(Money(123456, "EUR")) == "1.234,56\u00a0€"
    with translation.override("en-us"):
        assert words.day_text(datetime.date(2026, 3, 12), datetime.date(2026, 5, 1)) == "Mar 12"
    with translation.override("en"):
        assert ui.money(Money(4990, "USD")) == "$49.90"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0\u00a0s"),
        (42, "42\u00a0s"),
        (380, "6\u00a0min 20\u00a0s"),
        (360, "6\u00a0min"),
        (3605, "1\u00a0h"),
        (7500, "2\u00a0h 5\u00a0min"),
        (266400, "3\u00a0d 2\u00a0h"),
        (-3, "0\u00a0s"),
    ],
)
def test_durations_show_their_two_largest_units(seconds: int, text: str) -> None:
    assert words.duration_text(seconds) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (5, 41, "12\u00a0% of 41 answers"),
        (0, 0, "no answers yet"),
        (1, 1, "100\u00a0% of 1 answer"),
        (0, 9, "0\u00a0% of 9 answers"),
        (1, 300, "under 1\u00a0% of 300 answers"),
        (299, 300, "over 99\u00a0% of 300 answers"),
    ],
)
def test_a_share_brings_its_count_and_never_rounds_to_none_or_all(part: int, whole: int, text: str) -> None:
    assert words.share_text(part, whole) == text


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ines Okafor", "IO"),
        ("Cher", "C"),
        ("someone.new@mail.example", "SN"),
        ("Jean-Luc van der Berg", "JB"),
        ("李 小龙", "李小"),
        ("", "?"),
        ("...", "?"),
    ],
)
def test_initials_are_two_letters_at_most(name: str, letters: str) -> None:
    assert words.initials(name) == letters


def test_nothing_is_shown_as_a_dash() -> None:
    assert [ui.moment(None), ui.day(None), ui.duration(None), ui.money(None)] == ["–"] * 4
