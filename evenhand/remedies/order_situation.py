"""Reads: what is known about an order when a change of it is decided, as the policies' questions name it."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from evenhand.core.api import Actor, InvalidInput, Money, site_day
from evenhand.people.api import Role
from evenhand.policies.api import Decision, Facts, FactValue, Rulebook, decide, rulebook
from evenhand.remedies.errors import ChangeInProgress
from evenhand.remedies.facts import GOODWILL, given_for, goodwill_given, was_taken_back
from evenhand.remedies.models import ONE_AT_A_TIME
from evenhand.remedies.order_rules import Piece, Stakes, shortfall
from evenhand.remedies.rules import REFUND as REFUND_KIND
from evenhand.remedies.rules import REPLACEMENT, Given
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
    Wish,
    lines_of,
    method_of,
    swaps_of,
)
from evenhand.shop.api import (
    LineView,
    NotTheirMethod,
    OrderView,
    ParcelState,
    PaymentMethod,
    PieceNotInOrder,
    Refund,
    Variant,
    methods_of,
    money_words,
    variants_of,
)

ORDERS = "orders-and-returns"
QUESTIONS = {
    Cancel: "cancel.order",
    ChangeAddress: "change.address",
    ChangePayment: "change.payment",
    ChangeItems: "change.items",
    Return: "return.items",
    Exchange: "exchange.items",
    AdjustPrice: "adjust.price",
    Repay: "repay.order",
}


@dataclass(frozen=True)
class OrderSituation:
    """One order as it stands, read once and asked about several times.

    `variants` are those that were asked for, or all of the products in the order.
    """

    order: OrderView
    rules: Rulebook
    variants: Mapping[int, Variant]
    given: tuple[Given, ...]
    is_held_back: bool
    today: datetime.date

    @cached_property
    def methods(self) -> Mapping[int, PaymentMethod]:
        """The customer's means of payment, read where a wish names one."""
        return methods_of(self.order.customer_id)

    @property
    def busy_with(self) -> str:
        """A change of the order that is on its way, by name: another has to wait for it."""
        return next((each.holds_up for each in self.given if each.holds_up), "")

    @property
    def lines(self) -> dict[int, LineView]:
        """The pieces of the order."""
        return {line.id: line for line in self.order.lines}

    @property
    def shipping_left_minor(self) -> int:
        """What was paid for shipping and did not go back yet."""
        return max(0, self.order.shipping_fee.minor - sum(each.shipping_minor for each in self.given))

    def put_right(self, line_ids: Iterable[int]) -> bool:
        """Whether any of these pieces was refunded, sent again or sent back; a price adjustment is none of these."""
        wanted = set(line_ids)
        named = (each for each in self.given if wanted & each.line_ids)
        return any(each.is_return or each.kind in (REFUND_KIND, REPLACEMENT) for each in named)

    def went_back(self) -> frozenset[int]:
        """The pieces that came back, or are on their way."""
        return frozenset().union(*(each.line_ids for each in self.given if each.is_return))


def order_situation(
    order: OrderView,
    now: datetime.datetime,
    *,
    variant_ids: Collection[int] | None = None,
    ignoring: int | None = None,
) -> OrderSituation:
    """Everything a decision about the order itself may ask about. Four queries.

    `variant_ids` are those that a wish names; without them, all of the products in the order are read, to choose from.
    `ignoring` is a remedy that is itself being decided.
    """
    return OrderSituation(
        order=order,
        rules=rulebook(ORDERS, now, order.placed_at),
        variants=_variants_beside(order) if variant_ids is None else variants_of(variant_ids),
        given=tuple(given_for(order, ignoring or 0)),
        is_held_back=was_taken_back(order),
        today=site_day(now),
    )


def _variants_beside(order: OrderView) -> dict[int, Variant]:
    """All variants of the products in the order."""
    wanted = Variant.objects.filter(product__external_id__in={line.product for line in order.lines})
    return {each.pk: each for each in wanted.select_related("product").order_by("pk")}


