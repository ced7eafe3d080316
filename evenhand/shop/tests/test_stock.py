"""Pieces on the shelf: they leave and come back by whole numbers, and nobody waits for somebody who waits for them."""

import pytest

from evenhand.shop.api import Customer, OutOfStock, Swap, Variant, change_items
from evenhand.shop.testing import MARCH_2, TEST, make_order, make_variant, pressed_at_once


@pytest.fixture
def kettles(kettle: Variant) -> tuple[Variant, Variant]:
    """Five white ones and five blue ones."""
    blue = make_variant("Blue kettle", 4920, stock=5)
    Variant.objects.filter(pk=blue.pk).update(product=kettle.product, options={"colour": "blue"})
    return kettle, blue


def stocks(*variants: Variant) -> list[int | None]:
    return [Variant.objects.get(pk=variant.pk).stock for variant in variants]


def test_a_swap_takes_one_piece_and_puts_the_other_back(shopper: Customer, kettles: tuple[Variant, Variant]) -> None:
    white, blue = kettles
    order = make_order(shopper, [white])
    change_items(order=order, swaps=[Swap(order.lines.get(), blue)], actor=TEST, now=MARCH_2)
    assert stocks(white, blue) == [5, 4]


def test_what_comes_back_in_a_swap_is_not_there_to_be_taken(shopper: Customer, kettle: Variant) -> None:
    order = make_order(shopper, [kettle] * 5)
    with pytest.raises(OutOfStock):
        change_items(order=order, swaps=[Swap(order.lines.all()[0], kettle)], actor=TEST, now=MARCH_2)
    assert stocks(kettle) == [0]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_swaps_this_way_and_that_way_at_once_never_wait_for_each_other(
    shopper: Customer, kettles: tuple[Variant, Variant]
) -> None:
    Variant.objects.update(stock=50)
    lines = [make_order(shopper, [kettles[number % 2]]).lines.get() for number in range(20)]

    def swap(number: int) -> None:
        line, other = lines[number], kettles[1 - number % 2]
        change_items(order=line.order, swaps=[Swap(line, other)], actor=TEST, now=MARCH_2)

    for _ in range(5):
        assert [problem for problem in pressed_at_once(swap, len(lines)) if problem] == []
        lines = [type(line).objects.get(pk=line.pk) for line in lines]
        kettles = kettles[::-1]
    assert stocks(*kettles) == [40, 40]
