"""How a case is worked on: by mail, in a chat, on the phone; taken, answered, put on hold, handed on, closed."""

from dataclasses import dataclass
from random import Random

from evenhand.cases.api import (
    Case,
    Channel,
    Contact,
    add_customer_message,
    add_note,
    assign_case,
    close_case,
    contact_of,
    end_contact,
    reply,
    start_segment,
    take_case,
    transfer_case,
)
from evenhand.demo import speech
from evenhand.demo.material import Words
from evenhand.demo.people import Cast, Desk, Worker
from evenhand.demo.remedying import CLAIMS, put_right
from evenhand.demo.shop import Shopper
from evenhand.demo.speech import Outcome
from evenhand.demo.world import DAY, HOUR, MINUTE, Story, World
from evenhand.shop.api import Order

CURT = {"struggling": 0.5, "outstanding": 0.0}
CURT_OTHERWISE = 0.04
HANDED_ON, NOTED, ON_HOLD = 0.03, 0.12, 0.08
HOLD_CAUSES = ("waiting on carrier", "slow system", "policy look-up")


@dataclass(frozen=True)
class Matter:
    """What a case is about, and whose it is."""

    number: int
    spoken: speech.Matter
    shopper: Shopper
    words: Words
    order: Order | None


def work_on(world: World, cast: Cast, desk: Desk, case: Case, matter: Matter) -> Story:
    """Somebody of the desk takes the case up and sees it to its end."""
    dice = world.dice("work", matter.number)
    if desk.card.channel == Channel.PHONE:
        yield from _by_phone(world, dice, desk, case, matter)
    elif desk.card.channel == Channel.CHAT:
        yield from _by_chat(world, dice, desk, case, matter)
    else:
        yield from _by_mail(world, dice, cast, desk, case, matter)


def _by_mail(world: World, dice: Random, cast: Cast, desk: Desk, case: Case, matter: Matter) -> Story:
    waited = dice.triangular(0.4, 9, 2) * HOUR
    worker, at = desk.somebody(world, world.now + waited, dice)
    yield at
    take_case(case=case, actor=worker.actor, now=world.now)
    goods_desk = cast.desk("sellers")
    if desk is not goods_desk and matter.order and dice.random() < HANDED_ON:
        yield world.now + dice.uniform(2, 5) * MINUTE
        note = matter.words.pick(dice, "agent", "transfer") or "Handed to the sellers' desk, nothing promised yet."
        transfer_case(case=case, queue=goods_desk.queue, note=note, actor=worker.actor, now=world.now)
        desk = goods_desk
        worker, at = desk.somebody(world, world.now + dice.uniform(0.5, 3) * HOUR, dice)
        yield at
        take_case(case=case, actor=worker.actor, now=world.now)
    yield from answer(world, dice, desk, worker, case, matter)
    yield from _what_follows(world, dice, desk, worker, case, matter)


def answer(world: World, dice: Random, desk: Desk, worker: Worker, case: Case, matter: Matter) -> Story:
    """Read, look, put right, write."""
    yield world.now + dice.uniform(1.5, 5) * MINUTE
    outcome = _remedy(world, dice, desk, worker, case, matter)
    if dice.random() < ON_HOLD:
        yield from _hold(world, dice, worker, case)
    if dice.random() < NOTED:
        note = speech.line(dice, matter.words, "notes", matter.spoken, matter.shopper, worker)
        add_note(case=case, text=note, key=f"demo note {case.pk}", actor=worker.actor, now=world.now)
    yield world.now + dice.uniform(2, 7) * MINUTE
    is_curt = dice.random() < CURT.get(worker.part, CURT_OTHERWISE)
    text = speech.answer(dice, matter.words, matter.spoken, matter.shopper, worker, outcome, is_curt=is_curt)
    say(world, case, worker, text)


def _remedy(world: World, dice: Random, desk: Desk, worker: Worker, case: Case, matter: Matter) -> Outcome:
    kind = matter.spoken.kind
    if matter.order is None or kind not in CLAIMS:
        return Outcome()
    return put_right(world, dice, case, matter.order, kind, matter.shopper, desk, worker)


def _hold(world: World, dice: Random, worker: Worker, case: Case) -> Story:
    contact = running(case, worker)
    cause = dice.choice(HOLD_CAUSES)
    start_segment(contact=contact, kind="hold", cause=cause, actor=worker.actor, now=world.now)
    yield world.now + dice.uniform(1, 8) * MINUTE
    start_segment(contact=contact, kind="talk", actor=worker.actor, now=world.now)


def running(case: Case, worker: Worker) -> Contact:
    """The contact that the agent has running in the case."""
    contact = contact_of(case, worker.actor)
    assert contact is not None, f"{worker.account} has no contact running in {case}"
    return contact


