"""What the policy says about a claim beside its remedy: what we may ask for, what goes back, and who bears the cost."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.core.api import Money, site_day
from evenhand.policies.api import ClauseRef, Decision, Facts, decide, parameters
from evenhand.remedies.decided import kept_clauses
from evenhand.remedies.facts import REFUNDS, Situation
from evenhand.remedies.models import LIVE, WHOLE_MAKING, Claim, CostShare, Remedy
from evenhand.remedies.options import situation_of_claim

PHOTO, POLICE_NOTE, CODE_NEXT_TIME = "photo", "police_note", "code_next_time"
ASKS = (PHOTO, POLICE_NOTE, CODE_NEXT_TIME)
MATCHED = "matched"
NOTHING_SAID = 0

# A company, its name, and the decision by which it is named; our own share needs none.
Bearer = tuple[CostShare.Party, str, Decision | None]


@dataclass(frozen=True)
class Ask:
    """Something we may ask for, in words that offer it. The remedy never waits for it."""

    kind: str
    words: str
    clause: ClauseRef


@dataclass(frozen=True)
class GoodsBack:
    """What goes back at our cost, in words, and until when it should be handed over."""

    words: str
    until: datetime.date
    clause: ClauseRef


def asks_of(situation: Situation, at: datetime.datetime) -> tuple[Ask, ...]:
    """What may be asked for, as the policy in force allows; nothing where nothing is said."""
    decisions = ((kind, _decided(f"ask.{kind}", situation, at)) for kind in ASKS)
    return tuple(
        Ask(kind, " ".join(decision.reasons), decision.clauses[0])
        for kind, decision in decisions
        if decision.is_allowed
    )


def goods_back(situation: Situation, remedy: Remedy) -> GoodsBack | None:
    """Whether the pieces go back after this remedy, as the policy of its moment says."""
    if remedy.kind not in (Remedy.Kind.REFUND, Remedy.Kind.REPLACEMENT):
        return None
    decision = _decided(f"goods_back.{remedy.kind}", situation, remedy.granted_at)
    if not decision.is_allowed:
        return None
    days = parameters(REFUNDS, remedy.granted_at).integer("goods_back_days")
    until = site_day(remedy.granted_at) + datetime.timedelta(days=days)
    return GoodsBack(" ".join(decision.reasons), until, decision.clauses[0])


@dataclass(frozen=True)
class ClaimTerms:
    """What else the policy says about a claim, as its customer reads it."""

    asks: tuple[Ask, ...]
    goods_back: GoodsBack | None

    def ask(self, kind: str) -> Ask | None:
        """What we may ask for of that kind."""
        return next((each for each in self.asks if each.kind == kind), None)


def terms_of(claim: Claim, now: datetime.datetime) -> ClaimTerms:
    """What we may ask for with this claim, and what goes back after what was given for it."""
    situation = situation_of_claim(claim, now)
    given = claim.remedies.filter(kind__in=WHOLE_MAKING, state__in=LIVE).exclude(state=Remedy.State.PROPOSED).first()
    return ClaimTerms(asks_of(situation, now), goods_back(situation, given) if given else None)


def propose_shares(remedy: Remedy, situation: Situation, at: datetime.datetime) -> None:
    """Write down who would bear a remedy, in the transaction that grants it: between companies, about nobody."""
    if remedy.kind == Remedy.Kind.CREDIT or remedy.cost_shares.exists():
        return  # goodwill is our own
    written = parameters(REFUNDS, at).by_name.get("platform_share_percent")
    own_percent = int(written.value) if written else NOTHING_SAID
    others = [other for other in _asked(situation, at) if other[2] and other[2].is_allowed]
    own, rest = remedy.amount.split([own_percent, 100 - own_percent]) if others else (remedy.amount, None)
    parts = rest.split([1] * len(others)) if rest is not None else []
    shares = [_share(remedy, (CostShare.Party.PLATFORM, "", None), own, at)]
    shares += [_share(remedy, other, part, at) for other, part in zip(others, parts, strict=True)]
    CostShare.objects.bulk_create(shares)


def _asked(situation: Situation, at: datetime.datetime) -> Iterator[Bearer]:
    carrier = situation.parcel.carrier if situation.parcel else ""
    yield CostShare.Party.CARRIER, carrier, _decided("cost.carrier", situation, at)
    yield CostShare.Party.SELLER, situation.order.seller_name, _decided("cost.seller", situation, at)


def _share(remedy: Remedy, bearer: Bearer, part: Money, at: datetime.datetime) -> CostShare:
    """A row; our own share rests on the version by which the remedy itself was decided."""
    party, company, decision = bearer
    clauses = decision.clauses if decision else ()
    return CostShare(
        remedy=remedy,
        party=party,
        company=company[:200],
        amount_minor=part.minor,
        currency=part.currency,
        policy_version_id=decision.version.id if decision else remedy.policy_version_id,
        clauses=kept_clauses(clauses),
        proposed_at=at,
    )


@dataclass(frozen=True)
class Share:
    """A part of a remedy's cost, proposed to a company."""

    party_words: str
    company: str
    amount: Money
    clauses: tuple[str, ...]


def shares_of(remedy_id: int) -> tuple[Share, ...]:
    """Who would bear a remedy: for those who settle with carriers and sellers."""
    rows = CostShare.objects.filter(remedy_id=remedy_id)
    return tuple(
        Share(
            row.get_party_display(),
            row.company,
            row.amount,
            tuple(f"{each['number']} {each['title']}" for each in row.clauses),
        )
        for row in rows
    )


def _decided(question: str, situation: Situation, at: datetime.datetime) -> Decision:
    return decide(REFUNDS, question, _facts(situation), at, situation.order.placed_at)


def _facts(situation: Situation) -> Facts:
    order, parcel, stake = situation.order, situation.parcel, situation.stake
    codes = {
        value for scan in (parcel.scans if parcel else ()) for name, value in scan.evidence if name == "one_time_code"
    }
    return {
        "claim_kind": stake.claim_kind,
        "goods_minor": stake.goods_minor,
        "currency": order.currency,
        "pieces": len(stake.line_ids),
        "handed_over_by_code": MATCHED in codes,
        "has_carrier": parcel is not None and parcel.carrier != "",
        "has_seller": order.seller_id is not None,
        "country": order.address.country if order.address else None,
    }
