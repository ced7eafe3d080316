"""Which payment provider this installation uses."""

from functools import cache

from evenhand.core.api import environment
from evenhand.remedies.providers import LEDGER_ONLY, PaymentProvider


@cache
def chosen_provider() -> PaymentProvider:
    """The provider that the settings name."""
    settings = environment()
    if settings.payment_provider == "ledger":
        return LEDGER_ONLY
    from evenhand.remedies.stripe import StripeProvider  # noqa: PLC0415 - Stripe's client is loaded where it is used

    return StripeProvider(
        secret_key=settings.stripe_secret_key,
        api_base=settings.stripe_api_base,
        timeout_seconds=settings.stripe_timeout_seconds,
    )
