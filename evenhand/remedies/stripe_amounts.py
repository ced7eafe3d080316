"""Amounts as Stripe writes them, which is not how the currency's own country does. Plain values in, plain values out.

Stripe counts most currencies in hundredths, also some that have no smaller unit in use (Icelandic króna, Serbian
dinar); a fixed list in whole units; and five in thousandths, whose last digit has to be 0.
Source: Stripe's page on currencies, "Minor units in API amounts", "Zero-decimal", "Three-decimal", "Special cases".
"""

from decimal import Decimal

from babel.numbers import get_currency_precision

from evenhand.core.api import Money

WHOLE = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF")
)
THOUSANDTHS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))


class NotPayableByStripe(ValueError):
    """Stripe cannot move this amount exactly."""


def stripe_step(currency: str) -> int:
    """The smallest amount that Stripe moves, in our minor units."""
    return 10 if currency in THOUSANDTHS else 1


def stripe_amount(amount: Money) -> int:
    """The amount as Stripe's API wants it. Raises NotPayableByStripe: a rounded sum would be another sum."""
    scaled = amount.decimal.scaleb(_stripe_decimals(amount.currency))
    if scaled != scaled.to_integral_value() or amount.minor % stripe_step(amount.currency):
        raise NotPayableByStripe(f"Stripe moves {amount.currency} in steps of {_step_words(amount.currency)}.")
    return int(scaled)


def money_of_stripe(amount: int, currency: str) -> Money:
    """What Stripe's `amount` is in our minor units."""
    decimal = Decimal(amount).scaleb(-_stripe_decimals(currency.upper()))
    return Money.from_decimal(decimal, currency.upper())


def _stripe_decimals(currency: str) -> int:
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2


def _step_words(currency: str) -> str:
    return str(Decimal(stripe_step(currency)).scaleb(-get_currency_precision(currency)))
