"""Writes: chargebacks and inquiries, as the provider or a person tells us of them. The order is locked throughout.

A chargeback takes the money back at the bank. From that moment the payment holds that much less to refund, and nothing
is sent again for the order: nobody is paid twice. What was given before stays, and the page says so: it is our answer
to the bank. An inquiry takes nothing; a refund of what it asks about closes it.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Sum

from evenhand.core.api import Actor, InvalidInput, Money, NotPermitted, action, record
from evenhand.people.api import Role
from evenhand.remedies.errors import DisputeHasEnded
from evenhand.remedies.ledger import Entry, Kind, post
from evenhand.remedies.models import Dispute, LedgerAccount, LedgerPosting
from evenhand.shop.api import Payment, hold_back, locked_order

MAY_NOTE = (Role.FINANCE, Role.ADMINISTRATOR)
ENDS = {Dispute.Kind.INQUIRY: (Dispute.State.CLOSED,), Dispute.Kind.CHARGEBACK: (Dispute.State.WON, Dispute.State.LOST)}


@dataclass(frozen=True)
class Told:
    """What is said of a dispute, and when it was said."""

    kind: str
    state: str
    amount: Money
    at: datetime.datetime
    reference: str = ""
    reason: str = ""


@action
def note_dispute(*, payment: Payment, key: str, told: Told, actor: Actor, now: datetime.datetime) -> Dispute:
    """Write down how a dispute stands, new or known by its `key`. The same again, or older news, changes nothing.

    Raises NotPermitted, InvalidInput.
    """
    _refuse_the_wrong_person(actor)
    locked_order(payment.order_id)
    there = Dispute.objects.filter(key=key).first()
    if there is not None and (_is_old_news(there, told) or _says_nothing_new(there, told)):
        return there
    _check(payment, told, there)
    dispute = there or Dispute(
        payment=payment,
        key=key,
        opened_at=told.at,
        noted_by_id=actor.account_id,
        noted_by_label=actor.label[:200],
        currency=told.amount.currency,
    )
    dispute.kind, dispute.state, dispute.amount_minor = told.kind, told.state, told.amount.minor
    dispute.reference, dispute.reason = told.reference or dispute.reference, told.reason[:300] or dispute.reason
    dispute.told_at, dispute.closed_at = told.at, None if told.state == Dispute.State.OPEN else told.at
    dispute.save()
    _follow(dispute, actor, now)
    return dispute


@action
def end_dispute(*, dispute: Dispute, state: str, actor: Actor, now: datetime.datetime) -> Dispute:
    """Say how a dispute ended. So already, nothing changes. Raises DisputeHasEnded, InvalidInput, NotPermitted."""
    _refuse_the_wrong_person(actor)
    locked_order(dispute.payment.order_id)
    current = Dispute.objects.select_related("payment").get(pk=dispute.pk)
    if current.state == state:
        return current
    if state not in ENDS[Dispute.Kind(current.kind)]:
        raise InvalidInput("A chargeback is won or lost, an inquiry is closed.")
    if current.state != Dispute.State.OPEN:
        raise DisputeHasEnded
    current.state, current.closed_at = state, now
    current.save(update_fields=["state", "closed_at"])
    _follow(current, actor, now)
    return current


def close_inquiries(payment_id: int, actor: Actor, now: datetime.datetime) -> None:
    """Inquiries whose whole amount went back have their answer. Part of the action that noted the refund."""
    answered = Dispute.objects.filter(
        payment_id=payment_id,
        kind=Dispute.Kind.INQUIRY,
        state=Dispute.State.OPEN,
        amount_minor__lte=F("payment__refunded_minor"),
    )
    for inquiry in answered:
        inquiry.state, inquiry.closed_at = Dispute.State.CLOSED, now
        inquiry.save(update_fields=["state", "closed_at"])
        _follow(inquiry, actor, now)


def _refuse_the_wrong_person(actor: Actor) -> None:
    if not (actor.is_system or actor.has_role(*MAY_NOTE)):
        raise NotPermitted


def _is_old_news(dispute: Dispute, told: Told) -> bool:
    # Providers count in seconds: of two things said within one, the end came last.
    return told.at < dispute.told_at or (told.at == dispute.told_at and dispute.state != Dispute.State.OPEN)


def _says_nothing_new(dispute: Dispute, told: Told) -> bool:
    return (dispute.kind, dispute.state, dispute.amount) == (told.kind, told.state, told.amount)


def _check(payment: Payment, told: Told, there: Dispute | None) -> None:
    if there is not None and there.payment_id != payment.pk:
        raise InvalidInput("This dispute is known as one of another payment.")
    if told.amount.currency != payment.currency or told.amount.minor <= 0:
        raise InvalidInput(f"A dispute of this payment is about an amount in {payment.currency}, more than nothing.")
    if told.state not in (Dispute.State.OPEN, *ENDS[Dispute.Kind(told.kind)]):
        raise InvalidInput("A chargeback is won or lost, an inquiry is closed.")


def _follow(dispute: Dispute, actor: Actor, now: datetime.datetime) -> None:
    """What else becomes true with a dispute: what the payment still holds, the ledger, the entry."""
    disputes = Dispute.objects.filter(payment_id=dispute.payment_id)
    held = sum(each.holds_minor for each in disputes)
    hold_back(payment=dispute.payment, minor=held, actor=actor, now=now)
    _bring_ledger_to(dispute, actor, now)
    record(
        actor=actor,
        verb="remedies.note_dispute",
        subject=f"order:{dispute.payment.order_id}",
        now=now,
        dispute=dispute.pk,
        kind=dispute.kind,
        state=dispute.state,
        amount_minor=dispute.amount_minor,
        currency=dispute.currency,
    )


def on_the_books(dispute: Dispute) -> dict[LedgerAccount.Kind, int]:
    """What a dispute as it stands comes to on each account: debit less credit."""
    held, lost = (
        dispute.holds_minor if dispute.state == state else 0 for state in (Dispute.State.OPEN, Dispute.State.LOST)
    )
    wanted = {Kind.CHARGEBACKS_HELD: held, Kind.CHARGEBACKS_LOST: lost, Kind.PROVIDER_CLEARING: -held - lost}
    return {kind: minor for kind, minor in wanted.items() if minor}


def _bring_ledger_to(dispute: Dispute, actor: Actor, now: datetime.datetime) -> None:
    """Post the difference between what stands in the ledger and how the dispute stands: right after any news."""
    there = LedgerPosting.objects.filter(transaction__dispute=dispute)
    differences: dict[LedgerAccount.Kind, int] = defaultdict(int, on_the_books(dispute))
    for kind, total in there.values_list("account__kind").annotate(total=Sum("amount_minor")):
        differences[LedgerAccount.Kind(kind)] -= total
    entries = [
        Entry(kind, Money(minor, dispute.currency), _owner(kind, dispute))
        for kind, minor in differences.items()
        if minor
    ]
    if entries:
        step = dispute.transactions.count() + 1
        post(
            key=f"dispute:{dispute.pk}:{step}",
            entries=entries,
            description=f"{dispute.kind}: {dispute.state}",
            actor=actor,
            now=now,
            dispute=dispute,
        )


def _owner(kind: LedgerAccount.Kind, dispute: Dispute) -> str:
    return f"order:{dispute.payment.order_id}" if kind is Kind.CHARGEBACKS_HELD else ""
