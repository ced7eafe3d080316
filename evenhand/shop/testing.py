"""A small shop, for the tests of every room. Registered as a plugin in the root conftest.py.

`order` is the cast's customer's: a kettle and a lamp, paid by card, sent in one parcel that was promised for
20 February 2026 and last seen two days earlier. On `MARCH_2` it is
believed lost. The functions make more of everything.
"""

import datetime
import itertools
import threading
from collections.abc import Callable, Sequence

from django.db import connection

from evenhand.core.api import system
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.shop.actions import add_scan, place_order, ship
from evenhand.shop.addresses import Address
from evenhand.shop.models import (
    Customer,
    Driver,
    Order,
    PaymentMethod,
    Product,
    Scan,
    Seller,
    Shipment,
    Variant,
)

TEST = system("test")
PLACED = datetime.datetime(2026, 2, 15, 9, 0, tzinfo=datetime.UTC)
SENT = datetime.datetime(2026, 2, 16, 15, 0, tzinfo=datetime.UTC)
LAST_SEEN = datetime.datetime(2026, 2, 18, 7, 30, tzinfo=datetime.UTC)
PROMISED = datetime.date(2026, 2, 20)
MARCH_2 = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
HOME = Address("12 Mill Lane", "", "Leeds", "", "LS1 4AB", "GB")

_numbers = itertools.count(1000)


def make_customer(account: Account) -> Customer:
    """`account` as somebody who buys, at home in Leeds."""
    first, _, last = account.name.partition(" ")
    return Customer.objects.create(account=account, first_name=first, last_name=last, address=HOME.to_json())


def make_variant(
    name: str, price_minor: int, *, stock: int | None = None, currency: str = "USD", seller: Seller | None = None
) -> Variant:
    """The only variant of a product of that name."""
    number = next(_numbers)
    product = Product.objects.create(external_id=f"P{number}", name=name, seller=seller)
    return Variant.objects.create(
        product=product,
        external_id=f"V{number}",
        options={"colour": "white"},
        price_minor=price_minor,
        currency=currency,
        stock=stock,
    )


def make_card(customer: Customer, currency: str = "USD") -> PaymentMethod:
    """The customer's Visa."""
    return PaymentMethod.objects.create(
        customer=customer,
        external_id=f"card_{next(_numbers)}",
        kind=PaymentMethod.Kind.CREDIT_CARD,
        brand="visa",
        last_four="9212",
        currency=currency,
    )


def make_gift_card(customer: Customer, balance_minor: int, currency: str = "USD") -> PaymentMethod:
    """A gift card of the customer."""
    return PaymentMethod.objects.create(
        customer=customer,
        external_id=f"gift_{next(_numbers)}",
        kind=PaymentMethod.Kind.GIFT_CARD,
        balance_minor=balance_minor,
        currency=currency,
    )


def make_order(
    customer: Customer,
    variants: Sequence[Variant],
    *,
    method: PaymentMethod | None = None,
    placed_at: datetime.datetime = PLACED,
    shipping_fee_minor: int = 0,
) -> Order:
    """An order of these variants, paid by card where nothing else is said."""
    return place_order(
        customer=customer,
        number=f"#T{next(_numbers)}",
        variants=variants,
        method=method or make_card(customer, variants[0].currency),
        shipping_fee_minor=shipping_fee_minor,
        actor=TEST,
        now=placed_at,
    )


def send(
    order: Order,
    *,
    sent_at: datetime.datetime = SENT,
    promised_until: datetime.date | None = PROMISED,
    driver: Driver | None = None,
) -> Shipment:
    """The whole order in one parcel."""
    return ship(
        order=order,
        lines=list(order.lines.all()),
        carrier="Northway",
        tracking=f"NW{next(_numbers)}",
        promised_until=promised_until,
        driver=driver,
        actor=TEST,
        now=sent_at,
    )


def scan(shipment: Shipment, kind: str, at: datetime.datetime, place: str = "", note: str = "") -> Scan:
    """One scan of a parcel, noted when it happened."""
    return add_scan(shipment=shipment, kind=kind, at=at, place=place, note=note, actor=TEST, now=at)


def pressed_at_once(press: Callable[[int], object], times: int) -> list[object]:
    """What each of `times` threads got when all pressed at the same moment: an answer or an error."""
    ready = threading.Barrier(times)
    results: list[object] = []

    def one(number: int) -> None:
        ready.wait()
        try:
            results.append(press(number))
        except Exception as problem:
            results.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@shared
def shopper(customer: Account) -> Customer:
    """The cast's customer, as somebody who buys."""
    return make_customer(customer)


@shared
def kettle(db: None) -> Variant:
    """49.20 dollars; five are left."""
    return make_variant("Kettle", 4920, stock=5)


@shared
def lamp(db: None) -> Variant:
    """18.00 dollars; nobody counts them."""
    return make_variant("Lamp", 1800)


@shared
def parcel(shopper: Customer, kettle: Variant, lamp: Variant) -> Shipment:
    """The parcel of `order`: collected, seen in Leeds, and not seen again."""
    order = make_order(shopper, [kettle, lamp], shipping_fee_minor=500)
    sent = send(order)
    scan(sent, Scan.Kind.LABELLED, SENT)
    scan(sent, Scan.Kind.COLLECTED, SENT + datetime.timedelta(hours=4), "Hull")
    scan(sent, Scan.Kind.IN_TRANSIT, LAST_SEEN, "Leeds")
    return sent


@shared
def order(parcel: Shipment) -> Order:
    """What the cast's customer bought: 72.20 dollars with shipping."""
    return Order.objects.select_related("customer__account", "seller").get(pk=parcel.order_id)
