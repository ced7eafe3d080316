"""Reads: what may be done now for an order and a claim, why, and by which clause."""

import datetime
from collections.abc import Collection, Iterator
from functools import partial

from django.utils.translation import gettext

from evenhand.core.api import Actor, Money
from evenhand.policies.api import Decision, Verdict
from evenhand.remedies.errors import CreditStands
from evenhand.remedies.facts import (
    GOODWILL,
    Situation,
    claim_about,
    decide_remedy,
    is_asked_by_customer,
    parcel_in_question,
    situation_of,
    usual_credit,
)
from evenhand.remedies.models import WHOLE_MAKING, Claim, Remedy
from evenhand.remedies.offers import Option
from evenhand.remedies.order_options import order_options
from evenhand.remedies.past import Past
from evenhand.remedies.rules import CREDIT, LATE, REFUND, REPLACEMENT, remedies_for, spread
from evenhand.remedies.words import option_title
from evenhand.shop.api import Order, OrderView, order_view


def options(
    *,
    order: Order,
    actor: Actor,
    now: datetime.datetime,
    claim_kind: str | None = None,
    shipment_id: int | None = None,
    line_ids: Collection[int] = (),
    view: OrderView | None = None,
    past: Past | None = None,
) -> tuple[Option, ...]:
    """Every remedy for such a claim, the allowed ones first; without one, what may be done with the order itself.

    `view` saves reading the order again, `past` what the customer had before.
    """
    known = view or order_view(order, now)
    if claim_kind is None:
        return order_options(known, actor, now)
    named = next((each for each in known.parcels if each.id == shipment_id), None)
    parcel = named or parcel_in_question(known, claim_kind)
    parcel_id = parcel.id if parcel else None
    read = past.claim_about if past and not line_ids else partial(claim_about, line_ids=line_ids)
    situation = situation_of(
        order=known,
        claim_kind=claim_kind,
        parcel=parcel,
        claim=read(order.pk, claim_kind, parcel_id),
        line_ids=line_ids,
        now=now,
        past=past,
    )
    return _options(situation, actor)


def options_for_claim(claim: Claim, actor: Actor, now: datetime.datetime) -> tuple[Option, ...]:
    """Every remedy for a claim that is there already, for its parcel and pieces."""
    return _options(situation_of_claim(claim, now), actor)


def situation_of_claim(claim: Claim, now: datetime.datetime, ignoring: int | None = None) -> Situation:
    """A claim as it stands now."""
    known = order_view(claim.order, now)
    parcel = next((each for each in known.parcels if each.id == claim.shipment_id), None)
    return situation_of(order=known, claim_kind=claim.kind, parcel=parcel, claim=claim, now=now, ignoring=ignoring)


def _options(situation: Situation, actor: Actor) -> tuple[Option, ...]:
    found = [_option(situation, kind, actor) for kind in remedies_for(situation.stake.claim_kind)]
    verdicts = list(Verdict)
    return tuple(sorted(found, key=lambda option: verdicts.index(option.verdict)))


def _option(situation: Situation, kind: str, actor: Actor) -> Option:
    amount = usual_amount(situation, kind)
    decision = decide_remedy(situation, kind, amount, actor)
    in_the_way = standing_in_the_way(situation, kind, actor)
    return Option(
        kind=kind,
        title=_title(situation, kind, amount),
        amount=amount,
        verdict=Verdict.NOT_ALLOWED if in_the_way else decision.verdict,
        reason=in_the_way or spoken(decision),
        clauses=() if in_the_way else decision.clauses,
        version=decision.version,
    )


def standing_in_the_way(situation: Situation, kind: str, actor: Actor) -> str:
    """What was given already and leaves no room for such a remedy, whatever the policy says, in words; else nothing."""
    rivals = WHOLE_MAKING if kind in WHOLE_MAKING else (kind,)
    states = {situation.live[rival] for rival in rivals if rival in situation.live}
    if Remedy.State.PROPOSED in states:
        return gettext("A colleague is looking at this already; the answer comes soon.")
    if states and kind == CREDIT:
        return gettext("A credit was given for this already.")
    if credit_stands(situation, kind, actor):
        return gettext(CreditStands.message)
    if kind == REPLACEMENT and situation.stake.refund_unfinished:
        return gettext("A part of the money for this went back already, so the rest of it follows as money too.")
    return ""  # a refund or a replacement that was given is for the policy to speak of


def credit_stands(situation: Situation, kind: str, actor: Actor) -> bool:
    """Whether a customer asks for a credit and has one for the same order; at the desk a person may give another."""
    has_one = any(given.kind == CREDIT for given in situation.stake.given)
    return kind == CREDIT and has_one and is_asked_by_customer(situation.order, actor)


def spoken(decision: Decision) -> str:
    """A decision's reasons as one text to say aloud."""
    return " ".join(decision.reasons)


def _title(situation: Situation, kind: str, amount: Money) -> str:
    methods = [] if kind != REFUND else list(_methods(situation, amount))
    return option_title(kind, amount, methods, len(situation.stake.line_ids), situation.stake.claim_kind == LATE)


def _methods(situation: Situation, amount: Money) -> Iterator[str]:
    payments = situation.order.payments
    parts = spread(amount.minor, [payment.refundable.minor for payment in payments])
    used = [payment.method for payment, part in zip(payments, parts, strict=True) if part]
    yield from used or [payment.method for payment in payments[:1]]


def usual_amount(situation: Situation, kind: str) -> Money:
    """What this remedy gives where nobody says otherwise: what is owed, or the policy's usual credit."""
    if kind == CREDIT:
        return usual_credit(situation.rules[GOODWILL].parameters, again=situation.earlier_failures > 0)
    minor = situation.stake.refund_minor() if kind == REFUND else situation.stake.goods_minor
    return Money(minor, situation.order.currency)
