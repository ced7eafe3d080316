"""Time that a telephone system measured, laid over what hands had noted; and a customer who is named later."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cases.api import (
    Contact,
    ContactClosed,
    CustomerIsKnown,
    CustomerNamed,
    Part,
    SegmentStarted,
    add_note,
    end_forgotten_contacts,
    last_work_in,
    merge_cases,
    name_customer,
    note_call,
    note_spoken,
    save_draft,
    search,
    take_case,
)
from evenhand.cases.rules import with_spoken
from evenhand.cases.testing import NOON, at, make_case
from evenhand.core.api import ActivityEntry, subscribe, system
from evenhand.core.testing import shared
from evenhand.people.api import customer_for_address

TEST = system("test")


def part(kind, start, end=None, cause=""):
    return Part(kind, at(start), None if end is None else at(end), cause)


def test_what_was_measured_takes_the_place_of_what_was_noted_and_keeps_its_cause():
    noted = [part("talk", 0, 3), part("hold", 3, 6, "slow system"), part("talk", 6)]
    measured = [part("talk", 1, 2), part("hold", 2, 5), part("talk", 5, 8)]
    assert with_spoken(noted, measured) == [
        part("talk", 0, 1),
        part("talk", 1, 2),
        part("hold", 2, 5, "slow system"),
        part("talk", 5, 8),
        part("after", 8),
    ]


def test_work_that_began_while_they_spoke_counts_from_the_end_of_the_call():
    assert with_spoken([part("talk", 0, 4), part("after", 4)], [part("talk", 0, 6)]) == [
        part("talk", 0, 6),
        part("after", 6),
    ]


def test_nothing_follows_while_the_call_runs():
    assert with_spoken([part("talk", 0, 4), part("after", 4)], [part("talk", 0)]) == [part("talk", 0)]


def test_a_contact_that_is_over_runs_on_in_nothing():
    assert with_spoken([part("talk", 0, 4)], [part("talk", 0)], contact_ended_at=at(4)) == [part("talk", 0, 4)]
    assert with_spoken([part("talk", 0, 4)], [part("talk", 0, 6)], contact_ended_at=at(4)) == [part("talk", 0, 6)]


MINUTES = st.lists(st.integers(0, 30), min_size=2, max_size=7, unique=True).map(sorted)


@st.composite
def chains(draw, *kinds: str):
    marks = draw(MINUTES)
    is_running = draw(st.booleans())
    made = [part(draw(st.sampled_from(kinds)), *pair) for pair in pairwise(marks)]
    return [*made, part(draw(st.sampled_from(kinds)), marks[-1])] if is_running else made


@given(chains("talk", "hold", "after"), chains("talk", "hold"))
def test_parts_follow_each_other_and_one_at_most_runs(kept, measured):
    parts = with_spoken(kept, measured)
    assert [each for each in parts if each in measured or each.kind != "after"]
    assert all(one.end is not None and one.end <= two.start for one, two in pairwise(parts))
    assert all(each.end is None or each.start <= each.end for each in parts)


@given(chains("talk", "hold", "after"), chains("talk", "hold"))
def test_the_same_said_twice_changes_nothing(kept, measured):
    once = with_spoken(kept, measured)
    assert with_spoken(once, measured) == once


@shared
def case(customer, house_policies):
    return make_case(customer, channel="phone")


def speak(case, agent, *parts, contact=None, now=NOON):
    return note_spoken(case=case, agent_id=agent.pk, parts=parts, contact=contact, actor=TEST, now=now)


@pytest.mark.django_db
def test_the_same_measured_twice_leaves_one_entry_and_tells_the_rooms_above_once(case, agent):
    heard = []
    subscribe(SegmentStarted, heard.append)
    contact = speak(case, agent, part("talk", 1), now=at(1))
    speak(case, agent, part("talk", 1), contact=contact, now=at(2))
    assert ActivityEntry.objects.filter(verb="cases.note_spoken").count() == 1
    assert [(each.kind, each.at) for each in heard] == [("talk", at(1))]
    case.refresh_from_db()
    assert case.assignee == agent


@pytest.mark.django_db
def test_a_call_in_a_case_that_was_merged_is_in_the_one_that_stays(case, customer, agent, actor):
    stays = make_case(customer)
    merge_cases(case=case, into=stays, actor=actor(agent), now=at(1))
    assert speak(case, agent, part("talk", 1), now=at(2)).case == stays
    assert note_call(case=case, text="Call.", key="c", at=at(1), actor=TEST, now=at(2)) == stays


@pytest.mark.django_db
def test_a_call_is_noted_once_and_opens_no_spam_again(case):
    for _ in range(2):
        note_call(case=case, text="Call.", key="c", at=at(1), actor=TEST, now=at(1))
    assert case.messages.filter(kind="note").count() == 1


@pytest.mark.django_db
def test_a_contact_taken_for_forgotten_runs_again_when_the_call_goes_on(case, agent):
    heard = []
    subscribe(ContactClosed, heard.append)
    contact = speak(case, agent, part("talk", 1), now=at(1))
    end_forgotten_contacts(now=at(40))
    speak(case, agent, part("talk", 1, 45), part("hold", 45), contact=contact, now=at(46))
    contact.refresh_from_db()
    assert (contact.ended_at, contact.is_forgotten) == (None, False)
    assert [each.is_forgotten for each in heard] == [True]


@pytest.mark.django_db
def test_it_stays_ended_where_the_agent_has_begun_anew(case, agent, actor):
    contact = speak(case, agent, part("talk", 1), now=at(1))
    end_forgotten_contacts(now=at(40))
    take_case(case=case, actor=actor(agent), now=at(41))
    speak(case, agent, part("talk", 1, 45), contact=contact, now=at(46))
    contact.refresh_from_db()
    assert (contact.ended_at, contact.is_forgotten, contact.end_cause) == (at(45), False, "ended")
    assert Contact.objects.filter(case=case, agent=agent, ended_at=None).count() == 1


@pytest.mark.django_db
def test_work_in_a_case_is_a_draft_a_note_or_a_reply(case, agent, actor):
    assert last_work_in(case, agent.pk, at(0)) is None
    save_draft(case=case, text="Dear", version=0, actor=actor(agent), now=at(2))
    add_note(case=case, text="Later", key="n", actor=actor(agent), now=at(5))
    assert last_work_in(case, agent.pk, at(0)) == at(5)
    assert last_work_in(case, agent.pk, at(5)) is None


@pytest.mark.django_db
def test_a_caller_whom_nobody_knew_is_named_once_and_found_by_name(customer, agent, actor, house_policies):
    unknown = customer_for_address("caller-1@phone.invalid", "Caller +44", actor=TEST, now=NOON)
    case, heard = make_case(unknown, channel="phone"), []
    subscribe(CustomerNamed, heard.append)
    for _ in range(2):
        name_customer(case=case, customer=customer, actor=actor(agent), now=at(1))
    case.refresh_from_db()
    assert case.customer == case.messages.get().author == customer
    assert [hit.case_id for hit in search(actor(agent), "cleo", 1).hits] == [case.pk]
    assert [(each.customer_id, each.unknown_id) for each in heard] == [(customer.pk, unknown.pk)]


@pytest.mark.django_db
def test_a_case_whose_customer_is_known_goes_to_nobody_else(case, outsider, agent, actor):
    with pytest.raises(CustomerIsKnown, match="Cleo"):
        name_customer(case=case, customer=outsider, actor=actor(agent), now=at(1))
