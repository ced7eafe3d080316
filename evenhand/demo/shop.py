"""What the marketplace sells, who buys, and how parcels travel."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from evenhand.core.api import Actor, environment
from evenhand.demo.material import PlaceCard, Words, the_goods, the_places, words_in
from evenhand.demo.people import FOUNDER, Cast, address_of
from evenhand.demo.world import DAY, HOUR, Steps, World
from evenhand.people.api import Account, Role, actor_for, change_profile, create_account
from evenhand.shop.api import (
    Address,
    Customer,
    Driver,
    Order,
    PaymentMethod,
    Product,
    Shipment,
    Variant,
    add_scan,
    place_order,
    ship,
)

CARRIERS = ("Northway", "Swift Parcel", "Postbridge")
DEPOTS = ("Venlo", "Leipzig", "Liège", "Swindon", "Athlone", "Zaragoza")
MAIL_DOMAINS = ("mail.example", "post.example", "letters.example")
SHIPPING_MINOR = 490


@dataclass(frozen=True)
class Shopper:
    """A customer with everything that their stories need."""

    account: Account
    actor: Actor
    customer: Customer
    method: PaymentMethod
    words: Words

    @property
    def first(self) -> str:
        """The name by which we greet them."""
        return self.customer.first_name


@dataclass(frozen=True)
class Journey:
    """How one parcel travels, in days after the order: sent, promised, and its scans."""

    sent: float
    promised: int
    scans: tuple[tuple[float, str], ...]


COLLECTED, MOVING, IN_VAN, DELIVERED = "collected", "in_transit", "out_for_delivery", "delivered"
IN_TIME = Journey(0.8, 5, ((1.2, COLLECTED), (4.0, DELIVERED)))
LOST = Journey(0.9, 6, ((1.3, COLLECTED), (3.5, MOVING)))
LATE = Journey(0.9, 6, ((1.4, COLLECTED), (7.2, MOVING), (9.6, IN_VAN), (9.9, DELIVERED)))
VERY_LATE = Journey(0.9, 5, ((1.6, COLLECTED), (6.5, MOVING), (11.3, IN_VAN), (11.6, DELIVERED)))


def stock_the_shelves(cast: Cast) -> list[Variant]:
    """Put everything on offer into the shop; the shop has no action of its own for that, it imports."""
    variants = []
    for seller, card in zip(cast.sellers, the_goods().sellers, strict=True):
        for place, product_card in enumerate(card.products, 1):
            number = f"{seller.pk:02}{place:02}"
            product = Product.objects.create(external_id=number, name=product_card.name, seller=seller)
            variants += [
                Variant(
                    product=product,
                    external_id=f"{number}-{index}",
                    options={product_card.option: choice},
                    price_minor=product_card.price,
                    currency=environment().currency,
                )
                for index, choice in enumerate(product_card.choices, 1)
            ]
    Variant.objects.bulk_create(variants)
    return list(Variant.objects.select_related("product__seller").order_by("pk"))


def make_shopper(world: World, number: int) -> Shopper:
    """A new customer: somebody from somewhere, with a card or another way to pay."""
    dice = world.dice("shopper", number)
    places = the_places().places
    place = dice.choices(places, [each.share for each in places])[0]
    first, last = dice.choice(place.first), dice.choice(place.last)
    email = address_of(f"{first} {last}", dice.choice(MAIL_DOMAINS)).replace("@", f"{number}@", 1)
    return shopper_called(world, (first, last), email, place, _home(dice, place))


def shopper_called(world: World, name: tuple[str, str], email: str, place: PlaceCard, home: Address) -> Shopper:
    """A customer with this first and last name and this home, from now on."""
    first, last = name
    account = create_account(email=email, name=f"{first} {last}", roles=[Role.CUSTOMER], actor=FOUNDER, now=world.now)
    language = place.language if place.language != environment().language else ""
    actor = actor_for(account, "demo")
    change_profile(
        account=account, name=account.name, language=language, time_zone=place.time_zone, actor=actor, now=world.now
    )
    customer = Customer.objects.create(account=account, first_name=first, last_name=last, address=home.to_json())
    return Shopper(account, actor, customer, _method(world, customer), words_in(place.language))


def _home(dice: Random, place: PlaceCard) -> Address:
    town, code = dice.choice(place.towns)
    return Address(f"{dice.choice(place.streets)} {dice.randint(1, 140)}", "", town, "", code, place.country)


def _method(world: World, customer: Customer) -> PaymentMethod:
    dice = world.dice("method", customer.account.email)
    kind = dice.choice([PaymentMethod.Kind.CREDIT_CARD, PaymentMethod.Kind.CREDIT_CARD, PaymentMethod.Kind.PAYPAL])
    is_card = kind == PaymentMethod.Kind.CREDIT_CARD
    return PaymentMethod.objects.create(
        customer=customer,
        external_id=f"{kind}_{customer.pk}",
        kind=kind,
        brand=dice.choice(["visa", "mastercard"]) if is_card else "",
        last_four=f"{dice.randint(0, 9999):04}" if is_card else "",
        currency=environment().currency,
    )


def buy(world: World, shopper: Shopper, variants: Sequence[Variant], number: str) -> Order:
    """The customer orders and pays now."""
    return place_order(
        customer=shopper.customer,
        number=number,
        variants=variants,
        method=shopper.method,
        shipping_fee_minor=SHIPPING_MINOR,
        actor=shopper.actor,
        now=world.now,
    )


def send(world: World, order: Order, journey: Journey, driver: Driver | None = None) -> Steps[Shipment]:
    """The order leaves in one parcel, after a while."""
    placed_at, dice = world.now, world.dice("parcel", order.number)
    yield placed_at + journey.sent * DAY
    promised = (placed_at + journey.promised * DAY).date()
    return ship(
        order=order,
        lines=list(order.lines.all()),
        carrier=dice.choice(CARRIERS),
        tracking=f"{dice.choice('NSP')}{dice.randint(10**8, 10**9 - 1)}",
        promised_from=promised - datetime.timedelta(days=1),
        promised_until=promised,
        driver=driver,
        actor=FOUNDER,
        now=world.now,
    )


def travel(world: World, parcel: Shipment, since: datetime.datetime, scans: Sequence[tuple[float, str]]) -> Steps[None]:
    """The parcel is scanned on its way; days are counted from `since`."""
    dice = world.dice("way", parcel.order.number)
    town = str(parcel.order.address.get("city", ""))
    for days, kind in scans:
        yield since + (days + dice.uniform(-0.1, 0.1)) * DAY
        add_scan(
            shipment=parcel,
            kind=kind,
            at=world.now,
            place=town if kind in (IN_VAN, DELIVERED) else dice.choice(DEPOTS),
            evidence={"photo": "door"} if kind == DELIVERED else None,
            actor=FOUNDER,
            now=world.now,
        )


def order_in_time(world: World, cast: Cast, shopper: Shopper, variant: Variant, number: str) -> Steps[None]:
    """An order that goes as it should."""
    dice = world.dice("order", number)
    order = buy(world, shopper, [variant], number)
    placed_at = world.now
    parcel = yield from send(world, order, IN_TIME, dice.choice(cast.drivers))
    yield from travel(world, parcel, placed_at, IN_TIME.scans)


def sent_again(world: World, parcel: Shipment) -> Steps[None]:
    """A replacement goes its way: collected the next morning, delivered two days later."""
    yield world.now + 14 * HOUR
    yield from travel(world, parcel, world.now, ((0.2, COLLECTED), (2.1, DELIVERED)))
