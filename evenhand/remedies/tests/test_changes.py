"""Changes of an order: done once, with money, goods and ledger moving together, or not at all."""

import datetime
from collections.abc import Callable

import pytest

from evenhand.core.api import ActivityEntry, Actor, InvalidInput, Money, system
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.remedies import api
from evenhand.remedies.ledger import Kind, balance
from evenhand.remedies.settlement import note_answers
from evenhand.shop.api import (
    Address,
    BalanceTooSmall,
    Customer,
    NothingToSendBack,
    NotTheirMethod,
    Order,
    OrderHasLeft,
    OutOfStock,
    Payment,
    PaymentMethod,
    PieceNotInOrder,
    Refund,
    Scan,
    Shipment,
    Variant,
    ship,
)
from evenhand.shop.testing import LAST_SEEN, MARCH_2, make_card, make_gift_card, make_order, scan, send

pytestmark = pytest.mark.usefixtures("house_policies")

ELSEWHERE = Address("1 New Road", "", "York", "", "YO1 7AA", "GB")


@shared
def who(agent: Account, actor: Callable[[Account], Actor]) -> Actor:
    """The cast's agent, acting."""
    return actor(agent)


@shared
def pending(shopper: Customer, kettle: Variant, lamp: Variant) -> Order:
    """A kettle and a lamp, paid by card, that have not left: 72.20 dollars with shipping."""
    return make_order(shopper, [kettle, lamp], shipping_fee_minor=500)


@shared
def there(parcel: Shipment) -> Order:
    """The cast's order, delivered on 18 February."""
    scan(parcel, Scan.Kind.DELIVERED, LAST_SEEN)
    return Order.objects.get(pk=parcel.order_id)


@shared
def spare(db: None, kettle: Variant) -> Variant:
    """Another kettle, dearer by ten dollars; two are left."""
    return Variant.objects.create(
        product=kettle.product, external_id="K2", options={"colour": "red"}, price_minor=5920, currency="USD", stock=2
    )


def dollars(minor: int) -> Money:
    return Money(minor, "USD")


def change(order: Order, wish: api.Wish, who: Actor, key: str = "one", **more: object) -> api.Remedy:
    now = more.pop("now", MARCH_2)
    return api.change_order(order=order, wish=wish, key=key, actor=who, now=now, **more)  # type: ignore[arg-type]


def stock(variant: Variant) -> int | None:
    return Variant.objects.get(pk=variant.pk).stock


def sound() -> bool:
    return api.verify_ledger().problems == ()


def swap(order: Order, old: Variant, new: Variant) -> tuple[api.Replacing, ...]:
    return (api.Replacing(order.lines.get(variant=old).pk, new.pk),)


def card_of(order: Order) -> int:
    return order.payments.get(position=0).method_id


class Bank:
    """A provider that answers charges as told, and pays every refund."""

    def __init__(self, *outcomes: api.Outcome) -> None:
        self.outcomes, self.keys = list(outcomes), []

    def charge(self, order: api.ChargeOrder) -> api.Answer:
        self.keys.append(order.key)
        return api.Answer(self.outcomes.pop(0), "card refused" if not self.outcomes else "", "ch_1")

    charge_outcome_of = charge

    def refund(self, order: api.RefundOrder) -> api.Answer:
        return api.Answer(api.Outcome.PAID)

    outcome_of = refund


def test_each_option_is_told_in_words_that_can_be_said_aloud(pending: Order, there: Order, who: Actor) -> None:
    for order in (pending, there):
        for option in api.options(order=order, actor=who, now=MARCH_2):
            assert "No clause" not in option.reason, option.kind
            assert option.clauses or "nothing to choose from" in option.reason, option.kind
    offered = {option.kind: option for option in api.options(order=pending, actor=who, now=MARCH_2)}
    assert (
        offered["credit"].reason == "I would like to give you $10.00 towards your next order, for the trouble you had."
    )
    assert offered["return"].reason.startswith("Only what is with you can be sent back")
    assert offered["price_adjustment"].reason.startswith("We ask no less for it today than you paid")


def test_a_cancelled_order_gives_back_all_money_and_every_piece(pending: Order, kettle: Variant, who: Actor) -> None:
    remedy = change(pending, api.Cancel("no longer needed"), who)
    pending.refresh_from_db()
    assert (remedy.state, remedy.amount, remedy.clauses[0]["number"]) == ("done", dollars(7220), "1.1")
    assert (pending.status, pending.cancel_reason, stock(kettle)) == ("cancelled", "no longer needed", 5)
    assert Payment.objects.get().refunded_minor == 7220
    assert ActivityEntry.objects.filter(verb="remedies.change_order", subject=f"order:{pending.pk}").count() == 1
    assert sound()


