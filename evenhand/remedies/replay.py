"""Replaying what an agent did, task by task from the untouched shop, through the same actions that the screens call."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from evenhand.core.api import ActivityEntry, Actor, DomainError, NotFound
from evenhand.remedies.changes import change_order
from evenhand.remedies.models import Remedy
from evenhand.remedies.providers import LEDGER_ONLY
from evenhand.remedies.replay_files import Task, TaskAction, first_difference
from evenhand.remedies.wishes import (
    Cancel,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    Exchange,
    Replacing,
    Return,
    Wish,
)
from evenhand.shop.api import (
    Address,
    Customer,
    NotTheirMethod,
    Order,
    PaymentMethod,
    PieceNotInOrder,
    Variant,
    change_home_address,
    order_shapes,
    product_shapes,
    user_shapes,
)

Shapes = dict[str, dict[str, Any]]
Items = Annotated[list[StrictStr], Field(max_length=1000)]


class Refused(DomainError):
    """An action that is not carried out, with the reason."""


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _OfOrder(_Arguments):
    order_id: StrictStr


class _Reason(_OfOrder):
    reason: StrictStr


class _Where(_Arguments):
    address1: StrictStr
    address2: StrictStr
    city: StrictStr
    state: StrictStr
    country: StrictStr
    zip: StrictStr

    @property
    def address(self) -> Address:
        return Address(self.address1, self.address2, self.city, self.state, self.zip, self.country)


class _OrderWhere(_OfOrder, _Where):
    pass


class _HomeWhere(_Where):
    user_id: StrictStr


class _Method(_OfOrder):
    payment_method_id: StrictStr


class _Pieces(_Method):
    item_ids: Items


class _Swaps(_Pieces):
    new_item_ids: Items


@dataclass(frozen=True)
class Replayed:
    """What became of one task: which actions were refused, and everything that is different afterwards."""

    task: Task
    refused: list[int]
    changed: Shapes

    @property
    def difference(self) -> str:
        """Where it is not as expected; empty where it is, or where nothing is expected."""
        expected = self.task.changed
        return "" if expected is None else first_difference(self.changed, expected.model_dump())

    def to_json(self) -> dict[str, Any]:
        """As the file of results holds it."""
        return {"i": self.task.i, "refused": self.refused, "changed": self.changed}


@dataclass
class Replay:
    """The untouched shop, and who acts when. `tell` hears of each refusal: task, position, name, reason."""

    actor: Actor
    now: datetime.datetime
    tell: Callable[[Task, int, str, str], None]
    untouched: Shapes

    def __post_init__(self) -> None:
        methods = PaymentMethod.objects.values_list("customer_id", "external_id", "pk")
        self.methods = {(customer_id, external_id): pk for customer_id, external_id, pk in methods}
        self.variants = dict(Variant.objects.values_list("external_id", "pk"))
        theirs = Order.objects.exclude(customer__external_id="").select_related("customer")
        self.orders = {(order.customer.external_id, order.number): order for order in theirs}
        self.start = ActivityEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def run(self, task: Task) -> Replayed:
        """Carry a task out, look at what is different, and put everything back."""
        with transaction.atomic():
            refused = [place for place, action in enumerate(task.actions) if not self._does(task, place, action)]
            changed = self._changed()
            transaction.set_rollback(True)
        return Replayed(task, refused, changed)

    def _does(self, task: Task, place: int, action: TaskAction) -> bool:
        if action.name not in VERBS and not action.write:
            return True  # looked something up, or handed over to a person: nothing changes
        try:
            self._carry_out(task, place, action)
        except DomainError as reason:
            self.tell(task, place, action.name, reason.message)
            return False
        return True

    def _carry_out(self, task: Task, place: int, action: TaskAction) -> None:
        if action.name not in VERBS:
            raise Refused("There is no such action.")
        shape, wish_for = VERBS[action.name]
        arguments = _checked(shape, action.arguments)
        if isinstance(arguments, _HomeWhere):
            self._move_house(_customer(task), arguments)
            return
        assert isinstance(arguments, _OfOrder)
        order = self.orders.get((task.user_id, arguments.order_id))
        if order is None:
            _customer(task)
            raise Refused(f"{task.user_id} has no order {arguments.order_id!r}.")
        remedy = change_order(
            order=order,
            wish=wish_for(self, order, arguments),
            key=f"replay:{place}",
            actor=self.actor,
            now=self.now,
            provider=LEDGER_ONLY,
        )
        if remedy.state == Remedy.State.PROPOSED:
            raise Refused(" ".join(remedy.reasons))

    def _move_house(self, customer: Customer, arguments: _HomeWhere) -> None:
        if arguments.user_id != customer.external_id:
            raise NotFound
        change_home_address(customer=customer, address=arguments.address, actor=self.actor, now=self.now)

    def _changed(self) -> Shapes:
        """What the activity log says was touched, as far as it is different now."""
        touched: dict[str, set[int]] = {"order": set(), "customer": set(), "variant": set()}
        for subject in ActivityEntry.objects.filter(pk__gt=self.start).order_by().values_list("subject", flat=True):
            kind, _, number = subject.partition(":")
            if kind in touched:
                touched[kind].add(int(number))
        variants = touched["variant"]
        products = Variant.objects.filter(pk__in=variants).values_list("product", flat=True) if variants else ()
        found = {
            "orders": _shapes(order_shapes, touched["order"]),
            "products": _shapes(product_shapes, set(products)),
            "users": _shapes(user_shapes, touched["customer"]),
        }
        return {
            kind: {key: shape for key, shape in shapes.items() if shape != self.untouched[kind].get(key)}
            for kind, shapes in found.items()
        }


def shop_shapes() -> Shapes:
    """The whole shop, in the shape of its files."""
    return {"orders": order_shapes(), "products": product_shapes(), "users": user_shapes()}


def _shapes(shapes_of: Callable[[set[int]], dict[str, Any]], ids: set[int]) -> dict[str, Any]:
    return shapes_of(ids) if ids else {}


def _customer(task: Task) -> Customer:
    customer = Customer.objects.filter(external_id=task.user_id).first() if task.user_id else None
    if customer is None:
        raise Refused(f"There is no user {task.user_id!r}.")
    return customer


def _checked(shape: type[_Arguments], given: Any) -> _Arguments:
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'kwargs'}: {each['msg']}" for each in error.errors())
        raise Refused(f"The arguments are not right: {wrong}.") from None


def _picked(order: Order, item_ids: Sequence[str]) -> list[int]:
    """A line for each item, by number; the same item twice takes two lines. Raises PieceNotInOrder."""
    left = dict(order.lines.order_by("position").values_list("pk", "item_external_id"))
    picked = []
    for item_id in item_ids:
        line_id = next((line_id for line_id, item in left.items() if item == item_id), None)
        if line_id is None:
            raise PieceNotInOrder
        del left[line_id]
        picked.append(line_id)
    return picked


def _method(shop: Replay, order: Order, external_id: str) -> int:
    try:
        return shop.methods[order.customer_id, external_id]
    except KeyError:
        raise NotTheirMethod from None


def _swaps(shop: Replay, order: Order, given: _Swaps) -> tuple[Replacing, ...]:
    if len(given.item_ids) != len(given.new_item_ids):
        raise Refused("There must be as many new pieces as old ones.")
    lines = _picked(order, given.item_ids)
    if unknown := [item for item in given.new_item_ids if item not in shop.variants]:
        raise Refused(f"There is no piece {unknown[0]!r} in the shop.")
    return tuple(Replacing(line, shop.variants[item]) for line, item in zip(lines, given.new_item_ids, strict=True))


def _cancel(shop: Replay, order: Order, given: _Reason) -> Wish:
    return Cancel(given.reason)


def _change_address(shop: Replay, order: Order, given: _OrderWhere) -> Wish:
    return ChangeAddress(given.address)


def _change_payment(shop: Replay, order: Order, given: _Method) -> Wish:
    return ChangePayment(_method(shop, order, given.payment_method_id))


def _change_items(shop: Replay, order: Order, given: _Swaps) -> Wish:
    return ChangeItems(_swaps(shop, order, given), _method(shop, order, given.payment_method_id))


def _return(shop: Replay, order: Order, given: _Pieces) -> Wish:
    return Return(tuple(_picked(order, given.item_ids)), _method(shop, order, given.payment_method_id))


def _exchange(shop: Replay, order: Order, given: _Swaps) -> Wish:
    return Exchange(_swaps(shop, order, given), _method(shop, order, given.payment_method_id))


VERBS: dict[str, tuple[type[_Arguments], Callable[..., Wish]]] = {
    "cancel_pending_order": (_Reason, _cancel),
    "modify_pending_order_address": (_OrderWhere, _change_address),
    "modify_pending_order_payment": (_Method, _change_payment),
    "modify_pending_order_items": (_Swaps, _change_items),
    "return_delivered_order_items": (_Pieces, _return),
    "exchange_delivered_order_items": (_Swaps, _exchange),
    "modify_user_address": (_HomeWhere, _cancel),
}
