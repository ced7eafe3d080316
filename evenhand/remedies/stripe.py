"""Stripe as payment provider, through Stripe's own client.

What decides an answer is what Stripe is *known* to have done. A refusal is one only where Stripe says so; a broken
line, a time-out, an error of theirs or too many requests leave the outcome unknown, to be asked again by our key. That
key goes along twice: as idempotency key, which Stripe remembers for a day, and as metadata, which it keeps for good.
"""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

import stripe
from django.utils.translation import gettext

from evenhand.remedies.providers import Answer, ChargeOrder, Outcome, RefundOrder
from evenhand.remedies.stripe_amounts import NotPayableByStripe, stripe_amount, stripe_step

KEY, ORDER = "evenhand_key", "evenhand_order"
PAGE = 100

log = logging.getLogger(__name__)
stripe.enable_telemetry = False  # nobody needs to know how long our requests took

REFUNDS = {
    "succeeded": Outcome.PAID,
    "failed": Outcome.REFUSED,
    "canceled": Outcome.REFUSED,
    "pending": Outcome.UNKNOWN,
    "requires_action": Outcome.UNKNOWN,
}
# A payment that waits for anything is neither paid nor refused; one that wants another card was refused.
CHARGES = {"succeeded": Outcome.PAID, "canceled": Outcome.REFUSED, "requires_payment_method": Outcome.REFUSED}


class StripeProvider:
    """Refunds and charges by Stripe. `api_base` is another address for tests only."""

    def __init__(self, *, secret_key: str, api_base: str, timeout_seconds: float) -> None:
        self._stripe = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base},
            http_client=stripe.RequestsClient(timeout=timeout_seconds),
            max_network_retries=0,  # the clockwork asks again, and a page does not wait for it
        ).v1

    def refund(self, order: RefundOrder) -> Answer:
        """Pay back on the payment that the customer made, once for each key."""
        if not order.payment_reference:
            return Answer(Outcome.REFUSED, "Stripe does not know this payment: it has no reference of theirs.")
        if order.goes_elsewhere:
            return Answer(Outcome.REFUSED, gettext("Stripe pays back only to the means that paid. Choose that one."))
        return _asked(lambda: self._refund(order), or_else=lambda: self._found_refund(order))

    def step(self, currency: str) -> int:
        """The smallest amount that can be moved, in minor units."""
        return stripe_step(currency)

    def _refund(self, order: RefundOrder) -> Answer:
        params: stripe.params.RefundCreateParams = {
            "amount": stripe_amount(order.amount),
            "metadata": {KEY: order.key, ORDER: order.order_number},
        }
        if order.payment_reference.startswith("pi_"):
            params["payment_intent"] = order.payment_reference
        else:
            params["charge"] = order.payment_reference
        return _of_refund(self._stripe.refunds.create(params, {"idempotency_key": order.key}))

    def outcome_of(self, order: RefundOrder) -> Answer:
        """What became of a refund: found by our key among all refunds of its payment."""
        if not order.payment_reference:
            return Answer(Outcome.UNSEEN)
        return _asked(lambda: self._found_refund(order) or Answer(Outcome.UNSEEN))

    def _found_refund(self, order: RefundOrder) -> Answer | None:
        of = "payment_intent" if order.payment_reference.startswith("pi_") else "charge"
        params: stripe.params.RefundListParams = {"limit": PAGE}
        params[of] = order.payment_reference  # type: ignore[literal-required] # one of two names
        found = _with_key(self._stripe.refunds.list(params).auto_paging_iter(), order.key)
        return None if found is None else _of_refund(found)

    def charge(self, order: ChargeOrder) -> Answer:
        """Take a payment from a method that the customer left with us, once for each key."""
        return _asked(lambda: self._charge(order), or_else=lambda: self._found_charge(order))

    def _charge(self, order: ChargeOrder) -> Answer:
        customer = self._customer_of(order.method_id)
        if not customer:
            return Answer(
                Outcome.REFUSED, "Stripe keeps this means of payment for no customer, so it cannot be used again."
            )
        params: stripe.params.PaymentIntentCreateParams = {
            "amount": stripe_amount(order.amount),
            "currency": order.amount.currency.lower(),
            "customer": customer,
            "payment_method": order.method_id,
            "confirm": True,
            "off_session": True,
            "error_on_requires_action": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "metadata": {KEY: order.key, ORDER: order.order_number},
        }
        return _of_charge(self._stripe.payment_intents.create(params, {"idempotency_key": order.key}))

    def charge_outcome_of(self, order: ChargeOrder) -> Answer:
        """What became of a charge: found by our key among the customer's payments, which are listed as they are now."""
        return _asked(lambda: self._found_charge(order) or Answer(Outcome.UNSEEN))

    def _found_charge(self, order: ChargeOrder) -> Answer | None:
        customer = self._customer_of(order.method_id)
        if customer:
            intents = self._stripe.payment_intents.list({"customer": customer, "limit": PAGE}).auto_paging_iter()
        else:
            # The means was taken off the customer, perhaps after it was charged. The search lags by a minute, as we do.
            intents = self._stripe.payment_intents.search(
                {"query": f"metadata['{KEY}']:'{order.key}'"}
            ).auto_paging_iter()
        found = _with_key(intents, order.key)
        return None if found is None else _of_charge(found)

    def _customer_of(self, method_id: str) -> str:
        customer = self._stripe.payment_methods.retrieve(method_id).customer
        return customer if isinstance(customer, str) else customer.id if customer else ""


def _asked(ask: Callable[[], Answer], or_else: Callable[[], Answer | None] = lambda: None) -> Answer:
    """Stripe's answer; where it refuses, `or_else` looks whether our key was served before. Never raises theirs."""
    try:
        return ask()
    except NotPayableByStripe as problem:
        return Answer(Outcome.REFUSED, str(problem))
    except (stripe.CardError, stripe.InvalidRequestError) as refusal:
        words = refusal.user_message or "Stripe refused without saying why."
    except stripe.StripeError as trouble:
        log.warning("stripe_outcome_unknown", extra={"problem": str(trouble)[:300]})
        return Answer(Outcome.UNKNOWN, (trouble.user_message or "")[:300])
    try:
        return or_else() or Answer(Outcome.REFUSED, words)
    except (stripe.CardError, stripe.InvalidRequestError):
        return Answer(Outcome.REFUSED, words)
    except stripe.StripeError:
        return Answer(Outcome.UNKNOWN, words)


K = TypeVar("K", stripe.Refund, stripe.PaymentIntent)


def _with_key(found: Iterable[K], key: str) -> K | None:
    for each in found:
        kept = each.metadata  # an object of theirs that looks like a dict and has no `get`
        if kept is not None and KEY in kept and kept[KEY] == key:
            return each
    return None


def _of_refund(refund: stripe.Refund) -> Answer:
    outcome = REFUNDS.get(refund.status or "", Outcome.UNKNOWN)
    return Answer(outcome, _why(refund.failure_reason if outcome is Outcome.REFUSED else None), refund.id)


def _of_charge(intent: stripe.PaymentIntent) -> Answer:
    outcome = CHARGES.get(intent.status, Outcome.UNKNOWN)
    error = intent.last_payment_error if outcome is Outcome.REFUSED else None
    return Answer(outcome, _why(error.message if error else None), intent.id)


def _why(reason: str | None) -> str:
    return (reason or "").replace("_", " ")
