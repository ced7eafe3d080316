"""Replaying tasks: what is allowed changes what it should and nothing else; what is wrong is refused, never a crash."""

import datetime
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import connection

from evenhand.core.api import system
from evenhand.core.testing import shared
from evenhand.policies.api import RETAILER, load_pack
from evenhand.remedies.replay import Replay, Replayed, shop_shapes
from evenhand.remedies.replay_files import BrokenTasks, Task, first_difference, read_tasks
from evenhand.shop.api import import_shop, read_shop_files

TAU = Path(__file__).resolve().parents[4] / "shared" / "data" / "tau_retail"
NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
HOME = {"address1": "1 Elm", "address2": "", "city": "Ames", "state": "IA", "country": "USA", "zip": "50010"}
AWAY = {**HOME, "address1": "9 Oak"}
EVERY = 8 if connection.vendor == "postgresql" else 1
"""Of the retailer's tasks: the rules are the same on each, and all were a tenth of what is tested on PostgreSQL."""
CARD, GIFT, THEIRS = "card_1", "gift_1", "gift_9"


def variant(item: str, price: float, available: bool = True) -> dict[str, Any]:
    return {"item_id": item, "options": {"size": item}, "available": available, "price": price}


def order(
    number: str, status: str, items: list[str], paid: list[tuple[str, float]], user: str = "u1"
) -> dict[str, Any]:
    prices = {"m1": 10.0, "m2": 12.5, "m3": 8.0, "h1": 20.0}
    names = {"m": ("Mug", "mug"), "h": ("Hat", "hat")}
    return {
        "order_id": number,
        "user_id": user,
        "address": HOME,
        "items": [
            {
                "name": names[item[0]][0],
                "product_id": names[item[0]][1],
                "item_id": item,
                "price": prices[item],
                "options": {"size": item},
            }
            for item in items
        ],
        "fulfillments": [],
        "status": status,
        "payment_history": [
            {"transaction_type": "payment", "amount": amount, "payment_method_id": method} for method, amount in paid
        ],
    }


def user(name: str, orders: list[str], methods: dict[str, float | None]) -> dict[str, Any]:
    return {
        "name": {"first_name": name, "last_name": "X"},
        "address": HOME,
        "email": f"{name}@example.org",
        "orders": orders,
        "payment_methods": {
            key: {"source": "gift_card", "id": key, "balance": balance}
            if balance is not None
            else {"source": "credit_card", "id": key, "brand": "visa", "last_four": "1234"}
            for key, balance in methods.items()
        },
    }


@shared
def replay(db: None) -> Replay:
    """A shop of another make: a pending, a delivered, a processed and a cancelled order, one paid by two means."""
    two = ["m1", "m1", "h1"]
    orders = [
        order("A", "pending", two, [(CARD, 40.0)]),
        order("B", "delivered", two, [(CARD, 40.0)]),
        order("C", "processed", two, [(CARD, 40.0)]),
        {
            **order("D", "cancelled", ["m1"], [(CARD, 10.0)]),
            "cancel_reason": "no longer needed",
        },
        order("E", "pending", ["m1", "h1"], [(CARD, 18.0), (GIFT, 12.0)]),
        order("Z", "pending", ["m1"], [(THEIRS, 10.0)], user="u2"),
    ]
    products = {
        "mug": {
            "product_id": "mug",
            "name": "Mug",
            "variants": {
                "m1": variant("m1", 10.0),
                "m2": variant("m2", 12.5),
                "m3": variant("m3", 8.0, available=False),
            },
        },
        "hat": {"product_id": "hat", "name": "Hat", "variants": {"h1": variant("h1", 20.0)}},
        "none": {"product_id": "none", "name": "None", "variants": {"n1": variant("n1", 1.0, available=False)}},
    }
    users = {
        "u1": user("ann", ["A", "B", "C", "D", "E"], {CARD: None, "card_2": None, GIFT: 2.0}),
        "u2": user("bob", ["Z"], {THEIRS: 500.0}),
        "u3": user("cy", [], {}),
    }
    shop = {"orders": {each["order_id"]: each for each in orders}, "products": products, "users": users}
    with TemporaryDirectory() as folder:
        return replay_of(shop, Path(folder))


def replay_of(shop: dict[str, Any], folder: Path) -> Replay:
    for name, records in shop.items():
        (folder / f"{name}.json").write_text(json.dumps(records))
    who = system("test")
    load_pack(RETAILER, owner=None, actor=who, now=NOW)
    load_pack(owner=None, actor=who, now=NOW)
    import_shop(files=read_shop_files(folder), actor=who, now=NOW)
    return Replay(who, NOW, lambda *_: None, shop_shapes())


def run(replay: Replay, *actions: tuple[str, Any], user_id: str = "u1", write: bool = True) -> Replayed:
    listed = [{"name": name, "kwargs": kwargs, "write": write, "error": None} for name, kwargs in actions]
    return replay.run(Task.model_validate({"i": "t", "user_id": user_id, "actions": listed, "changed": None}))


