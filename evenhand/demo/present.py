"""What waits at this moment: the case that the walk begins with, a few others, one approval, mail in quarantine."""

from evenhand.cases.api import (
    Case,
    Channel,
    IncomingMail,
    land_due,
    mark_spam,
    open_case,
    receive_mail,
    set_priority,
)
from evenhand.demo.contacts import Scene, answer
from evenhand.demo.material import the_places, words_in
from evenhand.demo.matters import COURSES, Marketplace, Plan, open_matter, parcel_of
from evenhand.demo.people import FOUNDER, Desk
from evenhand.demo.remedying import put_right
from evenhand.demo.shop import LOST, VERY_LATE, Shopper, buy, make_shopper, shopper_called
from evenhand.demo.speech import Matter
from evenhand.demo.world import DAY, HOUR, MINUTE, Steps, Story, World
from evenhand.people.api import customer_for_address
from evenhand.shop.api import Address, Order, Variant

CLARA = "clara.whitcombe@mail.example"
OWN_AGENT, KIND_AGENT = "Nadia Okafor", "Ingrid Solheim"
FIRST_NUMBER = 90_000  # of plans and customers that only the present has

# What else waits: which matter, at which desk, for how many minutes.
WAITING = (
    ("late", "help", 760), ("damaged", "help", 700), ("question", "help", 640),
    ("question", "help", 168), ("damaged", "help", 131), ("late", "help", 112), ("not_received", "help", 84),
    ("address_change", "help", 47), ("thanks", "help", 33), ("lost", "help", 21),
    ("wrong_item", "sellers", 149), ("not_as_described", "sellers", 66), ("missing_part", "sellers", 29),
    ("question", "help-evening", 52), ("damaged", "help-evening", 18), ("question", "chat", 3), ("late", "chat", 2),
)  # fmt: skip

BROKEN_MAIL = b"Subject: my order\r\nX-Mailer: handmade\r\n\r\nIt has not come, and I cannot find where to ask.\r\n"
LIVE_MAIL = """From: {name} <{address}>
To: {help}
Subject: Do you still have the rain jacket in M?
Message-ID: <first@mail.example>
Content-Type: text/plain; charset=utf-8

Good day,

I saw the Aran rain jacket on your page. Is there one left in M, and could it be with me by the end of next week? We
are walking along the coast then, and my old one has given up.

Kind regards,
{name}
"""


def begin_present(world: World, market: Marketplace) -> None:
    """Let everything begin that is to wait when the demo opens."""
    world.begin(world.now, _clara_comes(world, market))
    for place, (kind, slug, minutes) in enumerate(WAITING, FIRST_NUMBER):
        plan = Plan(place, kind, market.cast.desk(slug), 0, 0)
        world.begin(world.now, _waits(world, market, plan, minutes))
    help_desk = market.cast.desk("help")
    world.begin(world.now, _needs_approval(world, market, Plan(FIRST_NUMBER + 50, "lost", help_desk, 0, 0)))
    for place, hours in ((FIRST_NUMBER + 51, 26), (FIRST_NUMBER + 52, 29)):
        world.begin(world.now, _asks_again(world, market, Plan(place, "damaged", help_desk, 0, 0), hours))
    world.begin(world.end - 2 * DAY, _spam_comes(world, market))


def _clara_comes(world: World, market: Marketplace) -> Story:
    """The customer whom the walk is about: one parcel came late, and now one is lost."""
    place = next(each for each in the_places().places if each.country == "GB")
    home = Address("14 Orchard Rise", "", "Bristol", "", "BS3 4QX", "GB")
    clara = shopper_called(world, ("Clara", "Whitcombe"), CLARA, place, home)
    yield world.clock_time(84, 20)
    yield from _the_mittens(world, market, clara)
    yield world.clock_time(14, 10.5)
    order = buy(world, clara, [_called(market, "Wool blanket")], market.next_number())
    world.begin(world.now, parcel_of(world, order, LOST, None))
    yield world.end - 175 * MINUTE
    desk = market.cast.desk("help")
    case = _writes(world, desk, _matter_of_clara("lost", clara, order))
    yield world.end - 150 * MINUTE
    set_priority(case=case, priority=Case.Priority.HIGH, actor=desk.lead, now=world.now)


