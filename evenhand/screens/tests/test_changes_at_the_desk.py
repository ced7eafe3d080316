"""Changing an order from the page of a case: choose, see what would happen, press once."""

import pytest
from django.test import Client

from evenhand.cases.api import Case, link_order
from evenhand.cases.testing import days_ago
from evenhand.core.api import now
from evenhand.core.testing import shared
from evenhand.remedies.api import Answer, ChargeOrder, LedgerOnly, Outcome, RefundOrder, Remedy, new_key
from evenhand.screens.tests.conftest import TEST
from evenhand.shop.api import Order, Scan, Variant
from evenhand.shop.testing import make_order, make_variant, scan, send

HTMX = {"HX-Request": "true"}
KINDS = ["cancel", "change_address", "change_payment", "change_items", "return", "exchange", "price_adjustment"]


@pytest.fixture
def desk(client_for, agent) -> Client:
    return client_for(agent)


@shared
def pending(case: Case) -> Order:
    """The case is about an order that has not left."""
    order = make_order(case.order.customer, [make_variant("Mug", 900, stock=3)], placed_at=days_ago(1))
    link_order(case=case, order=order, actor=TEST, now=now())
    return order


@shared
def there(case: Case) -> Order:
    """The case is about an order that was delivered."""
    order = make_order(case.order.customer, [make_variant("Mug", 900, stock=3)], placed_at=days_ago(9))
    scan(send(order, sent_at=days_ago(8)), Scan.Kind.DELIVERED, days_ago(6))
    link_order(case=case, order=order, actor=TEST, now=now())
    return order


def address(case: Case, kind: str) -> str:
    return f"/desk/cases/{case.pk}/order/{kind}/"


def test_the_panel_offers_what_may_be_done_with_the_order(desk: Client, case: Case, pending: Order) -> None:
    page = desk.get(f"/desk/cases/{case.pk}/?part=beside&claim=order").content.decode()
    assert address(case, "cancel") in page
    assert address(case, "return") not in page
    possible, _mark, folded = page.partition('<details id="not_now">')
    assert "Return pieces for a refund" in folded
    assert "Cancel the order" in possible


def test_what_would_happen_is_said_before_the_press(desk: Client, case: Case, pending: Order) -> None:
    page = desk.get(address(case, "cancel"), {"reason": "no longer needed", "look": "1"}).content.decode()
    assert "$9.00 goes back to Visa ending 9212; a bank takes up to 7 days to show it." in page
    assert not Remedy.objects.exists()


def test_pressing_twice_does_it_once(desk: Client, case: Case, pending: Order) -> None:
    fields = {"reason": "no longer needed", "key": new_key()}
    for _ in range(2):
        answer = desk.post(address(case, "cancel"), fields)
        assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.pk}/?claim=order#beside")
    remedy = Remedy.objects.get()
    assert (remedy.kind, remedy.case, remedy.state) == ("cancel", case, "done")


def test_the_only_piece_is_chosen_already(desk: Client, case: Case, there: Order) -> None:
    assert " checked" in desk.get(address(case, "return")).content.decode()
    assert "Choose what comes back." in desk.get(address(case, "return"), {"look": "1"}).content.decode()


def test_a_return_is_taken_in_from_the_panel(desk: Client, case: Case, there: Order) -> None:
    fields = {"pieces": there.lines.get().pk, "method": there.payments.get().method_id}
    page = desk.get(address(case, "return"), {**fields, "look": "1"}).content.decode()
    assert "Once the pieces are here, $9.00 goes back" in page
    desk.post(address(case, "return"), {**fields, "key": new_key()})
    remedy = Remedy.objects.get()
    panel = desk.get(f"/desk/cases/{case.pk}/?part=beside&claim=order").content.decode()
    assert "The goods are here" in panel
    desk.post(f"/desk/cases/{case.pk}/remedies/{remedy.pk}/goods/", {"key": "goods-1", "sellable": "on"})
    remedy.refresh_from_db()
    assert remedy.state == "done"


def test_a_return_that_a_lead_agrees_to_waits_for_the_goods_and_is_not_called_done(
    desk: Client, case: Case, there: Order, lead, client_for
) -> None:
    Scan.objects.update(at=days_ago(60))
    fields = {"pieces": there.lines.get().pk, "method": there.payments.get().method_id, "key": new_key()}
    desk.post(address(case, "return"), fields)
    approval = f"/desk/cases/{case.pk}/remedies/{Remedy.objects.get().pk}/approval/"
    answer = client_for(lead).post(approval, headers=HTMX).content.decode()
    assert Remedy.objects.get().state == "requested"
    assert "Return: Waits for the goods." in answer
    assert "done." not in answer


