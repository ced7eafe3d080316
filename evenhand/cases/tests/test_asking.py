"""The language of search: the same cases on SQLite and on PostgreSQL, with words, filters and both."""

import pytest
from django.utils import timezone

from evenhand.cases.api import (
    Case,
    Queue,
    add_customer_message,
    close_case,
    inbox,
    merge_cases,
    search,
    set_case_aside,
    set_priority,
    snooze_case,
    tag_case,
    take_case,
)
from evenhand.cases.asking import KEYS, Filter, read_question
from evenhand.cases.testing import NOON, at, make_case
from evenhand.core.testing import shared
from evenhand.shop.api import Customer, Order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]


@shared
def me(agent, actor):
    return actor(agent)


@pytest.mark.parametrize(
    ("text", "words", "filters"),
    [
        ("kettle lost", "kettle lost", ()),
        ("kettle tag:late", "kettle", (Filter("tag", "late"),)),
        ('-IS:closed from:"Cleo Customer" x', "x", (Filter("is", "closed", True), Filter("from", "Cleo Customer"))),
        ("tag: late", "tag: late", ()),
        ("his:open tagged:x", "his:open tagged:x", ()),
        ("Status:solved -assignee:me", "", (Filter("is", "solved"), Filter("agent", "me", True))),
        ('order:"W 1', "", (Filter("order", "W 1"),)),
    ],
)
def test_how_a_question_is_read(text, words, filters):
    question = read_question(text)
    assert (question.words, question.filters) == (words, filters)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("subject:kettle", ("subject",)),
        ("-Subject:kettle has:file tag:late", ("subject", "has")),
        ("Re: kettle https://shop.example/41 10:30 tag: order:W1", ()),
    ],
)
def test_what_only_looks_like_a_filter_stays_a_word_and_is_named(text, unknown):
    question = read_question(text)
    assert question.unknown == unknown
    assert all(f"{name}:" in question.words.lower() for name in unknown)


def test_a_filter_is_written_as_it_is_read():
    for text in ("tag:late", "-is:closed", 'from:"Cleo Customer"'):
        assert read_question(text).filters[0].text == text


@shared
def house(customer, outsider, second_agent, me, actor):
    """Cases of every kind, by name."""
    shopper = Customer.objects.create(account=customer)
    bought = Order.objects.create(number="#W1", customer=shopper, currency="USD", placed_at=NOON)
    cases = {
        name: make_case(customer, text=f"About the {name} kettle", key=name)
        for name in ("mine", "free", "closed", "asleep", "spam", "urgent", "merged")
    }
    cases["theirs"] = make_case(outsider, text="About the other kettle", key="theirs")
    cases["chat"] = make_case(customer, text="About the chat kettle", key="chat", channel="chat")
    Case.objects.filter(pk=cases["mine"].pk).update(order=bought)
    take_case(case=cases["mine"], actor=me, now=at(1))
    take_case(case=cases["theirs"], actor=actor(second_agent), now=at(1))
    close_case(case=cases["closed"], actor=me, now=at(2))
    snooze_case(case=cases["asleep"], until=at(900), actor=me, now=at(2))
    set_case_aside(case=cases["spam"], as_what="spam", actor=me, now=at(2))
    set_priority(case=cases["urgent"], priority=3, actor=me, now=at(2))
    tag_case(case=cases["urgent"], name="late", actor=me, now=at(2))
    merge_cases(case=cases["merged"], into=cases["urgent"], actor=me, now=at(3))
    add_customer_message(case=cases["chat"], text="Hello", key="m", actor=actor(customer), now=at(60 * 24 * 3))
    return cases


