"""How agents put things right: a claim, then a remedy within the policy; a lead agrees where it asks for that."""

from random import Random

from evenhand.cases.api import Case
from evenhand.core.api import Actor, DomainError, one_transaction
from evenhand.demo.people import Worker
from evenhand.demo.shop import sent_again
from evenhand.demo.speech import NOTHING, Matter, Outcome
from evenhand.demo.world import MINUTE, Story, World
from evenhand.remedies.api import Claim, Remedy, approve_remedy, failures_of, grant_remedy, open_claim

PREFERS_MONEY = 0.35
CREDIT_FOR_ONE = 0.12  # of claims; when a parcel is lost after an earlier failure, it is usual


def put_right(world: World, dice: Random, case: Case, matter: Matter, *, worker: Worker, lead: Actor) -> Outcome:
    """Open the claim and give what the policy allows; answers what the letter may say."""
    if matter.order is None or not matter.is_claim:
        return NOTHING
    claim = open_claim(order=matter.order, kind=matter.kind, actor=worker.actor, now=world.now, case=case)
    kinds = ["refund", "replacement"] if dice.random() < PREFERS_MONEY else ["replacement", "refund"]
    remedy = _granted(world, claim, kinds, worker.actor)
    if remedy is None:
        return NOTHING
    if remedy.state == Remedy.State.PROPOSED:
        world.begin(world.now + dice.uniform(130, 400) * MINUTE, _agree(world, remedy, lead))
        return Outcome("proposed")
    if remedy.shipment is not None:
        world.begin(world.now, sent_again(world, remedy.shipment))
    credit = _perhaps_credit(world, dice, claim, worker)
    said = "shipping" if claim.kind == Claim.Kind.LATE else remedy.kind
    return Outcome(said, remedy.amount, matter.shopper.method.label, credit.amount if credit else None)


def _granted(world: World, claim: Claim, kinds: list[str], actor: Actor) -> Remedy | None:
    for kind in kinds:
        try:
            with one_transaction():
                return grant_remedy(claim=claim, kind=kind, key=f"demo {claim.pk} {kind}", actor=actor, now=world.now)
        except DomainError:
            continue  # the policy says no, or not this way: then the other way, or none
    return None


def _perhaps_credit(world: World, dice: Random, claim: Claim, worker: Worker) -> Remedy | None:
    if dice.random() >= CREDIT_FOR_ONE and not _was_failed_before(world, claim):
        return None
    return _granted(world, claim, ["credit"], worker.actor)


def _was_failed_before(world: World, claim: Claim) -> bool:
    is_lost = claim.kind == Claim.Kind.LOST
    failures = failures_of(claim.order.customer.account_id, world.now) if is_lost else ()
    return any(failure.order_id != claim.order_id for failure in failures)


def _agree(world: World, remedy: Remedy, lead: Actor) -> Story:
    approved = approve_remedy(remedy=Remedy.objects.get(pk=remedy.pk), actor=lead, now=world.now)
    if approved.shipment is not None:
        world.begin(world.now, sent_again(world, approved.shipment))
    yield from ()
