"""A case at the desk: Cleo asks for the parcel of `order`, which is believed lost since a few days."""

from evenhand.cases.api import Case
from evenhand.cases.testing import ask_where_it_is, make_lost_order
from evenhand.core.api import system
from evenhand.core.testing import shared
from evenhand.shop.api import Customer, Order, Variant

TEST = system("test")


@shared
def order(shopper: Customer, kettle: Variant, lamp: Variant) -> Order:
    """A kettle and a lamp for 72.20 dollars with shipping, promised for nine days ago, seen last three days before."""
    return make_lost_order(shopper, kettle, lamp)


@shared
def case(order: Order, house_policies: object) -> Case:
    """Opened just now, about the order; nobody has taken it."""
    return ask_where_it_is(order)
