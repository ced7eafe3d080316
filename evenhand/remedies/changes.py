"""Writes: changes of an order, and what comes after a return or an exchange was asked for. Each exactly once."""

import datetime

from django.utils.translation import gettext

from evenhand.cases.api import Case
from evenhand.core.api import Actor, DomainError, action, one_transaction, publish, record
from evenhand.policies.api import Decision, Verdict
from evenhand.remedies.carrying import (
    apply,
    begin,
    charge_first,
    give_up,
    refuse_to_send_twice,
    release_exchanged,
    request_of,
)
from evenhand.remedies.charging import move_money
from evenhand.remedies.decided import write_decided
from evenhand.remedies.errors import (
    ChangedMeanwhile,
    ChargebackStandsInTheWay,
    GoodsNotHere,
    NotWaitingForGoods,
    RemedyKeyReused,
    RemedyNotAllowed,
)
from evenhand.remedies.events import RemedyGranted
from evenhand.remedies.facts import is_held_back
from evenhand.remedies.models import SENDS_BACK, Charge, Remedy
from evenhand.remedies.order_rules import Stakes
from evenhand.remedies.order_situation import (
    OrderSituation,
    decide_change,
    order_situation,
    refuse_the_impossible,
    stakes_of,
)
from evenhand.remedies.providers import PaymentProvider
from evenhand.remedies.settlement import finish
from evenhand.remedies.wishes import AdjustPrice, Return, Wish, lines_of, swaps_of, wish_from_json
from evenhand.shop.api import (
    Order,
    ReturnRequest,
    call_off_return,
    locked_order,
    locked_payments,
    locked_pieces,
    order_view,
    receive_return,
)

# The goods of a return or an exchange are here; what follows from it is on its way, done, or did not go through.
GOODS_CAME = (Remedy.State.RESERVED, Remedy.State.UNKNOWN, Remedy.State.DONE, Remedy.State.FAILED)


def change_order(
    *,
    order: Order,
    wish: Wish,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    case: Case | None = None,
    provider: PaymentProvider | None = None,
) -> Remedy:
    """Do with an order what the policy in force allows, once; what it wants a second person for becomes a proposal.

    `key` makes it safe to ask again: the same key answers the same remedy. What the customer pays comes before the
    change: refused, nothing changes. Raises RemedyNotAllowed, RemedyKeyReused, ChangeInProgress, and what the shop
    refuses: NotTheirMethod, PieceNotInOrder, OrderHasLeft, NothingToSendBack, OutOfStock, BalanceTooSmall.
    """
    remedy = _decide(order=order, wish=wish, key=key, case=case, actor=actor, now=now)
    return move_money(remedy=remedy, actor=actor, now=now, provider=provider)


@action
def _decide(*, order: Order, wish: Wish, key: str, case: Case | None, actor: Actor, now: datetime.datetime) -> Remedy:
    locked = locked_order(order.pk)
    there = Remedy.objects.filter(idempotency_key=key).first()
    if there is not None:
        return _same(there, locked, wish)
    situation = _situation(locked, wish, now)
    refuse_the_impossible(wish, situation)
    decision = decide_change(wish, situation, actor, now)
    if decision.verdict is Verdict.NOT_ALLOWED:
        raise RemedyNotAllowed(" ".join(decision.reasons))
    return _as_decided(
        order=locked, wish=wish, key=key, case=case, situation=situation, decision=decision, actor=actor, now=now
    )


def _as_decided(
    *,
    order: Order,
    wish: Wish,
    key: str,
    case: Case | None,
    situation: OrderSituation,
    decision: Decision,
    actor: Actor,
    now: datetime.datetime,
) -> Remedy:
    """Write a remedy down, and set in motion what needs no second person."""
    stakes = stakes_of(wish, situation)
    remedy = _written(
        order=order,
        wish=wish,
        key=key,
        case=case,
        situation=situation,
        stakes=stakes,
        decision=decision,
        actor=actor,
        now=now,
    )
    note(remedy, "remedies.change_order" if decision.is_allowed else "remedies.propose_change", actor, now)
    if decision.is_allowed:
        _set_in_motion(remedy, stakes, actor, now)
    return remedy


def _situation(order: Order, wish: Wish, now: datetime.datetime, ignoring: int | None = None) -> OrderSituation:
    view = order_view(order, now, paid=locked_payments(order.pk), pieces=locked_pieces(order.pk))
    priced = [line.variant_id or 0 for line in view.lines if isinstance(wish, AdjustPrice) and line.id == wish.line_id]
    wanted = [swap.variant_id for swap in swaps_of(wish)] + priced
    return order_situation(view, now, variant_ids=wanted, ignoring=ignoring)


