"""Who answers the question afterwards, and how; and what people find when they look at a "no"."""

from collections import defaultdict

from evenhand.core.api import Actor
from evenhand.demo.material import words_in
from evenhand.demo.notices import OF_THE_RULE
from evenhand.demo.people import OF_THE_DELIVERY, Cast
from evenhand.demo.world import DAY, HOUR, MINUTE, Story, World
from evenhand.people.api import actor_for
from evenhand.remedies.api import Claim
from evenhand.standing.api import Cause, Finding, decide_finding
from evenhand.surveys.api import Choice, Invitation, cast_vote, give_reason, send_due_invitations

ROUND = 4 * HOUR  # how often due questions are sent in the demo's past
ANSWERED = {"help": 0.45}  # one team has answers enough to say something of its people; of the others, hardly
ANSWERED_OTHERWISE = 0.07
REASON_GIVEN, COMMENT_ON_NO, COMMENT_ON_YES = 0.26, 0.14, 0.12
DECIDED = 0.8
SELLER, DRIVER = "Ines Farol", "Marek Dvořák"  # whose records have a mark

# The share of "no" for what the agent did, and for what had gone wrong before, where that was the delivery or not.
SHARES = {
    "carriers": (0.04, 0.6, 0.0),
    "struggling": (0.6, 0.1, 0.0),
    "helped": (0.3, 0.1, 0.0),
    "outstanding": (0.0, 0.06, 0.0),
}
USUAL_SHARES = (0.06, 0.14, 0.08)


class Even:
    """Says yes in a steady share of its calls, so that a small demo comes out as its seed means it."""

    def __init__(self) -> None:
        self._sums: dict[object, float] = defaultdict(lambda: 0.5)

    def holds(self, name: object, share: float) -> bool:
        """Whether this call of that name is one of its share."""
        self._sums[name] += share
        if self._sums[name] < 1:
            return False
        self._sums[name] -= 1
        return True


def ask_customers(world: World, cast: Cast) -> Story:
    """Send due questions again and again, and let some customers answer."""
    even = Even()
    while True:
        send_due_invitations(now=world.now)
        known = {worker.account.pk: (worker.part, desk.card.slug) for desk in cast.desks for worker in desk.workers}
        asked_now = Invitation.objects.filter(sent_at=world.now).select_related("case", "customer", "agent")
        for asked in asked_now.order_by("pk"):
            part, desk = known[asked.agent_id or 0]
            if even.holds(("answers", asked.agent_id), ANSWERED.get(desk, ANSWERED_OTHERWISE)):
                is_no, is_own = _opinion(even, asked, part, desk)
                at = world.now + world.dice("answer", asked.contact_id).triangular(1, 130, 9) * HOUR
                world.begin(at, _answers(world, cast, asked, is_no=is_no, is_own=is_own))
        yield world.now + ROUND


def _opinion(even: Even, asked: Invitation, part: str, desk: str) -> tuple[bool, bool]:
    """Whether this customer says "no", and whether that is for what the agent did."""
    own, delivery, other = SHARES.get(part, USUAL_SHARES)
    is_delivery = asked.circumstances.get("matter", "") in OF_THE_DELIVERY
    is_own = even.holds(("own", part or asked.agent_id), own)
    is_other = even.holds(("other", part or desk, is_delivery), delivery if is_delivery else other)
    return is_own or is_other, is_own


def _answers(world: World, cast: Cast, asked: Invitation, *, is_no: bool, is_own: bool) -> Story:
    assert asked.customer is not None
    dice = world.dice("vote", asked.contact_id)
    customer = actor_for(asked.customer, "demo")
    cast_vote(invitation=asked, choice=Choice.NO if is_no else Choice.YES, actor=customer, now=world.now)
    yield world.now + dice.uniform(0.3, 2) * MINUTE
    _says_why(world, asked, customer, is_no=is_no, is_own=is_own)
    if is_no and (dice.random() < DECIDED or is_own):
        yield world.now + dice.uniform(1.5, 5) * DAY
        _decide_vote(world, cast, asked, is_own=is_own)


