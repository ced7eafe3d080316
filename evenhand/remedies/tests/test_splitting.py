"""Parts of an amount add up to it, in every currency, however often it is divided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.api import Money
from evenhand.remedies.rules import spread

CURRENCIES = st.sampled_from(["JPY", "EUR", "KWD"])
AMOUNTS = st.integers(0, 10**12)


@given(minor=AMOUNTS, currency=CURRENCIES, weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_parts_by_largest_remainder_add_up_and_none_is_off_by_a_whole_unit(
    minor: int, currency: str, weights: list[int]
) -> None:
    if not sum(weights):
        with pytest.raises(ValueError, match="positive"):
            Money(minor, currency).split(weights)
        return
    parts = Money(minor, currency).split(weights)
    assert sum(part.minor for part in parts) == minor
    assert sum((part.decimal for part in parts), start=0) == Money(minor, currency).decimal
    for part, weight in zip(parts, weights, strict=True):
        assert part.currency == currency
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)


@given(minor=AMOUNTS, refundable=st.lists(AMOUNTS, min_size=1, max_size=6))
def test_what_goes_back_on_several_payments_adds_up_and_exceeds_none(minor: int, refundable: list[int]) -> None:
    if minor > sum(refundable):
        with pytest.raises(ValueError, match="more would go back"):
            spread(minor, refundable)
        return
    parts = spread(minor, refundable)
    assert sum(parts) == minor
    assert all(0 <= part <= most for part, most in zip(parts, refundable, strict=True))


@given(minor=st.integers(-(10**12), 10**12), currency=CURRENCIES)
def test_an_amount_written_as_a_decimal_is_read_as_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.from_decimal(str(money.decimal), currency) == money
