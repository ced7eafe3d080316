"""Taking in the shop's files: everything or nothing, once, and back out to the letter."""

import copy
import datetime
import io
import json
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from evenhand.core.api import ActivityEntry, Money
from evenhand.people.api import Account, customer_for_address
from evenhand.shop import api
from evenhand.shop.importing_orders import Catalogue
from evenhand.shop.models import Customer, ImportedRecord, Order, Payment, Product, Refund, Variant
from evenhand.shop.named import _named
from evenhand.shop.testing import MARCH_2, TEST, make_customer

Files = dict[str, dict[str, Any]]

ADDRESS = {"address1": "1 High St", "address2": "", "city": "York", "state": "", "country": "GB", "zip": "YO1"}
CARD, GIFT = "credit_card_1", "gift_card_1"


def item(number: str, price: float) -> dict[str, Any]:
    return {"name": "Kettle", "product_id": "p1", "item_id": number, "price": price, "options": {"size": number}}


def variant(number: str, price: float) -> dict[str, Any]:
    return {"item_id": number, "options": {"size": number}, "available": True, "price": price}


@pytest.fixture
def files() -> Files:
    """One product in three variants, one customer, one order of two pieces, delivered."""
    order = {
        "order_id": "#W1",
        "user_id": "kim_1",
        "address": ADDRESS,
        "items": [item("v1", 10.1), item("v2", 20)],
        "fulfillments": [{"tracking_id": ["T1", "T1b"], "item_ids": ["v2", "v1"]}],
        "status": "delivered",
        "payment_history": [{"transaction_type": "payment", "amount": 30.1, "payment_method_id": CARD}],
    }
    user = {
        "name": {"first_name": "Mary Ann", "last_name": "Kim"},
        "address": ADDRESS,
        "email": "kim@example.com",
        "payment_methods": {
            CARD: {"source": "credit_card", "brand": "visa", "last_four": "1234", "id": CARD},
            GIFT: {"source": "gift_card", "balance": 62, "id": GIFT},
        },
        "orders": ["#W1"],
    }
    variants = {number: variant(number, price) for number, price in (("v1", 10.1), ("v2", 20), ("v3", 5.55))}
    product = {"name": "Kettle", "product_id": "p1", "variants": variants}
    return {"products": {"p1": product}, "users": {"kim_1": user}, "orders": {"#W1": order}}


@pytest.fixture
def run(tmp_path: Path, db: None) -> Callable[[Files], str]:
    """Takes files in by the command and answers what it said."""

    def take_in(files: Files) -> str:
        for name, content in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(content))
        said = io.StringIO()
        call_command("import_shop", tmp_path, stdout=said)
        return said.getvalue()

    return take_in


def exported() -> Files:
    return {"products": api.product_shapes(), "users": api.user_shapes(), "orders": api.order_shapes()}


@pytest.mark.shared_data
def test_the_retailers_thousand_orders_come_in_once_and_go_out_to_the_letter(shared: Path, db: None) -> None:
    folder, said = shared / "tau_retail", io.StringIO()
    call_command("import_shop", folder, stdout=said)
    assert "orders: 1000 new, 0 changed, 0 as before" in said.getvalue()
    before = (ActivityEntry.objects.count(), Payment.objects.count(), Refund.objects.count())
    call_command("import_shop", folder, stdout=said)
    assert "nothing to change" in said.getvalue()
    assert before == (ActivityEntry.objects.count(), Payment.objects.count(), Refund.objects.count())
    for name, content in exported().items():
        wanted = json.loads((folder / f"{name}.json").read_text())
        assert content == wanted
        assert list(content) == list(wanted)


def test_amounts_names_addresses_and_cards_are_exact(files: Files, run: Callable[[Files], str]) -> None:
    run(files)
    customer = Customer.objects.get(external_id="kim_1")
    assert (customer.first_name, customer.last_name, customer.account.name) == ("Mary Ann", "Kim", "Mary Ann Kim")
    assert customer.payment_methods.get(external_id=GIFT).balance_minor == 6200
    order = customer.orders.get()
    assert [line.price_minor for line in order.lines.order_by("position")] == [1010, 2000]
    assert order.payments.get().captured == Money.from_decimal(Decimal("30.1"), "USD")
    assert order.placed_at is None
    assert api.order_view(order, MARCH_2).parcels[0].sentence == "It was delivered; we were not told on which day."
    assert exported() == files


