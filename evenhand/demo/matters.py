"""The matters of customers: an order, what goes wrong with it, and the moment at which somebody writes."""

from dataclasses import dataclass
from itertools import count
from random import Random

from evenhand.cases.api import Case, Channel, open_case
from evenhand.demo.contacts import work_on
from evenhand.demo.material import TeamCard, the_goods, words_in
from evenhand.demo.people import FOUNDER, Cast, Desk
from evenhand.demo.shop import IN_TIME, LATE, LOST, Journey, Shopper, buy, order_in_time, send, travel
from evenhand.demo.speech import Matter
from evenhand.demo.world import DAY, HISTORY_DAYS, HOUR, Story, World
from evenhand.shop.api import Driver, Order, Variant


@dataclass(frozen=True)
class Course:
    """How it comes to a matter: the parcel's journey, and after how many days somebody writes."""

    journey: Journey
    written_after: float
    by_driver: bool = False


COURSES = {
    "lost": Course(LOST, 12.5),
    "late": Course(LATE, 8.3),
    "not_received": Course(IN_TIME, 6.2, by_driver=True),
    "damaged": Course(IN_TIME, 5.6),
    "wrong_item": Course(IN_TIME, 6.0),
    "missing_part": Course(IN_TIME, 5.2),
    "not_as_described": Course(IN_TIME, 7.0),
    "address_change": Course(Journey(2.1, 6, ((2.4, "collected"), (5.0, "delivered"))), 0.3),
    "thanks": Course(IN_TIME, 6.5),
}
SORTS = {product.name: product.sort for seller in the_goods().sellers for product in seller.products}
SUITED = {"damaged": {"hard", "kit"}, "missing_part": {"kit"}, "question": {"wear"}}
USUALLY_SUITED = {"wear", "soft", "hard", "kit"}
HANDED_ON = 0.03  # of mails about an order, to the sellers' desk
OTHER_DOORS = {Channel.FORM: 0.12, Channel.ORDER_PAGE: 0.18}  # beside mail


@dataclass(frozen=True)
class Plan:
    """That a customer will come to a desk with a matter, so many days ago, at an hour of the site's day."""

    number: int
    kind: str
    desk: Desk
    days_ago: int
    hour: float


@dataclass
class Marketplace:
    """What all matters share: people, goods, customers, and the next order's number."""

    cast: Cast
    variants: list[Variant]
    shoppers: list[Shopper]
    numbers: "count[int]"

    def next_number(self) -> str:
        """The number of the next order."""
        return f"L-{next(self.numbers)}"

    def variant_for(self, kind: str, dice: Random) -> Variant:
        """Something on offer about which such a matter makes sense."""
        return dice.choice([each for each in self.variants if suits(each.product.name, kind)])


def suits(product: str, kind: str) -> bool:
    """Whether a product can be what such a matter is about: nobody asks how a lamp is washed."""
    return SORTS[product] in SUITED.get(kind, USUALLY_SUITED)


def plans(world: World, cast: Cast, share: float) -> list[Plan]:
    """Every contact of the history, in no order; `share` of what the teams' cards say."""
    made: list[Plan] = []
    for desk in cast.desks:
        dice = world.dice("plans", desk.card.slug)
        for kind in _kinds(dice, desk.card, round(desk.card.contacts * share)):
            hour = dice.triangular(desk.card.opens - 1, desk.card.closes, desk.card.opens + 3)
            made.append(Plan(len(made), kind, desk, dice.randint(0, HISTORY_DAYS), hour))
    return made


def _kinds(dice: Random, card: TeamCard, number: int) -> list[str]:
    return dice.choices(list(card.matters), list(card.matters.values()), k=number)


def shopper_of(market: Marketplace, place_in_time: int) -> Shopper:
    """Whose matter it is: in turns, so that weeks lie between two matters of one customer."""
    return market.shoppers[place_in_time % len(market.shoppers)]


def begin_matters(world: World, market: Marketplace, planned: list[Plan]) -> None:
    """Let every planned matter begin with its order."""
    in_time = sorted(planned, key=lambda plan: (-plan.days_ago, plan.hour, plan.number))
    for place, plan in enumerate(in_time):
        writes_at = world.clock_time(plan.days_ago, plan.hour)
        course = COURSES.get(plan.kind)
        begins_at = writes_at - course.written_after * DAY if course else writes_at
        world.begin(begins_at, _matter(world, market, plan, shopper_of(market, place), course))


def _matter(world: World, market: Marketplace, plan: Plan, shopper: Shopper, course: Course | None) -> Story:
    dice = world.dice("matter", plan.number)
    variant = market.variant_for(plan.kind, dice)
    order = None
    if course:
        order = buy(world, shopper, [variant], market.next_number())
        driver = dice.choice(market.cast.drivers) if course.by_driver or dice.random() < 0.4 else None
        world.begin(world.now, parcel_of(world, order, course.journey, driver))
        yield world.clock_time(plan.days_ago, plan.hour)
    case, matter = open_matter(world, plan, shopper, variant, order)
    goods_desk = market.cast.desk("sellers")
    hands_on = order is not None and plan.desk is not goods_desk and dice.random() < HANDED_ON
    yield from work_on(world, plan.desk, case, matter, goods_desk if hands_on else None)


def parcel_of(world: World, order: Order, journey: Journey, driver: Driver | None) -> Story:
    """The order's parcel leaves and travels."""
    placed_at = world.now
    parcel = yield from send(world, order, journey, driver)
    yield from travel(world, parcel, placed_at, journey.scans)


def open_matter(
    world: World, plan: Plan, shopper: Shopper, variant: Variant, order: Order | None
) -> tuple[Case, Matter]:
    """The customer writes, or calls."""
    dice = world.dice("words", plan.number)
    is_mail, is_call = plan.desk.card.channel == Channel.MAIL, plan.desk.card.channel == Channel.PHONE
    parcel = order.shipments.order_by("pk").first() if order else None
    matter = Matter(
        number=plan.number,
        kind=plan.kind,
        product=variant.product.name,
        shopper=shopper,
        words=shopper.words if is_mail else words_in("en"),
        order=order,
        promised=parcel.promised_until if parcel else None,
    )
    case = open_case(
        customer=shopper.account,
        subject=matter.subject(dice),
        text=matter.call(dice) if is_call else matter.letter(dice),
        channel=_door(dice, plan.desk),
        key=f"demo matter {plan.number}",
        order=order,
        queue=plan.desk.queue,
        actor=FOUNDER if is_call else shopper.actor,
        now=world.now,
    )
    return case, matter


def _door(dice: Random, desk: Desk) -> str:
    chance = dice.random()
    if desk.card.channel == Channel.MAIL:
        for door, share in OTHER_DOORS.items():
            if chance < share:
                return door
            chance -= share
    return desk.card.channel


def background_orders(world: World, market: Marketplace, number: int) -> None:
    """Orders about which nobody ever writes."""
    for place in range(number):
        dice = world.dice("background", place)
        at = world.clock_time(dice.randint(1, HISTORY_DAYS + 50), dice.uniform(7, 23))
        world.begin(at, _quiet_order(world, market, place))


def _quiet_order(world: World, market: Marketplace, place: int) -> Story:
    dice = world.dice("quiet", place)
    shopper = dice.choice(market.shoppers)
    yield world.now + dice.uniform(0, 1) * HOUR
    yield from order_in_time(world, market.cast, shopper, dice.choice(market.variants), market.next_number())
