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
from evenhand.demo.people import Desk, Worker
from evenhand.demo.remedying import put_right
from evenhand.demo.speech import Matter
from evenhand.demo.world import DAY, HOUR, MINUTE, Story, World

CURT = {"struggling": 0.5, "helped": 0.25, "outstanding": 0.0}
CURT_OTHERWISE = 0.04
NOTED, ON_HOLD = 0.12, 0.08
HOLD_CAUSES = ("waiting on carrier", "slow system", "policy look-up")


@dataclass
class Scene:
    """A case at a desk, and who works on it."""

    world: World
    dice: Random
    desk: Desk
    worker: Worker
    case: Case
    matter: Matter

    def take(self) -> None:
        """The agent takes the case up."""
        take_case(case=self.case, actor=self.worker.actor, now=self.world.now)

    def say(self, text: str) -> None:
        """The agent answers, having read all that was said."""
        seen = self.case.messages.order_by("-pk").values_list("pk", flat=True)[0]
        reply(
            case=self.case,
            text=text,
            seen_message_id=seen,
            key=f"demo reply {self.case.pk} {seen}",
            actor=self.worker.actor,
            now=self.world.now,
        )

    def customer_says(self, name: str) -> None:
        """The customer goes on in the case, with one of the lines of that name."""
        add_customer_message(
            case=self.case,
            text=self.matter.line(self.dice, name, self.worker),
            key=f"demo message {self.case.pk} {self.world.now.isoformat()}",
            actor=self.matter.shopper.actor,
            now=self.world.now,
        )

    def note(self, text: str) -> None:
        """The agent leaves a note for colleagues."""
        key = f"demo note {self.case.pk} {self.world.now.isoformat()}"
        add_note(case=self.case, text=text, key=key, actor=self.worker.actor, now=self.world.now)

    def running_contact(self) -> Contact:
        """The agent's contact in the case."""
        contact = contact_of(self.case, self.worker.actor)
        assert contact is not None, f"{self.worker.account} has no contact running in {self.case}"
        return contact

    def end(self) -> None:
        """The agent is done with it for now."""
        end_contact(contact=self.running_contact(), actor=self.worker.actor, now=self.world.now)

    def close(self) -> None:
        """The matter is settled."""
        close_case(case=self.case, actor=self.worker.actor, now=self.world.now)

    def segment(self, kind: str, cause: str = "") -> None:
        """From now on the contact is in talk, on hold or in after-contact work."""
        start_segment(
            contact=self.running_contact(), kind=kind, cause=cause, actor=self.worker.actor, now=self.world.now
        )

    def minutes(self, least: float, most: float) -> "Story":
        """Let some minutes go by."""
        yield self.world.now + self.dice.uniform(least, most) * MINUTE


def work_on(world: World, desk: Desk, case: Case, matter: Matter, hands_on_to: Desk | None = None) -> Story:
    """Somebody of the desk takes the case up and sees it to its end, or hands it on to another desk first."""
    dice = world.dice("work", matter.number)
    waits = {Channel.PHONE: dice.uniform(0, 2) * MINUTE, Channel.CHAT: dice.uniform(0.3, 4) * MINUTE}
    wait = waits.get(Channel(desk.card.channel), dice.triangular(0.4, 9, 2) * HOUR)
    worker, at = desk.somebody(world, world.now + wait, dice, matter.kind)
    scene = Scene(world, dice, desk, worker, case, matter)
    yield at
    scene.take()
    if desk.card.channel == Channel.PHONE:
        yield from _by_phone(scene)
    elif desk.card.channel == Channel.CHAT:
        yield from _by_chat(scene)
    else:
        if hands_on_to:
            yield from _hand_on(scene, hands_on_to)
        yield from answer(scene)
        yield from _what_follows(scene)


def _hand_on(scene: Scene, desk: Desk) -> Story:
    yield from scene.minutes(2, 5)
    note = scene.matter.line(scene.dice, "transfer", scene.worker)
    transfer_case(case=scene.case, queue=desk.queue, note=note, actor=scene.worker.actor, now=scene.world.now)
    later = scene.world.now + scene.dice.uniform(0.5, 3) * HOUR
    scene.desk = desk
    scene.worker, at = desk.somebody(scene.world, later, scene.dice, scene.matter.kind)
    yield at
    scene.take()


def answer(scene: Scene) -> Story:
    """Read, look, put right, write."""
    dice, worker, matter = scene.dice, scene.worker, scene.matter
    yield from scene.minutes(1.5, 5)
    outcome = put_right(scene.world, dice, scene.case, matter, worker=worker, lead=scene.desk.lead)
    if dice.random() < ON_HOLD:
        yield from _hold(scene)
    if dice.random() < NOTED:
        scene.note(matter.line(dice, "notes", worker))
    yield from scene.minutes(2, 7)
    is_curt = dice.random() < CURT.get(worker.part, CURT_OTHERWISE)
    is_letter = scene.case.channel != Channel.CHAT
    scene.say(matter.answer(dice, worker, outcome, is_curt=is_curt, is_letter=is_letter))


def _hold(scene: Scene) -> Story:
    scene.segment("hold", scene.dice.choice(HOLD_CAUSES))
    yield from scene.minutes(1, 8)
    scene.segment("talk")


def _what_follows(scene: Scene) -> Story:
    """After the first answer: closed at once, thanked for, asked again, or left as it is."""
    yield from scene.minutes(0.5, 3)
    chance = scene.dice.random()
    if chance < 0.55:
        scene.close()
        return
    scene.end()
    if chance < 0.82:
        yield scene.world.now + scene.dice.uniform(2, 40) * HOUR
        scene.customer_says("thanks_back")
        yield scene.desk.in_hours(scene.world, scene.world.now + scene.dice.uniform(0.3, 5) * HOUR)
        scene.close()
    elif chance < 0.93:
        yield scene.world.now + scene.dice.uniform(1.3, 4) * DAY
        yield from _asked_again(scene)


def _asked_again(scene: Scene) -> Story:
    scene.customer_says("not_yet")
    later = scene.world.now + scene.dice.uniform(0.5, 8) * HOUR
    scene.worker, at = scene.desk.somebody(scene.world, later, scene.dice, scene.matter.kind)
    yield at
    assign_case(case=scene.case, to=scene.worker.account, actor=scene.desk.lead, now=scene.world.now)
    scene.take()
    yield from scene.minutes(4, 12)
    scene.say(scene.matter.second_answer(scene.dice, scene.worker))
    yield from scene.minutes(0.5, 4)
    scene.close()


def _by_chat(scene: Scene) -> Story:
    yield from scene.minutes(0.3, 1)
    scene.say(scene.matter.line(scene.dice, "chat_first", scene.worker))
    yield from scene.minutes(0.3, 2)
    scene.customer_says("chat_customer")
    yield from answer(scene)
    yield from scene.minutes(0.4, 3)
    scene.customer_says("chat_last")
    yield from scene.minutes(0.3, 3)
    scene.close()


def _by_phone(scene: Scene) -> Story:
    yield from scene.minutes(2, 6)
    if scene.dice.random() < 0.5:
        yield from _hold(scene)
        yield from scene.minutes(1, 3)
    outcome = put_right(scene.world, scene.dice, scene.case, scene.matter, worker=scene.worker, lead=scene.desk.lead)
    yield from scene.minutes(1, 4)
    scene.segment("after")
    yield from scene.minutes(1, 5)
    scene.note(scene.matter.call_note(scene.dice, outcome))
    scene.close()