def test_pressing_twice_changes_once_and_another_wish_with_the_same_key_is_refused(pending: Order, who: Actor) -> None:
    first = change(pending, api.Cancel("no longer needed"), who)
    assert change(pending, api.Cancel("no longer needed"), who) == first
    with pytest.raises(api.RemedyKeyReused):
        change(pending, api.Cancel("another"), who)
    with pytest.raises(api.RemedyNotAllowed, match="has left already, or has ended"):
        change(pending, api.Cancel("no longer needed"), who, "two")
    assert Refund.objects.count() == 1


def test_what_has_left_is_not_changed(there: Order, who: Actor) -> None:
    for wish in (api.Cancel(), api.ChangeAddress(ELSEWHERE), api.ChangePayment(card_of(there))):
        with pytest.raises(api.RemedyNotAllowed):
            change(there, wish, who)
    assert not api.Remedy.objects.exists()


def test_an_order_goes_elsewhere_and_abroad_only_when_a_second_person_agrees(
    pending: Order, who: Actor, lead: Account, actor: Callable[[Account], Actor]
) -> None:
    assert change(pending, api.ChangeAddress(ELSEWHERE), who).state == "done"
    abroad = Address("2 Rue du Lac", "", "Lille", "", "59000", "FR")
    proposed = change(pending, api.ChangeAddress(abroad), who, "two")
    pending.refresh_from_db()
    assert (proposed.state, pending.ships_to) == ("proposed", ELSEWHERE)
    done = api.approve_remedy(remedy=proposed, actor=actor(lead), now=MARCH_2)
    pending.refresh_from_db()
    assert (done.state, pending.ships_to) == ("done", abroad)


def test_other_means_are_charged_before_the_first_go_back(pending: Order, shopper: Customer, who: Actor) -> None:
    card = make_gift_card(shopper, 8000)
    remedy = change(pending, api.ChangePayment(card.pk), who)
    card.refresh_from_db()
    first, second = Payment.objects.order_by("position")
    assert (remedy.state, card.balance_minor) == ("done", 780)
    assert (first.refunded_minor, second.method_id, second.captured_minor) == (7220, card.pk, 7220)
    assert balance(Kind.CHARGES) == {"USD": -7220}
    assert sound()


def test_a_gift_card_that_lacks_a_cent_changes_nothing(pending: Order, shopper: Customer, who: Actor) -> None:
    card = make_gift_card(shopper, 7219)
    with pytest.raises(api.RemedyNotAllowed, match=r"lacks \$0.01"):
        change(pending, api.ChangePayment(card.pk), who)
    assert Payment.objects.count() == 1


def test_nobody_pays_with_somebody_elses_card(pending: Order, who: Actor, second_shopper: Customer) -> None:
    theirs = make_gift_card(second_shopper, 100_000)
    with pytest.raises(NotTheirMethod):
        change(pending, api.ChangePayment(theirs.pk), who)


def test_dearer_pieces_are_paid_then_put_in(
    pending: Order, kettle: Variant, spare: Variant, shopper: Customer, who: Actor
) -> None:
    other = make_card(shopper)
    bank = Bank(api.Outcome.UNKNOWN, api.Outcome.PAID)
    wish = api.ChangeItems(swap(pending, kettle, spare), other.pk)
    waiting = change(pending, wish, who, provider=bank)
    assert (waiting.state, stock(kettle), stock(spare)) == ("unknown", 4, 1)
    assert pending.lines.filter(variant=kettle).exists()
    with pytest.raises(api.ChangeInProgress):
        change(pending, api.Cancel(), who, "two")
    done = api.resolve_remedy(remedy=waiting, actor=who, now=MARCH_2, provider=bank)
    pending.refresh_from_db()
    assert (done.state, pending.status, stock(kettle), stock(spare)) == ("done", "pending_modified", 5, 1)
    assert Payment.objects.get(method=other).reference == "ch_1"
    assert len(set(bank.keys)) == 1
    assert sound()


def test_a_refused_charge_changes_nothing(
    pending: Order, kettle: Variant, spare: Variant, shopper: Customer, who: Actor
) -> None:
    wish = api.ChangeItems(swap(pending, kettle, spare), make_card(shopper).pk)
    remedy = change(pending, wish, who, provider=Bank(api.Outcome.REFUSED))
    pending.refresh_from_db()
    assert (remedy.state, remedy.problem, pending.status) == ("failed", "card refused", "pending")
    assert (stock(kettle), stock(spare), Payment.objects.count()) == (4, 2, 1)
    assert change(pending, wish, who, "two").state == "done"


