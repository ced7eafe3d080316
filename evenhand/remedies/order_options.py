"""Reads: what may be done now with an order itself, and what a wish would do, before anybody presses."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext, ngettext

from evenhand.core.api import Actor, Money
from evenhand.policies.api import Verdict, parameters
from evenhand.remedies.errors import ChangeInProgress
from evenhand.remedies.facts import GOODWILL, usual_credit
from evenhand.remedies.models import ONE_AT_A_TIME
from evenhand.remedies.offers import Option
from evenhand.remedies.order_situation import (
    OrderSituation,
    amount_of,
    decide_change,
    order_situation,
    refuse_the_impossible,
    stakes_of,
)
from evenhand.remedies.wishes import (
    AdjustPrice,
    Cancel,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    Credit,
    Exchange,
    Repay,
    Replacing,
    Return,
    Wish,
    method_of,
    swaps_of,
)
from evenhand.remedies.words import change_title
from evenhand.shop.api import Address, LineView, Order, OrderView, PaymentMethod, Variant, money_words, order_view

KINDS = (Cancel, ChangeAddress, ChangePayment, ChangeItems, Return, Exchange, AdjustPrice, Repay, Credit)
STRICTEST_LAST = list(Verdict)


@dataclass(frozen=True)
class Foreseen:
    """What a wish would do: whether it may be done, what it costs and brings, and what happens next, in sentences."""

    option: Option
    back: Money
    charge: Money
    steps: tuple[str, ...]


def order_options(view: OrderView, actor: Actor, now: datetime.datetime) -> tuple[Option, ...]:
    """Everything that may be done with an order, the allowed ones first: each as it is usually wished for."""
    situation = order_situation(view, now)
    found = [_best(kind, situation, actor, now) for kind in KINDS]
    return tuple(sorted(found, key=lambda option: STRICTEST_LAST.index(option.verdict)))


def foreseen(*, order: Order, wish: Wish, actor: Actor, now: datetime.datetime) -> Foreseen:
    """What would happen now if this were wished for. Raises what the shop refuses whatever the policy."""
    wanted = [swap.variant_id for swap in swaps_of(wish)]
    situation = order_situation(order_view(order, now), now, variant_ids=wanted)
    refuse_the_impossible(wish, situation)
    stakes, currency = stakes_of(wish, situation), situation.order.currency
    return Foreseen(
        option=_option(wish, situation, actor, now),
        back=Money(stakes.back_minor, currency),
        charge=Money(stakes.charge_minor, currency),
        steps=tuple(_steps(wish, situation)),
    )


def _best(kind: type[Wish], situation: OrderSituation, actor: Actor, now: datetime.datetime) -> Option:
    """The kindest answer among the usual wishes of a kind."""
    options = [_option(wish, situation, actor, now) for wish in _usual(kind, situation, now)]
    if not options:
        return _unavailable(kind, situation)
    return min(options, key=lambda option: STRICTEST_LAST.index(option.verdict))


def _option(wish: Wish, situation: OrderSituation, actor: Actor, now: datetime.datetime) -> Option:
    decision = decide_change(wish, situation, actor, now)
    option = Option(
        kind=wish.kind,
        title=change_title(wish.kind),
        amount=amount_of(wish, situation),
        verdict=decision.verdict,
        reason=" ".join(decision.reasons),
        clauses=decision.clauses,
        version=decision.version,
    )
    if situation.busy_with and wish.kind in ONE_AT_A_TIME:
        return replace(
            option, verdict=Verdict.NOT_ALLOWED, reason=ChangeInProgress(situation.busy_with).message, clauses=()
        )
    return option


def _unavailable(kind: type[Wish], situation: OrderSituation) -> Option:
    return Option(
        kind=kind.kind,
        title=change_title(kind.kind),
        amount=Money(0, situation.order.currency),
        verdict=Verdict.NOT_ALLOWED,
        reason=gettext("There is nothing to choose from here: no such piece, or no means of payment, is known."),
        clauses=(),
        version=situation.rules.version,
    )


def _usual(kind: type[Wish], situation: OrderSituation, now: datetime.datetime) -> Iterator[Wish]:
    order = situation.order
    if kind is Cancel:
        yield Cancel(cancel_reasons(situation)[0])
    elif kind is ChangeAddress:
        yield ChangeAddress(order.address or Address(""))
    elif kind is ChangePayment:
        yield from (ChangePayment(method_id) for method_id in situation.methods)
    elif kind in (ChangeItems, Exchange):
        yield from _usual_swaps(kind, situation)
    elif kind is Return:
        line_ids = tuple(line.id for line in order.lines if line.id not in situation.went_back())
        yield from (Return(line_ids or tuple(situation.lines), method_id) for method_id in situation.methods)
    elif kind is AdjustPrice:
        yield from _usual_adjustment(situation)
    elif kind is Repay:
        shipping = min(situation.shipping_left_minor, order.refundable.minor)
        yield Repay(Money(shipping or order.refundable.minor, order.currency), shipping)
    else:
        yield Credit(usual_credit(parameters(GOODWILL, now), again=False))


def _usual_swaps(kind: type[Wish], situation: OrderSituation) -> Iterator[Wish]:
    """Each piece for the cheapest other variant of its product: if that may be done, something may."""
    for line in situation.order.lines:
        others = [
            each
            for each in situation.variants.values()
            if each.product.external_id == line.product and each.pk != line.variant_id and each.has_left(1)
        ]
        if others:
            cheapest = min(others, key=lambda variant: variant.price_minor)
            swaps = (Replacing(line.id, cheapest.pk),)
            yield from (
                ChangeItems(swaps, method_id) if kind is ChangeItems else Exchange(swaps, method_id)
                for method_id in situation.methods
            )


def _usual_adjustment(situation: OrderSituation) -> Iterator[Wish]:
    for line in situation.order.lines:
        variant = situation.variants.get(line.variant_id or 0)
        if variant is not None:
            yield AdjustPrice(line.id, min(variant.price, line.value))


def cancel_reasons(situation: OrderSituation) -> tuple[str, ...]:
    """The reasons that the policy offers."""
    written = situation.rules.parameters.by_name.get("cancel_reasons")
    return tuple(reason.strip() for reason in str(written.value if written else "").split(","))


def _steps(wish: Wish, situation: OrderSituation) -> Iterator[str]:
    """What happens after the press, one sentence each."""
    stakes, currency = stakes_of(wish, situation), situation.order.currency
    method = situation.methods.get(method_of(wish) or 0)
    if stakes.charge_minor and method is not None:
        when = gettext("when the pieces are back") if isinstance(wish, Exchange) else gettext("first")
        yield gettext("%(amount)s is charged to %(method)s, %(when)s.") % {
            "amount": money_words(Money(stakes.charge_minor, currency)),
            "method": method.label,
            "when": when,
        }
    yield from _done(wish, situation)
    if stakes.back_minor and not isinstance(wish, Credit):
        yield _back_sentence(wish, Money(stakes.back_minor, currency), situation, method)


def _done(wish: Wish, situation: OrderSituation) -> Iterator[str]:
    match wish:
        case Cancel():
            yield gettext("The order is cancelled, and nothing leaves.")
        case ChangeAddress(address=address):
            yield gettext("The order goes to %(address)s.") % {"address": address}
        case ChangeItems(swaps=swaps):
            yield _pieces(ngettext("%(count)s piece is swapped.", "%(count)s pieces are swapped.", len(swaps)), swaps)
        case Return(line_ids=line_ids):
            words = ngettext("%(count)s piece comes back.", "%(count)s pieces come back.", len(line_ids))
            yield _pieces(words, line_ids)
        case Exchange(swaps=swaps):
            words = ngettext(
                "%(count)s piece comes back; the other is held, and leaves when it is here.",
                "%(count)s pieces come back; the others are held, and leave when they are here.",
                len(swaps),
            )
            yield _pieces(words, swaps)
        case Credit(amount=amount):
            yield gettext("The customer has %(amount)s towards an order.") % {"amount": money_words(amount)}


def _pieces(words: str, named: tuple[object, ...]) -> str:
    return words % {"count": len(named)}


def _back_sentence(wish: Wish, back: Money, situation: OrderSituation, method: PaymentMethod | None) -> str:
    to_chosen = method if method is not None and not isinstance(wish, ChangePayment) else None
    payments = [payment for payment in situation.order.payments if payment.refundable]
    labels = [to_chosen.label] if to_chosen else list(dict.fromkeys(payment.method for payment in payments))
    kinds = {to_chosen.kind} if to_chosen else {situation.methods[each.method_id].kind for each in payments}
    days = situation.rules.parameters.by_name.get("money_back_days")
    waits = isinstance(wish, Return | Exchange)
    at_once = kinds <= {PaymentMethod.Kind.GIFT_CARD}
    words = {
        "amount": money_words(back),
        "methods": gettext(" and ").join(labels),
        "days": days.value if days else 7,
        "start": gettext("Once the pieces are here, ") if waits else "",
    }
    if at_once:
        return gettext("%(start)s%(amount)s goes back to %(methods)s at once.") % words
    return gettext("%(start)s%(amount)s goes back to %(methods)s; a bank takes up to %(days)s days to show it.") % words


@dataclass(frozen=True)
class PieceChoice:
    """One piece of the order, and the variants that could take its place, each with its price in words."""

    line_id: int
    words: str
    price: Money
    price_now: Money | None
    others: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Choices:
    """What the forms for an order offer: reasons, means of payment, pieces."""

    reasons: tuple[str, ...]
    methods: tuple[tuple[int, str], ...]
    pieces: tuple[PieceChoice, ...]
    address: Address | None
    shipping_left: Money
    currency: str


def choices_for(order: Order, now: datetime.datetime) -> Choices:
    """Everything that can be chosen when an order is to be changed."""
    situation = order_situation(order_view(order, now), now)
    return Choices(
        reasons=cancel_reasons(situation),
        methods=tuple((pk, _method_words(method)) for pk, method in situation.methods.items()),
        pieces=tuple(_piece_choice(line, situation) for line in situation.order.lines),
        address=situation.order.address,
        shipping_left=Money(situation.shipping_left_minor, situation.order.currency),
        currency=situation.order.currency,
    )


def _method_words(method: PaymentMethod) -> str:
    if method.balance_minor is None:
        return method.label
    return f"{method.label}, {money_words(Money(method.balance_minor, method.currency))}"


def _piece_choice(line: LineView, situation: OrderSituation) -> PieceChoice:
    options = ", ".join(value for _name, value in line.options)
    ours = situation.variants.get(line.variant_id or 0)
    others = [each for each in situation.variants.values() if each.product.external_id == line.product]
    return PieceChoice(
        line_id=line.id,
        words=f"{line.name}, {options}" if options else line.name,
        price=line.value,
        price_now=ours.price if ours else None,
        others=tuple((each.pk, _variant_words(each)) for each in others if each.pk != line.variant_id),
    )


def _variant_words(variant: Variant) -> str:
    words = ", ".join(str(value) for value in variant.options.values()) or variant.product.name
    price = money_words(variant.price)
    return f"{words}: {price}" if variant.has_left(1) else gettext("%(words)s: none left") % {"words": words}
