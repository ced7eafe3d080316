"""The inbox and the search: what stands where, in how many queries, for whom."""

import pytest

from evenhand.cases.api import (
    Case,
    Queue,
    Sort,
    View,
    case_for,
    close_case,
    forget_due,
    inbox,
    note_due,
    reply,
    search,
    set_priority,
    snooze_case,
    take_case,
)
from evenhand.cases.testing import NOON, at, deliver, make_case, make_mail
from evenhand.core.api import NotFound, NotPermitted
from evenhand.core.testing import shared
from evenhand.core.words import plain_words, search_terms, snippet
from evenhand.shop.api import Customer, Order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_policies")]


@shared
def me(agent, actor):
    return actor(agent)


def ids(page):
    return [row.id for row in page.rows]


def count_of(page, view):
    return next(each.count for each in page.counts if each.view == view)


def test_each_view_shows_its_cases_and_counts_them(customer, me, team):
    cases = [make_case(customer) for _ in range(7)]
    theirs = Queue.objects.create(name="Ours", slug="ours", channel="mail", team=team)
    mine, teams, free, waiting, closed, spam, asleep = cases
    snooze_case(case=asleep, until=at(900), actor=me, now=at(1))
    take_case(case=mine, actor=me, now=at(1))
    Case.objects.filter(pk=teams.pk).update(queue=theirs)
    last = waiting.messages.get().pk
    reply(case=waiting, text="Here", seen_message_id=last, key="k", actor=me, now=at(2))
    close_case(case=closed, actor=me, now=at(3))
    Case.objects.filter(pk=spam.pk).update(status="set_aside", set_aside_as="spam", waiting_since=None)
    expected = {
        View.MINE: [mine.pk],
        View.TEAM: [teams.pk],
        View.UNASSIGNED: [teams.pk, free.pk],
        View.OVERDUE: [],
        View.WAITING: [waiting.pk],
        View.SNOOZED: [asleep.pk],
        View.OPEN: [mine.pk, teams.pk, free.pk],
        View.CLOSED: [closed.pk],
    }
    for view, wanted in expected.items():
        shown = inbox(me, view)
        assert ids(shown) == wanted, view
        assert [each.count for each in shown.counts] == [len(keys) for keys in expected.values()]


def test_urgent_cases_come_first_then_who_waits_longest(customer, me):
    late = make_case(customer)
    early = make_case(customer)
    urgent = make_case(customer)
    Case.objects.filter(pk=late.pk).update(waiting_since=at(9))
    set_priority(case=urgent, priority=Case.Priority.URGENT, actor=me, now=at(1))
    assert ids(inbox(me)) == [urgent.pk, early.pk, late.pk]


def test_row_says_who_what_and_since_when(customer, me):
    shopper = Customer.objects.create(account=customer)
    case = make_case(customer, text="Where\nis it?")
    Case.objects.filter(pk=case.pk).update(
        order=Order.objects.create(number="W1", customer=shopper, currency="USD", placed_at=NOON)
    )
    (row,) = inbox(me).rows
    assert (row.customer_name, row.preview, row.order_number) == ("Cleo Customer", "Where is it?", "W1")
    assert (row.waiting_since, row.assignee_name, row.messages_count) == (NOON, "", 1)


def test_fifty_rows_a_page_and_never_more_queries(customer, me, django_assert_max_num_queries):
    for _ in range(52):
        make_case(customer)
    with django_assert_max_num_queries(5):
        first = inbox(me, View.OPEN)
    second = inbox(me, View.OPEN, page=2)
    assert (len(first.rows), first.has_next, len(second.rows), second.has_next) == (50, True, 2, False)
    assert not set(ids(first)) & set(ids(second))


def test_inbox_without_team_or_cases_is_empty_and_says_so(reviewer, actor):
    shown = inbox(actor(reviewer), View.TEAM)
    assert (shown.is_empty, count_of(shown, View.TEAM)) == (True, 0)


def test_customers_sellers_and_drivers_have_no_inbox_and_no_search(customer, seller, driver, actor):
    for account in (customer, seller, driver):
        with pytest.raises(NotFound):
            inbox(actor(account))
        with pytest.raises(NotFound):
            search(actor(account), "parcel")


def test_customer_reaches_their_own_case_only(customer, outsider, seller, actor):
    case = make_case(customer)
    assert case_for(actor(customer), case.pk) == case
    for account in (outsider, seller):
        with pytest.raises(NotFound):
            case_for(actor(account), case.pk)
    with pytest.raises(NotPermitted):
        case_for(actor(customer), case.pk, to="work")


def test_agents_work_on_cases_and_reviewers_read_them(customer, agent, reviewer, actor):
    case = make_case(customer)
    assert case_for(actor(agent), case.pk, to="work") == case
    assert case_for(actor(reviewer), case.pk) == case
    with pytest.raises(NotPermitted):
        case_for(actor(reviewer), case.pk, to="work")
    with pytest.raises(NotFound):
        case_for(actor(agent), case.pk + 999)