def test_money_that_comes_when_the_order_has_left_goes_back(
    pending: Order, kettle: Variant, spare: Variant, shopper: Customer, who: Actor
) -> None:
    wish = api.ChangeItems(swap(pending, kettle, spare), make_card(shopper).pk)
    bank = Bank(api.Outcome.UNKNOWN, api.Outcome.PAID)
    waiting = change(pending, wish, who, provider=bank)
    ship(order=pending, lines=list(pending.lines.all()), carrier="N", tracking="1", actor=who, now=MARCH_2)
    remedy = api.resolve_remedy(remedy=waiting, actor=who, now=MARCH_2, provider=bank)
    charge = api.Charge.objects.get()
    assert (remedy.state, charge.state, charge.payment.refunded_minor) == ("failed", "returned", 1000)
    assert str(OrderHasLeft.message) in remedy.problem
    assert (stock(kettle), stock(spare)) == (4, 2)
    assert sound()


def test_cheaper_pieces_give_back_the_difference_to_the_means_chosen(
    pending: Order, kettle: Variant, lamp: Variant, shopper: Customer, who: Actor
) -> None:
    card = make_gift_card(shopper, 0)
    change(pending, api.ChangeItems(swap(pending, kettle, lamp), card.pk), who)
    card.refresh_from_db()
    assert card.balance_minor == 4920 - 1800
    assert sorted(pending.lines.values_list("product_name", flat=True)) == ["Lamp", "Lamp"]
    assert sound()


def test_pieces_that_are_gone_or_are_not_in_the_order_are_refused(
    pending: Order, kettle: Variant, spare: Variant, who: Actor
) -> None:
    [one] = swap(pending, kettle, spare)
    for swaps in ((one, one), (), (api.Replacing(one.line_id + 1000, spare.pk),)):
        with pytest.raises(PieceNotInOrder):
            change(pending, api.ChangeItems(swaps, card_of(pending)), who)
    Variant.objects.filter(pk=spare.pk).update(stock=0)
    with pytest.raises(api.RemedyNotAllowed, match="do not have that piece"):
        change(pending, api.ChangeItems((one,), card_of(pending)), who)


def test_a_return_pays_when_the_goods_are_here_with_shipping_for_all(there: Order, kettle: Variant, who: Actor) -> None:
    lines = tuple(there.lines.values_list("pk", flat=True))
    remedy = change(there, api.Return(lines, card_of(there)), who)
    there.refresh_from_db()
    assert (remedy.state, remedy.amount, remedy.shipping_minor) == ("requested", dollars(7220), 500)
    assert (there.status, Payment.objects.get().refunded_minor) == ("return_requested", 0)
    for _ in range(2):
        done = api.receive_goods(remedy=remedy, key="here", can_be_sold_again=True, actor=who, now=MARCH_2)
    there.refresh_from_db()
    assert (done.state, there.status, stock(kettle)) == ("done", "delivered", 5)
    assert Payment.objects.get().refunded_minor == 7220
    with pytest.raises(api.RemedyNotAllowed, match="put right already"):
        change(there, api.Return(lines[:1], card_of(there)), who, "two")
    assert sound()


def test_a_part_comes_back_without_the_shipping_fee_until_all_is_back(there: Order, who: Actor) -> None:
    for number, line in enumerate(there.lines.order_by("position")):
        remedy = change(there, api.Return((line.pk,), card_of(there)), who, f"r{number}")
        assert remedy.amount_minor == line.price_minor + (500 if number else 0)
        api.receive_goods(remedy=remedy, key=f"h{number}", can_be_sold_again=False, actor=who, now=MARCH_2)
    assert Payment.objects.get().refundable.minor == 0


def test_a_return_can_be_called_off_while_it_waits(there: Order, who: Actor) -> None:
    lines = tuple(there.lines.values_list("pk", flat=True))
    remedy = change(there, api.Return(lines, card_of(there)), who)
    for _ in range(2):
        assert api.call_off(remedy=remedy, actor=who, now=MARCH_2).state == "cancelled"
    there.refresh_from_db()
    assert there.status == "delivered"
    with pytest.raises(api.NotWaitingForGoods):
        api.receive_goods(remedy=remedy, key="here", can_be_sold_again=True, actor=who, now=MARCH_2)
    again = change(there, api.Return(lines, card_of(there)), who, "two")
    with pytest.raises((NothingToSendBack, api.ChangeInProgress)):
        change(there, api.Return(lines[:1], card_of(there)), who, "three")
    assert again.state == "requested"