def say(world: World, case: Case, worker: Worker, text: str) -> None:
    """The agent answers, having read all that was said."""
    seen = case.messages.order_by("-pk").values_list("pk", flat=True)[0]
    key = f"demo reply {case.pk} {seen}"
    reply(case=case, text=text, seen_message_id=seen, key=key, actor=worker.actor, now=world.now)


def customer_says(world: World, case: Case, matter: Matter, text: str) -> None:
    """The customer goes on in the case."""
    key = f"demo message {case.pk} {world.now.isoformat()}"
    add_customer_message(case=case, text=text, key=key, actor=matter.shopper.actor, now=world.now)


def _what_follows(world: World, dice: Random, desk: Desk, worker: Worker, case: Case, matter: Matter) -> Story:
    """After the first answer: closed at once, thanked for, asked again, or left as it is."""
    yield world.now + dice.uniform(0.5, 3) * MINUTE
    chance = dice.random()
    if chance < 0.55:
        close_case(case=case, actor=worker.actor, now=world.now)
        return
    end_contact(contact=running(case, worker), actor=worker.actor, now=world.now)
    if chance < 0.82:
        yield world.now + dice.uniform(2, 40) * HOUR
        thanks = speech.line(dice, matter.words, "thanks_back", matter.spoken, matter.shopper, worker)
        customer_says(world, case, matter, thanks)
        yield desk.in_hours(world, world.now + dice.uniform(0.3, 5) * HOUR)
        close_case(case=case, actor=worker.actor, now=world.now)
    elif chance < 0.93:
        yield world.now + dice.uniform(1.3, 4) * DAY
        yield from _asked_again(world, dice, desk, worker, case, matter)


def _asked_again(world: World, dice: Random, desk: Desk, worker: Worker, case: Case, matter: Matter) -> Story:
    text = speech.line(dice, matter.words, "not_yet", matter.spoken, matter.shopper, worker)
    customer_says(world, case, matter, text)
    other, at = desk.somebody(world, world.now + dice.uniform(0.5, 8) * HOUR, dice)
    yield at
    assign_case(case=case, to=other.account, actor=desk.lead, now=world.now)
    take_case(case=case, actor=other.actor, now=world.now)
    yield world.now + dice.uniform(4, 12) * MINUTE
    say(world, case, other, speech.second_answer(dice, matter.words, matter.spoken, matter.shopper, other))
    yield world.now + dice.uniform(0.5, 4) * MINUTE
    close_case(case=case, actor=other.actor, now=world.now)


def _by_chat(world: World, dice: Random, desk: Desk, case: Case, matter: Matter) -> Story:
    worker, at = desk.somebody(world, world.now + dice.uniform(0.3, 4) * MINUTE, dice)
    yield at
    take_case(case=case, actor=worker.actor, now=world.now)
    yield world.now + dice.uniform(0.3, 1) * MINUTE
    say(world, case, worker, speech.line(dice, matter.words, "chat_first", matter.spoken, matter.shopper, worker))
    yield world.now + dice.uniform(0.3, 2) * MINUTE
    waits = speech.line(dice, matter.words, "chat_customer", matter.spoken, matter.shopper, worker)
    customer_says(world, case, matter, waits)
    yield from answer(world, dice, desk, worker, case, matter)
    yield world.now + dice.uniform(0.4, 3) * MINUTE
    last = speech.line(dice, matter.words, "chat_last", matter.spoken, matter.shopper, worker)
    customer_says(world, case, matter, last)
    yield world.now + dice.uniform(0.3, 3) * MINUTE
    close_case(case=case, actor=worker.actor, now=world.now)


def _by_phone(world: World, dice: Random, desk: Desk, case: Case, matter: Matter) -> Story:
    worker, at = desk.somebody(world, world.now + dice.uniform(0, 2) * MINUTE, dice)
    yield at
    take_case(case=case, actor=worker.actor, now=world.now)
    yield world.now + dice.uniform(2, 6) * MINUTE
    if dice.random() < 0.5:
        yield from _hold(world, dice, worker, case)
        yield world.now + dice.uniform(1, 3) * MINUTE
    outcome = _remedy(world, dice, desk, worker, case, matter)
    yield world.now + dice.uniform(1, 4) * MINUTE
    start_segment(contact=running(case, worker), kind="after", actor=worker.actor, now=world.now)
    yield world.now + dice.uniform(1, 5) * MINUTE
    note = speech.call_note(dice, outcome)
    add_note(case=case, text=note, key=f"demo call {case.pk}", actor=worker.actor, now=world.now)
    close_case(case=case, actor=worker.actor, now=world.now)
