"""What caused a "no", as far as its evidence tells, and what may count against a person. Plain values only."""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

RULE = "rule: causes 1"
NEVER_SHOWN = 0


class Cause(StrEnum):
    """Who or what is answerable."""

    AGENT = "agent"
    POLICY = "policy"
    CARRIER = "carrier"
    DRIVER = "driver"
    SELLER = "seller"
    PRODUCT = "product"
    SYSTEM = "system"
    UNKNOWN = "unknown"


PERSONAL = frozenset({Cause.AGENT, Cause.DRIVER, Cause.SELLER})


class Audience(StrEnum):
    """Who is rated, as the policies name them: agents by answers, sellers by orders, drivers by parcels."""

    AGENTS = "agents"
    SELLERS = "sellers"
    DRIVERS = "drivers"


OWN_CAUSE = {Audience.AGENTS: Cause.AGENT, Audience.SELLERS: Cause.SELLER, Audience.DRIVERS: Cause.DRIVER}

# Who has to act on a customer's reason (surveys' `Owner`), as a cause. What is not here names nobody.
_NAMED_BY_CUSTOMER = {
    "policy": Cause.POLICY,
    "product": Cause.PRODUCT,
    "seller": Cause.SELLER,
    "delivery": Cause.CARRIER,
    "agent": Cause.AGENT,
}
_HOW_WE_WORK = frozenset({"process", "capacity"})


class Fact(StrEnum):
    """Kinds of evidence; the words for each stand in words.py."""

    CUSTOMER_SAID = "customer_said"
    NO_REASON = "no_reason"
    PARCEL_LOST = "parcel_lost"
    PARCEL_LATE = "parcel_late"
    PARCEL_RETURNED = "parcel_returned"
    CLAIM_OPENED = "claim_opened"
    CLAUSE_REFUSED = "clause_refused"
    SPEAKS_AGAINST = "speaks_against"


@dataclass(frozen=True)
class Evidence:
    """One thing that is known, the plain values that its words need, and where it stands ("shipment:12")."""

    fact: Fact
    source: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answered:
    """What is known about a "no". `owner` is who has to act on the reason given, empty where none was."""

    invitation_id: int
    reason_code: str
    owner: str
    deliveries: Sequence[Evidence] = ()
    claims: Sequence[Evidence] = ()
    refusals: Sequence[Evidence] = ()


@dataclass(frozen=True)
class Proposal:
    """A cause to be checked by a person, with the evidence for and against it. `clause` names a refusal's clause."""

    cause: Cause
    evidence: tuple[Evidence, ...]
    clause: str = ""
    policy: str = ""


def propose_cause(answered: Answered) -> Proposal:
    """What probably caused this "no"; unknown stays unknown.

    The customer's own words weigh most, save against a person: where they name the answer but something else of ours
    had gone wrong too, nobody is proposed, and a person weighs it. Where they name nothing, or only how we work, what
    the order and the clauses show decides.
    """
    source = f"question:{answered.invitation_id}"
    said = Evidence(Fact.CUSTOMER_SAID, source, (("reason", answered.reason_code),)) if answered.reason_code else None
    failures = (*answered.deliveries, *answered.claims, *answered.refusals)
    evidence = (said or Evidence(Fact.NO_REASON, source), *failures)
    named = _NAMED_BY_CUSTOMER.get(answered.owner)
    if named is Cause.AGENT and failures:
        return Proposal(Cause.UNKNOWN, (*evidence, Evidence(Fact.SPEAKS_AGAINST, RULE)))
    if named is Cause.POLICY:
        return Proposal(named, evidence, _clause_of(answered.refusals), _policy_of(answered.refusals))
    if named is not None:
        return Proposal(named, evidence)
    return _shown_by_record(answered, evidence)


def _shown_by_record(answered: Answered, evidence: tuple[Evidence, ...]) -> Proposal:
    if answered.deliveries:
        return Proposal(Cause.CARRIER, evidence)
    if answered.refusals:
        return Proposal(Cause.POLICY, evidence, _clause_of(answered.refusals), _policy_of(answered.refusals))
    if answered.owner in _HOW_WE_WORK:
        return Proposal(Cause.SYSTEM, evidence)
    return Proposal(Cause.UNKNOWN, evidence)


