"""Writes: carrying out what was wished for about an order, within the action that decides. The order is locked.

What the customer pays for comes first: by gift card at once, by other means once the payment provider said so. A change
that waits for that holds its pieces meanwhile.
"""

import datetime

from evenhand.core.api import Actor, Money
from evenhand.remedies.errors import ChargebackStandsInTheWay
from evenhand.remedies.facts import is_held_back
from evenhand.remedies.ledger import Kind
from evenhand.remedies.models import Charge, Remedy
from evenhand.remedies.settlement import finish, give_credit, post_for, reserve_on
from evenhand.remedies.wishes import (
    AdjustPrice,
    Cancel,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    Credit,
    Exchange,
    Repay,
    Return,
    lines_of,
    method_of,
    swaps_of,
    wish_from_json,
)
from evenhand.shop.api import (
    Line,
    NotTheirMethod,
    Payment,
    PaymentMethod,
    ReturnRequest,
    Swap,
    cancel_order,
    change_address,
    change_items,
    hold_pieces,
    locked_payments,
    locked_pieces,
    methods_of,
    reduce_price,
    release_pieces,
    request_exchange,
    request_return,
    send_exchange,
    take_payment,
    variants_of,
)


def begin(remedy: Remedy, charge_minor: int, actor: Actor, now: datetime.datetime) -> None:
    """Do what can be done at once, and reserve the rest: `charge_minor` is what the customer pays before."""
    wish = wish_from_json(remedy.kind, remedy.wish)
    match wish:
        case Return(are_here=True):
            apply(remedy, actor, now)
        case Return():
            lines, method = _lines(remedy), chosen_method(remedy)
            request_return(order=remedy.order, lines=lines, method=method, actor=actor, now=now)
            finish(remedy, Remedy.State.REQUESTED, now)
        case Exchange():
            swaps, method = swaps_in(remedy), chosen_method(remedy)
            request_exchange(order=remedy.order, swaps=swaps, method=method, actor=actor, now=now)
            finish(remedy, Remedy.State.REQUESTED, now)
        case Credit():
            give_credit(remedy, actor, now)
        case _ if charge_minor:
            charge_first(remedy, charge_minor, remedy.idempotency_key, actor, now)
        case _:
            apply(remedy, actor, now)


def charge_first(remedy: Remedy, minor: int, key: str, actor: Actor, now: datetime.datetime) -> None:
    """Ask for money before the change it pays for; a gift card has paid when this returns. Raises BalanceTooSmall."""
    method = chosen_method(remedy)
    charge = Charge.objects.create(
        remedy=remedy, method=method, amount_minor=minor, currency=remedy.currency, key=f"{key}:charge", asked_at=now
    )
    if method.balance_minor is not None:
        note_paid(charge, "", actor, now)
        apply(remedy, actor, now)
        return
    if isinstance(wish_from_json(remedy.kind, remedy.wish), ChangeItems):
        hold_pieces(variants=[swap.variant for swap in swaps_in(remedy)], actor=actor, now=now)
    finish(remedy, Remedy.State.RESERVED, now)


def note_paid(charge: Charge, reference: str, actor: Actor, now: datetime.datetime) -> None:
    """The customer's money is here: a payment of the order, and in the ledger."""
    remedy, method = charge.remedy, charge.method
    charge.payment = take_payment(
        order=remedy.order, method=method, amount=charge.amount, reference=reference, actor=actor, now=now
    )
    charge.state, charge.answered_at = Charge.State.PAID, now
    charge.save(update_fields=["payment", "state", "answered_at"])
    taken_from = Kind.GIFT_CARDS if method.balance_minor is not None else Kind.PROVIDER_CLEARING
    post_for(remedy, f"charge:{charge.pk}", charge.amount, (taken_from, Kind.CHARGES), actor=actor, now=now)


