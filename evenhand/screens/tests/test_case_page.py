"""The page of a case: whole and in parts, with what it costs to make."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.cases.api import Case, add_customer_message, add_note, link_order, open_case, take_case
from evenhand.core.api import now
from evenhand.screens.tests.conftest import TEST
from evenhand.shop.api import Order, Scan
from evenhand.shop.testing import MARCH_2, PROMISED, SENT, make_order, scan, send


@pytest.fixture
def desk(client_for: Callable[..., Client], agent) -> Client:
    return client_for(agent)


@contextmanager
def at_most(queries: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as captured:
        yield
    assert len(captured) <= queries, "\n".join(query["sql"] for query in captured.captured_queries)


def part(client: Client, case: Case, name: str, query: str = "") -> str:
    return client.get(f"/desk/cases/{case.pk}/?part={name}{query}").content.decode()


def test_the_page_shows_what_was_said_and_whose_it_is(desk: Client, case: Case) -> None:
    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    for words in ("Where is my kettle?", "It was due last week.", "Nobody has taken it yet", "Reply to Cleo"):
        assert words in page


@pytest.mark.parametrize("name", ["standing", "conversation", "beside"])
def test_a_part_is_the_same_as_in_the_page(desk: Client, case: Case, name) -> None:
    alone = _without_keys(part(desk, case, name))
    assert alone.strip() in _without_keys(desk.get(f"/desk/cases/{case.pk}/?claim=").content.decode())


def _without_keys(markup: str) -> str:
    return re.sub(r'value="[0-9a-zA-Z]{32,64}"', "", markup)


def test_there_is_no_part_of_another_name(desk: Client, case: Case) -> None:
    assert desk.get(f"/desk/cases/{case.pk}/?part=everything").status_code == 404


def test_beside_it_stands_the_order_with_what_can_be_done(desk: Client, case: Case) -> None:
    beside = part(desk, case, "beside")
    for words in ("Believed lost", "Kettle", "$49.20", "Refund $72.20", "Refunds and claims"):
        assert words in beside
    assert beside.index("Refund $72.20") < beside.index("towards the next order")


def test_another_claim_asks_for_other_remedies(desk: Client, case: Case) -> None:
    beside = part(desk, case, "beside", "&claim=late")
    assert re.search(r'id="claim_late" aria-current="true"', beside)
    assert "the same 2 pieces again" not in beside
    assert 'name="claim_kind" value="late"' in beside


def test_an_earlier_failure_is_told_and_this_order_is_none(desk: Client, case: Case, lamp) -> None:
    assert "We have let them down" not in part(desk, case, "beside")
    assert case.order is not None
    earlier = make_order(case.order.customer, [lamp])
    scan(send(earlier, sent_at=SENT, promised_until=PROMISED), Scan.Kind.COLLECTED, SENT)
    beside = part(desk, case, "beside")
    assert "We have let them down once before" in beside
    assert earlier.number in beside


def test_a_case_without_an_order_offers_the_customers_orders(desk: Client, case: Case, order: Order) -> None:
    link_order(case=case, order=None, actor=TEST, now=now())
    assert "Which order is it about?" in part(desk, case, "beside")
    desk.post(f"/desk/cases/{case.pk}/order/", {"order": order.pk})
    assert f"Order {order.number}" in part(desk, case, "beside")


def test_a_customer_without_orders_is_told_kindly(desk: Client, outsider, house_policies) -> None:
    theirs = open_case(
        customer=outsider, subject="Hello", text="Hello", channel="mail", key="k" * 20, actor=TEST, now=now()
    )
    assert "No order yet" in part(desk, theirs, "beside")


def test_a_colleague_at_work_is_named(desk: Client, case: Case, second_agent, actor) -> None:
    take_case(case=case, actor=actor(second_agent), now=now())
    assert "Amir Agent is at work here now" in part(desk, case, "standing")


def test_a_long_conversation_shows_its_end_and_the_rest_on_demand(desk: Client, case: Case) -> None:
    for number in range(60):
        add_customer_message(case=case, text=f"Line {number}.", key=f"line-{number}", actor=TEST, now=now())
    said = part(desk, case, "conversation")
    assert "Line 59." in said
    assert "Line 3." not in said
    assert "Show 49 earlier messages" in said
    assert "Line 3." in part(desk, case, "conversation", "&all=1")


def test_what_people_wrote_is_never_markup(desk: Client, case: Case, agent, actor) -> None:
    add_note(case=case, text="<script>alert(1)</script>", key="n" * 20, actor=actor(agent), now=now())
    assert "<script>alert" not in desk.get(f"/desk/cases/{case.pk}/").content.decode()


def test_the_page_needs_few_queries_however_much_was_said(desk: Client, case: Case) -> None:
    desk.get(f"/desk/cases/{case.pk}/")
    for number in range(30):
        add_customer_message(case=case, text=f"Line {number}.", key=f"line-{number}", actor=TEST, now=now())
    with at_most(11):
        desk.get(f"/desk/cases/{case.pk}/")


def test_with_a_draft_and_a_running_contact_too(desk: Client, case: Case) -> None:
    desk.post(f"/desk/cases/{case.pk}/assignment/")
    desk.post(f"/desk/cases/{case.pk}/draft/", {"text": "Dear Cleo, I am sorry.", "version": 0})
    desk.get(f"/desk/cases/{case.pk}/")  # the policies' words are read once for each process
    with at_most(25):
        desk.get(f"/desk/cases/{case.pk}/")


def test_beside_it_costs_the_same_for_a_customer_of_many_orders(desk: Client, case: Case, lamp) -> None:
    part(desk, case, "beside")
    assert case.order is not None
    for _ in range(8):
        scan(send(make_order(case.order.customer, [lamp], placed_at=MARCH_2)), Scan.Kind.COLLECTED, MARCH_2)
    with at_most(18):  # four of them say who asks, and find the case
        part(desk, case, "beside")
