import datetime
from dataclasses import replace

import pytest

from evenhand.surveys.rules import (
    PageLook,
    SendingFacts,
    Withheld,
    in_shown_order,
    looks_like_robot,
    why_withheld,
)

NOW = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
CAP = datetime.timedelta(days=30)
FINE = SendingFacts(
    is_set_aside=False,
    was_reopened=False,
    is_settled_or_answered=True,
    closed_by_system=False,
    has_agent=True,
    customer_is_staff=False,
    customer_declined=False,
    has_address=True,
    last_asked_at=None,
)


def test_a_settled_case_of_a_customer_who_was_not_asked_lately_is_asked_about() -> None:
    assert why_withheld(FINE, cap=CAP, now=NOW) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_set_aside": True}, Withheld.SET_ASIDE),
        ({"was_reopened": True}, Withheld.REOPENED),
        ({"is_settled_or_answered": False}, Withheld.STILL_OPEN),
        ({"closed_by_system": True}, Withheld.CLOSED_BY_ITSELF),
        ({"has_agent": False}, Withheld.NO_AGENT),
        ({"customer_is_staff": True}, Withheld.CUSTOMER_IS_STAFF),
        ({"customer_declined": True}, Withheld.CUSTOMER_DECLINED),
        ({"has_address": False}, Withheld.NO_ADDRESS),
        ({"last_asked_at": NOW - CAP + datetime.timedelta(seconds=1)}, Withheld.ASKED_LATELY),
    ],
)
def test_each_reason_not_to_ask_is_named(change: dict[str, object], reason: Withheld) -> None:
    assert why_withheld(replace(FINE, **change), cap=CAP, now=NOW) is reason


def test_a_customer_may_be_asked_again_when_the_cap_is_over() -> None:
    assert why_withheld(replace(FINE, last_asked_at=NOW - CAP), cap=CAP, now=NOW) is None


def test_reasons_come_in_another_order_for_another_customer_with_other_at_the_end() -> None:
    codes = ["a", "b", "c", "d", "e", "other"]
    orders = {tuple(in_shown_order(codes, seed=str(seed), last="other")) for seed in range(50)}
    assert len(orders) > 20
    assert all(order[-1] == "other" and sorted(order) == sorted(codes) for order in orders)


def test_one_customer_finds_the_reasons_where_they_were() -> None:
    codes = ["a", "b", "c", "other"]
    assert in_shown_order(codes, seed="x", last="other") == in_shown_order(codes[::-1], seed="x", last="other")


def _look(seconds: float, choice: str = "", is_decoy: bool = False) -> PageLook:
    return PageLook(NOW + datetime.timedelta(seconds=seconds), choice, is_decoy)


def test_whoever_opens_the_hidden_link_looks_like_a_robot() -> None:
    assert looks_like_robot([], _look(0, is_decoy=True))


def test_whoever_opens_both_answers_within_two_seconds_looks_like_a_robot() -> None:
    assert looks_like_robot([_look(0, "yes")], _look(1.9, "no"))
    assert not looks_like_robot([_look(0, "yes")], _look(2.0, "no"))
    assert not looks_like_robot([_look(0, "yes")], _look(0.1, "yes"))
    assert not looks_like_robot([_look(0, "yes")], _look(0.1))
