"""Writes: carrying out a decided remedy, in goods, money and ledger, and noting what the payment provider said."""

import datetime

from evenhand.core.api import Actor, Money, action, record
from evenhand.policies.api import parameters
from evenhand.remedies.facts import GOODWILL
from evenhand.remedies.ledger import LAPSE, Entry, Kind, post
from evenhand.remedies.models import Claim, LedgerAccount, Remedy
from evenhand.remedies.providers import Answer, Outcome, PaymentProvider, RefundOrder
from evenhand.remedies.rules import CREDIT, REFUND, spread, state_of_parts
from evenhand.shop.api import (
    Order,
    PaymentMethod,
    Refund,
    dispatch_replacement,
    release_refund,
    reserve_refund,
    settle_refund,
)

ON_ITS_WAY = (Remedy.State.RESERVED, Remedy.State.UNKNOWN)


def carry_out(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """Reserve money, give credit or send goods, with the ledger, in the transaction that decides. Order locked."""
    if remedy.kind == REFUND:
        _reserve_refunds(remedy, actor, now)
    elif remedy.kind == CREDIT:
        _give_credit(remedy, actor, now)
    else:
        _send_again(remedy, actor, now)


def _reserve_refunds(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    payments = list(remedy.claim.order.payments.select_for_update().order_by("position"))
    parts = spread(remedy.amount_minor, [payment.refundable.minor for payment in payments])
    for payment, part in zip(payments, parts, strict=True):
        if part:
            amount, key = Money(part, remedy.currency), remedy.idempotency_key
            remedy.refunds.add(reserve_refund(payment=payment, amount=amount, key=key, actor=actor, now=now))
    _post(remedy, "reserve", remedy.amount, (Kind.REFUNDS_GRANTED, Kind.REFUND_PAYABLE), actor=actor, now=now)


def _give_credit(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    valid_days = parameters(GOODWILL, now).integer("credit_valid_days")
    remedy.expires_at = now + datetime.timedelta(days=valid_days)
    _post(remedy, "give", remedy.amount, (Kind.GOODWILL_EXPENSE, Kind.CUSTOMER_CREDIT), actor=actor, now=now)
    _finish(remedy, Remedy.State.DONE, now)


def _send_again(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    claim = remedy.claim
    remedy.shipment = dispatch_replacement(
        order=claim.order,
        lines=list(claim.lines.select_related("variant")),
        key=remedy.idempotency_key,
        replaces=claim.shipment,
        actor=actor,
        now=now,
    )
    _post(remedy, "send", remedy.amount, (Kind.REPLACEMENT_EXPENSE, Kind.GOODS_SENT), actor=actor, now=now)
    _finish(remedy, Remedy.State.DONE, now)


def _post(
    remedy: Remedy,
    step: str,
    amount: Money,
    debit_and_credit: tuple[LedgerAccount.Kind, LedgerAccount.Kind],
    *,
    actor: Actor,
    now: datetime.datetime,
) -> None:
    if not amount:
        return  # a gift that came with an order is worth nothing when it is sent again
    debit, credit = debit_and_credit
    entries = [
        Entry(debit, amount, owner_on(debit, remedy.claim.order)),
        Entry(credit, -amount, owner_on(credit, remedy.claim.order)),
    ]
    key = f"{remedy.idempotency_key}:{step}"
    post(key=key, entries=entries, description=f"{remedy.kind}: {step}", actor=actor, now=now, remedy=remedy)


def owner_on(kind: LedgerAccount.Kind, order: Order) -> str:
    """Whose account of this kind is moved by a remedy for `order`: empty where it is the shop's own."""
    if kind is Kind.REFUND_PAYABLE:
        return f"order:{order.pk}"
    return f"account:{order.customer.account_id}" if kind is Kind.CUSTOMER_CREDIT else ""


def _finish(remedy: Remedy, state: Remedy.State, now: datetime.datetime, problem: str = "") -> None:
    remedy.state, remedy.problem = state, problem[:300]
    remedy.done_at = now if state == Remedy.State.DONE else None
    remedy.save(update_fields=["state", "problem", "done_at", "expires_at", "shipment"])
    if state == Remedy.State.DONE and remedy.kind != CREDIT:
        Claim.objects.filter(pk=remedy.claim_id, state=Claim.State.OPEN).update(
            state=Claim.State.SETTLED, closed_at=now
        )


def ask_provider(
    *, remedy: Remedy, actor: Actor, now: datetime.datetime, provider: PaymentProvider, again: bool = False
) -> Remedy:
    """Have reserved money paid, and write down the answer. Outside any transaction of ours: a provider takes its time.

    Asked `again`, the provider first says what became of it, and is asked to pay only where it never heard of it.
    """
    if remedy.kind != REFUND or remedy.state not in ON_ITS_WAY:
        return remedy
    answers = {
        refund.pk: _answer(remedy, refund, provider, again)
        for refund in remedy.refunds.select_related("method").filter(state=Refund.State.PENDING).order_by("pk")
    }
    return _note_answers(remedy=remedy, answers=answers, actor=actor, now=now)


def _answer(remedy: Remedy, refund: Refund, provider: PaymentProvider, again: bool) -> Answer:
    if refund.method.kind == PaymentMethod.Kind.GIFT_CARD:
        return Answer(Outcome.PAID)  # our own card: crediting it, below, is paying it
    order = RefundOrder(
        key=f"{remedy.idempotency_key}:{refund.pk}",
        amount=Money(refund.amount_minor, remedy.currency),
        method_kind=refund.method.kind,
        method_id=refund.method.external_id,
        order_number=remedy.claim.order.number,
    )
    answer = provider.outcome_of(order) if again else provider.refund(order)
    return provider.refund(order) if again and answer.outcome is Outcome.UNSEEN else answer


@action
def _note_answers(*, remedy: Remedy, answers: dict[int, Answer], actor: Actor, now: datetime.datetime) -> Remedy:
    claim = Claim.objects.select_related("order__customer").get(pk=remedy.claim_id)
    Order.objects.select_for_update().get(pk=claim.order_id)
    current = Remedy.objects.get(pk=remedy.pk)
    current.claim = claim
    if current.state not in ON_ITS_WAY:
        return current
    for refund in current.refunds.select_related("method").order_by("pk"):
        if refund.state == Refund.State.PENDING and refund.pk in answers:
            _note_answer(current, refund, answers[refund.pk].outcome, actor, now)
    state = Remedy.State(state_of_parts(set(current.refunds.values_list("state", flat=True))))
    problem = "; ".join(answer.problem for answer in answers.values() if answer.problem)
    if (state, problem[:300]) != (current.state, current.problem):
        _finish(current, state, now, problem)
        record(
            actor=actor,
            verb="remedies.note_answer",
            subject=f"order:{claim.order_id}",
            now=now,
            remedy=current.pk,
            state=state.value,
        )
    return current


def _note_answer(remedy: Remedy, refund: Refund, outcome: Outcome, actor: Actor, now: datetime.datetime) -> None:
    amount = Money(refund.amount_minor, remedy.currency)
    if outcome is Outcome.PAID:
        settle_refund(refund=refund, actor=actor, now=now)
        is_card = refund.method.kind == PaymentMethod.Kind.GIFT_CARD
        paid_from = Kind.GIFT_CARDS if is_card else Kind.PROVIDER_CLEARING
        _post(remedy, f"settle:{refund.pk}", amount, (Kind.REFUND_PAYABLE, paid_from), actor=actor, now=now)
    elif outcome is Outcome.REFUSED:
        release_refund(refund=refund, actor=actor, now=now)
        _post(remedy, f"release:{refund.pk}", amount, (Kind.REFUND_PAYABLE, Kind.REFUNDS_GRANTED), actor=actor, now=now)


@action
def lapse_credit(*, remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """A credit whose time is over leaves the ledger. Gone already, nothing changes."""
    current = Remedy.objects.select_for_update(of=("self",)).select_related("claim__order__customer").get(pk=remedy.pk)
    if (
        current.expires_at is None
        or current.expires_at > now
        or current.transactions.filter(description=LAPSE).exists()
    ):
        return
    _post(current, "lapse", current.amount, (Kind.CUSTOMER_CREDIT, Kind.GOODWILL_EXPENSE), actor=actor, now=now)
    record(
        actor=actor, verb="remedies.lapse_credit", subject=f"order:{current.claim.order_id}", now=now, remedy=current.pk
    )
