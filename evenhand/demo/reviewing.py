"""Second eyes in the demo: contacts and causes drawn by lot each Monday, most looked at, some seen differently."""

from random import Random

from evenhand.core.api import Actor
from evenhand.demo.material import words_in
from evenhand.demo.people import Cast
from evenhand.demo.world import DAY, HOUR, Story, World
from evenhand.people.api import actor_for
from evenhand.quality.api import Answer, Review, Sample, dispute_review, draw_samples, give_review, take_next
from evenhand.standing.api import (
    Cause,
    draw_second_looks,
    give_second_look,
    last_monday,
    looks_for,
    settle_second_look,
)

WEEKS = 4
LOOKED_AT = 0.8  # of what was drawn; the rest waits
MISSED, NOTHING_TO_SEE = 0.05, 0.12
OVERLOOKED = 0.1
CHECKED_WEEKS, SEEN_OTHERWISE_WEEK = 6, 2
SEEN_BY = "The first answer leaves the second question open; one sentence with a day would have done."
OTHERWISE = "I think it is there, in the last line of my letter. It may be easy to overlook."


def review_contacts(world: World, cast: Cast) -> None:
    """Let lots be drawn in the last weeks, the latest on Monday morning."""
    for week in range(WEEKS):
        world.begin(last_monday(world.end - 7 * week * DAY) + 9 * HOUR, _week(world, cast, week))


def check_causes(world: World, cast: Cast) -> None:
    """Each Monday a lot decides which causes somebody else looks at once more."""
    for week in range(CHECKED_WEEKS):
        world.begin(last_monday(world.end - 7 * week * DAY) + 7 * HOUR, _second_looks(world, cast, week))


def _second_looks(world: World, cast: Cast, week: int) -> Story:
    dice = world.dice("second looks", week)
    draw_second_looks(now=world.now, seed=dice.randrange(2**31))
    yield world.now + 5 * HOUR
    for reviewer in cast.reviewers:
        for look in looks_for(reviewer, world.now)[0]:
            first, name = Cause(look.first_cause), "seen_the_same"
            if week == SEEN_OTHERWISE_WEEK and first is Cause.CARRIER:
                first, name = Cause.UNKNOWN, "seen_otherwise"
            words = words_in("en").pick(dice, "steps", name)
            give_second_look(look=look, cause=first, words=words, actor=reviewer, now=world.now)
    yield world.now + DAY
    for person in (*cast.reviewers, *(desk.lead for desk in cast.desks)):
        for look in looks_for(person, world.now)[1]:
            words = words_in("en").pick(dice, "steps", "settled")
            settle_second_look(look=look, cause=Cause(look.first_cause), words=words, actor=person, now=world.now)


def _week(world: World, cast: Cast, week: int) -> Story:
    dice = world.dice("lots", week)
    if draw_samples(now=world.now, seed=dice.randrange(2**31)) is None:
        return
    yield world.now + 5 * HOUR
    for number in range(int(LOOKED_AT * Review.objects.filter(given_at=None).count())):
        reviewer = cast.reviewers[number % len(cast.reviewers)]
        review = take_next(actor=reviewer, now=world.now)
        if review is not None:
            _give(review, reviewer, world)
    yield world.now + DAY
    if week == 0:
        _see_it_differently(world)


def _give(review: Review, reviewer: Actor, world: World) -> None:
    """What there is to see is the same for two who look, and each overlooks a little."""
    sample = review.sample
    answers = {}
    for item in sample.scorecard.lines:
        own = world.dice("sees", sample.pk, item.key, reviewer.account_id)
        what = own if own.random() < OVERLOOKED else world.dice("is there", sample.pk, item.key)
        answers[item.key] = _answer(what)
    words = SEEN_BY if Answer.MISSED in answers.values() else ""
    give_review(review=review, answers=answers, words=words, actor=reviewer, now=world.now)


def _answer(dice: Random) -> str:
    chance = dice.random()
    if chance < MISSED:
        return Answer.MISSED.value
    return Answer.NOT_ASKED.value if chance < MISSED + NOTHING_TO_SEE else Answer.MET.value


def _see_it_differently(world: World) -> None:
    """Of the contacts in which something was missed, the person of the latest asks somebody else to look."""
    done = Sample.objects.filter(done_at__isnull=False).select_related("agent").order_by("-pk")
    for sample in done:
        missed = [item.key for each in sample.outcome.critical for item in each.missed]
        if missed:
            person = actor_for(sample.agent, "demo")
            dispute_review(sample=sample, items=missed[:1], words=OTHERWISE, actor=person, now=world.now)
            return