def test_a_changed_record_changes_what_it_says_and_nothing_else(files: Files, run: Callable[[Files], str]) -> None:
    run(files)
    pk = Order.objects.get().pk
    changed = copy.deepcopy(files)
    order = changed["orders"]["#W1"]
    order |= {"items": [item("v2", 20), item("v3", 5.55)], "status": "pending (item modified)", "fulfillments": []}
    order["payment_history"].append({"transaction_type": "refund", "amount": 4.55, "payment_method_id": GIFT})
    changed["users"]["kim_1"]["address"] = ADDRESS | {"city": "Leeds"}
    said = run(changed)
    assert "users: 0 new, 1 changed, 0 as before" in said
    assert "products: 0 new, 0 changed, 1 as before" in said
    assert Order.objects.get().pk == pk
    refund = Refund.objects.get()
    assert (refund.payment.method.external_id, refund.method.external_id) == (CARD, GIFT)
    assert refund.payment.refunded_minor == 455
    shape = api.order_shapes()["#W1"]
    assert shape["items"] == order["items"]
    assert shape["payment_history"] == order["payment_history"]
    assert api.user_shapes() == changed["users"]


def test_a_refund_of_ours_stays_when_the_file_does_not_know_it_and_is_not_doubled_when_it_does(
    files: Files, run: Callable[[Files], str]
) -> None:
    run(files)
    payment = Payment.objects.get()
    refund = api.reserve_refund(payment=payment, amount=Money(1010, "USD"), key="ours", actor=TEST, now=MARCH_2)
    api.settle_refund(refund=refund, actor=TEST, now=MARCH_2)
    for history in ([], [{"transaction_type": "refund", "amount": 10.1, "payment_method_id": CARD}]):
        changed = copy.deepcopy(files)
        changed["orders"]["#W1"]["payment_history"] += history
        changed["orders"]["#W1"]["address"] = ADDRESS | {"city": f"City {len(history)}"}
        run(changed)
        payment.refresh_from_db()
        assert payment.refunded_minor == 1010
        assert Refund.objects.get() == refund


def back(amount: float) -> dict[str, Any]:
    return {"transaction_type": "refund", "amount": amount, "payment_method_id": CARD}


def test_a_refund_that_the_file_names_before_another_comes_in_beside_it(
    files: Files, run: Callable[[Files], str]
) -> None:
    history = files["orders"]["#W1"]["payment_history"]
    history.append(back(10))
    run(files)
    history.insert(1, back(5))
    run(files)
    assert exported() == files


def test_a_refund_that_the_file_corrects_does_not_keep_everything_from_coming_in(
    files: Files, run: Callable[[Files], str]
) -> None:
    history = files["orders"]["#W1"]["payment_history"]
    history.append(back(10))
    run(files)
    history[1] = back(12)
    run(files)
    assert api.order_shapes()["#W1"]["payment_history"] == [*history, back(10)]  # nothing is ever taken away


@pytest.mark.parametrize("extra", ["return", "exchange", "cancel"])
def test_returns_exchanges_and_cancellations_go_in_and_out(
    files: Files, run: Callable[[Files], str], extra: str
) -> None:
    order = files["orders"]["#W1"]
    order |= {
        "return": {
            "status": "return requested",
            "return_items": ["v1", "v2"],
            "return_payment_method_id": GIFT,
        },
        "exchange": {
            "status": "exchange requested",
            "exchange_items": ["v1", "v2"],
            "exchange_new_items": ["v2", "v3"],
            "exchange_payment_method_id": CARD,
            "exchange_price_difference": -4.55,
        },
        "cancel": {"status": "cancelled", "cancel_reason": "ordered by mistake"},
    }[extra]
    run(files)
    assert exported() == files
    assert "nothing to change" in run(files)


def test_one_refund_over_two_payments_stays_one_entry(files: Files, run: Callable[[Files], str]) -> None:
    files["orders"]["#W1"]["payment_history"] = [
        {"transaction_type": "payment", "amount": 20.1, "payment_method_id": CARD},
        {"transaction_type": "payment", "amount": 10, "payment_method_id": GIFT},
        {"transaction_type": "refund", "amount": 30.1, "payment_method_id": CARD},
    ]
    run(files)
    assert {(each.captured_minor, each.refunded_minor) for each in Payment.objects.all()} == {
        (2010, 2010),
        (1000, 1000),
    }
    assert exported() == files