def test_an_exchange_holds_the_new_piece_and_charges_when_the_old_one_is_here(
    there: Order, kettle: Variant, spare: Variant, shopper: Customer, who: Actor
) -> None:
    card = make_gift_card(shopper, 1500)
    remedy = change(there, api.Exchange(swap(there, kettle, spare), card.pk), who)
    assert (remedy.state, stock(spare), Payment.objects.count()) == ("requested", 1, 1)
    done = api.receive_goods(remedy=remedy, key="here", can_be_sold_again=True, actor=who, now=MARCH_2)
    card.refresh_from_db()
    assert (done.state, card.balance_minor, stock(kettle), stock(spare)) == ("done", 500, 5, 1)
    assert done.shipment is not None
    assert [content.line.variant for content in done.shipment.contents.all()] == [spare]
    assert sound()


def test_a_card_refused_at_an_exchange_is_tried_again_with_the_next_press(
    there: Order, kettle: Variant, spare: Variant, shopper: Customer, who: Actor
) -> None:
    remedy = change(there, api.Exchange(swap(there, kettle, spare), make_card(shopper).pk), who)
    bank = Bank(api.Outcome.REFUSED)
    kept = api.receive_goods(remedy=remedy, key="h1", can_be_sold_again=True, actor=who, now=MARCH_2, provider=bank)
    assert (kept.state, kept.problem, kept.shipment) == ("requested", "card refused", None)
    done = api.receive_goods(remedy=remedy, key="h2", can_be_sold_again=True, actor=who, now=MARCH_2)
    assert (done.state, stock(kettle)) == ("done", 5)


@shared
def unpaid(there: Order, kettle: Variant, spare: Variant, who: Actor) -> api.Remedy:
    """An exchange for the dearer kettle: the old one is here, and the card was refused."""
    remedy = change(there, api.Exchange(swap(there, kettle, spare), card_of(there)), who)
    bank = Bank(api.Outcome.REFUSED)
    return api.receive_goods(remedy=remedy, key="h1", can_be_sold_again=True, actor=who, now=MARCH_2, provider=bank)


def test_an_exchange_that_cannot_be_paid_ends_with_the_money_back(
    there: Order, kettle: Variant, spare: Variant, unpaid: api.Remedy, who: Actor
) -> None:
    assert (unpaid.state, stock(kettle), stock(spare)) == ("requested", 5, 1)
    for _ in range(2):
        back = api.refund_instead(remedy=unpaid, actor=who, now=MARCH_2)
        assert (back.kind, back.state, back.amount) == ("return", "done", dollars(4920))
    unpaid.refresh_from_db()
    assert (unpaid.state, stock(kettle), stock(spare)) == ("cancelled", 5, 2)
    assert (Payment.objects.get().refunded_minor, Refund.objects.count()) == (4920, 1)
    assert [clause["number"] for clause in back.clauses] == ["5.1"]
    claim = api.open_claim(
        order=there, kind="damaged", lines=there.lines.filter(variant=kettle), actor=who, now=MARCH_2
    )
    with pytest.raises(api.RemedyNotAllowed, match="put right already"):
        api.grant_remedy(claim=claim, kind="refund", key="k", actor=who, now=MARCH_2)
    with pytest.raises(api.NotWaitingForGoods):
        api.receive_goods(remedy=unpaid, key="h2", can_be_sold_again=True, actor=who, now=MARCH_2)
    lamp = there.lines.exclude(variant=kettle).get()
    rest = change(there, api.Return((lamp.pk,), card_of(there)), who, "rest")
    assert rest.amount == dollars(2300)
    assert sound()


def test_the_money_back_is_judged_as_on_the_day_on_which_the_exchange_was_asked_for(
    there: Order, spare: Variant, unpaid: api.Remedy, who: Actor
) -> None:
    back = api.refund_instead(remedy=unpaid, actor=who, now=MARCH_2 + datetime.timedelta(days=200))
    assert (back.state, back.granted_at) == ("done", MARCH_2 + datetime.timedelta(days=200))


LATE = MARCH_2 + datetime.timedelta(days=100)


@pytest.fixture
def back(there: Order, kettle: Variant, spare: Variant, who: Actor, boss: Actor) -> api.Remedy:
    """The money instead of an exchange that came late and is not paid for: a lead has to agree to it."""
    proposed = change(there, api.Exchange(swap(there, kettle, spare), card_of(there)), who, now=LATE)
    api.approve_remedy(remedy=proposed, actor=boss, now=LATE)
    bank = Bank(api.Outcome.REFUSED)
    api.receive_goods(remedy=proposed, key="h1", can_be_sold_again=False, actor=who, now=LATE, provider=bank)
    return api.refund_instead(remedy=proposed, actor=who, now=LATE)


