"""Orders: who may see them, how they read, what goods and scans do to them."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from evenhand.core.api import ActivityEntry, Actor, InvalidInput, NotFound, subscribe, system
from evenhand.core.events import _subscribers
from evenhand.people.api import Account
from evenhand.policies.packs import HOUSE, load_pack
from evenhand.shop import api
from evenhand.shop.models import Customer, Driver, Order, Scan, Seller, Shipment, Variant
from evenhand.shop.testing import (
    LAST_SEEN,
    MARCH_2,
    PLACED,
    TEST,
    make_card,
    make_customer,
    make_gift_card,
    make_order,
    make_variant,
    scan,
    send,
)


def test_an_order_exists_for_its_customer_the_desk_its_seller_and_its_driver_only(
    order: Order, request: pytest.FixtureRequest, actor: Callable[[Account], Actor]
) -> None:
    order.seller = Seller.objects.create(name="Selma's", account=request.getfixturevalue("seller"))
    order.save()
    order.shipments.update(driver=Driver.objects.create(name="Dana", account=request.getfixturevalue("driver")))
    for role in ("customer", "agent", "seller", "driver"):
        assert api.order_for(actor(request.getfixturevalue(role)), order.number) == order
    for nobody in (actor(request.getfixturevalue("outsider")), Actor(label="nobody")):
        with pytest.raises(NotFound):
            api.order_for(nobody, order.number)


def test_another_seller_and_another_driver_do_not_see_the_order(
    order: Order, seller: Account, driver: Account, actor: Callable[[Account], Actor]
) -> None:
    Seller.objects.create(name="Selma's", account=seller)
    Driver.objects.create(name="Dana", account=driver)
    for who in (seller, driver):
        with pytest.raises(NotFound):
            api.order_for(actor(who), order.number)


def test_the_number_is_found_without_the_sign_before_it(order: Order) -> None:
    assert api.order_for(system("test"), order.number.removeprefix("#")) == order


def test_an_order_reads_whole_in_six_queries(
    order: Order, django_assert_max_num_queries: DjangoAssertNumQueries, house_policies: datetime.datetime
) -> None:
    order = api.order_for(system("test"), order.number)
    api.order_view(order, MARCH_2)  # the policy's text is read once in each process
    with django_assert_max_num_queries(6):
        view = api.order_view(order, MARCH_2)
    assert [line.name for line in view.lines] == ["Kettle", "Lamp"]
    assert (view.goods.minor, view.shipping_fee.minor, view.total.minor) == (6720, 500, 7220)
    assert view.payments[0].method == "Visa ending 9212"
    assert view.refundable == view.paid == view.total
    [seen] = view.parcels
    assert seen.standing.state is api.ParcelState.BELIEVED_LOST
    assert seen.sentence == "It was last seen in Leeds on 18 February. We believe it is lost."
    assert set(seen.line_ids) == {line.id for line in view.lines}
    assert seen.shipped_at != seen.first_carrier_scan_at
    assert [entry.words for entry in view.timeline][:3] == ["Order placed", "Paid", "Parcel sent"]


def test_more_parcels_and_pieces_need_no_more_queries(
    shopper: Customer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    order = make_order(shopper, [make_variant(f"Thing {n}", 100) for n in range(8)])
    for line in order.lines.all():
        parcel = api.ship(order=order, lines=[line], carrier="N", tracking=f"t{line.pk}", actor=TEST, now=LAST_SEEN)
        scan(parcel, Scan.Kind.COLLECTED, LAST_SEEN)
    found = api.order_for(system("test"), order.number)
    with django_assert_max_num_queries(6):
        assert len(api.order_view(found, MARCH_2).parcels) == 8


def test_the_policy_in_force_says_when_a_parcel_counts_as_lost(order: Order, tmp_path: Path) -> None:
    house = (HOUSE / "refunds-and-claims.toml").read_text()
    patient = house.replace('name = "lost_after_days"\nvalue = 3', 'name = "lost_after_days"\nvalue = 5')
    (tmp_path / "refunds-and-claims.toml").write_text(patient)
    load_pack(tmp_path, owner=None, actor=TEST, now=PLACED)
    promised = datetime.datetime(2026, 2, 20, 23, 0, tzinfo=datetime.UTC)
    states = [
        api.order_view(order, promised + datetime.timedelta(days=days)).parcels[0].standing.state for days in (0, 4, 5)
    ]
    assert states == [api.ParcelState.ON_ITS_WAY, api.ParcelState.LATE, api.ParcelState.BELIEVED_LOST]


def test_days_are_counted_where_the_site_is(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    late_evening = datetime.datetime(2026, 2, 20, 23, 30, tzinfo=datetime.UTC)
    assert api.order_view(order, late_evening).parcels[0].standing.days_after_promise == 0
    from evenhand.core import environment as settings

    berlin = settings.environment().model_copy(update={"time_zone": "Europe/Berlin"})
    for module in ("evenhand.core.clock", "evenhand.shop.queries"):
        monkeypatch.setattr(f"{module}.environment", lambda: berlin)
    assert api.order_view(order, late_evening).parcels[0].standing.days_after_promise == 1


def test_orders_of_a_customer_are_listed_with_the_parcel_that_needs_most_attention(
    order: Order,
    shopper: Customer,
    kettle: Variant,
    outsider: Account,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    newer = make_order(shopper, [kettle], placed_at=MARCH_2)
    make_order(make_customer(outsider), [kettle])
    with django_assert_max_num_queries(5):
        listed = api.orders_of(shopper.account_id, MARCH_2)
    assert [summary.number for summary in listed] == [newer.number, order.number]
    assert [summary.parcel_words for summary in listed] == ["", "Believed lost"]


def test_earlier_failures_are_parcels_that_were_late_lost_or_sent_back(
    order: Order, shopper: Customer, lamp: Variant
) -> None:
    in_time, late, returned = (send(make_order(shopper, [lamp])) for _ in range(3))
    scan(in_time, Scan.Kind.DELIVERED, LAST_SEEN)
    scan(late, Scan.Kind.DELIVERED, LAST_SEEN + datetime.timedelta(days=5))
    scan(returned, Scan.Kind.RETURNED, LAST_SEEN)
    failures = api.earlier_failures(shopper.account_id, MARCH_2)
    assert {(failure.shipment_id, failure.state.value) for failure in failures} == {
        (order.shipments.get().pk, "believed_lost"),
        (late.pk, "delivered"),
        (returned.pk, "returned"),
    }
    assert next(failure.days_late for failure in failures if failure.shipment_id == late.pk) == 3


def test_the_last_parcel_delivered_makes_the_order_delivered(order: Order, parcel: Shipment) -> None:
    scan(parcel, Scan.Kind.DELIVERED, MARCH_2)
    order.refresh_from_db()
    assert order.status == Order.Status.DELIVERED


def test_a_scan_told_twice_is_one_scan_one_entry_and_one_event(parcel: Shipment) -> None:
    heard: list[api.ParcelScanned] = []
    subscribe(api.ParcelScanned, heard.append)
    before = ActivityEntry.objects.count()
    try:
        first, second = (scan(parcel, Scan.Kind.ATTEMPTED, MARCH_2) for _ in range(2))
    finally:
        _subscribers[api.ParcelScanned].remove(heard.append)
    assert first == second
    assert [event.kind for event in heard] == ["attempted"]
    assert ActivityEntry.objects.count() == before + 1


def test_a_scan_that_nobody_knows_is_refused_with_the_list(parcel: Shipment) -> None:
    with pytest.raises(InvalidInput, match="out_for_delivery"):
        scan(parcel, "teleported", MARCH_2)


def test_stock_runs_out_and_then_nothing_is_sold(shopper: Customer, kettle: Variant) -> None:
    make_order(shopper, [kettle] * 5)
    with pytest.raises(api.OutOfStock):
        make_order(shopper, [kettle])
    kettle.refresh_from_db()
    assert kettle.stock == 0
    assert Order.objects.count() == 1


def test_a_gift_card_pays_only_what_it_holds(shopper: Customer, lamp: Variant) -> None:
    card = make_gift_card(shopper, 1900)
    make_order(shopper, [lamp], method=card)
    with pytest.raises(api.BalanceTooSmall):
        make_order(shopper, [lamp], method=card)
    card.refresh_from_db()
    assert card.balance_minor == 100


def test_an_order_placed_twice_is_one_order(shopper: Customer, kettle: Variant) -> None:
    method = make_card(shopper)
    placed = [
        api.place_order(customer=shopper, number="#A1", variants=[kettle], method=method, actor=TEST, now=MARCH_2)
        for _ in range(2)
    ]
    assert placed[0] == placed[1]
    assert placed[0].payments.get().captured_minor == 4920


def test_a_replacement_is_a_parcel_of_its_own_from_stock_and_sent_once(
    order: Order, parcel: Shipment, kettle: Variant
) -> None:
    sent = [
        api.dispatch_replacement(
            order=order, lines=list(order.lines.all()), replaces=parcel, key="again-1", actor=TEST, now=MARCH_2
        )
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    kettle.refresh_from_db()
    assert kettle.stock == 3
    view = api.order_view(order, MARCH_2)
    assert [each.title for each in view.parcels] == ["Believed lost", "Being prepared"]


def test_what_is_no_longer_sold_cannot_be_sent_again(order: Order) -> None:
    order.lines.update(variant=None)
    with pytest.raises(api.NothingLikeIt):
        api.dispatch_replacement(order=order, lines=list(order.lines.all()), key="k", actor=TEST, now=MARCH_2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shop_variant SET stock = -1",
        "UPDATE shop_payment SET refunded_minor = captured_minor, refund_pending_minor = 1",
        "UPDATE shop_payment SET refunded_minor = captured_minor + 1",
        "UPDATE shop_payment SET refund_pending_minor = -1",
        "UPDATE shop_paymentmethod SET balance_minor = -1",
        "UPDATE shop_line SET price_minor = -1",
        "UPDATE shop_shipment SET promised_from = '2026-03-02', promised_until = '2026-03-01'",
        "UPDATE shop_scan SET latitude = 91, longitude = 0",
    ],
)
def test_the_database_itself_refuses_what_cannot_be(order: Order, statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