def test_a_variant_that_is_gone_from_the_file_is_no_longer_on_offer(files: Files, run: Callable[[Files], str]) -> None:
    run(files)
    del files["products"]["p1"]["variants"]["v3"]
    run(files)
    assert not Variant.objects.get(external_id="v3").is_available


def test_somebody_who_wrote_before_they_were_imported_is_the_same_person(
    files: Files, run: Callable[[Files], str]
) -> None:
    known = customer_for_address("KIM@example.com", "Kim", actor=TEST, now=MARCH_2)
    run(files)
    customer = Customer.objects.get()
    assert customer.account == known
    assert customer.account.name == "Kim"


def test_an_address_that_is_another_customers_is_refused(
    files: Files, run: Callable[[Files], str], customer: Account
) -> None:
    other = make_customer(customer)
    other.external_id = "cleo_7"
    other.save()
    files["users"]["kim_1"]["email"] = customer.email
    with pytest.raises(CommandError, match=r"users.json, record kim_1, field email: is the address of cleo_7"):
        run(files)


BREAKS: dict[str, tuple[Callable[[Files], Any], str]] = {
    "no money": (
        lambda f: f["orders"]["#W1"]["items"][1].update(price="20"),
        "orders.json, record #W1, field items.1.price: must be a number",
    ),
    "yes is no money": (
        lambda f: f["orders"]["#W1"]["items"][1].update(price=True),
        "orders.json, record #W1, field items.1.price: must be a number",
    ),
    "half a cent": (
        lambda f: f["orders"]["#W1"]["payment_history"][0].update(amount=30.105),
        "orders.json, record #W1, field payment_history.0.amount: 30.105 has more decimals than USD has",
    ),
    "owed": (
        lambda f: f["products"]["p1"]["variants"]["v1"].update(price=-1),
        "products.json, record p1, field variants.v1.price: Input should be greater than or equal to 0",
    ),
    "no status": (
        lambda f: f["orders"]["#W1"].update(status="teleported"),
        "orders.json, record #W1, field status",
    ),
    "a field too few": (
        lambda f: f["users"]["kim_1"].pop("email"),
        "users.json, record kim_1, field email: Field required",
    ),
    "a field too many": (lambda f: f["users"]["kim_1"].update(shoe=43), "users.json, record kim_1, field shoe"),
    "no address": (lambda f: f["users"]["kim_1"].update(email="kim"), "field email: 'kim' is no mail address"),
    "a stranger": (
        lambda f: f["orders"]["#W1"].update(user_id="lee_2"),
        "orders.json, record #W1, field user_id: there is no user lee_2 in users.json",
    ),
    "a strange item": (
        lambda f: f["orders"]["#W1"]["items"][0].update(item_id="v9"),
        "orders.json, record #W1, field items.0.item_id: product p1 has no item v9",
    ),
    "a strange card": (
        lambda f: f["orders"]["#W1"]["payment_history"][0].update(payment_method_id="card_9"),
        "orders.json, record #W1, field payment_history.0.payment_method_id",
    ),
    "too much back": (
        lambda f: f["orders"]["#W1"]["payment_history"].append(
            {"transaction_type": "refund", "amount": 30.11, "payment_method_id": CARD}
        ),
        "orders.json, record #W1, field payment_history: more went back than came in",
    ),
    "not in the parcel's order": (
        lambda f: f["orders"]["#W1"]["fulfillments"][0].update(item_ids=["v1", "v1"]),
        "orders.json, record #W1, field fulfillments.0.item_ids",
    ),
    "a return out of turn": (
        lambda f: f["orders"]["#W1"].update(return_items=["v1"], return_payment_method_id=CARD),
        "orders.json, record #W1, field return_items",
    ),
    "an unknown order": (
        lambda f: f["users"]["kim_1"]["orders"].append("#W2"),
        "users.json, record kim_1, field orders: there is no order #W2",
    ),
    "another's number": (
        lambda f: f["orders"].update({"#W1": f["orders"]["#W1"] | {"order_id": "#W9"}}),
        "orders.json, record #W1, field order_id: is '#W9'",
    ),
    "a card that holds nothing known": (
        lambda f: f["users"]["kim_1"]["payment_methods"][GIFT].pop("balance"),
        "users.json, record kim_1, field payment_methods.gift_card_1.balance",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_record_refuses_everything_and_is_named_with_file_and_field(
    files: Files, run: Callable[[Files], str], name: str
) -> None:
    spoil, words = BREAKS[name]
    spoil(files)
    with pytest.raises(CommandError) as refused:
        run(files)
    assert words in str(refused.value)
    assert "Nothing was taken in" in str(refused.value)
    assert not any(model.objects.exists() for model in (Product, Customer, Order, ImportedRecord, ActivityEntry))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "orders.json: cannot be read as JSON"),
        ("[]", "orders.json: must be an object"),
        ('{"#W1": {"order_id": NaN}}', "NaN is no number"),
        ('{"#W1": 1, "#W1": 2}', "'#W1' stands twice in one place"),
        ("[" * 100_000, "orders.json: cannot be read as JSON"),
    ],
)
def test_a_file_that_is_no_json_is_named(
    files: Files, run: Callable[[Files], str], tmp_path: Path, text: str, words: str
) -> None:
    run(files)
    (tmp_path / "orders.json").write_text(text)
    with pytest.raises(CommandError, match="Nothing was taken in") as refused:
        call_command("import_shop", tmp_path)
    assert words in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match=r"users.json: there is no such file"):
        call_command("import_shop", tmp_path)