@pytest.fixture
def boss(lead: Account, actor: Callable[[Account], Actor]) -> Actor:
    return actor(lead)


def test_a_lead_agrees_to_the_money_back_where_the_exchange_needed_one(
    back: api.Remedy, spare: Variant, boss: Actor
) -> None:
    assert (back.state, stock(spare)) == ("proposed", 2)
    done = api.approve_remedy(remedy=back, actor=boss, now=LATE)
    assert (done.state, Payment.objects.get().refunded_minor) == ("done", 4920)
    assert sound()


def test_pieces_are_here_also_where_a_lead_does_not_agree_to_the_money_back(
    back: api.Remedy, there: Order, kettle: Variant, who: Actor, boss: Actor
) -> None:
    api.decline_remedy(remedy=back, reason="It was worn.", actor=boss, now=LATE)
    with pytest.raises(api.RemedyNotAllowed, match="put right already"):
        change(there, api.Return((there.lines.get(variant=kettle).pk,), card_of(there)), who, "two", now=LATE)


def test_the_money_is_not_given_instead_before_the_goods_are_here(
    there: Order, kettle: Variant, spare: Variant, who: Actor
) -> None:
    exchange = change(there, api.Exchange(swap(there, kettle, spare), card_of(there)), who)
    with pytest.raises(api.GoodsNotHere):
        api.refund_instead(remedy=exchange, actor=who, now=MARCH_2)
    api.call_off(remedy=exchange, actor=who, now=MARCH_2)
    returned = change(there, api.Return((there.lines.get(variant=kettle).pk,), card_of(there)), who, "two")
    with pytest.raises(api.GoodsNotHere):
        api.refund_instead(remedy=returned, actor=who, now=MARCH_2)
    assert not Refund.objects.exists()


def test_goods_of_an_exchange_are_here_also_where_the_gift_card_lacks_something(
    there: Order, kettle: Variant, spare: Variant, shopper: Customer, who: Actor
) -> None:
    card = make_gift_card(shopper, 1500)
    remedy = change(there, api.Exchange(swap(there, kettle, spare), card.pk), who)
    PaymentMethod.objects.filter(pk=card.pk).update(balance_minor=999)
    kept = api.receive_goods(remedy=remedy, key="h1", can_be_sold_again=True, actor=who, now=MARCH_2)
    assert (kept.state, stock(kettle), stock(spare)) == ("requested", 5, 1)
    assert kept.problem == BalanceTooSmall.message
    PaymentMethod.objects.filter(pk=card.pk).update(balance_minor=1000)
    done = api.receive_goods(remedy=remedy, key="h1", can_be_sold_again=True, actor=who, now=MARCH_2)
    assert (done.state, stock(kettle), stock(spare)) == ("done", 5, 1)
    assert sound()


def taken_back(order: Order) -> None:
    bank, payment = system("bank"), order.payments.get(position=0)
    told = api.Told(kind="chargeback", state="open", amount=payment.captured, at=MARCH_2)
    api.note_dispute(payment=payment, key="d", told=told, actor=bank, now=MARCH_2)


def test_goods_that_come_back_after_a_chargeback_are_here_and_nothing_is_paid_twice(
    there: Order, kettle: Variant, who: Actor
) -> None:
    remedy = change(there, api.Return(tuple(there.lines.values_list("pk", flat=True)), card_of(there)), who)
    taken_back(there)
    for _ in range(2):
        ended = api.receive_goods(remedy=remedy, key="here", can_be_sold_again=True, actor=who, now=MARCH_2)
        assert (ended.state, ended.problem) == ("failed", api.ChargebackStandsInTheWay.message)
    there.refresh_from_db()
    assert (there.status, stock(kettle), Refund.objects.count()) == ("delivered", 5, 0)
    assert ActivityEntry.objects.filter(verb="remedies.receive_goods").count() == 1
    assert sound()