def _same(remedy: Remedy, order: Order, wish: Wish) -> Remedy:
    asked = {name: remedy.wish.get(name) for name in wish.to_json()}
    if remedy.order_id != order.pk or remedy.kind != wish.kind or asked != wish.to_json():
        raise RemedyKeyReused
    return remedy


def _written(
    *,
    order: Order,
    wish: Wish,
    key: str,
    case: Case | None,
    situation: OrderSituation,
    stakes: Stakes,
    decision: Decision,
    actor: Actor,
    now: datetime.datetime,
) -> Remedy:
    remedy = Remedy(
        order=order,
        case=case,
        kind=wish.kind,
        wish={**wish.to_json(), "was": _was(wish, situation)},
        amount_minor=stakes.back_minor,
        shipping_minor=stakes.shipping_minor,
        currency=order.currency,
        idempotency_key=key,
    )
    return write_decided(remedy, decision, actor, now)


def _was(wish: Wish, situation: OrderSituation) -> list[list[str]]:
    """The pieces that a wish swaps, by name, as they are before it."""
    lines, variants = situation.lines, situation.variants
    return [
        [
            _named(lines[swap.line_id].name, dict(lines[swap.line_id].options)),
            _named(variants[swap.variant_id].product.name, variants[swap.variant_id].options),
        ]
        for swap in swaps_of(wish)
    ]


def _named(name: str, options: dict[str, str]) -> str:
    return f"{name}, {', '.join(options.values())}" if options else name


def _set_in_motion(remedy: Remedy, stakes: Stakes, actor: Actor, now: datetime.datetime) -> None:
    begin(remedy, stakes.charge_minor, actor, now)
    publish(
        RemedyGranted(
            remedy_id=remedy.pk,
            order_id=remedy.order_id,
            claim_id=None,
            case_id=remedy.case_id,
            kind=remedy.kind,
            amount_minor=remedy.amount_minor,
            currency=remedy.currency,
        )
    )


