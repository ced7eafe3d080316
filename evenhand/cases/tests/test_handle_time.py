"""Handle time: each second counted once, in the right leg, shared fairly between contacts that ran at once."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cases.actions import (
    close_case,
    end_contact,
    end_forgotten_contacts,
    reply,
    save_draft,
    sign_of_life,
    start_segment,
    take_case,
    transfer_case,
)
from evenhand.cases.api import ContactClosed, HandleTime, handle_time, handle_times
from evenhand.cases.rules import Span, Stretch
from evenhand.cases.rules import handle_time as time_of
from evenhand.cases.testing import NOON, at, make_case
from evenhand.core.api import InvalidInput, subscribe
from evenhand.core.testing import shared


def stretch(kind, start, end):
    return Stretch(kind, at(start), at(end))


def span(start, end):
    return Span(at(start), at(end))


def test_talk_hold_and_after_are_counted_apart_and_hold_once():
    time = time_of([stretch("talk", 0, 3), stretch("hold", 3, 5), stretch("talk", 5, 6), stretch("after", 6, 8)], [])
    assert time == HandleTime(talk=240, hold=120, after=120)
    assert time.total == 480


def test_two_contacts_at_once_share_the_time_in_which_both_ran():
    time = time_of([stretch("talk", 0, 10)], [span(4, 8)])
    assert time.talk == (4 + 4 / 2 + 2) * 60


def test_clock_that_goes_back_makes_nothing_negative_and_nothing_double():
    time = time_of([stretch("talk", 0, 6), stretch("hold", 4, 8), stretch("after", 9, 7)], [])
    assert time == HandleTime(talk=240, hold=240, after=0)


def test_after_contact_work_counts_up_to_its_limit():
    assert time_of([stretch("after", 0, 60)], [], datetime.timedelta(minutes=10)).after == 600


MINUTES = st.integers(0, 60)


@st.composite
def contacts(draw):
    """One agent's contacts, each a chain of segments without gaps."""
    chains = []
    for _ in range(draw(st.integers(1, 5))):
        marks = sorted(draw(st.lists(MINUTES, min_size=2, max_size=5)))
        kinds = draw(st.lists(st.sampled_from(["talk", "hold", "after"]), min_size=len(marks), max_size=len(marks)))
        chains.append([stretch(kind, *pair) for kind, pair in zip(kinds, pairwise(marks), strict=False)])
    return chains


def spans_of(chains):
    return [Span(chain[0].start, chain[-1].end) for chain in chains]


def times_of(chains):
    spans = spans_of(chains)
    return [time_of(chain, spans[:i] + spans[i + 1 :]) for i, chain in enumerate(chains)]


@given(contacts())
def test_shares_of_all_contacts_add_up_to_the_time_that_went_by(chains):
    minutes_in_some_contact = sum(
        any(each.start <= at(minute) < each.end for each in spans_of(chains)) for minute in range(61)
    )
    assert sum(time.total for time in times_of(chains)) == pytest.approx(minutes_in_some_contact * 60)


@given(contacts())
def test_no_share_is_negative_or_more_than_its_contact_lasted(chains):
    for time, each in zip(times_of(chains), spans_of(chains), strict=True):
        assert min(time.talk, time.hold, time.after) >= 0
        assert time.total <= (each.end - each.start).total_seconds() + 1e-6


@given(contacts())
def test_more_contacts_at_once_never_lengthen_one(chains):
    first, others = chains[0], spans_of(chains[1:])
    assert time_of(first, others).total <= time_of(first, []).total + 1e-6


@given(contacts())
def test_order_of_the_others_does_not_matter(chains):
    others = spans_of(chains[1:])
    assert time_of(chains[0], others) == time_of(chains[0], others[::-1])


@shared
def case(customer, house_policies):
    return make_case(customer, channel="phone")


@pytest.mark.django_db
def test_contact_from_taking_up_to_closing(case, agent, actor):
    contact = take_case(case=case, actor=actor(agent), now=NOON)
    start_segment(contact=contact, kind="hold", cause="slow system", actor=actor(agent), now=at(2))
    start_segment(contact=contact, kind="talk", actor=actor(agent), now=at(5))
    last = case.messages.get().pk
    reply(case=case, text="Done", seen_message_id=last, key="k", actor=actor(agent), now=at(6))
    close_case(case=case, actor=actor(agent), now=at(8))
    contact.refresh_from_db()
    assert (contact.end_cause, contact.ended_at, contact.reply.text) == ("closed", at(8), "Done")
    assert handle_time(contact, now=at(99)) == HandleTime(talk=180, hold=180, after=120)