@pytest.mark.parametrize("cheaper", [False, True])
def test_an_exchange_sends_nothing_while_the_bank_has_the_money(
    there: Order, kettle: Variant, spare: Variant, who: Actor, cheaper: bool
) -> None:
    Variant.objects.filter(pk=spare.pk).update(price_minor=1000 if cheaper else 5920)
    remedy = change(there, api.Exchange(swap(there, kettle, spare), card_of(there)), who)
    taken_back(there)
    ended = api.receive_goods(remedy=remedy, key="here", can_be_sold_again=True, actor=who, now=MARCH_2)
    assert (ended.state, ended.problem) == ("failed", api.ChargebackStandsInTheWay.message)
    assert (stock(kettle), stock(spare), Shipment.objects.count()) == (5, 2, 1)
    assert not api.Charge.objects.exists()
    assert sound()


def test_a_chargeback_while_an_exchange_waits_to_be_paid_ends_it(
    there: Order, spare: Variant, unpaid: api.Remedy, who: Actor
) -> None:
    taken_back(there)
    ended = api.refund_instead(remedy=unpaid, actor=who, now=MARCH_2)
    assert (ended.pk, ended.state, stock(spare)) == (unpaid.pk, "failed", 2)
    assert not Refund.objects.exists()


def test_what_was_paid_for_an_exchange_goes_back_where_the_bank_took_the_rest_meanwhile(
    there: Order, kettle: Variant, spare: Variant, shopper: Customer, who: Actor
) -> None:
    remedy = change(there, api.Exchange(swap(there, kettle, spare), make_card(shopper).pk), who)
    bank = Bank(api.Outcome.UNKNOWN, api.Outcome.PAID)
    waits = api.receive_goods(remedy=remedy, key="h", can_be_sold_again=True, actor=who, now=MARCH_2, provider=bank)
    taken_back(there)
    ended = api.resolve_remedy(remedy=waits, actor=who, now=MARCH_2, provider=bank)
    assert (ended.state, stock(spare), Shipment.objects.count()) == ("failed", 2, 1)
    assert there.payments.get(position=1).refundable.minor == 0
    assert sound()


def test_an_exchange_called_off_lets_the_new_piece_go(
    there: Order, kettle: Variant, spare: Variant, who: Actor
) -> None:
    remedy = change(there, api.Exchange(swap(there, kettle, spare), card_of(there)), who)
    api.call_off(remedy=remedy, actor=who, now=MARCH_2)
    assert stock(spare) == 2


def test_the_last_piece_is_promised_once(
    there: Order, shopper: Customer, kettle: Variant, spare: Variant, who: Actor
) -> None:
    Variant.objects.filter(pk=spare.pk).update(stock=1)
    other = send(make_order(shopper, [kettle]))
    scan(other, Scan.Kind.DELIVERED, LAST_SEEN)
    second = Order.objects.get(pk=other.order_id)
    change(there, api.Exchange(swap(there, kettle, spare), card_of(there)), who)
    with pytest.raises((api.RemedyNotAllowed, OutOfStock)):
        change(second, api.Exchange(swap(second, kettle, spare), card_of(second)), who, "two")


def test_the_day_of_delivery_decides_whether_a_second_person_looks(there: Order, who: Actor) -> None:
    line = there.lines.get(position=0).pk
    late = LAST_SEEN + datetime.timedelta(days=31)
    assert change(there, api.Return((line,), card_of(there)), who, now=late).state == "proposed"


def test_a_price_that_fell_gives_back_the_difference_once(there: Order, kettle: Variant, who: Actor) -> None:
    Variant.objects.filter(pk=kettle.pk).update(price_minor=4420)
    line = there.lines.get(variant=kettle)
    soon = LAST_SEEN + datetime.timedelta(days=2)
    done = change(there, api.AdjustPrice(line.pk, dollars(4420)), who, now=soon)
    assert (done.state, done.amount) == ("done", dollars(500))
    with pytest.raises(api.RemedyNotAllowed):
        change(there, api.AdjustPrice(line.pk, dollars(4420)), who, "two", now=soon)
    back = change(there, api.Return((line.pk,), card_of(there)), who, "three", now=soon)
    assert back.amount == dollars(4420)
    assert sound()


class Refusing:
    """A provider that refuses the first refunds, as many as told, and pays the others."""

    def __init__(self, times: int) -> None:
        self.times = times

    def refund(self, order: api.RefundOrder) -> api.Answer:
        self.times -= 1
        return api.Answer(api.Outcome.REFUSED, "card closed") if self.times >= 0 else api.Answer(api.Outcome.PAID)


