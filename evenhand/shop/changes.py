"""Writes: what becomes of an order after it was placed. Physical facts only; what is permitted is asked elsewhere.

Each verb locks the order first. Stock moves with the pieces; where nobody counts them, nothing moves.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.core.api import Actor, DomainError, InvalidInput, Money, action, record
from evenhand.shop.actions import NothingLikeIt, pay
from evenhand.shop.addresses import Address
from evenhand.shop.holding import forget_pieces, locked_order, locked_pieces
from evenhand.shop.models import (
    Customer,
    Line,
    Order,
    Payment,
    PaymentMethod,
    ReturnedLine,
    ReturnRequest,
    Shipment,
    ShipmentLine,
    Variant,
)
from evenhand.shop.stock import move_pieces


class OrderHasLeft(DomainError):
    """What is on its way, or ended, cannot be changed any more."""

    message = (
        "This order has left or has ended, so it cannot be changed any more. It can be sent back when it is there."
    )


class NothingToSendBack(DomainError):
    """What has not left, was cancelled, or is on its way back cannot be sent back."""

    message = "There is nothing to send back: the order has not left, was cancelled, or is being sent back already."


class NotTheirMethod(DomainError):
    """Money moves by the customer's own means of payment only."""

    message = "This means of payment is not the customer's. Choose one of theirs."


class PieceNotInOrder(DomainError):
    """A piece that the order does not hold."""

    message = "This order does not hold such a piece, or not so many of them. Look at what is in it."


class ReturnHasEnded(DomainError):
    """The goods are back, or it was called off."""

    message = "This return is at its end already. Reload the page to see how it ended."


@dataclass(frozen=True)
class Swap:
    """One piece of an order, and the variant that takes its place."""

    line: Line
    variant: Variant


@action
def cancel_order(*, order: Order, reason: str, actor: Actor, now: datetime.datetime) -> Order:
    """The order ends before it leaves, and its pieces go back on the shelf. Cancelled already, nothing changes."""
    locked = locked_order(order.pk)
    if locked.status == Order.Status.CANCELLED:
        return locked
    _refuse_what_has_left(locked)
    sold = [line.variant_id for line in locked_pieces(locked.pk).lines.values() if line.variant_id is not None]
    move_pieces(put_back=sold, actor=actor, now=now)
    locked.status, locked.cancel_reason = Order.Status.CANCELLED, reason[:200]
    locked.save(update_fields=["status", "cancel_reason"])
    record(actor=actor, verb="shop.cancel_order", subject=f"order:{order.pk}", now=now)
    return locked


@action
def change_address(*, order: Order, address: Address, actor: Actor, now: datetime.datetime) -> Order:
    """Send an order that has not left to another address. The same again changes nothing."""
    locked = locked_order(order.pk)
    _refuse_what_has_left(locked)
    if locked.address != address.to_json():
        locked.address = address.to_json()
        locked.save(update_fields=["address"])
        record(actor=actor, verb="shop.change_address", subject=f"order:{order.pk}", now=now)
    return locked


@action
def change_home_address(*, customer: Customer, address: Address, actor: Actor, now: datetime.datetime) -> Customer:
    """The address to which this customer's next orders go. The same again changes nothing."""
    locked = Customer.objects.select_for_update().get(pk=customer.pk)
    if locked.address != address.to_json():
        locked.address = address.to_json()
        locked.save(update_fields=["address"])
        record(actor=actor, verb="shop.change_home_address", subject=f"customer:{customer.pk}", now=now)
    return locked


@action
def hold_pieces(*, variants: Sequence[Variant], actor: Actor, now: datetime.datetime) -> None:
    """Take pieces off the shelf until it is known whether they are wanted. Raises OutOfStock."""
    move_pieces(taken=[variant.pk for variant in variants], actor=actor, now=now)


@action
def release_pieces(*, variants: Sequence[Variant], actor: Actor, now: datetime.datetime) -> None:
    """Put pieces that were held back on the shelf."""
    move_pieces(put_back=[variant.pk for variant in variants], actor=actor, now=now)


@action
def change_items(*, order: Order, swaps: Sequence[Swap], actor: Actor, now: datetime.datetime) -> Order:
    """Put other pieces in the place of some, at today's price. Raises OrderHasLeft, OutOfStock, PieceNotInOrder."""
    locked = locked_order(order.pk)
    _refuse_what_has_left(locked)
    refuse_strange_pieces(locked, [swap.line for swap in swaps])
    given_up = [swap.line.variant_id for swap in swaps if swap.line.variant_id is not None]
    move_pieces(taken=[swap.variant.pk for swap in swaps], put_back=given_up, actor=actor, now=now)
    _replace(locked, swaps)
    locked.status = Order.Status.PENDING_MODIFIED
    locked.save(update_fields=["status"])
    record(actor=actor, verb="shop.change_items", subject=f"order:{order.pk}", now=now, pieces=len(swaps))
    return locked


