"""How agents put things right: a claim, then a remedy within the policy, and a lead who agrees where it asks for that."""

from random import Random

from evenhand.cases.api import Case
from evenhand.core.api import Actor, DomainError
from evenhand.demo.people import Desk, Worker
from evenhand.demo.shop import Shopper, sent_again
from evenhand.demo.speech import Outcome
from evenhand.demo.world import MINUTE, Story, World
from evenhand.remedies.api import Claim, Remedy, approve_remedy, failures_of, grant_remedy, open_claim
from evenhand.shop.api import Order

CLAIMS = frozenset(Claim.Kind.values)
PREFERS_MONEY = 0.35
CREDIT_FOR_ONE = 0.12  # of claims; after an earlier failure it is usual


def put_right(
    world: World, dice: Random, case: Case, order: Order, kind: str, shopper: Shopper, desk: Desk, worker: Worker
) -> Outcome:
    """Open the claim and give what the policy allows; answers what the letter may say."""
    claim = open_claim(
        order=order, kind=kind, actor=worker.actor, now=world.now, case=case, customer_words=case.last_preview
    )
    kinds = ["refund", "replacement"] if dice.random() < PREFERS_MONEY else ["replacement", "refund"]
    remedy = _granted(world, claim, kinds, worker.actor)
    if remedy is None:
        return Outcome()
    if remedy.state == Remedy.State.PROPOSED:
        world.begin(world.now + dice.uniform(130, 400) * MINUTE, agree(world, remedy, desk.lead))
        return Outcome("proposed")
    if remedy.shipment is not None:
        world.begin(world.now, sent_again(world, remedy.shipment))
    credit = _perhaps_credit(world, dice, claim, shopper, worker)
    said = "shipping" if kind == Claim.Kind.LATE else remedy.kind
    return Outcome(said, remedy.amount, shopper.method.label, credit.amount if credit else None)


def _granted(world: World, claim: Claim, kinds: list[str], actor: Actor) -> Remedy | None:
    for kind in kinds:
        try:
            return grant_remedy(claim=claim, kind=kind, key=f"demo {claim.pk} {kind}", actor=actor, now=world.now)
        except DomainError:
            continue  # the policy says no, or not this way: then the other way, or none
    return None


def _perhaps_credit(world: World, dice: Random, claim: Claim, shopper: Shopper, worker: Worker) -> Remedy | None:
    chance = dice.random()
    failed_before = {failure.order_id for failure in failures_of(shopper.account.pk, world.now)} - {claim.order_id}
    return _granted(world, claim, ["credit"], worker.actor) if failed_before or chance < CREDIT_FOR_ONE else None


def agree(world: World, remedy: Remedy, lead: Actor) -> Story:
    """The lead agrees to what an agent proposed."""
    approved = approve_remedy(remedy=Remedy.objects.get(pk=remedy.pk), actor=lead, now=world.now)
    if approved.shipment is not None:
        world.begin(world.now, sent_again(world, approved.shipment))
    yield from ()