def test_a_change_that_was_made_is_not_called_unmade_where_its_money_did_not_go_back(
    pending: Order, there: Order, kettle: Variant, spare: Variant, shopper: Customer, who: Actor
) -> None:
    Variant.objects.filter(pk=spare.pk).update(price_minor=4000)
    change(pending, api.ChangeItems(swap(pending, kettle, spare), card_of(pending)), who, provider=Refusing(1))
    [said] = api.remedies_of(pending)
    assert said.sentence == (
        "The other pieces are in your order. $9.20 could not be paid back yet; we look for another way."
    )
    gift = make_gift_card(shopper, 9000)
    change(pending, api.ChangePayment(gift.pk), who, "two", provider=Refusing(1))
    assert api.remedies_of(pending)[0].sentence.startswith("You pay otherwise now. $72.20 could not be paid back yet")
    exchange = change(there, api.Exchange(swap(there, kettle, spare), card_of(there)), who, "three")
    api.receive_goods(remedy=exchange, key="h", can_be_sold_again=True, actor=who, now=MARCH_2, provider=Refusing(1))
    assert api.remedies_of(there)[0].sentence.startswith(
        "The other pieces left for you. $9.20 could not be paid back yet"
    )


def test_a_piece_that_is_back_does_not_come_back_again_where_its_money_did_not_go_back(
    there: Order, kettle: Variant, who: Actor
) -> None:
    piece, rest = there.lines.get(variant=kettle), there.lines.exclude(variant=kettle).get()
    remedy = change(there, api.Return((piece.pk,), card_of(there)), who)
    api.receive_goods(remedy=remedy, key="h", can_be_sold_again=True, actor=who, now=MARCH_2, provider=Refusing(1))
    offered = {option.kind: option for option in api.options(order=there, actor=who, now=MARCH_2)}
    assert offered["return"].amount == dollars(2300)  # the rest, and with it everything: the shipping fee too
    with pytest.raises(api.RemedyNotAllowed, match="put right already"):
        change(there, api.Return((piece.pk,), card_of(there)), who, "two")
    claim = api.open_claim(order=there, kind="damaged", lines=[piece], actor=who, now=MARCH_2)
    assert api.grant_remedy(claim=claim, kind="refund", key="k", actor=who, now=MARCH_2).amount == dollars(4920)
    assert change(there, api.Return((rest.pk,), card_of(there)), who, "three").amount == dollars(2300)
    assert sound()


def test_pieces_of_an_exchange_that_the_bank_ended_are_here(
    there: Order, kettle: Variant, spare: Variant, shopper: Customer, who: Actor
) -> None:
    remedy = change(there, api.Exchange(swap(there, kettle, spare), make_card(shopper).pk), who)
    taken_back(there)
    api.receive_goods(remedy=remedy, key="h", can_be_sold_again=True, actor=who, now=MARCH_2)
    api.end_dispute(dispute=api.Dispute.objects.get(), state="won", actor=system("bank"), now=MARCH_2)
    with pytest.raises(api.RemedyNotAllowed, match="put right already"):
        change(there, api.Return((remedy.wish["line_ids"][0],), card_of(there)), who, "two")
    rest = there.lines.exclude(variant=kettle).get()
    assert change(there, api.Return((rest.pk,), card_of(there)), who, "three").amount == dollars(2300)


@pytest.mark.parametrize("bounces", [False, True])
def test_a_price_is_as_it_was_where_the_difference_did_not_arrive(
    there: Order, kettle: Variant, who: Actor, bounces: bool
) -> None:
    Variant.objects.filter(pk=kettle.pk).update(price_minor=4500)
    line, soon = there.lines.get(variant=kettle), LAST_SEEN + datetime.timedelta(days=2)
    wish = api.AdjustPrice(line.pk, dollars(4500))
    failed = change(there, wish, who, now=soon, provider=Refusing(0 if bounces else 1))
    if bounces:
        answers = {failed.refunds.get().pk: api.Answer(api.Outcome.REFUSED, "account closed")}
        for _ in range(2):
            failed = note_answers(remedy=failed, answers=answers, actor=who, now=soon)
    line.refresh_from_db()
    assert (failed.state, line.reduced_minor) == ("failed", 0)
    lines = tuple(there.lines.values_list("pk", flat=True))
    everything = api.foreseen(order=there, wish=api.Return(lines, card_of(there)), actor=who, now=soon)
    assert everything.back == dollars(7220)
    again = change(there, wish, who, "two", now=soon)
    line.refresh_from_db()
    assert (again.state, again.amount, line.reduced_minor) == ("done", dollars(420), 420)
    assert sound()