def test_money_that_did_not_go_back_is_said_with_what_was_done(
    desk: Client, case: Case, pending: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(LedgerOnly):
        def refund(self, order: RefundOrder) -> Answer:
            return Answer(Outcome.REFUSED, "card closed")

    monkeypatch.setattr("evenhand.remedies.settlement.chosen_provider", Refusing)
    fields = {"reason": "no longer needed", "key": new_key()}
    answer = desk.post(address(case, "cancel"), fields, headers=HTMX).content.decode()
    pending.refresh_from_db()
    assert (pending.status, Remedy.objects.get().state) == ("cancelled", "failed")
    assert "Cancellation: Your order is cancelled. $9.00 could not be paid back yet" in answer
    assert "Cancellation: Did not go through." not in answer


def test_a_return_is_called_off_from_the_panel(desk: Client, case: Case, there: Order) -> None:
    fields = {"pieces": there.lines.get().pk, "method": there.payments.get().method_id, "key": new_key()}
    desk.post(address(case, "return"), fields)
    desk.post(f"/desk/cases/{case.pk}/remedies/{Remedy.objects.get().pk}/calling-off/")
    assert Remedy.objects.get().state == "cancelled"


def test_an_exchange_that_is_not_paid_for_ends_in_money_back_from_the_panel(
    desk: Client, case: Case, there: Order, client_for, customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(LedgerOnly):
        def charge(self, order: ChargeOrder) -> Answer:
            return Answer(Outcome.REFUSED, "card closed")

    line = there.lines.get()
    blue = Variant.objects.create(
        product=line.variant.product,
        external_id="blue",
        options={"colour": "blue"},
        price_minor=1000,
        currency="USD",
        stock=1,
    )
    fields = {f"piece_{line.pk}": blue.pk, "method": there.payments.get().method_id, "key": new_key()}
    desk.post(address(case, "exchange"), fields)
    remedy = Remedy.objects.get()
    monkeypatch.setattr("evenhand.remedies.charging.chosen_provider", Refusing)
    goods = f"/desk/cases/{case.pk}/remedies/{remedy.pk}/goods/"
    said = desk.post(goods, {"key": "goods-1", "sellable": "on"}, headers=HTMX).content.decode()
    assert "Exchange: Your pieces are here. The difference could not be charged" in said
    panel = desk.get(f"/desk/cases/{case.pk}/?part=beside&claim=order").content.decode()
    for words in (
        "Your pieces are here. The difference could not be charged",
        "card closed",
        "Waits for the payment",
        "Ask for the money again",
    ):
        assert words in panel
    assert "Call it off" not in panel
    assert "Waits for the goods" not in panel
    instead = f"/desk/cases/{case.pk}/remedies/{remedy.pk}/money-instead/"
    assert instead in panel
    assert client_for(customer).post(instead).status_code == 404
    for _ in range(2):
        assert desk.post(instead).status_code == 302
    blue.refresh_from_db()
    assert set(Remedy.objects.values_list("kind", "state")) == {("exchange", "cancelled"), ("return", "done")}
    assert (blue.stock, there.payments.get().refunded_minor) == (1, 900)


def test_more_for_shipping_than_in_all_is_said_to_be_too_much(desk: Client, case: Case, there: Order) -> None:
    fields = {"amount": "5", "shipping": "10"}
    assert "can go back for shipping" in desk.get(address(case, "refund"), {**fields, "look": "1"}).content.decode()
    answer = desk.post(address(case, "refund"), {**fields, "key": new_key()})
    assert answer.status_code == 422
    assert "can go back for shipping" in answer.content.decode()
    assert not Remedy.objects.exists()


@pytest.mark.parametrize("kind", [*KINDS, "refund", "credit"])
def test_every_form_opens(desk: Client, case: Case, there: Order, kind: str) -> None:
    assert desk.get(address(case, kind)).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_read_changes_nothing(desk: Client, case: Case, there: Order, kind: str) -> None:
    for fields in ({}, {"key": new_key(), "method": "x", "pieces": "x", "reason": "x", "piece": "x"}):
        assert desk.post(address(case, kind), fields).status_code == 422
    assert not Remedy.objects.exists()


def test_what_the_policy_refuses_has_no_button(desk: Client, case: Case, there: Order) -> None:
    page = desk.get(address(case, "cancel"), {"reason": "no longer needed", "look": "1"}).content.decode()
    assert "has left already, or has ended" in page
    assert 'name="key"' not in page


def test_customers_and_strangers_do_not_find_it(client_for, customer, case: Case, pending: Order) -> None:
    assert client_for(customer).get(address(case, "cancel")).status_code == 404
    assert client_for(customer).post(address(case, "cancel"), {"key": new_key()}).status_code == 404