@pytest.mark.django_db
def test_taking_up_and_switching_twice_changes_nothing(case, agent, actor):
    one = take_case(case=case, actor=actor(agent), now=NOON)
    two = take_case(case=case, actor=actor(agent), now=at(1))
    start_segment(contact=one, kind="talk", actor=actor(agent), now=at(2))
    assert one == two
    assert one.segments.count() == 1


@pytest.mark.django_db
def test_contact_that_is_over_takes_no_segment(case, agent, actor):
    contact = take_case(case=case, actor=actor(agent), now=NOON)
    end_contact(contact=contact, actor=actor(agent), now=at(1))
    end_contact(contact=contact, actor=actor(agent), now=at(9))
    contact.refresh_from_db()
    assert contact.ended_at == at(1)
    with pytest.raises(InvalidInput, match="over"):
        start_segment(contact=contact, kind="hold", actor=actor(agent), now=at(2))


@pytest.mark.django_db
def test_time_goes_to_the_leg_in_which_it_was_spent(case, agent, second_agent, actor):
    first = take_case(case=case, actor=actor(agent), now=NOON)
    transfer_case(case=case, to=second_agent, note="Refund is open", actor=actor(agent), now=at(4))
    second = case.contacts.get(agent=second_agent)
    close_case(case=case, actor=actor(second_agent), now=at(10))
    times = handle_times([first, second], now=at(99))
    assert (times[first.pk].total, times[second.pk].total) == (240, 360)
    first.refresh_from_db()
    assert first.end_cause == "transferred"


@pytest.mark.django_db
def test_receiver_of_a_mail_is_timed_from_taking_it_up(customer, agent, second_agent, actor, house_policies):
    case = make_case(customer, channel="mail")
    take_case(case=case, actor=actor(agent), now=NOON)
    transfer_case(case=case, to=second_agent, note="Yours", actor=actor(agent), now=at(4))
    assert not case.contacts.filter(agent=second_agent).exists()
    assert take_case(case=case, actor=actor(second_agent), now=at(60)).opened_at == at(60)


@pytest.mark.django_db
def test_two_cases_at_once_share_the_agents_time(customer, agent, actor, house_policies):
    one, two = make_case(customer, channel="chat"), make_case(customer, channel="chat")
    first = take_case(case=one, actor=actor(agent), now=NOON)
    second = take_case(case=two, actor=actor(agent), now=at(2))
    end_contact(contact=first, actor=actor(agent), now=at(6))
    end_contact(contact=second, actor=actor(agent), now=at(8))
    times = handle_times([first, second], now=at(99))
    assert (times[first.pk].talk, times[second.pk].talk) == (240, 240)
    assert handle_time(first, now=at(99)).talk == 240


@pytest.mark.django_db
def test_running_contact_is_timed_up_to_now(case, agent, actor):
    contact = take_case(case=case, actor=actor(agent), now=NOON)
    assert handle_time(contact, now=at(3)).talk == 180


@pytest.mark.django_db
def test_forgotten_contact_is_ended_at_its_last_sign_of_life(case, agent, actor):
    heard = []
    subscribe(ContactClosed, heard.append)
    contact = take_case(case=case, actor=actor(agent), now=NOON)
    sign_of_life(case=case, actor=actor(agent), now=at(3))
    save_draft(case=case, text="Dear", version=0, actor=actor(agent), now=at(7))
    assert end_forgotten_contacts(now=at(36)) == 0
    assert end_forgotten_contacts(now=at(37)) == 1
    assert end_forgotten_contacts(now=at(38)) == 0
    contact.refresh_from_db()
    assert (contact.ended_at, contact.end_cause, contact.is_forgotten) == (at(7), "forgotten", True)
    assert handle_time(contact, now=at(99)).total == 420
    assert heard[-1].contact_id == contact.pk
    assert heard[-1].is_forgotten


@pytest.mark.django_db
def test_after_contact_work_left_open_overnight_counts_up_to_the_limit(case, agent, actor):
    contact = take_case(case=case, actor=actor(agent), now=NOON)
    start_segment(contact=contact, kind="after", actor=actor(agent), now=at(5))
    end_contact(contact=contact, actor=actor(agent), now=at(900))
    assert handle_time(contact, now=at(999)) == HandleTime(talk=300, after=600)


@pytest.mark.django_db
def test_many_contacts_are_timed_in_four_queries(case, agent, actor, django_assert_max_num_queries):
    keys = []
    for minute in range(5):
        contact = take_case(case=case, actor=actor(agent), now=at(minute))
        end_contact(contact=contact, actor=actor(agent), now=at(minute + 0.5))
        keys.append(contact)
    with django_assert_max_num_queries(5):
        assert len(handle_times(keys, now=at(99))) == 5