def approved_change(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """Carry out a proposal to which a second person agrees, in the action that is open, as it stands now.

    Raises RemedyNotAllowed, ChangedMeanwhile where it would move other amounts than were proposed.
    """
    wish = wish_from_json(remedy.kind, remedy.wish)
    remedy.order = locked_order(remedy.order_id)
    situation = _situation(remedy.order, wish, now, ignoring=remedy.pk)
    refuse_the_impossible(wish, situation)
    decision = decide_change(wish, situation, actor, now)
    if decision.verdict is Verdict.NOT_ALLOWED:
        raise RemedyNotAllowed(" ".join(decision.reasons))
    stakes = stakes_of(wish, situation)
    if stakes.back_minor != remedy.amount_minor or stakes.charge_minor != remedy.facts.get("charge_minor", 0):
        raise ChangedMeanwhile
    _set_in_motion(remedy, stakes, actor, now)


@action
def call_off(*, remedy: Remedy, actor: Actor, now: datetime.datetime) -> Remedy:
    """The customer keeps the pieces after all, before they are back here. Called off already, nothing changes."""
    locked_order(remedy.order_id)
    current = Remedy.objects.get(pk=remedy.pk)
    if current.state == Remedy.State.CANCELLED:
        return current
    call_off_return(request=_request_of(current), actor=actor, now=now)
    finish(current, Remedy.State.CANCELLED, now)
    note(current, "remedies.call_off", actor, now)
    return current


def receive_goods(
    *,
    remedy: Remedy,
    key: str,
    can_be_sold_again: bool,
    actor: Actor,
    now: datetime.datetime,
    provider: PaymentProvider | None = None,
) -> Remedy:
    """The goods are back: the money goes back, or the other pieces leave and the difference is settled.

    Received already, nothing changes. Where the customer's money for dearer pieces does not come, it can be tried
    again with another `key`, or given up (`refund_instead`). Where the customer's bank took the payment back meanwhile,
    the goods are here all the same, and the remedy fails: nothing is paid or sent twice.
    """
    current = _receive(remedy=remedy, key=key, can_be_sold_again=can_be_sold_again, actor=actor, now=now)
    return move_money(remedy=current, actor=actor, now=now, provider=provider)


@action
def _receive(*, remedy: Remedy, key: str, can_be_sold_again: bool, actor: Actor, now: datetime.datetime) -> Remedy:
    current = _current(remedy)
    if current.kind in SENDS_BACK and current.state in GOODS_CAME:
        return current
    if Charge.objects.filter(key=f"{key}:charge").exists():
        return current
    request = _request_of(current)
    receive_return(request=request, can_be_sold_again=can_be_sold_again, actor=actor, now=now)
    note(current, "remedies.receive_goods", actor, now)
    try:
        with one_transaction():
            _go_on(current, max(0, request.price_difference_minor or 0), key, actor, now)
    except DomainError as problem:
        current = _current(remedy)  # as it was before it was tried; the goods are here nevertheless
        _hold_up(current, problem, actor, now)
    return current


def _current(remedy: Remedy) -> Remedy:
    order = locked_order(remedy.order_id)
    current = Remedy.objects.get(pk=remedy.pk)
    current.order = order
    return current


def _go_on(remedy: Remedy, charge_minor: int, key: str, actor: Actor, now: datetime.datetime) -> None:
    if charge_minor:
        refuse_to_send_twice(remedy)
        charge_first(remedy, charge_minor, key, actor, now)
    else:
        apply(remedy, actor, now)


def _hold_up(remedy: Remedy, problem: DomainError, actor: Actor, now: datetime.datetime) -> None:
    if is_held_back(remedy.order_id):
        _end_by_bank(remedy, actor, now)
    elif remedy.kind == Remedy.Kind.EXCHANGE:
        give_up(remedy, problem.message, actor, now)
    else:
        finish(remedy, Remedy.State.FAILED, now, problem.message)


def _end_by_bank(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    release_exchanged(remedy, actor, now)
    finish(remedy, Remedy.State.FAILED, now, gettext(ChargebackStandsInTheWay.message))


def refund_instead(
    *, remedy: Remedy, actor: Actor, now: datetime.datetime, provider: PaymentProvider | None = None
) -> Remedy:
    """Give up an exchange whose goods are here and whose price difference does not come: a return takes its place.

    It is judged as on the day on which the exchange was asked for, and its money goes to the order's first means of
    payment; what was held goes back on the shelf. Answers that return, once however often it is asked for; where the
    customer's bank took the payment back, the exchange, which has failed. Raises NotWaitingForGoods, GoodsNotHere,
    RemedyNotAllowed.
    """
    instead = _refund_instead(remedy=remedy, actor=actor, now=now)
    return move_money(remedy=instead, actor=actor, now=now, provider=provider)


@action
def _refund_instead(*, remedy: Remedy, actor: Actor, now: datetime.datetime) -> Remedy:
    current, key = _current(remedy), f"{remedy.idempotency_key}:instead"
    there = Remedy.objects.filter(idempotency_key=key).first()
    if there is not None:
        return there
    if _request_of(current).state != ReturnRequest.State.RECEIVED:
        raise GoodsNotHere
    if is_held_back(current.order_id):
        _end_by_bank(current, actor, now)
        note(current, "remedies.give_up_exchange", actor, now)
        return current
    lines = lines_of(wish_from_json(current.kind, current.wish))
    wish = Return(lines, locked_payments(current.order_id)[0].method_id, are_here=True)
    situation = _situation(current.order, wish, current.granted_at, ignoring=current.pk)
    decision = decide_change(wish, situation, actor, now)
    if decision.verdict is Verdict.NOT_ALLOWED:
        raise RemedyNotAllowed(" ".join(decision.reasons))
    release_exchanged(current, actor, now)
    finish(current, Remedy.State.CANCELLED, now, current.problem)
    note(current, "remedies.give_up_exchange", actor, now)
    return _as_decided(
        order=current.order,
        wish=wish,
        key=key,
        case=current.case,
        situation=situation,
        decision=decision,
        actor=actor,
        now=now,
    )


def _request_of(remedy: Remedy) -> ReturnRequest:
    """The shop's side of a return or an exchange that waits. Raises NotWaitingForGoods."""
    if remedy.state != Remedy.State.REQUESTED:
        raise NotWaitingForGoods
    return request_of(remedy)


def note(remedy: Remedy, verb: str, actor: Actor, now: datetime.datetime, reason: str = "") -> None:
    """Leave an entry for the order, and for the case in which it was done."""
    subjects = [f"order:{remedy.order_id}"] + ([f"case:{remedy.case_id}"] if remedy.case_id else [])
    for subject in subjects:
        record(
            actor=actor,
            verb=verb,
            subject=subject,
            now=now,
            reason=reason,
            remedy=remedy.pk,
            kind=remedy.kind,
            amount_minor=remedy.amount_minor,
            currency=remedy.currency,
            policy_version=remedy.policy_version_id,
        )