@action
def take_payment(
    *,
    order: Order,
    method: PaymentMethod,
    amount: Money,
    actor: Actor,
    now: datetime.datetime,
    reference: str = "",
) -> Payment:
    """Note a further payment for an order; a gift card pays with its balance. Not repeatable: the caller holds a key.

    Raises NotTheirMethod, BalanceTooSmall.
    """
    locked = locked_order(order.pk)
    refuse_foreign_method(locked, method)
    if amount.currency != locked.currency or method.currency != locked.currency:
        raise InvalidInput(f"This order is paid in {locked.currency}.")
    payment = pay(locked, method, amount.minor, actor=actor, now=now, reference=reference)
    record(actor=actor, verb="shop.take_payment", subject=f"order:{order.pk}", now=now, payment=payment.pk)
    return payment


@action
def reduce_price(*, line: Line, by: Money, actor: Actor, now: datetime.datetime) -> Line:
    """Note that a part of a piece's price is given back. Raises InvalidInput where it cost less than that."""
    order = locked_order(line.order_id)
    current = locked_pieces(order.pk).lines[line.pk]
    if by.currency != order.currency or not 0 < by.minor <= current.left_minor:
        raise InvalidInput("A price can be reduced by what the piece costs at most.")
    current.reduced_minor += by.minor
    current.save(update_fields=["reduced_minor"])
    record(actor=actor, verb="shop.reduce_price", subject=f"order:{order.pk}", now=now, line=line.pk, by=by.minor)
    return current


@action
def take_back_reduction(*, line: Line, by: Money, actor: Actor, now: datetime.datetime) -> Line:
    """Note that what was given back of a piece's price did not arrive: it costs that much more again.

    Not repeatable: the caller says it once for each amount. Of a piece that was swapped meanwhile nothing is reduced,
    and nothing is taken back.
    """
    order = locked_order(line.order_id)
    current = locked_pieces(order.pk).lines[line.pk]
    back = min(by.minor, current.reduced_minor)
    if not back:
        return current
    current.reduced_minor -= back
    current.save(update_fields=["reduced_minor"])
    record(actor=actor, verb="shop.take_back_reduction", subject=f"order:{order.pk}", now=now, line=line.pk, by=back)
    return current


@action
def request_return(
    *, order: Order, lines: Sequence[Line], method: PaymentMethod, actor: Actor, now: datetime.datetime
) -> ReturnRequest:
    """The customer sends pieces back for money. Raises NothingToSendBack, PieceNotInOrder, NotTheirMethod."""
    locked = locked_order(order.pk)
    _refuse_what_cannot_come_back(locked, lines, method)
    request = ReturnRequest.objects.create(
        order=locked, kind=ReturnRequest.Kind.RETURN, method=method, requested_at=now
    )
    ReturnedLine.objects.bulk_create(ReturnedLine(request=request, line=line) for line in lines)
    _set_status(locked, Order.Status.RETURN_REQUESTED)
    record(actor=actor, verb="shop.request_return", subject=f"order:{order.pk}", now=now, pieces=len(lines))
    return request


@action
def request_exchange(
    *, order: Order, swaps: Sequence[Swap], method: PaymentMethod, actor: Actor, now: datetime.datetime
) -> ReturnRequest:
    """The customer sends pieces back for others, which are held for them from now on. Raises also OutOfStock."""
    locked = locked_order(order.pk)
    difference = sum(swap.variant.price_minor - swap.line.left_minor for swap in swaps)
    _refuse_what_cannot_come_back(locked, [swap.line for swap in swaps], method)
    request = ReturnRequest.objects.create(
        order=locked,
        kind=ReturnRequest.Kind.EXCHANGE,
        method=method,
        price_difference_minor=difference,
        requested_at=now,
    )
    move_pieces(taken=[swap.variant.pk for swap in swaps], actor=actor, now=now)
    ReturnedLine.objects.bulk_create(
        ReturnedLine(request=request, line=swap.line, new_variant=swap.variant) for swap in swaps
    )
    _set_status(locked, Order.Status.EXCHANGE_REQUESTED)
    record(actor=actor, verb="shop.request_exchange", subject=f"order:{order.pk}", now=now, pieces=len(swaps))
    return request


def _refuse_what_cannot_come_back(order: Order, lines: Sequence[Line], method: PaymentMethod) -> None:
    refuse_foreign_method(order, method)
    refuse_strange_pieces(order, lines)
    went_back = ReturnedLine.objects.filter(line__in=lines, is_live=True).exists()
    if order.status not in (Order.Status.PROCESSED, Order.Status.DELIVERED) or went_back:
        raise NothingToSendBack


