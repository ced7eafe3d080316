"""Writes: asking a payment provider for money, before and after which something changes."""

import datetime

from evenhand.core.api import Actor, DomainError, action, one_transaction, record
from evenhand.remedies.carrying import apply, give_up, let_go, note_paid, release_exchanged, return_charge
from evenhand.remedies.chosen import chosen_provider
from evenhand.remedies.models import Charge, Remedy
from evenhand.remedies.providers import Answer, ChargeOrder, Outcome, PaymentProvider
from evenhand.remedies.settlement import ON_ITS_WAY, ask_provider, finish
from evenhand.shop.api import locked_order


def move_money(
    *,
    remedy: Remedy,
    actor: Actor,
    now: datetime.datetime,
    provider: PaymentProvider | None = None,
    again: bool = False,
) -> Remedy:
    """Have asked what a remedy waits for, the customer's money first, then what goes back. Outside any transaction."""
    if remedy.state not in ON_ITS_WAY:
        return remedy
    waiting = remedy.charges.filter(state=Charge.State.PENDING).select_related("method")
    charge = waiting.first() if remedy.may_cost else None
    if charge is not None:
        answer = _answer(charge, remedy, provider or chosen_provider(), again)
        remedy = note_charge(charge=charge, answer=answer, actor=actor, now=now)
        if remedy.charges.filter(state=Charge.State.PENDING).exists():
            return remedy
    return ask_provider(remedy=remedy, actor=actor, now=now, provider=provider, again=again)


def _answer(charge: Charge, remedy: Remedy, provider: PaymentProvider, again: bool) -> Answer:
    order = ChargeOrder(
        key=charge.key,
        amount=charge.amount,
        method_kind=charge.method.kind,
        method_id=charge.method.external_id,
        order_number=remedy.order.number,
    )
    answer = provider.charge_outcome_of(order) if again else Answer(Outcome.UNSEEN)
    return provider.charge(order) if answer.outcome is Outcome.UNSEEN else answer


@action
def note_charge(*, charge: Charge, answer: Answer, actor: Actor, now: datetime.datetime) -> Remedy:
    """Write down what the provider said of a charge, and go on, or give up. Known already, nothing changes."""
    order_id = charge.remedy.order_id
    locked_order(order_id)
    known = Charge.objects.select_related("method", "remedy__order__customer__account").get(pk=charge.pk)
    remedy = known.remedy
    if known.state != Charge.State.PENDING:
        return remedy
    if answer.outcome is Outcome.PAID:
        note_paid(known, answer.reference, actor, now)
        _go_on(known, actor, now)
    elif answer.outcome is Outcome.REFUSED:
        known.state, known.problem, known.answered_at = Charge.State.REFUSED, answer.problem[:300], now
        known.save(update_fields=["state", "problem", "answered_at"])
        give_up(remedy, answer.problem, actor, now)
    else:
        finish(remedy, Remedy.State.UNKNOWN, now, answer.problem)
    record(
        actor=actor,
        verb="remedies.note_charge",
        subject=f"order:{order_id}",
        now=now,
        remedy=remedy.pk,
        charge=known.pk,
        state=known.state,
    )
    return remedy


def _go_on(charge: Charge, actor: Actor, now: datetime.datetime) -> None:
    remedy = charge.remedy
    try:
        with one_transaction():
            let_go(remedy, actor, now)
            apply(remedy, actor, now)
    except DomainError as problem:
        let_go(remedy, actor, now)
        release_exchanged(remedy, actor, now)
        return_charge(charge, problem.message, actor, now)
