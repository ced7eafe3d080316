"""Writes: carrying out a decided remedy, in goods, money and ledger, and noting what the payment provider said."""

import datetime
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext

from evenhand.core.api import Actor, Money, action, record
from evenhand.policies.api import parameters
from evenhand.remedies.chosen import chosen_provider
from evenhand.remedies.disputes import close_inquiries
from evenhand.remedies.errors import ChargebackStandsInTheWay
from evenhand.remedies.facts import GOODWILL, is_held_back
from evenhand.remedies.ledger import LAPSE, Entry, Kind, post
from evenhand.remedies.models import Charge, Claim, LedgerAccount, Remedy
from evenhand.remedies.providers import Answer, Outcome, PaymentProvider, RefundOrder
from evenhand.remedies.rules import CREDIT, REFUND, spread, state_of_parts
from evenhand.remedies.wishes import AdjustPrice, wish_from_json
from evenhand.shop.api import (
    Order,
    Payment,
    PaymentMethod,
    Refund,
    RefundExceedsPayment,
    bounce_refund,
    dispatch_replacement,
    locked_order,
    locked_payments,
    locked_pieces,
    locked_refunds,
    next_position,
    release_refund,
    reserve_refund,
    settle_refund,
    take_back_reduction,
)

ON_ITS_WAY = (Remedy.State.RESERVED, Remedy.State.UNKNOWN)