@action
def call_off_return(*, request: ReturnRequest, actor: Actor, now: datetime.datetime) -> ReturnRequest:
    """The customer keeps the pieces; those held for an exchange go back on the shelf. Repeating is harmless."""
    order, current = _locked_request(request)
    if current.state == ReturnRequest.State.CALLED_OFF:
        return current
    _refuse_what_ended(current)
    held = current.lines.exclude(new_variant=None).values_list("new_variant_id", flat=True)
    move_pieces(put_back=held, actor=actor, now=now)
    current.lines.update(is_live=False)
    _end(current, order, ReturnRequest.State.CALLED_OFF, now)
    record(actor=actor, verb="shop.call_off_return", subject=f"order:{order.pk}", now=now, request=request.pk)
    return current


@action
def receive_return(
    *, request: ReturnRequest, can_be_sold_again: bool, actor: Actor, now: datetime.datetime
) -> ReturnRequest:
    """The pieces are back, and on the shelf where they can be sold again. Repeating is harmless."""
    order, current = _locked_request(request)
    if current.state == ReturnRequest.State.RECEIVED:
        return current
    _refuse_what_ended(current)
    if can_be_sold_again:
        back = current.lines.exclude(line__variant=None).values_list("line__variant_id", flat=True)
        move_pieces(put_back=back, actor=actor, now=now)
    _end(current, order, ReturnRequest.State.RECEIVED, now)
    record(actor=actor, verb="shop.receive_return", subject=f"order:{order.pk}", now=now, request=request.pk)
    return current


@action
def send_exchange(*, request: ReturnRequest, key: str, actor: Actor, now: datetime.datetime) -> Shipment:
    """The other pieces take the place of those that came back, and leave in a parcel of their own.

    Call with the goods received. The same key again answers the parcel there is.
    """
    order, current = _locked_request(request)
    there = Shipment.objects.filter(key=key).first()
    if there is not None:
        return there
    returned = list(current.lines.select_related("line", "new_variant__product"))
    swaps = [Swap(each.line, each.new_variant) for each in returned if each.new_variant is not None]
    if len(swaps) < len(returned):
        raise NothingLikeIt
    _replace(order, swaps)
    current.lines.update(is_live=False)
    shipment = Shipment.objects.create(order=order, address=order.address, key=key)
    ShipmentLine.objects.bulk_create(ShipmentLine(shipment=shipment, line=swap.line) for swap in swaps)
    record(actor=actor, verb="shop.send_exchange", subject=f"order:{order.pk}", now=now, shipment=shipment.pk)
    return shipment


def refuse_foreign_method(order: Order, method: PaymentMethod) -> None:
    """Raises NotTheirMethod where the means of payment is not that of the order's customer."""
    if method.customer_id != order.customer_id:
        raise NotTheirMethod


def refuse_strange_pieces(order: Order, lines: Sequence[Line]) -> None:
    """Raises PieceNotInOrder where a piece is not the order's, is named twice, or none is named."""
    named = [line.pk for line in lines]
    if not named or len(set(named)) < len(named) or any(line.order_id != order.pk for line in lines):
        raise PieceNotInOrder


def _locked_request(request: ReturnRequest) -> tuple[Order, ReturnRequest]:
    order = locked_order(request.order_id)
    return order, ReturnRequest.objects.get(pk=request.pk)


def _refuse_what_has_left(order: Order) -> None:
    if not order.is_pending:
        raise OrderHasLeft


def _refuse_what_ended(request: ReturnRequest) -> None:
    if request.state != ReturnRequest.State.OPEN:
        raise ReturnHasEnded


def _end(request: ReturnRequest, order: Order, state: ReturnRequest.State, now: datetime.datetime) -> None:
    request.state, request.ended_at = state, now
    request.save(update_fields=["state", "ended_at"])
    _set_status(order, Order.Status.DELIVERED)


def _set_status(order: Order, status: Order.Status) -> None:
    order.status = status
    order.save(update_fields=["status"])


def _replace(order: Order, swaps: Sequence[Swap]) -> None:
    for swap in swaps:
        line, variant = swap.line, swap.variant
        line.variant, line.item_external_id = variant, variant.external_id
        line.product_external_id, line.product_name = variant.product.external_id, variant.product.name
        line.options, line.price_minor, line.reduced_minor = variant.options, variant.price_minor, 0
    fields = ["variant", "item_external_id", "product_external_id", "product_name", "options", "price_minor"]
    Line.objects.bulk_update([swap.line for swap in swaps], [*fields, "reduced_minor"])
    forget_pieces(order.pk)
