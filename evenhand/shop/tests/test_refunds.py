"""Money that goes back: never more than came in, never twice, whoever asks at once."""

import pytest

from evenhand.core.api import InvalidInput, Money
from evenhand.shop import api
from evenhand.shop.models import Customer, Order, Payment, Refund, Variant
from evenhand.shop.testing import MARCH_2, TEST, make_gift_card, make_order, pressed_at_once


def reserve(payment: Payment, minor: int, key: str) -> Refund:
    return api.reserve_refund(payment=payment, amount=Money(minor, "USD"), key=key, actor=TEST, now=MARCH_2)


def state_of(payment: Payment) -> tuple[int, int]:
    payment.refresh_from_db()
    return payment.refund_pending_minor, payment.refunded_minor


def test_a_refund_is_reserved_then_settled_and_settling_twice_changes_nothing(order: Order) -> None:
    payment = order.payments.get()
    refund = reserve(payment, 5420, "a")
    assert state_of(payment) == (5420, 0)
    for _ in range(2):
        refund = api.settle_refund(refund=refund, actor=TEST, now=MARCH_2)
        assert state_of(payment) == (0, 5420)
    with pytest.raises(api.RefundNotPending):
        api.release_refund(refund=refund, actor=TEST, now=MARCH_2)


def test_a_released_refund_may_be_given_otherwise(order: Order) -> None:
    payment = order.payments.get()
    for _ in range(2):
        api.release_refund(refund=reserve(payment, 7220, "a"), actor=TEST, now=MARCH_2)
    assert state_of(payment) == (0, 0)
    assert reserve(payment, 7220, "b").state == Refund.State.PENDING


def test_the_same_key_again_is_the_same_refund_and_with_another_amount_an_error(order: Order) -> None:
    payment = order.payments.get()
    assert reserve(payment, 100, "a") == reserve(payment, 100, "a")
    with pytest.raises(api.RefundKeyReused):
        reserve(payment, 101, "a")
    assert reserve(payment, 100, "b").position == 2
    assert state_of(payment) == (200, 0)


@pytest.mark.parametrize("minor", [7221, 10**12])
def test_more_than_came_in_never_goes_back(order: Order, minor: int) -> None:
    payment = order.payments.get()
    with pytest.raises(api.RefundExceedsPayment):
        reserve(payment, minor, "a")
    assert state_of(payment) == (0, 0)


def test_a_refund_in_another_currency_is_refused(order: Order) -> None:
    with pytest.raises(InvalidInput, match="USD"):
        api.reserve_refund(payment=order.payments.get(), amount=Money(1, "EUR"), key="a", actor=TEST, now=MARCH_2)


def test_a_gift_card_is_credited_when_its_refund_settles(shopper: Customer, lamp: Variant) -> None:
    card = make_gift_card(shopper, 2000)
    refund = reserve(make_order(shopper, [lamp], method=card).payments.get(), 1800, "a")
    card.refresh_from_db()
    assert card.balance_minor == 200
    for _ in range(2):
        api.settle_refund(refund=refund, actor=TEST, now=MARCH_2)
    card.refresh_from_db()
    assert card.balance_minor == 2000


@pytest.mark.django_db(transaction=True)
def test_two_halves_and_a_bit_asked_for_at_once_never_add_up_to_more_than_came_in(order: Order) -> None:
    payment = order.payments.get()
    results = pressed_at_once(lambda number: reserve(payment, 1000, f"key {number}"), 20)
    granted = [result for result in results if isinstance(result, Refund)]
    refused = [result for result in results if isinstance(result, api.RefundExceedsPayment)]
    assert (len(granted), len(refused)) == (7, 13)
    assert state_of(payment) == (7000, 0)
    assert len({refund.position for refund in Refund.objects.all()}) == 7


@pytest.mark.django_db(transaction=True)
def test_one_refund_pressed_twenty_times_at_once_is_one_refund(order: Order) -> None:
    payment = order.payments.get()
    results = pressed_at_once(lambda _: reserve(payment, 1000, "one key"), 20)
    assert results == [Refund.objects.get()] * 20
    assert state_of(payment) == (1000, 0)


@pytest.mark.django_db(transaction=True)
def test_settling_and_releasing_at_once_ends_in_one_of_them(order: Order) -> None:
    payment = order.payments.get()
    refund = reserve(payment, 1000, "a")
    ends = (api.settle_refund, api.release_refund)
    pressed_at_once(lambda number: ends[number % 2](refund=refund, actor=TEST, now=MARCH_2), 10)
    refund.refresh_from_db()
    assert state_of(payment) == ((0, 1000) if refund.state == Refund.State.SETTLED else (0, 0))
