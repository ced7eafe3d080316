"""The shop's files, taken in again while something is being done about an order."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evenhand.core.api import Actor
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.remedies import api
from evenhand.shop.api import (
    Customer,
    Line,
    Order,
    Payment,
    Scan,
    Shipment,
    Variant,
    import_shop,
    order_shapes,
    product_shapes,
    read_shop_files,
    user_shapes,
)
from evenhand.shop.testing import LAST_SEEN, MARCH_2, TEST, make_card, make_order, scan

pytestmark = pytest.mark.usefixtures("house_policies")
Change = Callable[[dict[str, Any]], object]
TakeIn = Callable[[Order, Change], None]


@pytest.fixture
def take_in(tmp_path: Path, shopper: Customer) -> TakeIn:
    """Takes in the shop's files, in which one order says something else than here."""
    shopper.external_id = "cleo_1"
    shopper.save()

    def again(order: Order, change: Change) -> None:
        files = {"products": product_shapes(), "users": user_shapes(), "orders": order_shapes()}
        change(files["orders"][order.number])
        for name, content in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(content))
        import_shop(files=read_shop_files(tmp_path), actor=TEST, now=MARCH_2)
        order.refresh_from_db()

    return again


@shared
def who(agent: Account, actor: Callable[[Account], Actor]) -> Actor:
    """The cast's agent, acting."""
    return actor(agent)


@shared
def there(parcel: Shipment) -> Order:
    """The cast's order, delivered on 18 February."""
    scan(parcel, Scan.Kind.DELIVERED, LAST_SEEN)
    return Order.objects.get(pk=parcel.order_id)


def change(order: Order, wish: api.Wish, who: Actor, key: str = "one", **more: Any) -> api.Remedy:
    return api.change_order(order=order, wish=wish, key=key, actor=who, now=MARCH_2, **more)


def moves(shape: dict[str, Any]) -> None:
    """Another address, as the shop knows the order: without what was asked for here."""
    shape["address"]["address2"] = "Flat 2"
    shape["status"] = "delivered"
    for name in [name for name in shape if name.startswith(("return_", "exchange_"))]:
        del shape[name]


def sent_back(order: Order, variant: Variant, who: Actor) -> api.Remedy:
    piece, method = order.lines.get(variant=variant), order.payments.get().method_id
    return change(order, api.Return((piece.pk,), method), who)


class Bank:
    """Answers what it is told to, in turn, and then that all is paid."""

    def __init__(self, *outcomes: api.Outcome | Exception) -> None:
        self.outcomes = list(outcomes)

    def refund(self, order: api.RefundOrder | api.ChargeOrder) -> api.Answer:
        outcome = self.outcomes.pop(0) if self.outcomes else api.Outcome.PAID
        if isinstance(outcome, Exception):
            raise outcome
        return api.Answer(outcome)

    outcome_of = charge = charge_outcome_of = refund


def test_a_return_that_waits_outlives_a_change_of_its_order(
    there: Order, kettle: Variant, who: Actor, take_in: TakeIn
) -> None:
    remedy = sent_back(there, kettle, who)
    take_in(there, moves)
    assert (there.ships_to and there.ships_to.line2, there.status) == ("Flat 2", "return_requested")
    take_in(there, lambda shape: shape["address"].update(address2="Flat 3"))  # the shop knows the return too by now
    back = api.receive_goods(remedy=remedy, key="g", can_be_sold_again=True, actor=who, now=MARCH_2)
    there.refresh_from_db()
    assert (back.state, there.status, Payment.objects.get().refunded_minor) == ("done", "delivered", 4920)


def test_a_return_that_waits_can_be_called_off_and_asked_for_again_after_a_change_of_its_order(
    there: Order, kettle: Variant, who: Actor, take_in: TakeIn
) -> None:
    remedy = sent_back(there, kettle, who)
    take_in(there, moves)
    assert api.call_off(remedy=remedy, actor=who, now=MARCH_2).state == "cancelled"
    piece, method = there.lines.get(variant=kettle), there.payments.get().method_id
    assert change(there, api.Return((piece.pk,), method), who, "two").state == "requested"


@pytest.mark.parametrize(
    "item",
    [{"name": "Kettle, steel"}, {"price": 45.0}, None],
    ids=["renamed", "repriced", "gone from the order"],
)
def test_a_piece_is_paid_back_once_whatever_the_files_say_of_it(
    there: Order, kettle: Variant, who: Actor, take_in: TakeIn, item: dict[str, Any] | None
) -> None:
    def differs(shape: dict[str, Any]) -> None:
        if item is None:
            gone = shape["items"].pop(0)["item_id"]
            shape["fulfillments"][0]["item_ids"].remove(gone)
        else:
            shape["items"][0] |= item

    piece = there.lines.get(variant=kettle)
    claim = api.open_claim(order=there, kind="damaged", lines=[piece], actor=who, now=MARCH_2)
    assert api.grant_remedy(claim=claim, kind="refund", key="a", actor=who, now=MARCH_2).state == "done"
    take_in(there, differs)
    assert list(claim.lines.all()) == [piece]
    again = api.open_claim(order=there, kind="wrong_item", lines=[piece], actor=who, now=MARCH_2)
    with pytest.raises(api.RemedyNotAllowed):
        api.grant_remedy(claim=again, kind="refund", key="b", actor=who, now=MARCH_2)


def test_a_change_that_waits_for_the_customers_money_finds_its_piece(
    shopper: Customer, kettle: Variant, lamp: Variant, who: Actor, take_in: TakeIn
) -> None:
    pending = make_order(shopper, [kettle, lamp])
    red = Variant.objects.create(
        product=kettle.product, external_id="K2", options={}, price_minor=5920, currency="USD", stock=2
    )
    piece = pending.lines.get(variant=kettle)
    wish = api.ChangeItems((api.Replacing(piece.pk, red.pk),), make_card(shopper).pk)
    waiting = change(pending, wish, who, provider=Bank(api.Outcome.UNKNOWN))
    take_in(pending, lambda shape: shape["items"].pop(0))
    assert api.resolve_remedy(remedy=waiting, actor=who, now=MARCH_2, provider=Bank()).state == "done"
    assert Line.objects.get(pk=piece.pk).variant == red


def test_a_refund_that_cannot_be_asked_about_holds_up_no_other(shopper: Customer, lamp: Variant, who: Actor) -> None:
    first, second = (
        change(
            make_order(shopper, [lamp]), api.Cancel("no longer needed"), who, key, provider=Bank(api.Outcome.UNKNOWN)
        )
        for key in ("one", "two")
    )
    later = MARCH_2 + datetime.timedelta(minutes=5)
    api.resolve_due(now=later, actor=who, provider=Bank(KeyError("piece")))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("unknown", "done")
    assert "could not be asked" in first.problem
    api.resolve_due(now=later, actor=who, provider=Bank())
    first.refresh_from_db()
    assert (first.state, first.problem) == ("done", "")