def carry_out(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """Reserve money, give credit or send goods, with the ledger, in the transaction that decides. Order locked."""
    if remedy.kind == REFUND:
        _reserve_refunds(remedy, actor, now)
    elif remedy.kind == CREDIT:
        give_credit(remedy, actor, now)
    else:
        _send_again(remedy, actor, now)


def _reserve_refunds(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    payments = locked_payments(remedy.order_id)
    reserve_on(remedy, payments, remedy.amount_minor, actor=actor, now=now)


def reserve_on(
    remedy: Remedy,
    payments: Sequence[Payment],
    minor: int,
    *,
    actor: Actor,
    now: datetime.datetime,
    method: PaymentMethod | None = None,
    step: str = "reserve",
) -> list[Refund]:
    """Set an amount aside on these payments, the first of them first, each to its own means or all of it to `method`.

    To one method it is one entry in the order's history, also where it is nothing. Raises RefundExceedsPayment.
    """
    refunds: list[Refund] = []
    try:
        parts = spread(minor, [payment.refundable.minor for payment in payments])
    except ValueError:
        raise RefundExceedsPayment from None
    position = next_position(remedy.order_id) if method else None
    for place, (payment, part) in enumerate(zip(payments, parts, strict=True)):
        if part or (method and not minor and place == 0):
            refund = reserve_refund(
                payment=payment,
                amount=Money(part, remedy.currency),
                key=remedy.idempotency_key,
                method=method,
                position=position,
                actor=actor,
                now=now,
            )
            refunds.append(refund)
    remedy.refunds.add(*refunds)
    entries = (Kind.REFUNDS_GRANTED, Kind.REFUND_PAYABLE)
    post_for(remedy, step, Money(minor, remedy.currency), entries, actor=actor, now=now)
    return refunds


def give_credit(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """Put goodwill on the customer's account, with the day on which it lapses."""
    valid_days = parameters(GOODWILL, now).integer("credit_valid_days")
    remedy.expires_at = now + datetime.timedelta(days=valid_days)
    post_for(remedy, "give", remedy.amount, (Kind.GOODWILL_EXPENSE, Kind.CUSTOMER_CREDIT), actor=actor, now=now)
    finish(remedy, Remedy.State.DONE, now)


def _send_again(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    if is_held_back(remedy.order_id):
        raise ChargebackStandsInTheWay
    claim = remedy.its_claim
    remedy.shipment = dispatch_replacement(
        order=claim.order,
        lines=list(claim.lines.select_related("variant")),
        key=remedy.idempotency_key,
        replaces=claim.shipment,
        actor=actor,
        now=now,
    )
    post_for(remedy, "send", remedy.amount, (Kind.REPLACEMENT_EXPENSE, Kind.GOODS_SENT), actor=actor, now=now)
    finish(remedy, Remedy.State.DONE, now)


def post_for(
    remedy: Remedy,
    step: str,
    amount: Money,
    debit_and_credit: tuple[LedgerAccount.Kind, LedgerAccount.Kind],
    *,
    actor: Actor,
    now: datetime.datetime,
) -> None:
    """Write one step of a remedy into the ledger, in the transaction that is open. Nothing is not written."""
    if not amount:
        return  # a gift that came with an order is worth nothing when it is sent again
    debit, credit = debit_and_credit
    entries = [
        Entry(debit, amount, owner_on(debit, remedy.order)),
        Entry(credit, -amount, owner_on(credit, remedy.order)),
    ]
    key = f"{remedy.idempotency_key}:{step}"
    post(key=key, entries=entries, description=f"{remedy.kind}: {step}", actor=actor, now=now, remedy=remedy)


def owner_on(kind: LedgerAccount.Kind, order: Order) -> str:
    """Whose account of this kind is moved by a remedy for `order`: empty where it is the shop's own."""
    if kind is Kind.REFUND_PAYABLE:
        return f"order:{order.pk}"
    return f"account:{order.customer.account_id}" if kind is Kind.CUSTOMER_CREDIT else ""


def finish(remedy: Remedy, state: Remedy.State, now: datetime.datetime, problem: str = "") -> None:
    """Bring a remedy to a state, in the transaction that is open; a claim that it puts right is settled with it.

    Where it stands there already, nothing is written.
    """
    if state != Remedy.State.DONE and (remedy.state, remedy.problem, remedy.done_at) == (state, problem[:300], None):
        return
    remedy.state, remedy.problem = state, problem[:300]
    remedy.done_at = now if state == Remedy.State.DONE else None
    remedy.save(update_fields=["state", "problem", "done_at", "expires_at", "shipment"])
    if state == Remedy.State.DONE and remedy.kind != CREDIT and remedy.claim_id is not None:
        Claim.objects.filter(pk=remedy.claim_id, state=Claim.State.OPEN).update(
            state=Claim.State.SETTLED, closed_at=now
        )


def ask_provider(
    *, remedy: Remedy, actor: Actor, now: datetime.datetime, provider: PaymentProvider | None, again: bool = False
) -> Remedy:
    """Have reserved money paid, and write down the answer. Outside any transaction of ours: a provider takes its time.

    Asked `again`, the provider first says what became of it, and is asked to pay only where it never heard of it.
    """
    if remedy.state not in ON_ITS_WAY:
        return remedy
    pending = remedy.refunds.filter(state=Refund.State.PENDING).select_related("method", "payment")
    asked = provider or chosen_provider()
    answers = {refund.pk: _answer(remedy, refund, asked, again) for refund in pending.order_by("pk")}
    return note_answers(remedy=remedy, answers=answers, actor=actor, now=now)


def _answer(remedy: Remedy, refund: Refund, provider: PaymentProvider, again: bool) -> Answer:
    if refund.method.kind == PaymentMethod.Kind.GIFT_CARD or not refund.amount_minor:
        return Answer(Outcome.PAID)  # our own card: crediting it, below, is paying it; nothing needs nobody
    order = RefundOrder(
        key=f"{remedy.idempotency_key}:{refund.pk}",
        amount=Money(refund.amount_minor, remedy.currency),
        method_kind=refund.method.kind,
        method_id=refund.method.external_id,
        order_number=remedy.order.number,
        payment_reference=refund.payment.reference,
        goes_elsewhere=refund.method_id != refund.payment.method_id,
    )
    answer = provider.outcome_of(order) if again else Answer(Outcome.UNSEEN)
    if answer.outcome is not Outcome.UNSEEN:
        return answer
    if _is_overdrawn(refund.payment):
        return Answer(Outcome.REFUSED, gettext("The customer's bank took this payment back meanwhile."))
    return provider.refund(order)


def _is_overdrawn(payment: Payment) -> bool:
    """Whether a bank's chargeback came after the refund was reserved: paying it too would be paying twice."""
    gone = payment.refunded_minor + payment.refund_pending_minor + payment.held_back_minor
    return payment.held_back_minor > 0 and gone > payment.captured_minor


@action
def note_answers(*, remedy: Remedy, answers: dict[int, Answer], actor: Actor, now: datetime.datetime) -> Remedy:
    """Write down what the provider said of each refund, by its number: at once, later, or again. Known, no change."""
    order = locked_order(remedy.order_id)
    current = Remedy.objects.get(pk=remedy.pk)
    current.order = order
    if current.state not in (*ON_ITS_WAY, Remedy.State.DONE, Remedy.State.FAILED):
        return current
    refunds = locked_refunds(current.refunds.order_by().values_list("pk", flat=True))
    for refund in refunds:
        if refund.pk in answers:
            _note_answer(current, refund, answers[refund.pk], actor, now)
    state = _state_of(current, refunds)
    said = "; ".join(answer.problem for answer in answers.values() if answer.problem)
    problem = (
        "" if state is Remedy.State.DONE else said or current.problem
    )  # what was unknown a moment ago does not stand beside "done"
    if (state, problem[:300]) != (current.state, current.problem):
        finish(current, state, now, problem)
        record(
            actor=actor,
            verb="remedies.note_answer",
            subject=f"order:{current.order_id}",
            now=now,
            remedy=current.pk,
            state=state.value,
        )
    return current


def _state_of(remedy: Remedy, refunds: Iterable[Refund]) -> Remedy.State:
    """As its refunds stand; a change that could not be made any more has failed, though what it took went back."""
    if remedy.state == Remedy.State.FAILED:
        return Remedy.State.FAILED  # what is said of its parts later does not make it good
    state = Remedy.State(state_of_parts({refund.state for refund in refunds}))
    could_not_be_made = remedy.may_cost and remedy.charges.filter(state=Charge.State.RETURNED).exists()
    return Remedy.State.FAILED if state is Remedy.State.DONE and could_not_be_made else state


def _note_answer(remedy: Remedy, refund: Refund, answer: Answer, actor: Actor, now: datetime.datetime) -> None:
    if refund.state == Refund.State.PENDING:
        _note_first_answer(remedy, refund, answer, actor, now)
    elif refund.state == Refund.State.SETTLED and answer.outcome is Outcome.REFUSED:
        _note_bounce(remedy, refund, actor, now)


def _note_first_answer(remedy: Remedy, refund: Refund, answer: Answer, actor: Actor, now: datetime.datetime) -> None:
    amount = Money(refund.amount_minor, remedy.currency)
    if answer.outcome is Outcome.PAID:
        settle_refund(refund=refund, reference=answer.reference, actor=actor, now=now)
        is_card = refund.method.kind == PaymentMethod.Kind.GIFT_CARD
        paid_from = Kind.GIFT_CARDS if is_card else Kind.PROVIDER_CLEARING
        post_for(remedy, f"settle:{refund.pk}", amount, (Kind.REFUND_PAYABLE, paid_from), actor=actor, now=now)
        close_inquiries(refund.payment_id, actor, now)
    elif answer.outcome is Outcome.REFUSED:
        release_refund(refund=refund, actor=actor, now=now)
        post_for(
            remedy, f"release:{refund.pk}", amount, (Kind.REFUND_PAYABLE, Kind.REFUNDS_GRANTED), actor=actor, now=now
        )
        _let_price_stand(remedy, amount, actor, now)


def _note_bounce(remedy: Remedy, refund: Refund, actor: Actor, now: datetime.datetime) -> None:
    """A bank that could not put the money on the customer's account sent it back, days after it was paid."""
    bounce_refund(refund=refund, actor=actor, now=now)
    amount = Money(refund.amount_minor, remedy.currency)
    entries = (Kind.PROVIDER_CLEARING, Kind.REFUNDS_GRANTED)
    post_for(remedy, f"bounce:{refund.pk}", amount, entries, actor=actor, now=now)
    _let_price_stand(remedy, amount, actor, now)


def _let_price_stand(remedy: Remedy, amount: Money, actor: Actor, now: datetime.datetime) -> None:
    """The difference to a lower price did not arrive: the piece costs what was paid for it, as far as that goes."""
    wish = wish_from_json(remedy.kind, remedy.wish) if remedy.kind == Remedy.Kind.PRICE_ADJUSTMENT else None
    line = locked_pieces(remedy.order_id).lines.get(wish.line_id) if isinstance(wish, AdjustPrice) else None
    if line is not None:
        take_back_reduction(line=line, by=amount, actor=actor, now=now)


@action
def lapse_credit(*, remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """A credit whose time is over leaves the ledger. Gone already, nothing changes."""
    current = Remedy.objects.select_for_update(of=("self",)).select_related("order__customer").get(pk=remedy.pk)
    if (
        current.expires_at is None
        or current.expires_at > now
        or current.transactions.filter(description=LAPSE).exists()
    ):
        return
    post_for(current, "lapse", current.amount, (Kind.CUSTOMER_CREDIT, Kind.GOODWILL_EXPENSE), actor=actor, now=now)
    record(actor=actor, verb="remedies.lapse_credit", subject=f"order:{current.order_id}", now=now, remedy=current.pk)
