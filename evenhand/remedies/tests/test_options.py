"""What may be done for an order, and why: the house policies on a small shop."""

import datetime
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from evenhand.core.api import Actor, system
from evenhand.people.api import Account
from evenhand.policies.api import Verdict
from evenhand.remedies import api
from evenhand.shop.api import Customer, Order, Scan, Shipment, Variant, order_for, order_view
from evenhand.shop.testing import LAST_SEEN, MARCH_2, PROMISED, make_gift_card, make_order, make_variant, scan, send

pytestmark = pytest.mark.usefixtures("house_policies")

AGENT = Actor(label="Ada", account_id=1, roles=frozenset({"agent"}))


def offered(order: Order, kind: str, now: datetime.datetime = MARCH_2) -> dict[str, api.Option]:
    return {option.kind: option for option in api.options(order=order, claim_kind=kind, actor=AGENT, now=now)}


def at(day: datetime.date, days: int) -> datetime.datetime:
    return datetime.datetime.combine(day + datetime.timedelta(days=days), datetime.time(12), datetime.UTC)


def test_for_a_lost_parcel_money_goods_and_credit_are_offered_each_with_its_clause(order: Order) -> None:
    options = offered(order, "lost")
    assert [option.verdict for option in options.values()] == [Verdict.ALLOWED] * 3
    refund = options["refund"]
    assert refund.title == "Refund $72.20 to Visa ending 9212"
    assert [clause.number for clause in refund.clauses] == ["2.1"]
    assert refund.reason.startswith("The parcel should have been with you 10 days ago")
    assert options["replacement"].title == "Send the same 2 pieces again"
    assert options["credit"].title == "$10.00 towards the next order"


def test_a_parcel_that_is_only_late_is_not_yet_lost(order: Order) -> None:
    day_after = at(PROMISED, 1)
    assert offered(order, "lost", day_after)["refund"].verdict is Verdict.NOT_ALLOWED
    late = offered(order, "late", day_after)
    assert set(late) == {"refund", "credit"}
    assert late["refund"].title == "Refund the shipping fee of $5.00 to Visa ending 9212"
    assert late["refund"].verdict is Verdict.ALLOWED


def test_a_lost_parcel_of_a_customer_whom_we_failed_before_deserves_more(
    order: Order, shopper: Customer, lamp: Variant
) -> None:
    scan(send(make_order(shopper, [lamp])), Scan.Kind.RETURNED, LAST_SEEN)
    assert offered(order, "lost")["credit"].title == "$20.00 towards the next order"


def test_what_was_paid_by_two_means_goes_back_to_both(shopper: Customer, order: Order) -> None:
    card = make_gift_card(shopper, 0)
    order.payments.update(captured_minor=5000)
    order.payments.create(method=card, captured_minor=2220, currency="USD", position=1)
    assert offered(order, "lost")["refund"].title == "Refund $72.20 to Visa ending 9212 and Gift card"


def test_only_the_pieces_that_are_concerned_go_back_and_shipping_only_with_all(order: Order, parcel: Shipment) -> None:
    scan(parcel, Scan.Kind.DELIVERED, LAST_SEEN)
    lamp = order.lines.get(product_name="Lamp")
    [refund] = [
        option
        for option in api.options(order=order, claim_kind="damaged", actor=AGENT, now=MARCH_2, line_ids=[lamp.pk])
        if option.kind == "refund"
    ]
    assert refund.amount.minor == 1800
    assert offered(order, "damaged")["refund"].amount.minor == 7220


def test_what_is_sold_out_cannot_be_sent_again(order: Order, kettle: Variant) -> None:
    kettle.stock = 0
    kettle.save()
    replacement = offered(order, "lost")["replacement"]
    assert replacement.verdict is Verdict.NOT_ALLOWED
    assert [clause.number for clause in replacement.clauses] == ["6.4"]


def test_larger_amounts_want_a_second_person(shopper: Customer) -> None:
    order = make_order(shopper, [make_variant("Sofa", 20001)])
    scan(send(order), Scan.Kind.COLLECTED, LAST_SEEN)
    assert offered(order, "lost")["refund"].verdict is Verdict.NEEDS_APPROVAL
    small = make_order(shopper, [make_variant("Chair", 20000)])
    scan(send(small), Scan.Kind.COLLECTED, LAST_SEEN)
    assert offered(small, "lost")["refund"].verdict is Verdict.ALLOWED


def test_where_the_promise_is_not_known_a_person_decides(shopper: Customer, lamp: Variant) -> None:
    order = make_order(shopper, [lamp])
    scan(send(order, promised_until=None), Scan.Kind.COLLECTED, LAST_SEEN)
    refund = offered(order, "lost")["refund"]
    assert refund.verdict is Verdict.NEEDS_APPROVAL
    assert "days since the latest promised day" in refund.reason


def test_a_replacement_that_is_lost_too_may_be_put_right_again(
    order: Order, agent: Account, actor: Callable[[Account], Actor]
) -> None:
    who = actor(agent)
    claim = api.open_claim(order=order, kind="lost", actor=who, now=MARCH_2)
    sent = api.grant_remedy(claim=claim, kind="replacement", key="first", actor=who, now=MARCH_2).shipment
    assert sent is not None
    assert offered(order, "lost")["refund"].verdict is Verdict.NOT_ALLOWED
    sent.promised_until = datetime.date(2026, 3, 6)
    sent.save()
    scan(sent, Scan.Kind.COLLECTED, MARCH_2)
    later = at(sent.promised_until, 5)
    assert offered(order, "lost", later)["refund"].verdict is Verdict.ALLOWED
    again = api.open_claim(order=order, kind="lost", actor=who, now=later)
    assert (again.shipment, again == claim) == (sent, False)
    refund = api.grant_remedy(claim=again, kind="refund", key="second", actor=who, now=later)
    assert refund.amount.minor == 7220


def test_the_options_of_an_order_at_hand_take_few_queries(
    order: Order, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found = order_for(system("test"), order.number)
    view = order_view(found, MARCH_2)
    api.options(order=found, claim_kind="lost", actor=AGENT, now=MARCH_2, view=view)
    with django_assert_max_num_queries(9):
        api.options(order=found, claim_kind="lost", actor=AGENT, now=MARCH_2, view=view)