def _clause_of(refusals: Sequence[Evidence]) -> str:
    return dict(refusals[0].values).get("clause", "") if refusals else ""


def _policy_of(refusals: Sequence[Evidence]) -> str:
    return dict(refusals[0].values).get("policy", "") if refusals else ""


def propose_claim_cause(evidence: Sequence[Evidence]) -> Proposal:
    """What probably caused a claim: the carrier where its own scans show it, else unknown. Never a person."""
    shown = {each.fact for each in evidence}
    is_carriers = bool(shown & {Fact.PARCEL_LOST, Fact.PARCEL_LATE, Fact.PARCEL_RETURNED})
    return Proposal(Cause.CARRIER if is_carriers else Cause.UNKNOWN, tuple(evidence))


@dataclass(frozen=True)
class Count:
    """One answer as it enters a person's figures: a "no" counts, a "yes" counts, or it says nothing about them."""

    is_no: bool
    counts: bool


def as_counted(choice: str, *, has_mark: bool) -> Count:
    """How one answer enters the fair share: a "yes", and a "no" with a mark. Any other "no" is left out of both sides.

    A "no" about a lost parcel or an unexplained one says nothing about the person, for or against. The raw share keeps
    all of them.
    """
    if choice == "yes":
        return Count(is_no=False, counts=True)
    return Count(is_no=has_mark, counts=has_mark)


def has_enough(answers: int, reliability: float | None, *, minimum_answers: int, minimum_reliability: float) -> bool:
    """Whether a verdict may be spoken at all."""
    return answers >= minimum_answers and reliability is not None and reliability >= minimum_reliability


def verdict_by_standard(
    marked: int,
    counted: int,
    *,
    minimum: int,
    standard_per_1000: int,
    as_many: float,
    as_few: float,
    chance: float,
) -> str:
    """How somebody stands against a written standard: worse only above it, in whole numbers, and beyond luck.

    `as_many` and `as_few` are the probabilities of such counts for somebody who just keeps the standard.
    """
    if counted < minimum:
        return "not enough evidence"
    if marked * 1000 > counted * standard_per_1000 and as_many <= chance:
        return "clearly worse"
    return "clearly better" if as_few <= chance else "in line"


def may_decide(
    *,
    decider_id: int,
    roles: Collection[str],
    led_team_ids: Collection[int],
    involved_ids: Collection[int],
    team_id: int | None,
) -> bool:
    """Whether somebody may decide what caused a "no".

    Reviewers may, and the lead of the team that answered. Never somebody whom a cause could name: neither the agent,
    nor a lead who gave the answer in question.
    """
    if decider_id in involved_ids:
        return False
    if "reviewer" in roles:
        return True
    return "lead" in roles and team_id is not None and team_id in led_team_ids


def may_decide_contest(
    *, decider_id: int, roles: Collection[str], person_id: int, first_decider_id: int | None, leads_person: bool
) -> bool:
    """Whether somebody may decide a contested mark: a reviewer who is neither the person nor who decided the cause.

    Nor whoever leads the person's team, today or when it happened, even where they are a reviewer too.
    """
    return "reviewer" in roles and decider_id not in (person_id, first_decider_id) and not leads_person


def keeps_company(shown: Sequence[Collection[Hashable]], new: Collection[Hashable], *, minimum: int) -> bool:
    """Whether figures of the answers in `new` may be shown to who was shown figures of those in each of `shown`.

    Adding and taking away such figures tells of answers that always stood together, and of nothing smaller. So where
    `new` holds a part of some that stood together until now, that part and the rest are at least `minimum` each; and
    of what was never shown it holds at least `minimum`, or nothing.
    """
    stood: dict[Hashable, int] = {}
    for number, earlier in enumerate(shown):
        for answer in earlier:
            stood[answer] = stood.get(answer, 0) | 1 << number
    together = Counter(stood.values())
    inside = Counter(stood.get(answer, NEVER_SHOWN) for answer in new)

    def is_whole_or_large(cell: int, held: int) -> bool:
        if cell == NEVER_SHOWN:
            return held >= minimum
        rest = together[cell] - held
        return rest == 0 or min(held, rest) >= minimum

    return all(is_whole_or_large(cell, held) for cell, held in inside.items())
