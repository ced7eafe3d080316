"""Writes: money that goes back. Reserved before anybody is asked to pay it, then settled or released."""

import datetime

from evenhand.core.api import Actor, DomainError, InvalidInput, Money, action, record
from evenhand.shop.actions import move_balance, next_position
from evenhand.shop.holding import locked_payment, locked_refund
from evenhand.shop.models import Payment, PaymentMethod, Refund


class RefundExceedsPayment(DomainError):
    """More would go back than came in."""

    message = "That is more than can still be paid back on this payment. Look at what was refunded already."


class RefundKeyReused(DomainError):
    """One key, two different refunds."""

    message = "This refund was already asked for with another amount. Reload the page and look at what was done."


@action
def reserve_refund(
    *,
    payment: Payment,
    amount: Money,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    method: PaymentMethod | None = None,
    position: int | None = None,
) -> Refund:
    """Set `amount` of a payment aside to go back, to the means it came from or to `method`.

    Parts of one refund, on several payments, share a `position` in the history. Locks the payment. The same key and
    amount again answers the refund there is. Raises RefundExceedsPayment,
    RefundKeyReused, InvalidInput.
    """
    locked = locked_payment(payment.pk)
    if amount.currency != locked.currency or amount.minor < 0:
        raise InvalidInput(f"A refund of this payment is an amount in {locked.currency}, not less than nothing.")
    there = locked.refunds.filter(key=key).first()
    if there is not None:
        if there.amount_minor != amount.minor:
            raise RefundKeyReused
        return there
    if amount > locked.refundable:
        raise RefundExceedsPayment
    _move(locked, pending=amount.minor)
    refund = Refund.objects.create(
        payment=locked,
        method=method or locked.method,
        amount_minor=amount.minor,
        key=key,
        reserved_at=now,
        position=next_position(locked.order_id) if position is None else position,
    )
    _record("reserve_refund", locked, refund, actor, now)
    return refund


@action
def settle_refund(*, refund: Refund, actor: Actor, now: datetime.datetime, reference: str = "") -> Refund:
    """The money is back; a gift card is credited with it. `reference` is the payment provider's number for it.

    Settled already, nothing changes.
    """
    locked = locked_refund(refund.pk)
    payment = locked.payment
    if locked.state == Refund.State.SETTLED:
        return locked
    if locked.state == Refund.State.RELEASED:
        raise RefundNotPending
    _move(payment, pending=-locked.amount_minor, refunded=locked.amount_minor)
    if locked.method.balance_minor is not None:
        move_balance(locked.method, locked.amount_minor, actor=actor, now=now)
    locked.state, locked.settled_at, locked.reference = Refund.State.SETTLED, now, reference[:200]
    locked.save(update_fields=["state", "settled_at", "reference"])
    _record("settle_refund", payment, locked, actor, now)
    return locked


@action
def release_refund(*, refund: Refund, actor: Actor, now: datetime.datetime) -> Refund:
    """The money did not leave and may be given otherwise. Released already, nothing changes."""
    locked = locked_refund(refund.pk)
    payment = locked.payment
    if locked.state == Refund.State.RELEASED:
        return locked
    if locked.state == Refund.State.SETTLED:
        raise RefundNotPending
    _move(payment, pending=-locked.amount_minor)
    locked.state = Refund.State.RELEASED
    locked.save(update_fields=["state"])
    _record("release_refund", payment, locked, actor, now)
    return locked


@action
def hold_back(*, payment: Payment, minor: int, actor: Actor, now: datetime.datetime) -> None:
    """Note how much of a payment the customer's bank took back, or holds until it has decided: 0 when it gave it up.

    What was refunded before stays refunded, so both together may be more than came in. The same again changes nothing.
    """
    locked = locked_payment(payment.pk)
    if locked.held_back_minor == minor:
        return
    locked.held_back_minor = minor
    locked.save(update_fields=["held_back_minor"])
    record(
        actor=actor,
        verb="shop.hold_back",
        subject=f"order:{locked.order_id}",
        now=now,
        payment=locked.pk,
        amount_minor=minor,
        currency=locked.currency,
    )


@action
def bounce_refund(*, refund: Refund, actor: Actor, now: datetime.datetime) -> Refund:
    """A refund that was paid came back from the customer's bank. Known already, nothing changes."""
    locked = locked_refund(refund.pk)
    payment = locked.payment
    if locked.state == Refund.State.RELEASED:
        return locked
    if locked.state != Refund.State.SETTLED or locked.method.balance_minor is not None:
        raise RefundNotPending
    _move(payment, refunded=-locked.amount_minor)
    locked.state, locked.settled_at = Refund.State.RELEASED, None
    locked.save(update_fields=["state", "settled_at"])
    _record("bounce_refund", payment, locked, actor, now)
    return locked


class RefundNotPending(DomainError):
    """What is settled or released is at its end."""

    message = "This refund is at its end already, so it cannot be changed. Look at how it ended."


def _move(payment: Payment, *, pending: int = 0, refunded: int = 0) -> None:
    """Add to what is on its way back, and to what is back, on a payment that is locked."""
    payment.refund_pending_minor += pending
    payment.refunded_minor += refunded
    payment.save(update_fields=["refund_pending_minor", "refunded_minor"])


def _record(verb: str, payment: Payment, refund: Refund, actor: Actor, now: datetime.datetime) -> None:
    record(
        actor=actor,
        verb=f"shop.{verb}",
        subject=f"order:{payment.order_id}",
        now=now,
        refund=refund.pk,
        amount_minor=refund.amount_minor,
        currency=payment.currency,
    )