EVERYTHING = {"mine", "free", "closed", "asleep", "urgent", "theirs", "chat"}
QUESTIONS = [
    ("order:W1", {"mine"}),
    ("order:#w1", {"mine"}),
    ('from:"otto"', {"theirs"}),
    ("is:closed", {"closed"}),
    ("is:asleep", {"asleep"}),
    ("is:mine", {"mine"}),
    ("is:urgent", {"urgent"}),
    ("is:spam", {"spam"}),
    ("is:merged", {"merged"}),
    ("is:open is:unassigned -tag:late -channel:chat", {"free"}),
    ("tag:LATE", {"urgent"}),
    ("agent:me", {"mine"}),
    ("agent:amir", {"theirs"}),
    ("agent:none is:open", {"free", "urgent", "chat"}),
    ("after:2026-03-03", {"chat"}),
    ("before:2026-03-03", EVERYTHING - {"chat"}),
    ("channel:chat", {"chat"}),
    ("queue:help", EVERYTHING),
    ("priority:urgent", {"urgent"}),
    ("priority:normal", EVERYTHING - {"urgent"}),
    ("status:solved", {"closed"}),
    ("status:snoozed", {"asleep"}),
    ("assignee:me requester:cleo", {"mine"}),
]


@pytest.mark.parametrize(("text", "wanted"), QUESTIONS)
def test_filters_alone_and_with_words(house, me, text, wanted):
    by_id = {case.pk: name for name, case in house.items()}
    assert {by_id[hit.case_id] for hit in search(me, text).hits} == wanted, "alone"
    spoken = wanted - {"merged"}  # its words went along
    assert {by_id[hit.case_id] for hit in search(me, f"kettle {text}").hits} == spoken, "with a word"
    assert search(me, f"saucepan {text}").hits == ()


NOTHING = ["is:lost", "before:yesterday", "channel:pigeon", "priority:9", "after:2026-02-31", "after:9999-12-31"]


@pytest.mark.parametrize("text", [*NOTHING, "before:0001-01-01"])
def test_what_means_nothing_is_said_and_left_out(house, me, text):
    found = search(me, f"kettle {text}")
    assert len(found.problems) == 1
    assert text.partition(":")[2] in found.problems[0]
    assert len(found.hits) == len(search(me, "kettle").hits) - 1  # filters leave out what was set aside


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Berlin", "Pacific/Pago_Pago"])
def test_days_long_ago_and_far_ahead_are_days_wherever_the_reader_is(house, me, zone):
    with timezone.override(zone):
        for text in ("after:0002-01-01", "before:9998-12-31", "-after:9998-12-31", "-before:0002-01-01"):
            assert len(search(me, text).hits) == len(EVERYTHING)
        assert search(me, "before:0001-01-01").problems
        assert search(me, "after:9999-12-31").problems


@pytest.mark.parametrize("key", KEYS)
def test_a_character_that_no_database_takes_is_read_over(house, me, key):
    found = search(me, f"kettle\0 {key}:\0x\0")
    assert found.problems == search(me, f"kettle {key}:x").problems


def test_a_filter_that_is_none_of_ours_is_named_with_those_that_are(house, me):
    (problem,) = search(me, "subject:kettle").problems
    assert "“subject:” is none of our filters" in problem
    assert "order:, from:, tag:" in problem


def test_a_queue_that_nobody_has_finds_nothing(house, me):
    Queue.objects.create(name="Empty", slug="empty", channel="mail")
    assert search(me, "queue:empty kettle").hits == ()


def test_many_cases_are_two_queries_with_filters_too(customer, me, django_assert_max_num_queries):
    for number in range(60):
        make_case(customer, text="kettle", key=f"k{number}")
    for text in ("kettle is:open", "is:open", "kettle tag:x"):
        with django_assert_max_num_queries(2):
            search(me, text)
    assert search(me, "is:open").has_next
    assert len(search(me, "kettle is:open", page=2).hits) == 10


def test_the_inbox_costs_the_same_with_tags(customer, me, django_assert_max_num_queries):
    for number in range(20):
        tag_case(case=make_case(customer, key=f"k{number}"), name=f"t{number}", actor=me, now=at(1))
    with django_assert_max_num_queries(5):
        assert inbox(me).rows[0].tags == ("t0",)
