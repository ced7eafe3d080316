"""Money: exact, in its own currency, in parts that add up."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as some

from evenhand.core.api import CurrencyMismatch, Money


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "locale", "written"),
    [
        ("54.20", "USD", 5420, "en", "$54.20"),
        ("1200", "JPY", 1200, "ja", "¥1,200"),
        ("1.234", "KWD", 1234, "en", "KWD 1.234"),
        ("1234.50", "EUR", 123450, "de", "1.234,50 €"),
    ],
)
def test_amounts_keep_the_decimals_of_their_currency(
    amount: str, currency: str, minor: int, locale: str, written: str
) -> None:
    money = Money.from_decimal(amount, currency)
    assert money == Money(minor, currency)
    assert money.format(locale).replace("\xa0", " ").replace("￥", "¥") == written


def test_amounts_are_written_in_every_language_that_a_reader_may_have() -> None:
    written = {language: Money(123450, "EUR").format(language) for language, _ in settings.LANGUAGES}
    assert all("€" in each or "EUR" in each for each in written.values())
    assert len(set(written.values())) > 10


def test_more_decimals_than_the_currency_has_are_refused() -> None:
    with pytest.raises(ValueError, match="more decimals"):
        Money.from_decimal("1.005", "USD")


def test_two_currencies_are_never_put_together() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "USD") + Money(1, "EUR")
    with pytest.raises(CurrencyMismatch):
        assert Money(1, "USD") < Money(2, "EUR")


@given(some.integers(-(10**9), 10**9), some.lists(some.integers(0, 1000), min_size=1).filter(any))
def test_parts_add_up_to_the_whole(minor: int, weights: list[int]) -> None:
    parts = Money(minor, "USD").split(weights)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - minor * weight / sum(weights)) < 1