def test_many_problems_are_counted_and_the_first_ten_are_shown(files: Files, run: Callable[[Files], str]) -> None:
    files["orders"]["#W1"]["items"] = [item("v1", -1.0) for _ in range(25)]
    with pytest.raises(CommandError, match=r"… and 15 more"):
        run(files)


def test_money_without_decimals_and_with_three(
    files: Files, run: Callable[[Files], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from evenhand.core import environment as settings

    dinar = settings.environment().model_copy(update={"currency": "KWD"})
    for module in ("shape", "importing", "importing_orders"):
        monkeypatch.setattr(f"evenhand.shop.{module}.environment", lambda: dinar)
    files["orders"]["#W1"]["items"][0]["price"] = 10.125
    run(files)
    assert Order.objects.get().lines.first().price_minor == 10125
    assert exported() == files


def test_the_import_is_one_entry_in_the_activity_log_beside_the_accounts_it_made(
    files: Files, run: Callable[[Files], str]
) -> None:
    run(files)
    entry = ActivityEntry.objects.get(verb="shop.import_shop")
    assert entry.facts == {"taken_in": [["product", 1, 0], ["user", 1, 0], ["order", 1, 0]]}
    assert entry.at <= datetime.datetime.now(datetime.UTC)


DELIVERED = {"status": "delivered"}
ON_ITS_WAY_BACK = {"status": "return requested", "return_items": ["v1"], "return_payment_method_id": CARD}


def moved(files: Files, city: str, **order: Any) -> Files:
    """The same files, but for the order's address and what else it says."""
    files = copy.deepcopy(files)
    files["orders"]["#W1"] |= {"address": ADDRESS | {"city": city}, **order}
    return files


def sent_back(order: Order, *items: str) -> api.ReturnRequest:
    lines, method = list(order.lines.filter(item_external_id__in=items)), order.payments.get().method
    return api.request_return(order=order, lines=lines, method=method, actor=TEST, now=MARCH_2)


def test_a_return_of_ours_stays_when_the_file_does_not_know_it_and_is_not_doubled_when_it_does(
    files: Files, run: Callable[[Files], str]
) -> None:
    run(files)
    ours = sent_back(Order.objects.get(), "v1")
    for city, known in (("Leeds", DELIVERED), ("Hull", ON_ITS_WAY_BACK)):
        run(moved(files, city, **known))
        assert api.ReturnRequest.objects.get() == ours
        shape = api.order_shapes()["#W1"]
        assert shape["address"]["city"] == city
        assert {name: shape[name] for name in ON_ITS_WAY_BACK} == ON_ITS_WAY_BACK


@pytest.mark.django_db(transaction=True)
def test_a_return_that_is_asked_for_during_an_import_waits_and_stays(
    files: Files, run: Callable[[Files], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask() -> None:
        asked.append(sent_back(Order.objects.get(), "v1"))
        connection.close()

    def load_and_wait() -> Catalogue:
        known = load()
        asking.start()
        asking.join(0.3)
        return known

    run(files)
    asked: list[api.ReturnRequest] = []
    load, asking = Catalogue.load, threading.Thread(target=ask)
    monkeypatch.setattr(Catalogue, "load", load_and_wait)
    run(moved(files, "Leeds"))
    asking.join()
    assert asked == [api.ReturnRequest.objects.get()]
    order = Order.objects.get()
    assert (order.status, order.address["city"]) == ("return_requested", "Leeds")


def test_a_return_of_the_files_goes_with_them(files: Files, run: Callable[[Files], str]) -> None:
    run(moved(files, "Leeds", **ON_ITS_WAY_BACK))
    run(moved(files, "Leeds", **DELIVERED))
    assert not api.ReturnRequest.objects.exists()
    assert Order.objects.get().status == "delivered"


def test_what_is_back_with_us_is_not_awaited_again_when_the_file_is_behind(
    files: Files, run: Callable[[Files], str]
) -> None:
    run(files)
    ours = sent_back(Order.objects.get(), "v1")
    api.receive_return(request=ours, can_be_sold_again=True, actor=TEST, now=MARCH_2)
    run(moved(files, "Leeds", **ON_ITS_WAY_BACK))
    assert (api.ReturnRequest.objects.get(), Order.objects.get().status) == (ours, "delivered")
    run(moved(files, "Leeds", **ON_ITS_WAY_BACK | {"return_items": ["v1", "v2"]}))
    more = api.ReturnRequest.objects.get(state="open")
    assert [each.line.item_external_id for each in more.lines.all()] == ["v2"]


def test_a_piece_stays_the_same_whatever_the_file_says_of_it(files: Files, run: Callable[[Files], str]) -> None:
    run(files)
    order = Order.objects.get()
    first, second = order.lines.all()
    for line in (first, second):
        api.reduce_price(line=line, by=Money(800, "USD"), actor=TEST, now=MARCH_2)
    pieces = [item("v1", 5) | {"name": "Kettle, steel"}, item("v3", 20)]
    run(moved(files, "Leeds", items=pieces, fulfillments=[]))
    assert list(order.lines.all()) == [first, second]
    assert api.order_shapes()["#W1"]["items"] == pieces
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.reduced_minor, second.reduced_minor) == (500, 0)  # no more than it cost; of another piece, nothing


def test_of_two_equal_pieces_that_which_is_on_its_way_back_stays(files: Files, run: Callable[[Files], str]) -> None:
    twice = [item("v1", 10.1), item("v1", 10.1)]
    run(moved(files, "York", items=twice, fulfillments=[]))
    first, second = Order.objects.get().lines.all()
    method = Payment.objects.get().method
    api.request_return(order=first.order, lines=[second], method=method, actor=TEST, now=MARCH_2)
    run(moved(files, "Leeds", items=twice, fulfillments=[]))
    assert list(first.order.lines.all()) == [first, second]
    run(moved(files, "Leeds", items=twice[:1], fulfillments=[]))
    assert list(first.order.lines.all()) == [second]


def test_a_piece_that_a_room_above_names_stays_behind_the_others_and_in_its_parcel(
    files: Files, run: Callable[[Files], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(files)
    first, second = Order.objects.get().lines.all()
    monkeypatch.setitem(_named, "test", lambda _order: [first.pk])
    files["products"]["p2"] = {"name": "Fan", "product_id": "p2", "variants": {"f1": variant("f1", 7)}}
    fan = item("f1", 7) | {"name": "Fan", "product_id": "p2"}
    for city in ("Leeds", "Hull"):
        parcel = {"tracking_id": ["T1"], "item_ids": ["v2", "f1"]}
        run(moved(files, city, items=[item("v2", 20), fan], fulfillments=[parcel]))
        view = api.order_view(Order.objects.get(), MARCH_2)
        assert [line.item for line in view.lines] == ["v2", "f1", "v1"]
        assert [line.id for line in view.lines][::2] == [second.pk, first.pk]
        assert set(view.parcels[0].line_ids) == {line.id for line in view.lines}