def test_of_a_price_adjustment_that_failed_in_part_the_rest_can_be_given_again(
    there: Order, kettle: Variant, shopper: Customer, who: Actor
) -> None:
    there.payments.update(captured_minor=7120, position=1)
    there.payments.create(method=make_gift_card(shopper, 0), captured_minor=100, currency="USD", position=0)
    Variant.objects.filter(pk=kettle.pk).update(price_minor=4500)
    line, soon = there.lines.get(variant=kettle), LAST_SEEN + datetime.timedelta(days=2)
    wish = api.AdjustPrice(line.pk, dollars(4500))
    assert change(there, wish, who, now=soon, provider=Refusing(1)).state == "failed"
    line.refresh_from_db()
    assert line.reduced_minor == 100
    assert change(there, wish, who, "two", now=soon).amount == dollars(320)
    assert sound()


def test_an_exchange_counts_what_was_given_back_of_a_price_before(
    there: Order, kettle: Variant, spare: Variant, shopper: Customer, who: Actor
) -> None:
    line, soon = there.lines.get(variant=kettle), LAST_SEEN + datetime.timedelta(days=2)
    Variant.objects.filter(pk=kettle.pk).update(price_minor=4420)
    change(there, api.AdjustPrice(line.pk, dollars(4420)), who, now=soon)
    wish = api.Exchange(swap(there, kettle, spare), make_gift_card(shopper, 2000).pk)
    told = api.foreseen(order=there, wish=wish, actor=who, now=soon).charge
    remedy = change(there, wish, who, "two", now=soon)
    api.receive_goods(remedy=remedy, key="here", can_be_sold_again=True, actor=who, now=soon)
    assert told == api.Charge.objects.get().amount == dollars(1500)


def test_money_goes_back_with_nothing_sent_back_within_what_was_paid(there: Order, who: Actor) -> None:
    assert change(there, api.Repay(dollars(500), 500), who).shipping_minor == 500
    assert change(there, api.Repay(dollars(5001)), who, "two").state == "proposed"
    with pytest.raises(api.RemedyNotAllowed):
        change(there, api.Repay(dollars(6721)), who, "three")
    assert Payment.objects.get().refunded_minor == 500


@pytest.mark.parametrize(("minor", "shipping"), [(500, 501), (4000, 501), (500, -1)])
def test_no_more_goes_back_for_shipping_than_was_paid_for_it(
    there: Order, who: Actor, minor: int, shipping: int
) -> None:
    wish = api.Repay(dollars(minor), shipping)
    with pytest.raises(InvalidInput, match="shipping"):
        change(there, wish, who)
    with pytest.raises(InvalidInput, match="shipping"):
        api.foreseen(order=there, wish=wish, actor=who, now=MARCH_2)
    change(there, api.Repay(dollars(500), 300), who, "some")
    with pytest.raises(InvalidInput, match=r"\$2.00"):
        change(there, api.Repay(dollars(500), 201), who, "more")
    assert Refund.objects.count() == 1


def test_two_means_of_payment_each_get_their_own_back(pending: Order, shopper: Customer, who: Actor) -> None:
    card = make_gift_card(shopper, 0)
    pending.payments.update(captured_minor=5000)
    pending.payments.create(method=card, captured_minor=2220, currency="USD", position=1)
    change(pending, api.Cancel(), who)
    card.refresh_from_db()
    assert card.balance_minor == 2220
    assert [refund.amount_minor for refund in Refund.objects.order_by("position")] == [5000, 2220]


def test_a_balance_spent_between_look_and_press_is_refused_by_the_database(
    pending: Order, shopper: Customer, who: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = make_gift_card(shopper, 10)
    monkeypatch.setattr("evenhand.remedies.order_situation.shortfall", lambda *_: 0)
    with pytest.raises(BalanceTooSmall):
        change(pending, api.ChangePayment(card.pk), who)
    assert not api.Remedy.objects.exists()
    assert Payment.objects.count() == 1


def test_somebody_elses_means_are_refused_at_a_return_too(there: Order, second_shopper: Customer, who: Actor) -> None:
    line = there.lines.get(position=0).pk
    with pytest.raises(NotTheirMethod):
        change(there, api.Return((line,), make_card(second_shopper).pk), who)


@pytest.fixture
def second_shopper(db: None) -> Customer:
    """Somebody else who buys."""
    account = Account.objects.create(email="noor@example.org", name="Noor Haddad", created_at=MARCH_2)
    return Customer.objects.create(account=account)


def test_the_sold_piece_stays_what_it_was_in_the_record(
    pending: Order, kettle: Variant, spare: Variant, who: Actor
) -> None:
    remedy = change(pending, api.ChangeItems(swap(pending, kettle, spare), card_of(pending)), who)
    assert remedy.wish["was"] == [["Kettle, white", "Kettle, red"]]
