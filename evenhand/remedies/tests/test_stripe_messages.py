"""Stripe's own messages: signed, read once, in any order, and what is none of ours is taken politely."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe
from django.test import Client

from evenhand.core.api import Actor, environment
from evenhand.people.api import Account
from evenhand.remedies import api, views
from evenhand.remedies.models import Dispute, ProviderMessage
from evenhand.remedies.stripe import StripeProvider
from evenhand.remedies.tests.stripe_server import SmallStripe, small_stripe
from evenhand.shop.api import Order, Payment, Refund
from evenhand.shop.testing import MARCH_2

pytestmark = pytest.mark.usefixtures("house_policies", "secret")
SECRET = "whsec_of_the_tests"
SAID = 1_772_452_800  # 2 March 2026, noon


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    known = environment().model_copy(update={"stripe_webhook_secret": SECRET})
    monkeypatch.setattr(views, "environment", lambda: known)


@pytest.fixture
def there() -> Iterator[SmallStripe]:
    with small_stripe() as small:
        small.pay("pi_paid", 7220)
        yield small


@pytest.fixture
def remedy(order: Order, there: SmallStripe, agent: Account, actor: Callable[[Account], Actor]) -> api.Remedy:
    """A refund by Stripe that the bank has not settled yet."""
    Payment.objects.update(reference="pi_paid")
    there.troubles = ["pending"]
    claim = api.open_claim(order=order, kind="lost", actor=actor(agent), now=MARCH_2)
    provider = StripeProvider(secret_key="sk_test_small", api_base=there.address, timeout_seconds=5)
    given = api.grant_remedy(
        claim=claim, kind="refund", key="page-1", actor=actor(agent), now=MARCH_2, provider=provider
    )
    assert given.state == "unknown"
    return given


def event(kind: str, about: dict[str, Any], number: str = "evt_1", said: int = SAID) -> str:
    message = {"id": number, "object": "event", "type": kind, "created": said, "data": {"object": about}}
    return json.dumps(message)


def deliver(body: str, *, secret: str = SECRET, age_seconds: int = 0, signature: str = "") -> int:
    header = signature or stripe.WebhookSignature.generate_signature_header(
        body, secret, int(time.time()) - age_seconds
    )
    answer = Client(enforce_csrf_checks=True).post(
        "/hooks/stripe/", body, content_type="application/json", headers={"Stripe-Signature": header}
    )
    return answer.status_code


def dispute(status: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "du_1",
        "object": "dispute",
        "amount": 7220,
        "currency": "usd",
        "status": status,
        "reason": "product_not_received",
        "charge": "ch_1",
        "payment_intent": "pi_paid",
        **more,
    }


def state_of(remedy: api.Remedy) -> str:
    return api.Remedy.objects.get(pk=remedy.pk).state


@pytest.mark.parametrize("kind", ["refund.updated", "charge.refund.updated"])
def test_a_refund_that_settles_later_is_settled_once(remedy: api.Remedy, there: SmallStripe, kind: str) -> None:
    told = event(kind, there.refunds[0] | {"status": "succeeded"})
    assert [deliver(told) for _ in range(3)] == [204, 204, 204]
    assert state_of(remedy) == "done"
    refund, payment = Refund.objects.get(), Payment.objects.get()
    assert (refund.state, refund.reference, payment.refunded_minor) == ("settled", there.refunds[0]["id"], 7220)
    assert ProviderMessage.objects.get().was_ours
    assert api.verify_ledger().problems == ()


def test_a_refund_that_fails_is_released_and_stays_so_whatever_older_message_comes(
    remedy: api.Remedy, there: SmallStripe
) -> None:
    failed = there.refunds[0] | {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    assert deliver(event("refund.failed", failed)) == 204
    assert deliver(event("refund.updated", there.refunds[0] | {"status": "succeeded"}, "evt_0", SAID - 9)) == 204
    known = api.Remedy.objects.get(pk=remedy.pk)
    assert (known.state, known.problem) == ("failed", "expired or canceled card")
    assert Payment.objects.get().refundable.minor == 7220
    assert api.verify_ledger().problems == ()


def test_a_refund_that_was_paid_and_came_back_is_no_longer_done(remedy: api.Remedy, there: SmallStripe) -> None:
    deliver(event("refund.updated", there.refunds[0] | {"status": "succeeded"}))
    deliver(event("refund.failed", there.refunds[0] | {"status": "failed"}, "evt_2", SAID + 9))
    assert state_of(remedy) == "failed"
    assert Payment.objects.get().refunded_minor == 0
    assert api.verify_ledger().problems == ()


def test_a_dispute_is_followed_from_its_opening_to_its_end(order: Order) -> None:
    Payment.objects.update(reference="pi_paid")
    for step, (kind, status, state) in enumerate(
        [
            ("created", "warning_needs_response", "open"),
            ("updated", "needs_response", "open"),
            ("funds_withdrawn", "needs_response", "open"),
            ("closed", "lost", "lost"),
        ]
    ):
        assert deliver(event(f"charge.dispute.{kind}", dispute(status), f"evt_{step}", SAID + step)) == 204
        assert Dispute.objects.get().state == state
    known = Dispute.objects.get()
    assert (known.kind, known.reference, known.reason) == ("chargeback", "du_1", "product not received")
    assert Payment.objects.get().held_back_minor == 7220
    assert api.verify_ledger().problems == ()


def test_the_end_of_a_dispute_may_come_before_its_opening(order: Order) -> None:
    Payment.objects.update(reference="pi_paid")
    deliver(event("charge.dispute.closed", dispute("won"), "evt_2", SAID + 60))
    deliver(event("charge.dispute.created", dispute("needs_response"), "evt_1", SAID))
    assert Dispute.objects.get().state == "won"
    assert Payment.objects.get().held_back_minor == 0
    assert api.verify_ledger().problems == ()


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("customer.created", {"id": "cus_1", "object": "customer"}),
        ("charge.dispute.created", dispute("needs_response", payment_intent="pi_of_another_shop")),
        ("charge.dispute.created", dispute("a status of next year")),
        ("refund.updated", {"id": "re_9", "object": "refund", "status": "succeeded", "metadata": {}}),
        (
            "refund.updated",
            {"id": "re_9", "object": "refund", "status": "succeeded", "metadata": {"evenhand_key": "other:77"}},
        ),
        ("refund.updated", {"id": "re_9", "object": "refund", "status": None, "metadata": None}),
    ],
)
def test_what_is_none_of_ours_is_taken_politely(order: Order, kind: str, about: dict[str, Any]) -> None:
    Payment.objects.update(reference="pi_paid")
    assert deliver(event(kind, about)) == 204
    assert not ProviderMessage.objects.get().was_ours
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"secret": "whsec_of_somebody_else"}, {"age_seconds": 3600}, {"signature": "t=1,v1=0"}, {"signature": "x"}],
)
def test_what_is_not_signed_now_by_stripe_changes_nothing(order: Order, wrong: dict[str, Any]) -> None:
    Payment.objects.update(reference="pi_paid")
    assert deliver(event("charge.dispute.created", dispute("needs_response")), **wrong) == 422
    assert not ProviderMessage.objects.exists()


def test_the_door_is_for_posts_and_is_not_there_without_a_secret(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/hooks/stripe/").status_code == 405
    assert deliver("not json") == 422
    monkeypatch.setattr(views, "environment", environment)
    assert deliver(event("customer.created", {})) == 404