def _says_why(world: World, asked: Invitation, customer: Actor, *, is_no: bool, is_own: bool) -> None:
    dice = world.dice("why", asked.contact_id)
    reason, comment = "", ""
    if is_no and dice.random() < REASON_GIVEN:
        reason = _reason(dice.random(), str(asked.circumstances.get("matter", "")), is_own=is_own)
    if dice.random() < (COMMENT_ON_NO if is_no else COMMENT_ON_YES):
        comment = words_in("en").pick(dice, "votes", "comments_no" if is_no else "comments_yes")
        comment = comment.replace("{agent}", asked.agent.first_name if asked.agent else "")
    if reason or comment:
        give_reason(
            invitation=asked,
            reason_code=reason,
            comment=comment,
            actor=customer,
            now=world.now,
            pass_on=bool(comment) and not is_no,
        )


def _reason(chance: float, matter: str, *, is_own: bool) -> str:
    if is_own:
        return "not_listened" if chance < 0.5 else "unclear"
    if matter in OF_THE_DELIVERY:
        return "delivery" if chance < 0.8 else "not_solved"
    if matter in ("wrong_item", "missing_part"):
        return "seller"
    return {0: "product", 1: "policy", 2: "too_slow"}.get(int(chance * 4), "other")


def _decide_vote(world: World, cast: Cast, asked: Invitation, *, is_own: bool) -> None:
    """A lead or a reviewer looks at the contact and says what they see."""
    finding = Finding.objects.filter(vote=asked, state=Finding.State.PROPOSED).first()
    if finding is None or (finding.cause == Cause.SELLER and not is_own):
        return  # sellers are named on the claim, after they were heard
    dice = world.dice("decides", asked.contact_id)
    lead = next(desk.lead for desk in cast.desks if any(each.account.pk == asked.agent_id for each in desk.workers))
    decider = lead if dice.random() < 0.6 else dice.choice(cast.reviewers)
    matter = asked.circumstances.get("matter", "")
    cause, words, policy = Cause(finding.cause), "", finding.policy_key
    if is_own:
        cause, words = Cause.AGENT, words_in("en").pick(dice, "findings", f"agent_{matter}", "agent")
    elif cause is Cause.AGENT:
        cause, words = Cause.UNKNOWN, words_in("en").pick(dice, "findings", "changed")
    elif cause is Cause.UNKNOWN and matter not in OF_THE_DELIVERY:
        cause, words, policy = Cause.POLICY, words_in("en").pick(dice, "findings", "policy"), OF_THE_RULE
    decide_finding(finding=finding, cause=cause, words=words, policy_key=policy, actor=decider, now=world.now)


def decide_claims(world: World, cast: Cast) -> Story:
    """Every few days a reviewer goes through what caused claims: mostly as proposed, now and then somebody by name."""
    named = {Cause.DRIVER: 1, Cause.SELLER: 2}
    while True:
        yield world.now + 3 * DAY
        reviewer = world.dice("reviewer", (world.end - world.now).days).choice(cast.reviewers)
        waiting = Finding.objects.filter(
            state=Finding.State.PROPOSED, claim__isnull=False, proposed_at__lt=world.now - 4 * DAY
        )
        who = ("claim__order__seller__account", "claim__shipment__driver")
        for finding in waiting.select_related(*who).order_by("pk"):
            _decide_claim(world, finding, reviewer, named)


def _decide_claim(world: World, finding: Finding, reviewer: Actor, named: dict[Cause, int]) -> None:
    claim = finding.claim
    assert claim is not None
    cause, words = Cause(finding.cause), ""
    somebody = _to_be_named(claim)
    if somebody is not None and named[somebody]:
        named[somebody] -= 1
        cause, words = somebody, words_in("en").lines("findings", somebody.value)[named[somebody]]
    elif cause is Cause.UNKNOWN or world.dice("claim", claim.pk).random() > DECIDED:
        return
    decide_finding(finding=finding, cause=cause, words=words, actor=reviewer, now=world.now)


def _to_be_named(claim: Claim) -> Cause | None:
    """A person whom this claim may name: the demo's seller and driver, so that their records have something to show."""
    seller = claim.order.seller
    if claim.kind == Claim.Kind.NOT_AS_DESCRIBED and seller and seller.account and seller.account.name == SELLER:
        return Cause.SELLER
    if claim.kind == Claim.Kind.NOT_RECEIVED and claim.shipment and claim.shipment.driver:
        return Cause.DRIVER if claim.shipment.driver.name == DRIVER else None
    return None
