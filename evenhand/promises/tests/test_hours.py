"""Business time: split shifts, holidays, and every change of clocks there is."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.core.api import InvalidInput, SiteCalendar
from evenhand.promises.hours import Holiday, OpenHours, moment_of
from evenhand.promises.opening import (
    first_hours,
    holidays_in,
    holidays_text,
    hours_of,
    shifts_in,
    shifts_text,
    text_of,
    with_site,
)

NINE_TO_FIVE = ((540, 1020),)
BERLIN = OpenHours("Europe/Berlin", (((540, 750), (810, 1080)),) * 5 + ((), ()))
ROUND_THE_CLOCK = ((0, 1440),)


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def minutes(count: float) -> datetime.timedelta:
    return datetime.timedelta(minutes=count)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-02T08:00", 60, "2026-03-02T09:00"),  # Monday, nine o'clock in Berlin
        ("2026-03-02T11:00", 60, "2026-03-02T13:00"),  # over the midday break
        ("2026-03-06T16:30", 60, "2026-03-09T08:30"),  # over the weekend
        ("2026-03-27T16:30", 60, "2026-03-30T07:30"),  # over a weekend on which the clocks went forward
        ("2026-03-01T10:00", 1, "2026-03-02T08:01"),  # asked for on a Sunday
    ],
)
def test_minutes_are_counted_while_we_are_there(start, count, end) -> None:
    assert BERLIN.after(utc(start), minutes(count)) == utc(end)
    assert BERLIN.between(utc(start), utc(end)) == minutes(count)


def test_a_night_shift_is_as_long_as_it_really_is() -> None:
    nights = OpenHours("Europe/Berlin", (((0, 360),),) * 7)
    lengths = [
        sum((end - start for start, end in nights.stretches_on(datetime.date.fromisoformat(day))), datetime.timedelta())
        for day in ("2026-03-29", "2026-03-30", "2026-10-25")
    ]
    assert lengths == [minutes(300), minutes(360), minutes(420)]


def test_a_shift_that_begins_in_the_hour_that_is_left_out_begins_with_the_hour_after() -> None:
    assert moment_of("Europe/Berlin", datetime.date(2026, 3, 29), 150) == utc("2026-03-29T01:00")


def test_a_day_that_a_zone_left_out_has_no_hours() -> None:
    apia = OpenHours("Pacific/Apia", (ROUND_THE_CLOCK,) * 7)
    assert apia.stretches_on(datetime.date(2011, 12, 30)) == ()
    assert apia.between(utc("2011-12-29T10:00"), utc("2011-12-31T10:00")) == minutes(2 * 1440)


def test_a_holiday_of_every_year_and_one_of_this_year() -> None:
    hours = OpenHours("UTC", (NINE_TO_FIVE,) * 7, (Holiday(12, 25), Holiday(4, 3, 2026, "Good Friday")))
    assert hours.after(utc("2026-04-02T16:30"), minutes(60)) == utc("2026-04-04T09:30")
    assert hours.after(utc("2031-12-24T16:30"), minutes(60)) == utc("2031-12-26T09:30")
    assert hours.after(utc("2027-04-02T16:30"), minutes(60)) == utc("2027-04-03T09:30")


def test_a_calendar_that_never_opens_names_no_moment() -> None:
    never = OpenHours("UTC", ((),) * 7)
    assert never.after(utc("2026-01-01T00:00"), minutes(1)) is None
    assert never.opens_next(utc("2026-01-01T00:00")) is None
    assert never.between(utc("2026-01-01T00:00"), utc("2027-01-01T00:00")) == minutes(0)


def test_nothing_goes_by_backwards() -> None:
    assert BERLIN.between(utc("2026-03-02T12:00"), utc("2026-03-02T09:00")) == minutes(0)


ZONES = st.sampled_from(
    [
        *("UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca"),
        *("America/Havana", "Asia/Beirut", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Auckland", "Antarctica/Troll"),
    ]
)
DAYS = st.lists(st.integers(0, 96), max_size=6, unique=True).map(
    lambda marks: tuple(
        (15 * start, 15 * end) for start, end in zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False)
    )
)
MOMENTS = st.integers(0, 21 * 365 * 1440).map(lambda minute: utc("2009-01-01T00:00") + minutes(minute))
HOLIDAYS = st.lists(st.builds(Holiday, st.integers(1, 12), st.integers(1, 28)), max_size=4).map(tuple)


@st.composite
def open_hours(draw) -> OpenHours:
    week = (*(draw(DAYS) for _ in range(6)), NINE_TO_FIVE)
    return OpenHours(draw(ZONES), week, draw(HOLIDAYS))


SPANS = st.timedeltas(datetime.timedelta(0), datetime.timedelta(hours=60))


@settings(max_examples=150)
@given(open_hours(), MOMENTS, SPANS)
def test_what_is_added_is_what_is_measured(hours, start, span) -> None:
    end = hours.after(start, span)
    assert end is not None
    assert hours.between(start, end) == span


@settings(max_examples=100)
@given(open_hours(), MOMENTS, SPANS, SPANS)
def test_more_is_later_and_parts_add_up(hours, start, one, other) -> None:
    middle, end = hours.after(start, one), hours.after(start, one + other)
    assert start <= middle <= end
    assert hours.between(start, middle) + hours.between(middle, end) == one + other


@settings(max_examples=100)
@given(open_hours(), MOMENTS, st.timedeltas(datetime.timedelta(0), datetime.timedelta(days=9)), SPANS)
def test_who_begins_later_is_not_done_earlier(hours, start, later, span) -> None:
    assert hours.after(start, span) <= hours.after(start + later, span)


@settings(max_examples=60)
@given(open_hours(), MOMENTS)
def test_the_wall_clock_says_the_same_wherever_it_shows_each_time_once(hours, moment) -> None:
    local = moment.astimezone(ZoneInfo(hours.zone))
    near = [(moment + datetime.timedelta(hours=h)).astimezone(ZoneInfo(hours.zone)).utcoffset() for h in (-26, 26)]
    if len({*near, local.utcoffset()}) == 1:
        minute = local.hour * 60 + local.minute
        expected = any(opens <= minute < closes for opens, closes in hours.shifts_on(local.date()))
        assert hours.is_open_at(moment) == expected


def test_round_the_clock_is_all_the_time_there_is() -> None:
    for zone in ("Europe/Berlin", "America/Havana", "Australia/Lord_Howe"):
        start, end = utc("2026-01-01T00:00"), utc("2027-01-01T00:00")
        assert OpenHours(zone, (ROUND_THE_CLOCK,) * 7).between(start, end) == end - start


def test_hours_are_written_and_read_as_people_do() -> None:
    assert shifts_in("13:30-18:00, 9-12:30") == ((540, 750), (810, 1080))
    assert shifts_text(shifts_in("22:00 – 24:00")) == "22:00-24:00"
    assert shifts_in("  ") == ()
    days = holidays_in("12-25 Christmas\n2026-04-03\n\n02-29")
    assert [each.year for each in days] == [None, 2026, None]
    assert holidays_in(holidays_text(days)) == tuple(sorted(days, key=lambda each: (each.year or 0, each.month)))


@pytest.mark.parametrize("typed", ["nine to five", "09:00", "17:00-09:00", "09:00-25:00", "09:00-12:00, 11:00-13:00"])
def test_what_is_no_stretch_of_time_is_said_so(typed) -> None:
    with pytest.raises(InvalidInput):
        shifts_in(typed)


@pytest.mark.parametrize("typed", ["Christmas", "13-40", "2026-02-29", "25.12."])
def test_what_is_no_day_is_said_so(typed) -> None:
    with pytest.raises(InvalidInput, match="no day"):
        holidays_in(typed)


@given(open_hours())
def test_what_is_kept_as_text_is_read_back(hours) -> None:
    assert set(hours_of(text_of(hours)).holidays) == set(hours.holidays)
    assert text_of(hours_of(text_of(hours))) == text_of(hours)


def test_the_first_calendar_is_the_sites() -> None:
    site = SiteCalendar(ZoneInfo("Asia/Dubai"), frozenset({4, 5}), frozenset({datetime.date(2026, 12, 2)}))
    hours = with_site(first_hours(site), site)
    assert hours.zone == "Asia/Dubai"
    assert [bool(day) for day in hours.week] == [True, True, True, True, False, False, True]
    assert hours.holiday_on(datetime.date(2026, 12, 2))
    assert with_site(hours, site) == hours
