"""The form behind each button: an exact amount or none, and a key that only a page makes."""

import pytest

from evenhand.core.api import Money
from evenhand.remedies.api import GrantForm, new_key


def form(**changes: str) -> GrantForm:
    return GrantForm({"kind": "refund", "key": new_key(), "currency": "USD", "amount": ""} | changes)


@pytest.mark.parametrize(
    ("amount", "currency", "money"),
    [
        ("", "USD", None),
        ("54.2", "USD", Money(5420, "USD")),
        ("0", "USD", Money(0, "USD")),
        ("1234", "JPY", Money(1234, "JPY")),
        ("1.234", "KWD", Money(1234, "KWD")),
    ],
)
def test_an_amount_is_exact_in_its_currency(amount: str, currency: str, money: Money | None) -> None:
    filled = form(amount=amount, currency=currency)
    assert filled.is_valid()
    assert filled.money == money


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "1.234"),
        ("amount", "-1"),
        ("amount", "NaN"),
        ("amount", "a lot"),
        ("key", ""),
        ("key", "../../etc"),
        ("kind", "car"),
        ("currency", "usd"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(field: str, value: str) -> None:
    filled = form(**{field: value})
    assert not filled.is_valid()
    assert list(filled.errors) == [field]


def test_two_pages_never_have_one_key() -> None:
    assert new_key() != new_key()