def cancel(number: str, reason: str = "no longer needed") -> tuple[str, Any]:
    return "cancel_pending_order", {"order_id": number, "reason": reason}


def swap(verb: str, number: str, old: list[str], new: list[str], method: str = CARD) -> tuple[str, Any]:
    arguments = {"order_id": number, "item_ids": old, "new_item_ids": new, "payment_method_id": method}
    return {"modify": "modify_pending_order_items", "exchange": "exchange_delivered_order_items"}[verb], arguments


def give_back(number: str, items: list[str], method: str = CARD) -> tuple[str, Any]:
    return "return_delivered_order_items", {"order_id": number, "item_ids": items, "payment_method_id": method}


def pay(number: str, method: str) -> tuple[str, Any]:
    return "modify_pending_order_payment", {"order_id": number, "payment_method_id": method}


REFUSED = {
    "a reason of one's own": cancel("A", "changed my mind"),
    "a reason in other letters": cancel("A", "No longer needed"),
    "processed": cancel("C"),
    "cancelled already": cancel("D"),
    "somebody else's order": cancel("Z"),
    "no such order": cancel("Q"),
    "the same means again": pay("A", CARD),
    "a gift card that lacks it": pay("A", GIFT),
    "somebody else's gift card": pay("A", THEIRS),
    "an order paid by two means": pay("E", "card_2"),
    "delivered": pay("B", "card_2"),
    "a piece of another product": swap("modify", "A", ["m1"], ["h1"]),
    "a piece that is not available": swap("modify", "A", ["m1"], ["m3"]),
    "a piece that there is not": swap("modify", "A", ["m1"], ["m99"]),
    "a piece that the order lacks": swap("modify", "A", ["m2"], ["m1"]),
    "the same piece too often": swap("modify", "A", ["m1"] * 3, ["m2"] * 3),
    "fewer new than old": swap("modify", "A", ["m1", "m1"], ["m2"]),
    "no piece at all": swap("modify", "A", [], []),
    "a gift card that lacks the difference": swap("modify", "A", ["m1"], ["m2"], GIFT),
    "an exchange before it is there": swap("exchange", "C", ["m1"], ["m2"]),
    "an exchange on somebody else's card": swap("exchange", "B", ["m1"], ["m2"], THEIRS),
    "a return listed too often": give_back("B", ["h1", "h1"]),
    "a return to other means": give_back("B", ["h1"], "card_2"),
    "a return before it is there": give_back("A", ["h1"]),
    "an address abroad of nobody": ("modify_pending_order_address", {"order_id": "A", "address1": "x"}),
    "an address for what has left": ("modify_pending_order_address", {"order_id": "C", **AWAY}),
    "somebody else's home": ("modify_user_address", {"user_id": "u2", **AWAY}),
    "an unknown action": ("give_everything_away", {"order_id": "A"}),
    "no arguments": ("cancel_pending_order", None),
    "a list of arguments": ("cancel_pending_order", ["A"]),
    "an argument of another kind": cancel("A", 5),  # type: ignore[arg-type]
    "an argument too many": ("cancel_pending_order", {"order_id": "A", "reason": "no longer needed", "now": 1}),
    "pieces that are no list": swap("modify", "A", "m1", "m2"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("action", REFUSED.values(), ids=REFUSED.keys())
def test_what_the_rules_refuse_changes_nothing(replay: Replay, action: tuple[str, Any]) -> None:
    result = run(replay, action)
    assert result.refused == [0]
    assert result.changed == {"orders": {}, "products": {}, "users": {}}


def test_an_unknown_user_is_refused_everything(replay: Replay) -> None:
    for user_id in ("nobody", "", "u3"):
        assert run(replay, cancel("A"), user_id=user_id).refused == [0]


def test_looking_up_and_handing_over_change_nothing(replay: Replay) -> None:
    result = run(replay, ("get_order_details", {"order_id": "Q"}), ("transfer_to_human_agents", {}), write=False)
    assert (result.refused, result.changed["orders"]) == ([], {})


def test_each_task_begins_with_the_untouched_shop(replay: Replay) -> None:
    first, second = run(replay, cancel("A")), run(replay, cancel("A"))
    assert first == second
    assert shop_shapes() == replay.untouched


def test_a_cancelled_order_pays_both_means_back(replay: Replay) -> None:
    result = run(replay, cancel("E", "ordered by mistake"))
    changed = result.changed["orders"]["E"]
    assert [entry["amount"] for entry in changed["payment_history"]] == [18.0, 12.0, 18.0, 12.0]
    assert result.changed["users"]["u1"]["payment_methods"][GIFT]["balance"] == 14.0
    assert list(result.changed["orders"]) == ["E"]


def test_pieces_are_changed_once_and_then_nothing_else(replay: Replay) -> None:
    again = swap("modify", "A", ["m1"], ["m2"])
    result = run(replay, swap("modify", "A", ["m1"], ["m2"]), again, cancel("A"), pay("A", "card_2"))
    assert result.refused == [1, 2, 3]
    changed = result.changed["orders"]["A"]
    assert (changed["status"], [item["item_id"] for item in changed["items"]]) == (
        "pending (item modified)",
        ["m2", "m1", "h1"],
    )
    assert changed["payment_history"][1] == {"transaction_type": "payment", "amount": 2.5, "payment_method_id": CARD}


def test_a_piece_for_itself_is_a_change_that_costs_nothing(replay: Replay) -> None:
    changed = run(replay, swap("modify", "A", ["m1"], ["m1"])).changed["orders"]["A"]
    assert changed["payment_history"][1]["amount"] == 0.0
    exchanged = run(replay, swap("exchange", "B", ["h1"], ["h1"])).changed["orders"]["B"]
    assert (exchanged["exchange_price_difference"], exchanged["status"]) == (0.0, "exchange requested")


def test_the_same_piece_twice_comes_back_twice_and_no_money_moves_yet(replay: Replay) -> None:
    result = run(replay, give_back("B", ["h1", "m1", "m1"], GIFT), give_back("B", ["m1"]))
    assert result.refused == [1]
    changed = result.changed["orders"]["B"]
    assert changed["return_items"] == ["h1", "m1", "m1"]
    assert (len(changed["payment_history"]), result.changed["users"]) == (1, {})


def test_what_changed_is_found_as_a_look_at_everything_finds_it(
    replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_of_it(self: Replay) -> dict[str, Any]:
        now = shop_shapes()
        return {kind: {k: v for k, v in now[kind].items() if v != self.untouched[kind][k]} for kind in now}

    moved = ("modify_user_address", {"user_id": "u1", **AWAY})
    actions = (pay("A", "card_2"), cancel("E"), swap("exchange", "B", ["m1"], ["m2"]), moved)
    found = run(replay, *actions).changed
    assert {kind: sorted(shapes) for kind, shapes in found.items()} == {
        "orders": ["A", "B", "E"],
        "products": [],
        "users": ["u1"],
    }
    monkeypatch.setattr(Replay, "_changed", all_of_it)
    assert run(replay, *actions).changed == found


def test_an_empty_shop_refuses_everything(db: None, tmp_path: Path) -> None:
    empty = replay_of({"orders": {}, "products": {}, "users": {}}, tmp_path)
    assert run(empty, cancel("A"), give_back("B", ["m1"])).refused == [0, 1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "cannot be read as JSON"),
        ("{}", "must be a list"),
        ('[{"i": 1, "actions": []}]', "task 1, field user_id"),
        ('[{"i": "x", "user_id": "u", "actions": [{"kwargs": {}}]}]', "task x, field actions.0.name"),
        ('[{"i": 1, "user_id": "u", "actions": [], "changed": {"orders": []}}]', "task 1, field changed.orders"),
        ("[7]", "task no. 0"),
    ],
)
def test_a_broken_file_is_told_with_task_and_field(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "tasks.json"
    path.write_text(text)
    with pytest.raises(BrokenTasks) as caught:
        read_tasks(path)
    assert told in caught.value.message
    assert "tasks.json" in caught.value.message


def test_a_task_may_expect_nothing_and_be_named_by_words(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_text('[{"i": "one", "user_id": "u", "actions": [], "changed": null}]')
    assert [(task.i, task.changed) for task in read_tasks(path)] == [("one", None)]


def test_the_first_difference_is_named(replay: Replay) -> None:
    assert first_difference({"a": [1, {"b": 2.0}]}, {"a": [1, {"b": 2.001}]}) == ""
    assert first_difference({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}) == "/a/1/b is 2 and not 3"
    assert first_difference({"a": 1}, {}) == "/a is there and was not expected"


@pytest.mark.slow
@pytest.mark.shared_data
@pytest.mark.skipif(not TAU.exists(), reason="the test material is not beside the project")
def test_the_tasks_of_a_retailer_nobody_here_wrote_end_as_expected(db: None) -> None:
    who = system("test")
    load_pack(RETAILER, owner=None, actor=who, now=NOW)
    load_pack(owner=None, actor=who, now=NOW)
    import_shop(files=read_shop_files(TAU), actor=who, now=NOW)
    replay = Replay(who, NOW, lambda *_: None, shop_shapes())
    rows, tasks = [], []
    for name in ("gold_dev.json", "gold_train.json"):
        rows += json.loads((TAU / name).read_text())
        tasks += read_tasks(TAU / name)
    tried = slice(None, None, EVERY)
    results = [replay.run(task) for task in tasks[tried]]
    assert [
        (task.i, result.difference) for task, result in zip(tasks[tried], results, strict=True) if result.difference
    ] == []
    expected = [[n for n, action in enumerate(row["actions"]) if action["error"]] for row in rows[tried]]
    assert [result.refused for result in results] == expected
