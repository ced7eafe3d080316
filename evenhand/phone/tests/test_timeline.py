"""What a call's events say of it, whatever their order: the same talk, hold and legs, and nothing negative."""

import datetime
import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.phone.rules import Kind, Leg, State, Stretch, Told, full_number, shown_number, timeline

NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)


def at(seconds):
    return NOON + datetime.timedelta(seconds=seconds)


def told(kind, seconds, agent="", **more):
    return Told(f"{kind}-{seconds}-{agent}", Kind(kind), at(seconds), agent, **more)


def lengths(leg):
    return [(each.kind, (each.end - each.start).total_seconds()) for each in leg.stretches]


def test_talk_and_hold_are_told_apart_and_the_wait_is_neither():
    call = timeline(
        [
            told("ringing", 0, "201"),
            told("answered", 20, "201"),
            told("hold", 80, "201"),
            told("resumed", 110, "201"),
            told("ended", 140),
        ]
    )
    assert (call.state, call.wait_seconds) == (State.ENDED, 20)
    assert [lengths(leg) for leg in call.legs] == [[("talk", 60), ("hold", 30), ("talk", 30)]]


def test_time_after_a_transfer_is_the_receivers():
    call = timeline(
        [
            told("answered", 0, "201"),
            told("hold", 30, "201"),
            told("ringing", 35, "305"),
            told("answered", 50, "305"),
            told("transferred", 60, "201", to="305"),
            told("ended", 200),
        ]
    )
    giver, receiver = call.legs
    assert (giver.agent, lengths(giver), giver.handed_to) == ("201", [("talk", 30), ("hold", 30)], "305")
    assert (receiver.agent, lengths(receiver)) == ("305", [("talk", 150)])


def test_a_transfer_that_nobody_answers_is_nobodys_time():
    call = timeline([told("answered", 0, "201"), told("transferred", 60, "201", to="305"), told("ended", 90)])
    assert [leg.agent for leg in call.legs] == ["201"]


def test_two_legs_of_one_agent_in_a_call_are_two():
    call = timeline(
        [
            told("answered", 0, "201"),
            told("transferred", 10, "201", to="305"),
            told("answered", 12, "305"),
            told("transferred", 30, "305", to="201"),
            told("answered", 33, "201"),
            told("ended", 50),
        ]
    )
    assert [(leg.agent, leg.place) for leg in call.legs] == [("201", 1), ("305", 1), ("201", 2)]


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([told("ringing", 0)], State.RINGING),
        ([told("ringing", 0), told("ended", 40)], State.ABANDONED),
        ([told("ringing", 0), told("ended", 40, outcome="missed")], State.MISSED),
        ([told("ended", 40)], State.ABANDONED),
        ([told("answered", 0, "201")], State.TALKING),
    ],
)
def test_state_says_who_gave_up(events, state):
    assert timeline(events).state == state


def test_who_gave_up_waited_until_they_did():
    assert timeline([told("ringing", 0), told("ended", 40)]).wait_seconds == 40


def test_what_an_end_contradicts_is_put_aside():
    call = timeline([told("answered", 0, "201"), told("ended", 10), told("hold", 20, "201"), told("answered", 30, "9")])
    assert [lengths(leg) for leg in call.legs] == [[("talk", 10)]]
    assert call.unused == ("answered-30-9", "hold-20-201")


def test_an_event_without_an_agent_is_about_the_only_one_who_speaks():
    call = timeline([told("answered", 0, "201"), told("hold", 5), told("resumed", 9), told("ended", 10)])
    assert lengths(call.legs[0]) == [("talk", 5), ("hold", 4), ("talk", 1)]


def test_an_event_without_an_agent_is_about_nobody_where_two_speak():
    call = timeline([told("answered", 0, "201"), told("answered", 1, "305"), told("hold", 5), told("ended", 10)])
    assert call.unused == ("hold-5-",)


def test_dialling_is_the_agents_time_once_somebody_answers():
    events = [told("ringing", 0, "201"), told("answered", 15, "201"), told("ended", 60)]
    assert timeline(events, is_outbound=True).legs == (Leg("201", 1, (Stretch("talk", at(0), at(60)),)),)
    assert timeline([events[0], events[2]], is_outbound=True).legs == ()


def test_a_running_call_rings_for_those_whom_it_rang_last():
    ringing = [told("ringing", 0, "201"), told("ringing", 0, "202")]
    assert timeline(ringing).ringing_for == ("201", "202")
    assert timeline([*ringing, told("answered", 5, "202")]).ringing_for == ()


def test_events_of_one_second_are_taken_by_their_own_order():
    numbered = [told("answered", 0, "201", sequence=1), told("resumed", 5, "201", sequence=3)]
    call = timeline([*numbered, told("hold", 5, "201", sequence=2), told("ended", 10, sequence=4)])
    assert sum(seconds for _kind, seconds in lengths(call.legs[0])) == 10
    assert call.unused == ()


AGENTS = st.sampled_from(["", "201", "202", "305"])
EVENTS = st.lists(
    st.builds(
        lambda kind, seconds, agent, number: Told(f"e{number}", kind, at(seconds), agent or "201", to="305"),
        st.sampled_from(list(Kind)),
        st.integers(0, 30),
        AGENTS,
        st.integers(0, 1000),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda each: each.event_id,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_order_and_repetition_of_events_change_nothing(events: list[Told], dice: random.Random):
    again = [*events, *dice.sample(events, dice.randint(0, len(events)))]
    dice.shuffle(again)
    assert timeline(again) == timeline(events)


@given(EVENTS, st.booleans())
def test_nothing_is_negative_and_no_agent_speaks_twice_at_once(events: list[Told], is_outbound: bool):
    call = timeline(events, is_outbound=is_outbound)
    assert call.wait_seconds >= 0
    for leg in call.legs:
        marks = [moment for each in leg.stretches for moment in (each.start, each.end or at(99))]
        assert marks == sorted(marks)
    for agent in {leg.agent for leg in call.legs}:
        own = [leg for leg in call.legs if leg.agent == agent]
        assert all(one.end is not None and one.end <= two.start for one, two in itertools.pairwise(own))


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("+44 7700 900-123", "", "+447700900123"),
        ("tel:+1(202)555.0199", "", "+12025550199"),
        ("0044 7700 900123", "", "+447700900123"),
        ("07700 900123", "44", "+447700900123"),
        ("07700 900123", "", ""),
        ("anonymous", "44", ""),
        ("", "44", ""),
        ("+44", "", ""),
        ("+" + "9" * 40, "", ""),
    ],
)
def test_numbers_are_known_however_they_are_written(written, country, number):
    assert full_number(written, country) == number


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+447700900123", "+44 770 090 0123"),
        ("+12025550199", "+1 202 555 0199"),
        ("+4915112345678", "+49 151 123 456 78"),
        ("+353871234567", "+353 871 234 567"),
        ("anonymous", "anonymous"),
        ("", ""),
    ],
)
def test_numbers_are_shown_in_groups_behind_their_country(number, shown):
    assert shown_number(number) == shown