def refuse_the_impossible(wish: Wish, situation: OrderSituation) -> None:
    """What no policy may permit: another change at once, others' means of payment, pieces that are not in the order,
    more for shipping than was paid for it.

    Raises ChangeInProgress, NotTheirMethod, PieceNotInOrder, InvalidInput.
    """
    if situation.busy_with and wish.kind in ONE_AT_A_TIME:
        raise ChangeInProgress(situation.busy_with)
    method_id, lines = method_of(wish), lines_of(wish)
    if method_id is not None and method_id not in situation.methods:
        raise NotTheirMethod
    if len(set(lines)) < len(lines) or not situation.lines.keys() >= set(lines):
        raise PieceNotInOrder
    if isinstance(wish, Return | ChangeItems | Exchange) and not lines:
        raise PieceNotInOrder
    for swap in swaps_of(wish):
        if swap.variant_id not in situation.variants:
            raise InvalidInput("There is no such piece in the shop. Choose one that is on offer.")
        if situation.variants[swap.variant_id].currency != situation.order.currency:
            raise InvalidInput("The new piece is sold in another currency than the order was paid in.")
    if isinstance(wish, Repay):
        _refuse_too_much_shipping(wish, situation)


def _refuse_too_much_shipping(wish: Repay, situation: OrderSituation) -> None:
    most = min(wish.amount.minor, situation.shipping_left_minor)
    if wish.shipping_minor and not 0 < wish.shipping_minor <= most:
        words = gettext("Of this amount, between nothing and %(most)s can go back for shipping.")
        raise InvalidInput(words % {"most": money_words(Money(most, situation.order.currency))})


def stakes_of(wish: Wish, situation: OrderSituation) -> Stakes:
    """The amounts that a wish moves."""
    order, stakes = situation.order, Stakes(0)
    match wish:
        case Cancel():
            stakes = Stakes(order.refundable.minor, min(order.refundable.minor, situation.shipping_left_minor))
        case ChangePayment():
            stakes = Stakes(order.refundable.minor, charge_minor=order.refundable.minor)
        case ChangeItems() | Exchange():
            stakes = Stakes.of_difference(_difference(wish, situation))
        case Return(line_ids=line_ids):
            stakes = _return_stakes(line_ids, situation)
        case AdjustPrice(line_id=line_id, new_price=price):
            stakes = Stakes(situation.lines[line_id].value.minor - price.minor)
        case Repay(amount=amount, shipping_minor=shipping):
            stakes = Stakes(amount.minor, shipping)
        case Credit(amount=amount):
            stakes = Stakes(amount.minor)
    return stakes


def _difference(wish: ChangeItems | Exchange, situation: OrderSituation) -> int:
    lines, variants = situation.lines, situation.variants
    return sum(variants[swap.variant_id].price_minor - lines[swap.line_id].value.minor for swap in wish.swaps)


def _return_stakes(line_ids: Collection[int], situation: OrderSituation) -> Stakes:
    goods = sum(situation.lines[line_id].value.minor for line_id in line_ids)
    is_all = situation.went_back() | set(line_ids) == situation.lines.keys()
    gives_shipping = is_all and situation.rules.parameters.switch("shipping_back_with_all")
    shipping = situation.shipping_left_minor if gives_shipping else 0
    whole = min(goods + shipping, situation.order.refundable.minor)
    return Stakes(whole, min(shipping, max(0, whole - goods)))


def decide_change(wish: Wish, situation: OrderSituation, actor: Actor, now: datetime.datetime) -> Decision:
    """What the policy in force says to a wish. Call `refuse_the_impossible` first."""
    if isinstance(wish, Credit):
        facts = _goodwill_facts(wish, situation, actor, now)
        return decide(GOODWILL, "credit.goodwill", facts, now, situation.order.placed_at)
    return situation.rules.decide(QUESTIONS[type(wish)], facts_of(wish, situation, actor))


def facts_of(wish: Wish, situation: OrderSituation, actor: Actor) -> Facts:
    """The facts of a wish's question."""
    stakes = stakes_of(wish, situation)
    return {
        **_order_facts(situation, actor),
        "amount_minor": stakes.back_minor,
        "shipping_minor": stakes.shipping_minor,
        "shipping_left_minor": situation.shipping_left_minor,
        "actor_is_lead": actor.has_role(Role.LEAD),
        **_method_facts(wish, situation, stakes),
        **_piece_facts(wish, situation, stakes),
        **_own_facts(wish, situation),
    }