def _the_mittens(world: World, market: Marketplace, clara: Shopper) -> Story:
    placed_at, desk = world.now, market.cast.desk("help")
    order = buy(world, clara, [_called(market, "Knitted mittens")], market.next_number())
    world.begin(world.now, parcel_of(world, order, VERY_LATE, None))
    yield placed_at + 8.5 * DAY
    matter = _matter_of_clara("late", clara, order)
    case = _writes(world, desk, matter, "_before")
    scene = Scene(world, world.dice("clara"), desk, market.cast.worker(KIND_AGENT), case, matter)
    yield world.now + 2 * HOUR
    scene.take()
    yield from scene.minutes(4, 6)
    put_right(world, scene.dice, case, matter, worker=scene.worker, lead=desk.lead)
    yield from scene.minutes(4, 6)
    scene.say(matter.of_clara("answer_before", scene.worker))
    yield from scene.minutes(1, 2)
    scene.close()


def _writes(world: World, desk: Desk, matter: Matter, which: str = "") -> Case:
    return open_case(
        customer=matter.shopper.account,
        subject=matter.of_clara(f"subject{which}"),
        text=matter.of_clara(f"letter{which}"),
        channel=Channel.MAIL,
        key=f"demo clara{which}",
        order=matter.order,
        queue=desk.queue,
        actor=matter.shopper.actor,
        now=world.now,
    )


def _matter_of_clara(kind: str, clara: Shopper, order: Order) -> Matter:
    parcel = order.shipments.order_by("pk")[0]
    name = order.lines.all()[0].product_name
    return Matter(0, kind, name, clara, words_in("en"), order, parcel.promised_until)


def _called(market: Marketplace, name: str) -> Variant:
    return next(variant for variant in market.variants if variant.product.name == name)


def _written(
    world: World, market: Marketplace, plan: Plan, minutes: float, product: str = ""
) -> Steps[tuple[Case, Matter]]:
    """Somebody new buys, and writes so many minutes before the present."""
    dice = world.dice("present", plan.number)
    variant = _called(market, product) if product else market.variant_for(plan.kind, dice)
    course, writes_at = COURSES.get(plan.kind), world.end - minutes * MINUTE
    yield (writes_at - course.written_after * DAY if course else writes_at) - 5 * MINUTE
    shopper, order = make_shopper(world, plan.number), None
    if course:
        order = buy(world, shopper, [variant], market.next_number())
        world.begin(world.now, parcel_of(world, order, course.journey, dice.choice(market.cast.drivers)))
    yield writes_at
    return open_matter(world, plan, shopper, variant, order)


def _waits(world: World, market: Marketplace, plan: Plan, minutes: float) -> Story:
    yield from _written(world, market, plan, minutes)


def _needs_approval(world: World, market: Marketplace, plan: Plan) -> Story:
    """A dear thing is lost: the agent proposes, and a second person has not looked yet."""
    case, matter = yield from _written(world, market, plan, 118, "Two-person tent Skarn")
    scene = Scene(world, world.dice("approval"), plan.desk, market.cast.worker(OWN_AGENT), case, matter)
    yield world.end - 96 * MINUTE
    scene.take()
    yield from answer(scene)
    yield from scene.minutes(1, 3)
    scene.end()


def _asks_again(world: World, market: Marketplace, plan: Plan, hours: float) -> Story:
    """Answered yesterday, and the customer has just written again: a case of the agent's own."""
    case, matter = yield from _written(world, market, plan, hours * 60)
    scene = Scene(world, world.dice("again", plan.number), plan.desk, market.cast.worker(OWN_AGENT), case, matter)
    yield world.now + 50 * MINUTE
    scene.take()
    yield from answer(scene)
    yield from scene.minutes(1, 3)
    scene.end()
    yield world.end - scene.dice.uniform(20, 100) * MINUTE
    scene.customer_says("not_yet")


def _spam_comes(world: World, market: Marketplace) -> Story:
    desk = market.cast.desk("help")
    account = customer_for_address("growth@rank-first.example", "Rank First", actor=FOUNDER, now=world.now)
    case = open_case(
        customer=account,
        subject="Your page is on place 94",
        text=words_in("en").lines("spam", "letter")[0],
        channel=Channel.MAIL,
        key="demo spam",
        queue=desk.queue,
        actor=FOUNDER,
        now=world.now,
    )
    yield world.now + HOUR
    mark_spam(case=case, actor=market.cast.worker(OWN_AGENT).actor, now=world.now)


def mail_arrives(world: World, market: Marketplace) -> None:
    """One mail that nobody can read, and one that lands. Mail is put on disk, so in no longer transaction."""
    reader = market.shoppers[7]
    letter = LIVE_MAIL.format(
        name=reader.account.name, address=reader.account.email, help=market.cast.desk("help").card.address
    )
    for raw, sender in ((BROKEN_MAIL, ""), (letter.encode(), reader.account.email)):
        receive_mail(raw, sender, [market.cast.desk("help").card.address], IncomingMail.Source.SMTP, world.end)
    land_due(now=world.end)
