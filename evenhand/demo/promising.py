"""What the demo promises its customers, for how long work is meant to take, and how its service level is counted."""

from evenhand.demo.people import Cast
from evenhand.demo.world import Story, World
from evenhand.promises.api import (
    Formula,
    Goal,
    Goals,
    Level,
    Levels,
    OpenHours,
    book_due,
    publish_due,
    publish_goals,
    publish_levels,
    publish_rule,
    save_calendar,
    watch_due,
)

PROMISED_DAYS = 8  # before the present; earlier cases were promised nothing
ALL_DAY = (((0, 1440),),) * 7
HOUR = 60
WITHIN_SECONDS, SHORT_SECONDS = 120, 10


def begin_to_promise(world: World, cast: Cast) -> Story:
    """A lead says by when customers are answered, and for how long work is meant to take."""
    lead = cast.desk("help").lead
    calendar = save_calendar(
        calendar=None,
        name="All day, every day",
        hours=OpenHours("UTC", ALL_DAY),
        follows_site=False,
        actor=lead,
        now=world.now,
    )
    usual = Level(calendar.pk, first_minutes=12 * HOUR, next_minutes=12 * HOUR, resolution_minutes=72 * HOUR)
    pressing = Level(calendar.pk, priority=2, first_minutes=200, next_minutes=4 * HOUR, resolution_minutes=48 * HOUR)
    chat = Level(calendar.pk, queue_id=cast.desk("chat").queue.pk, first_minutes=5, next_minutes=5)
    phone = Level(calendar.pk, queue_id=cast.desk("phone").queue.pk, first_minutes=2)
    levels = Levels((usual, pressing, chat, phone))
    why = "Customers asked by when they hear from us. Now they do."
    publish_levels(levels=levels, why=why, actor=lead, now=world.now)
    goals = tuple(Goal(desk.queue.pk, desk.card.channel, talk=600, hold=240, after=180) for desk in cast.desks)
    publish_goals(goals=Goals(goals), why="Measured over the last two months.", actor=lead, now=world.now)
    publish_rule(
        formula=Formula.ALL_WHO_CAME,
        within_seconds=WITHIN_SECONDS,
        short_seconds=SHORT_SECONDS,
        actor=lead,
        now=world.now,
    )
    yield from ()


def reckon(world: World) -> None:
    """What the clockwork would have done by now."""
    while book_due(now=world.end):
        pass
    publish_due(now=world.end)
    while watch_due(now=world.end):
        pass
