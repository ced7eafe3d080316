"""Where a parcel stands, on plain values."""

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.shop.rules import ParcelFacts, ParcelState, ParcelTerms, ScanFact, standing_of

TERMS = ParcelTerms(lost_after_days=3, lost_without_promise_days=21, silent_after_days=4)
MONDAY = datetime.date(2026, 3, 2)


def day(offset: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days=offset)


def scanned(kind: str, offset: int, hour: int = 9) -> ScanFact:
    return ScanFact(datetime.datetime.combine(day(offset), datetime.time(hour), datetime.UTC), kind)


@pytest.mark.parametrize(
    ("parcel", "state"),
    [
        (ParcelFacts(), ParcelState.BEING_PREPARED),
        (ParcelFacts(said_to_have_left=True), ParcelState.ON_ITS_WAY),
        (ParcelFacts(said_to_have_left=True, said_to_be_delivered=True), ParcelState.DELIVERED),
        (ParcelFacts(shipped_on=day(-3)), ParcelState.ON_ITS_WAY),
        (ParcelFacts(shipped_on=day(-4)), ParcelState.NO_NEWS),
        (ParcelFacts(shipped_on=day(-4), scans=[scanned("in_transit", -3)]), ParcelState.ON_ITS_WAY),
        (ParcelFacts(shipped_on=day(-1), promised_until=day(0)), ParcelState.ON_ITS_WAY),
        (ParcelFacts(shipped_on=day(-1), promised_until=day(-1)), ParcelState.LATE),
        (ParcelFacts(promised_until=day(-30)), ParcelState.LATE),
        (ParcelFacts(shipped_on=day(-20)), ParcelState.NO_NEWS),
        (ParcelFacts(shipped_on=day(-21)), ParcelState.BELIEVED_LOST),
        (ParcelFacts(scans=[scanned("returned", -1)]), ParcelState.RETURNED),
        (ParcelFacts(scans=[scanned("delivered", -2), scanned("returned", -1)]), ParcelState.RETURNED),
        (ParcelFacts(scans=[scanned("delivered", -2), scanned("in_transit", -1)]), ParcelState.DELIVERED),
    ],
)
def test_a_parcel_stands_where_its_facts_say(parcel: ParcelFacts, state: ParcelState) -> None:
    assert standing_of(parcel, MONDAY, TERMS).state is state


@pytest.mark.parametrize(
    ("silent_days", "days_after_promise", "state"),
    [
        (3, 3, ParcelState.BELIEVED_LOST),
        (2, 3, ParcelState.LATE),
        (3, 2, ParcelState.LATE),
        (30, 0, ParcelState.NO_NEWS),
    ],
)
def test_lost_means_both_promise_and_last_news_lie_back_far_enough(
    silent_days: int, days_after_promise: int, state: ParcelState
) -> None:
    parcel = ParcelFacts(promised_until=day(-days_after_promise), scans=[scanned("in_transit", -silent_days)])
    assert standing_of(parcel, MONDAY, TERMS).state is state


def test_a_parcel_that_came_late_says_by_how_much_for_ever() -> None:
    parcel = ParcelFacts(promised_until=day(-10), scans=[scanned("delivered", -8)])
    standing = standing_of(parcel, MONDAY, TERMS)
    assert (standing.days_after_promise, standing.was_late, standing.is_failure) == (2, True, True)
    assert standing == standing_of(parcel, day(0), TERMS)


def test_delivered_on_the_word_of_the_shop_alone_is_not_held_to_the_promise() -> None:
    standing = standing_of(ParcelFacts(promised_until=day(-10), said_to_be_delivered=True), MONDAY, TERMS)
    assert standing.days_after_promise is None
    assert not standing.is_failure


def test_on_the_promised_day_itself_a_parcel_is_in_time() -> None:
    standing = standing_of(ParcelFacts(promised_until=day(-1), scans=[scanned("delivered", -1, 23)]), MONDAY, TERMS)
    assert not standing.was_late


@given(st.lists(st.tuples(st.sampled_from(["collected", "in_transit", "delivered", "returned"]), st.integers(-40, 0))))
def test_scans_may_come_in_any_order(scans: list[tuple[str, int]]) -> None:
    unique = {offset: scanned(kind, offset) for kind, offset in scans}
    facts = list(unique.values())
    shuffled = random.Random(7).sample(facts, len(facts))
    one, other = (standing_of(ParcelFacts(scans=each), MONDAY, TERMS) for each in (facts, shuffled))
    assert one == other
