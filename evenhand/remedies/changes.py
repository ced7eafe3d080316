"""Writes: changes of an order, and what comes after a return or an exchange was asked for. Each exactly once."""

import datetime

from evenhand.cases.api import Case
from evenhand.core.api import Actor, action, publish, record
from evenhand.policies.api import Decision, Verdict
from evenhand.remedies.carrying import apply, begin, charge_first
from evenhand.remedies.charging import move_money
from evenhand.remedies.decided import write_decided
from evenhand.remedies.errors import (
    ChangedMeanwhile,
    NotWaitingForGoods,
    RemedyKeyReused,
    RemedyNotAllowed,
)
from evenhand.remedies.events import RemedyGranted
from evenhand.remedies.models import Charge, Remedy
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
from evenhand.remedies.wishes import AdjustPrice, Wish, swaps_of, wish_from_json
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
    stakes = stakes_of(wish, situation)
    remedy = _written(
        order=locked,
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
    again with another `key`.
    """
    current = _receive(remedy=remedy, key=key, can_be_sold_again=can_be_sold_again, actor=actor, now=now)
    return move_money(remedy=current, actor=actor, now=now, provider=provider)


@action
def _receive(*, remedy: Remedy, key: str, can_be_sold_again: bool, actor: Actor, now: datetime.datetime) -> Remedy:
    order = locked_order(remedy.order_id)
    current = Remedy.objects.get(pk=remedy.pk)
    current.order = order
    if current.kind in (Remedy.Kind.RETURN, Remedy.Kind.EXCHANGE) and current.state in (
        Remedy.State.RESERVED,
        Remedy.State.UNKNOWN,
        Remedy.State.DONE,
    ):
        return current
    if Charge.objects.filter(key=f"{key}:charge").exists():
        return current
    request = _request_of(current)
    receive_return(request=request, can_be_sold_again=can_be_sold_again, actor=actor, now=now)
    charge_minor = max(0, request.price_difference_minor or 0)
    note(current, "remedies.receive_goods", actor, now)
    if charge_minor:
        charge_first(current, charge_minor, key, actor, now)
    else:
        apply(current, actor, now)
    return current


def _request_of(remedy: Remedy) -> ReturnRequest:
    """The shop's side of a return or an exchange that waits. Raises NotWaitingForGoods."""
    if remedy.state != Remedy.State.REQUESTED:
        raise NotWaitingForGoods
    return ReturnRequest.objects.filter(order_id=remedy.order_id, kind=remedy.kind).latest("pk")


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
