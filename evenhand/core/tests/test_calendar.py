"""The site's calendar: days with 23 and 25 hours, weekends, holidays, three time zones."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from evenhand.core.api import SiteCalendar, site_calendar
from evenhand.core.environment import Environment

BERLIN, NEW_YORK, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland")
FRIDAY_EVENING = datetime.datetime(2026, 3, 27, 20, 0, tzinfo=datetime.UTC)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "last", "at"),
    [
        (BERLIN, "2026-03-31", "2026-03-31T22:00"),  # the clocks went forward on the Sunday between
        (NEW_YORK, "2026-03-31", "2026-04-01T04:00"),
        (AUCKLAND, "2026-03-31", "2026-03-31T11:00"),  # Saturday morning there; still on summer time
    ],
)
def test_two_working_days_end_when_the_second_one_ends_there(zone: ZoneInfo, last: str, at: str) -> None:
    deadline = SiteCalendar(zone).deadline(FRIDAY_EVENING, 2)
    assert deadline.day == day(last)
    assert deadline.at == datetime.datetime.fromisoformat(at).replace(tzinfo=datetime.UTC)


def test_a_moment_can_fall_on_two_days() -> None:
    days = [SiteCalendar(zone).day_of(FRIDAY_EVENING) for zone in (NEW_YORK, BERLIN, AUCKLAND)]
    assert days == [day("2026-03-27"), day("2026-03-27"), day("2026-03-28")]


def test_holidays_move_a_deadline() -> None:
    easter = SiteCalendar(BERLIN, holidays=frozenset({day("2026-04-03"), day("2026-04-06")}))
    thursday = datetime.datetime(2026, 4, 2, 9, 0, tzinfo=datetime.UTC)
    assert easter.deadline(thursday, 1).day == day("2026-04-07")
    assert SiteCalendar(BERLIN).deadline(thursday, 1).day == day("2026-04-03")


def test_another_weekend() -> None:
    friday_and_saturday = SiteCalendar(BERLIN, weekend=frozenset({4, 5}))
    assert friday_and_saturday.deadline(FRIDAY_EVENING, 1).day == day("2026-03-29")


@pytest.mark.parametrize(("change", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_has_the_hours_that_it_has(change: str, hours: int) -> None:
    calendar = SiteCalendar(BERLIN)
    length = calendar.start_of(day(change) + datetime.timedelta(days=1)) - calendar.start_of(day(change))
    assert length == datetime.timedelta(hours=hours)


def test_four_weeks_are_28_days_of_which_the_first_counts() -> None:
    assert SiteCalendar(BERLIN).end_after(day("2026-03-16"), 28) == day("2026-04-12")


def test_days_of_leave_are_not_counted() -> None:
    away = {day("2026-03-20"), day("2026-03-23"), day("2026-04-12"), day("2026-04-13")}
    assert SiteCalendar(BERLIN).end_after(day("2026-03-16"), 28, without=away) == day("2026-04-16")


def test_the_installation_names_its_own_days(monkeypatch) -> None:
    settings = Environment(mode="test", weekend=["friday"], holidays=["2026-12-25"], time_zone="Pacific/Auckland")
    monkeypatch.setattr("evenhand.core.calendar.environment", lambda: settings)
    assert site_calendar() == SiteCalendar(AUCKLAND, frozenset({4}), frozenset({day("2026-12-25")}))


def test_a_week_without_a_working_day_is_refused() -> None:
    with pytest.raises(ValueError, match="weekend"):
        Environment(mode="test", weekend=["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
