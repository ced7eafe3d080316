"""A case at the desk: Cleo asks for the parcel of `order`, which is believed lost since a few days."""

import datetime

import pytest

from evenhand.cases.api import Case, open_case
from evenhand.core.api import now, system
from evenhand.shop.api import Customer, Order, Scan, Variant
from evenhand.shop.testing import make_order, scan, send

TEST = system("test")


def days_ago(days: int) -> datetime.datetime:
    return now() - datetime.timedelta(days=days)


@pytest.fixture
def order(shopper: Customer, kettle: Variant, lamp: Variant) -> Order:
    """A kettle and a lamp for 72.20 dollars with shipping, promised for nine days ago, seen last three days before."""
    bought = make_order(shopper, [kettle, lamp], placed_at=days_ago(17), shipping_fee_minor=500)
    parcel = send(bought, sent_at=days_ago(16), promised_until=days_ago(9).date())
    scan(parcel, Scan.Kind.COLLECTED, days_ago(15), "Hull")
    scan(parcel, Scan.Kind.IN_TRANSIT, days_ago(12), "Leeds")
    return Order.objects.select_related("customer__account", "seller").get(pk=bought.pk)


@pytest.fixture
def case(order: Order, house_policies: object) -> Case:
    """Opened just now, about the order; nobody has taken it."""
    return open_case(
        customer=order.customer.account,
        subject="Where is my kettle?",
        text="It was due last week. Could somebody look?",
        channel="mail",
        order=order,
        key="the-first-message",
        actor=TEST,
        now=now(),
    )
