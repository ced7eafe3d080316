"""Fills an empty installation with the demo's past: people first, then everything that they did, up to the present."""

import datetime
from collections.abc import Callable
from itertools import count

from evenhand.core.api import ActivityEntry, site_day
from evenhand.demo.calling import install_telephone
from evenhand.demo.help import write_help
from evenhand.demo.helping import PLAN_WEEKS_AGO, begin_to_help
from evenhand.demo.macros import write_macros
from evenhand.demo.matters import Marketplace, background_orders, begin_matters, plans
from evenhand.demo.notices import ask_the_owner, count_as_lost_sooner, raise_goodwill, think_about_credits
from evenhand.demo.people import Cast, found_house
from evenhand.demo.present import KIND_AGENT, OWN_AGENT, begin_present, mail_arrives
from evenhand.demo.promising import PROMISED_DAYS, begin_to_promise, reckon
from evenhand.demo.reviewing import check_causes, review_contacts
from evenhand.demo.routing import say_who_gets_what
from evenhand.demo.shop import make_shopper, stock_the_shelves
from evenhand.demo.votes import ask_customers, decide_claims
from evenhand.demo.world import DAY, HISTORY_DAYS, HOUR, Story, World
from evenhand.standing.api import compute_due, last_monday

SEED = 4
WEEKS_COMPUTED = PLAN_WEEKS_AGO + 1
CONTACTS_PER_CUSTOMER = 1.75  # so few that weeks lie between two, and a customer is asked about each
BACKGROUND_ORDERS = 40
FIRST_ORDER = 20_417

Progress = Callable[[str, float], None]


class AlreadyFilled(Exception):
    """Something is in this installation already."""

    def __init__(self, entries: int) -> None:
        super().__init__(f"this installation is in use: its activity log has {entries} entries")


def fill(
    *, now: datetime.datetime, share: float = 1.0, seed: int = SEED, progress: Progress = lambda *_: None
) -> World:
    """Play the past of the demo marketplace into an empty database; `share` makes it smaller. Raises AlreadyFilled."""
    if entries := ActivityEntry.objects.count():
        raise AlreadyFilled(entries)
    world, cast = World(seed, now), Cast()
    world.begin(world.now, found_house(world, cast))
    world.begin(world.now + 30 * DAY, _open_shop(world, cast, share))
    world.play(lambda day: progress(f"{site_day(day):%d %B}", 1 - (world.end - day) / (world.end - world.start)))
    return world


def _open_shop(world: World, cast: Cast, share: float) -> Story:
    """With everybody there and everything on the shelves, customers come."""
    variants = stock_the_shelves(cast)
    planned = plans(world, cast, share)
    market = Marketplace(cast, variants, [], count(FIRST_ORDER))
    for number in range(max(10, round(len(planned) / CONTACTS_PER_CUSTOMER))):
        market.shoppers.append(make_shopper(world, number))
        yield world.now + world.dice("next", number).uniform(0.01, 0.2) * DAY
    background_orders(world, market, round(BACKGROUND_ORDERS * share))
    begin_matters(world, market, planned)
    begin_present(world, market)
    world.begin(world.clock_time(HISTORY_DAYS, 8), write_macros(world, cast))
    world.begin(world.clock_time(HISTORY_DAYS, 7), write_help(world, cast))
    world.begin(world.now, say_who_gets_what(world, cast))
    world.begin(world.clock_time(24, 9), raise_goodwill(world))
    world.begin(world.clock_time(6, 9), count_as_lost_sooner(world, unread_by=OWN_AGENT))
    world.begin(world.clock_time(2, 15), think_about_credits(world))
    world.begin(world.clock_time(15, 11), ask_the_owner(world, cast.desk("help").lead))
    world.begin(world.clock_time(PROMISED_DAYS, 6), begin_to_promise(world, cast))
    world.begin(world.clock_time(HISTORY_DAYS, 1), ask_customers(world, cast))
    world.begin(world.clock_time(HISTORY_DAYS, 10), decide_claims(world, cast))
    review_contacts(world, cast)
    check_causes(world, cast)
    begin_to_help(world, cast, own_agent=OWN_AGENT, kind_agent=KIND_AGENT)
    for week in range(WEEKS_COMPUTED):
        world.begin(last_monday(world.end - 7 * week * DAY) + 3 * HOUR, _compute(world))
    world.at_end(lambda: reckon(world))
    world.at_end(lambda: mail_arrives(world, market))
    world.at_end(lambda: install_telephone(cast.desk("phone").queue, now=world.end))


def _compute(world: World) -> Story:
    compute_due(now=world.now)
    yield from ()
