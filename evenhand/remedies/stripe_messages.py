"""Writes: what Stripe tells us of its own accord: refunds that settle or fail later, disputes and how they end.

Messages come at least once, late, and in any order; each is read once, in one transaction with all that follows from
it. What is about nothing of ours is noted as such and otherwise left alone.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import stripe
from django.db.models import Q

from evenhand.core.api import InvalidInput, action, system
from evenhand.remedies.disputes import Told, note_dispute
from evenhand.remedies.models import Dispute, ProviderMessage, Remedy
from evenhand.remedies.providers import Answer, Outcome
from evenhand.remedies.settlement import note_answers
from evenhand.remedies.stripe import KEY, REFUNDS
from evenhand.remedies.stripe_amounts import money_of_stripe
from evenhand.shop.api import Payment, Refund

STRIPE = system("Stripe")
Inquiry, Chargeback = Dispute.Kind.INQUIRY, Dispute.Kind.CHARGEBACK
DISPUTES = {
    "warning_needs_response": (Inquiry, Dispute.State.OPEN),
    "warning_under_review": (Inquiry, Dispute.State.OPEN),
    "warning_closed": (Inquiry, Dispute.State.CLOSED),
    "prevented": (Inquiry, Dispute.State.CLOSED),
    "needs_response": (Chargeback, Dispute.State.OPEN),
    "under_review": (Chargeback, Dispute.State.OPEN),
    "won": (Chargeback, Dispute.State.WON),
    "lost": (Chargeback, Dispute.State.LOST),
}


def signed_message(raw: bytes, signature: str, secret: str) -> Mapping[str, Any]:
    """What Stripe says, its signature verified by Stripe's own client. Raises InvalidInput."""
    try:
        message: Mapping[str, Any] = stripe.Webhook.construct_event(raw, signature, secret).to_dict()
    except (ValueError, stripe.SignatureVerificationError) as problem:
        raise InvalidInput("This message is not signed by Stripe with the secret that we know.") from problem
    return message


@action
def read_message(*, message: Mapping[str, Any], now: datetime.datetime) -> ProviderMessage:
    """Do what follows from one message. Read already, nothing changes."""
    said_at = datetime.datetime.fromtimestamp(message["created"], datetime.UTC)
    kept, is_new = ProviderMessage.objects.get_or_create(
        reference=message["id"],
        defaults={"kind": message["type"][:100], "said_at": said_at, "read_at": now, "was_ours": False},
    )
    if not is_new:
        return kept
    follow = _FOLLOW.get(_subject_of(message))
    if follow is not None and follow(message["data"]["object"], said_at, now):
        kept.was_ours = True
        kept.save(update_fields=["was_ours"])
    return kept


def _subject_of(message: Mapping[str, Any]) -> str:
    kind = message["type"]
    if kind.startswith(("charge.dispute.", "refund.", "charge.refund.")):
        return str(message["data"]["object"].get("object", ""))
    return ""


def _follow_refund(refund: Mapping[str, Any], said_at: datetime.datetime, now: datetime.datetime) -> bool:
    remedy, ours = _our_refund((refund.get("metadata") or {}).get(KEY, ""), refund["id"])
    if remedy is None or ours is None:
        return False
    outcome = REFUNDS.get(refund.get("status") or "", Outcome.UNKNOWN)
    if outcome in (Outcome.PAID, Outcome.REFUSED):
        problem = (refund.get("failure_reason") or "").replace("_", " ") if outcome is Outcome.REFUSED else ""
        answer = Answer(outcome, problem, refund["id"])
        note_answers(remedy=remedy, answers={ours.pk: answer}, actor=STRIPE, now=now)
    return True


def _our_refund(key: str, reference: str) -> tuple[Remedy | None, Refund | None]:
    remedy_key, _, number = key.rpartition(":")
    known = Q(pk=int(number)) if number.isdecimal() and remedy_key else Q(reference=reference)
    refund = Refund.objects.filter(known).first()
    remedies = Remedy.objects.filter(refunds=refund) if refund else Remedy.objects.none()
    return (remedies.filter(idempotency_key=remedy_key) if remedy_key else remedies).first(), refund


def _follow_dispute(dispute: Mapping[str, Any], said_at: datetime.datetime, now: datetime.datetime) -> bool:
    names = [name for name in (dispute.get("payment_intent"), dispute.get("charge")) if name]
    payment = Payment.objects.filter(reference__in=names).first()
    if payment is None or dispute["status"] not in DISPUTES:
        return False
    kind, state = DISPUTES[dispute["status"]]
    told = Told(
        kind=kind,
        state=state,
        amount=money_of_stripe(dispute["amount"], dispute["currency"]),
        at=said_at,
        reference=dispute["id"],
        reason=(dispute.get("reason") or "").replace("_", " "),
    )
    note_dispute(payment=payment, key=f"stripe:{dispute['id']}", told=told, actor=STRIPE, now=now)
    return True


_FOLLOW: dict[str, Callable[[Mapping[str, Any], datetime.datetime, datetime.datetime], bool]] = {
    "refund": _follow_refund,
    "dispute": _follow_dispute,
}