@shared
def letters(customer):
    """Three cases with different words."""
    shopper = Customer.objects.create(account=customer)
    order = Order.objects.create(number="#W8835847", customer=shopper, currency="USD", placed_at=NOON)
    kettle = make_case(customer, text="The kettle is broken, the café was closed.")
    lamp = make_case(customer, text="A lamp arrived; the kettle did not. Refunded?")
    numbered = deliver(make_mail("Order #W8835847 is late", sender=customer.email)).landed_in.case
    assert numbered.order == order
    return {"kettle": kettle.pk, "lamp": lamp.pk, "order": numbered.pk}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("kettle", ["lamp", "kettle"]),
        ("KETTLE broken", ["kettle"]),
        ('"kettle is broken"', ["kettle"]),
        ('"broken kettle"', []),
        ("kettle -lamp", ["kettle"]),
        ("-lamp", []),
        ("refund*", ["lamp"]),
        ("refund", []),
        ("cafe", ["kettle"]),
        ("Café", ["kettle"]),
        ("#W8835847", ["order"]),
        ("W8835847", ["order"]),
        ("cleo.customer@cast.example", ["order", "lamp", "kettle"]),
        ("Cleo", ["order", "lamp", "kettle"]),
        ("   ", []),
        ("'; DROP TABLE cases_case; --", []),
        ('" AND ( NEAR * OR', []),
        ("kettle & ! | <-> :*", ["lamp", "kettle"]),
        ("zebra", []),
    ],
)
def test_search_finds(letters, me, question, found):
    assert [hit.case_id for hit in search(me, question).hits] == [letters[name] for name in found]


def test_hit_shows_the_words_around_the_find(letters, me):
    (hit,) = search(me, "broken").hits
    assert "".join(piece.text for piece in hit.snippet) == "The kettle is broken, the café was closed."
    assert [piece.text for piece in hit.snippet if piece.is_hit] == ["broken"]


def test_case_is_found_once_by_its_newest_message(me, customer):
    case = make_case(customer, text="kettle one")
    last = case.messages.get().pk
    newer = reply(case=case, text="kettle two", seen_message_id=last, key="k", actor=me, now=at(1))
    (hit,) = search(me, "kettle").hits
    assert hit.message_id == newer.pk


def test_pages_of_hits_do_not_repeat_and_take_few_queries(me, customer, django_assert_max_num_queries):
    for number in range(60):
        make_case(customer, text=f"kettle {number}")
    with django_assert_max_num_queries(3):
        first = search(me, "kettle")
    second = search(me, "kettle", page=2)
    assert (len(first.hits), first.has_next, len(second.hits), second.has_next) == (50, True, 10, False)
    assert not {hit.case_id for hit in first.hits} & {hit.case_id for hit in second.hits}


def test_words_and_terms_are_brought_to_one_form():
    assert plain_words("Café №4, STRASSE straße_x") == "cafe no4 strasse strasse x"
    (one, two, three) = search_terms('late "two words" -not*')
    assert (one.words, two.words, three.words) == (("late",), ("two", "words"), ("not",))
    assert three.is_excluded


def test_long_text_is_cut_around_the_first_hit():
    pieces = snippet("word " * 200 + "Kettle " + "word " * 200, search_terms("kettle"))
    text = "".join(piece.text for piece in pieces)
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert "Kettle" in text
    assert len(text) < 200


def test_hits_are_marked_in_texts_of_every_alphabet():
    pieces = snippet("Der Käse ist in Österreich", search_terms("kase osterreich"))
    assert [piece.text for piece in pieces if piece.is_hit] == ["Käse", "Österreich"]


def test_what_is_late_stands_under_overdue_and_is_counted(customer, me) -> None:
    late, close, free = (make_case(customer, key=key) for key in ("late", "close", "free"))
    note_due(case_id=late.pk, at=at(10), soon_at=at(5), what="first")
    note_due(case_id=close.pk, at=at(30), soon_at=at(20), what="next")
    assert ids(inbox(me, View.OVERDUE, now=at(25))) == [late.pk]
    assert [each.count for each in inbox(me, now=at(25)).counts if each.view == View.OVERDUE] == [1]
    rows = inbox(me, sort=Sort.DUE, now=at(25)).rows
    assert [(row.id, row.due_state, row.due_minutes) for row in rows] == [
        (late.pk, "over", 15),
        (close.pk, "soon", 5),
        (free.pk, "", 0),
    ]
    forget_due(case_id=late.pk)
    note_due(case_id=close.pk, at=at(90), soon_at=at(80), what="next")
    assert ids(inbox(me, View.OVERDUE, now=at(60))) == []
    assert [row.due_state for row in inbox(me, sort=Sort.DUE, now=at(60)).rows] == ["", "", ""]


def test_cases_with_a_date_come_first_page_after_page_and_none_twice(customer, me) -> None:
    cases = [make_case(customer, key=f"k{n}") for n in range(54)]
    for minute, case in enumerate(reversed(cases[:52])):
        note_due(case_id=case.pk, at=at(minute), soon_at=None, what="first")
    first, second = (ids(inbox(me, page=page, sort=Sort.DUE, now=NOON)) for page in (1, 2))
    expected = [case.pk for case in (*reversed(cases[:52]), *cases[52:])]
    assert [*first, *second] == expected