def _order_facts(situation: OrderSituation, actor: Actor) -> Facts:
    order, today = situation.order, situation.today
    return {
        "status": order.status,
        "currency": order.currency,
        "order_total_minor": order.total.minor,
        "paid_minor": order.paid.minor,
        "refundable_minor": order.refundable.minor,
        "payments": len(order.payments),
        "refunds": sum(refund.state != Refund.State.RELEASED for refund in order.refunds),
        "days_since_order": (today - site_day(order.placed_at)).days if order.placed_at else None,
        "days_since_delivery": _days_since_delivery(order, today),
        "country": order.address.country if order.address else None,
        "chargeback_open": situation.is_held_back,
        "asked_by_customer": actor.account_id == order.account_id,
    }


def _days_since_delivery(order: OrderView, today: datetime.date) -> int | None:
    ends = [parcel.standing.ended_on for parcel in order.parcels if parcel.standing.state is ParcelState.DELIVERED]
    known = [day for day in ends if day is not None]
    return (today - max(known)).days if known and len(known) == len(ends) else None


def _method_facts(wish: Wish, situation: OrderSituation, stakes: Stakes) -> Facts:
    method_id = method_of(wish)
    if method_id is None:
        return {}
    method, payments = situation.methods[method_id], situation.order.payments
    paid_now = {payment.method_id for payment in payments if payment.refundable}
    return {
        "method_kind": method.kind,
        "is_first_method": bool(payments) and payments[0].method_id == method_id,
        "is_other_method": method_id not in paid_now,
        "charge_minor": stakes.charge_minor,
        "shortfall_minor": shortfall(stakes.charge_minor, method.balance_minor),
    }


def _piece_facts(wish: Wish, situation: OrderSituation, stakes: Stakes) -> Facts:
    line_ids = lines_of(wish)
    facts: dict[str, FactValue] = {"pieces": len(line_ids), "put_right_already": situation.put_right(line_ids)}
    if isinstance(wish, ChangeItems | Exchange):
        pieces = [_piece(swap.line_id, swap.variant_id, situation) for swap in wish.swaps]
        wanted = [swap.variant_id for swap in wish.swaps]
        facts["same_product"] = all(piece.is_same_product for piece in pieces)
        facts["all_available"] = all(
            situation.variants[variant_id].has_left(wanted.count(variant_id)) for variant_id in set(wanted)
        )
        facts["difference_minor"] = stakes.difference_minor
    return facts


def _piece(line_id: int, variant_id: int, situation: OrderSituation) -> Piece:
    return Piece(situation.lines[line_id].product, situation.variants[variant_id].product.external_id)


def _own_facts(wish: Wish, situation: OrderSituation) -> Facts:
    match wish:
        case Cancel(reason=reason):
            return {"reason": reason}
        case ChangeAddress(address=address):
            return {"new_country": address.country}
        case AdjustPrice(line_id=line_id, new_price=price):
            ours = situation.variants.get(situation.lines[line_id].variant_id or 0)
            return {"is_our_price": ours is not None and ours.price <= price}
    return {}


def _goodwill_facts(wish: Credit, situation: OrderSituation, actor: Actor, now: datetime.datetime) -> Facts:
    order = situation.order
    return {
        "amount_minor": wish.amount.minor,
        "currency": wish.amount.currency,
        "actor_is_lead": actor.has_role(Role.LEAD),
        "given_this_year_minor": goodwill_given(order, now, 0),
        "earlier_failures": None,  # counted for a claim; here a clause that needs it brings in a second person
        "asked_by_customer": actor.account_id == order.account_id,
        "failure_is_seen": any(parcel.standing.is_failure for parcel in order.parcels),
    }


def amount_of(wish: Wish, situation: OrderSituation) -> Money:
    """What a wish brings the customer."""
    if isinstance(wish, Credit):
        return wish.amount
    return Money(stakes_of(wish, situation).back_minor, situation.order.currency)