def apply(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """Make the change, now that nothing is left to pay for it, and set aside what goes back."""
    order, wish = remedy.order, wish_from_json(remedy.kind, remedy.wish)
    match wish:
        case Cancel(reason=reason):
            cancel_order(order=order, reason=reason, actor=actor, now=now)
            _give_back(remedy, actor, now)
        case ChangeAddress(address=address):
            change_address(order=order, address=address, actor=actor, now=now)
            finish(remedy, Remedy.State.DONE, now)
        case ChangePayment() | Repay():
            _give_back(remedy, actor, now)
        case ChangeItems():
            change_items(order=order, swaps=swaps_in(remedy), actor=actor, now=now)
            _give_back_difference(remedy, actor, now)
        case Return() | Exchange():
            _end_return(remedy, actor, now)
        case AdjustPrice(line_id=line_id):
            line = locked_pieces(order.pk).lines[line_id]
            reduce_price(line=line, by=remedy.amount, actor=actor, now=now)
            _give_back(remedy, actor, now)


def _end_return(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """The goods are here: the money goes back, or the other pieces leave."""
    if remedy.kind == Remedy.Kind.EXCHANGE:
        refuse_to_send_twice(remedy)
        remedy.shipment = send_exchange(request=request_of(remedy), key=remedy.idempotency_key, actor=actor, now=now)
        remedy.save(update_fields=["shipment"])
    _give_back_difference(remedy, actor, now)


def refuse_to_send_twice(remedy: Remedy) -> None:
    """Nothing is sent for an order whose money the customer's bank has. Raises ChargebackStandsInTheWay."""
    if is_held_back(remedy.order_id):
        raise ChargebackStandsInTheWay


def request_of(remedy: Remedy) -> ReturnRequest:
    """The shop's side of a return or an exchange."""
    return ReturnRequest.objects.filter(order_id=remedy.order_id, kind=remedy.kind).latest("pk")


def _give_back_difference(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """To the means that were chosen. An even swap of pieces stands in the history as nothing that went back."""
    if _was_charged(remedy) or (not remedy.amount_minor and remedy.kind != Remedy.Kind.CHANGE_ITEMS):
        finish(remedy, Remedy.State.DONE, now)
        return
    method = chosen_method(remedy)
    own_first = sorted(_payments(remedy), key=lambda payment: payment.method_id != method.pk)
    refunds = reserve_on(remedy, own_first, remedy.amount_minor, method=method, actor=actor, now=now)
    _on_its_way(remedy, bool(refunds), now)


def _give_back(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """Each part to the means it came from; what was charged for the change itself stays."""
    just_paid = set(remedy.charges.values_list("payment_id", flat=True)) if remedy.may_cost else set()
    payments = [payment for payment in _payments(remedy) if payment.pk not in just_paid]
    refunds = reserve_on(remedy, payments, remedy.amount_minor, actor=actor, now=now)
    _on_its_way(remedy, bool(refunds), now)


def _on_its_way(remedy: Remedy, has_refunds: bool, now: datetime.datetime) -> None:
    finish(remedy, Remedy.State.RESERVED if has_refunds else Remedy.State.DONE, now)


def give_up(remedy: Remedy, problem: str, actor: Actor, now: datetime.datetime) -> None:
    """The customer's money did not come: nothing is changed. An exchange whose goods are here waits for other means."""
    if remedy.kind == Remedy.Kind.EXCHANGE:
        finish(remedy, Remedy.State.REQUESTED, now, problem)
        return
    let_go(remedy, actor, now)
    finish(remedy, Remedy.State.FAILED, now, problem)


def let_go(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """Put the pieces that a change of items held back on the shelf."""
    if remedy.kind == Remedy.Kind.CHANGE_ITEMS:
        release_pieces(variants=[swap.variant for swap in swaps_in(remedy)], actor=actor, now=now)


def release_exchanged(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """Put what was held for an exchange back on the shelf; for other remedies nothing is held so."""
    if remedy.kind == Remedy.Kind.EXCHANGE:
        held = request_of(remedy).lines.exclude(new_variant=None).select_related("new_variant")
        release_pieces(variants=[each.new_variant for each in held if each.new_variant], actor=actor, now=now)


def return_charge(charge: Charge, problem: str, actor: Actor, now: datetime.datetime) -> None:
    """The money came, and the change cannot be made any more: all of it goes back where it came from."""
    remedy = charge.remedy
    charge.state, charge.problem = Charge.State.RETURNED, problem[:300]
    charge.save(update_fields=["state", "problem"])
    paid = Payment.objects.filter(pk=charge.payment_id or 0)
    reserve_on(remedy, list(paid), charge.amount_minor, step="undo", actor=actor, now=now)
    finish(remedy, Remedy.State.RESERVED, now, problem)


def chosen_method(remedy: Remedy) -> PaymentMethod:
    """The means of payment that the wish names."""
    method_id = method_of(wish_from_json(remedy.kind, remedy.wish)) or 0
    method = methods_of(remedy.order.customer_id).get(method_id)
    if method is None:
        raise NotTheirMethod
    return method


def swaps_in(remedy: Remedy) -> list[Swap]:
    """The pieces of the wish, and the variants in their place."""
    wanted = swaps_of(wish_from_json(remedy.kind, remedy.wish))
    lines, variants = locked_pieces(remedy.order_id).lines, variants_of([swap.variant_id for swap in wanted])
    return [Swap(lines[swap.line_id], variants[swap.variant_id]) for swap in wanted]


def _lines(remedy: Remedy) -> list[Line]:
    named = lines_of(wish_from_json(remedy.kind, remedy.wish))
    return [line for line_id, line in locked_pieces(remedy.order_id).lines.items() if line_id in named]


def _payments(remedy: Remedy) -> list[Payment]:
    return locked_payments(remedy.order_id)


def _was_charged(remedy: Remedy) -> bool:
    return remedy.may_cost and remedy.charges.filter(state=Charge.State.PAID).exists()


def money_asked(remedy: Remedy) -> Money:
    """What the customer is asked to pay, or paid, for a change."""
    return sum((charge.amount for charge in remedy.charges.all()), Money(0, remedy.currency))
