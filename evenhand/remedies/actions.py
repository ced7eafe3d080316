"""Writes: granting, approving and carrying out remedies, each exactly once.

A remedy is decided and reserved in one transaction; then the payment provider is asked, outside of any; then its answer
is written in another. Whatever dies in between leaves a reservation that `resolve_remedy` brings to its end.
"""

import datetime

import structlog
from django.utils.translation import gettext

from evenhand.core.api import Actor, InvalidInput, Money, action, publish
from evenhand.people.api import Role
from evenhand.policies.api import Decision, Verdict
from evenhand.remedies.changes import approved_change, note
from evenhand.remedies.charging import move_money
from evenhand.remedies.decided import write_decided
from evenhand.remedies.errors import (
    ClaimHasEnded,
    CreditStands,
    MayNotApprove,
    NeedsAnotherPerson,
    NotWaitingForApproval,
    RemedyAlreadyGranted,
    RemedyKeyReused,
    RemedyNotAllowed,
    RemedyNotOffered,
)
from evenhand.remedies.events import RemedyGranted
from evenhand.remedies.facts import Situation, decide_remedy
from evenhand.remedies.models import LIVE, WHOLE_MAKING, Claim, Remedy
from evenhand.remedies.options import (
    credit_stands,
    situation_of_claim,
    spoken,
    standing_in_the_way,
    usual_amount,
)
from evenhand.remedies.providers import PaymentProvider
from evenhand.remedies.rules import CREDIT, REFUND, remedies_for
from evenhand.remedies.settlement import ON_ITS_WAY, carry_out
from evenhand.remedies.terms import propose_shares
from evenhand.shop.api import locked_order, money_words

log = structlog.get_logger(__name__)
MAY_APPROVE = (Role.LEAD, Role.REVIEWER, Role.ADMINISTRATOR)


def grant_remedy(
    *,
    claim: Claim,
    kind: str,
    key: str,
    actor: Actor,
    now: datetime.datetime,
    amount: Money | None = None,
    provider: PaymentProvider | None = None,
) -> Remedy:
    """Do what the policy in force allows, once; what it wants a second person for, it becomes a proposal.

    `key` makes it safe to ask again: the same key answers the same remedy. `amount` is what is usual where nothing is
    said, `provider` the one that the settings name. Raises RemedyAlreadyGranted, CreditStands where customers ask for a
    second one for an order, RemedyNotAllowed, RemedyNotOffered, RemedyKeyReused, ClaimHasEnded,
    ChargebackStandsInTheWay, InvalidInput, and what the shop refuses: OutOfStock, RefundExceedsPayment.
    """
    remedy = reserve_remedy(claim=claim, kind=kind, key=key, actor=actor, now=now, amount=amount)
    return move_money(remedy=remedy, actor=actor, now=now, provider=provider)


@action
def reserve_remedy(
    *, claim: Claim, kind: str, key: str, actor: Actor, now: datetime.datetime, amount: Money | None = None
) -> Remedy:
    """The first half of `grant_remedy`: decided and reserved, no provider asked. For rooms above that do more in the
    same transaction; they call `move_money` after the commit, and where they die before that, `resolve_due` does.
    """
    current = _locked(claim)
    there = Remedy.objects.filter(idempotency_key=key).first()
    if there is not None:
        return _same(there, current, kind, amount)
    _refuse_a_second(current, kind)
    situation = situation_of_claim(current, now)
    _refuse_what_stands_in_the_way(situation, kind, actor)
    given = _checked(amount or usual_amount(situation, kind), situation, kind)
    decision = decide_remedy(situation, kind, given, actor)
    if decision.verdict is Verdict.NOT_ALLOWED:
        raise RemedyNotAllowed(spoken(decision))
    remedy = _written(
        claim=current, kind=kind, key=key, amount=given, situation=situation, decision=decision, actor=actor, now=now
    )
    verb = "remedies.grant_remedy" if decision.is_allowed else "remedies.propose_remedy"
    note(remedy, verb, actor, now)
    if decision.is_allowed:
        _set_in_motion(remedy, actor, now)
        propose_shares(remedy, situation, now)
    return remedy


def _locked(claim: Claim) -> Claim:
    """The claim as it is now, with its order locked: what is given for one order is decided one after another."""
    locked_order(claim.order_id)
    claims = Claim.objects.select_related("order__customer__account", "order__seller")
    return claims.get(pk=claim.pk)


def _same(remedy: Remedy, claim: Claim, kind: str, amount: Money | None) -> Remedy:
    is_other_amount = amount is not None and amount != remedy.amount
    if remedy.claim_id != claim.pk or remedy.kind != kind or is_other_amount:
        raise RemedyKeyReused
    return remedy


def _refuse_a_second(claim: Claim, kind: str) -> None:
    if kind not in remedies_for(claim.kind):
        raise RemedyNotOffered
    rivals = WHOLE_MAKING if kind in WHOLE_MAKING else (kind,)
    if claim.remedies.filter(kind__in=rivals, state__in=LIVE).exists():
        raise RemedyAlreadyGranted
    if claim.state in (Claim.State.WITHDRAWN, Claim.State.FOUND):
        raise ClaimHasEnded


def _refuse_what_stands_in_the_way(situation: Situation, kind: str, actor: Actor) -> None:
    if credit_stands(situation, kind, actor):
        raise CreditStands
    if words := standing_in_the_way(situation, kind, actor):
        raise RemedyAlreadyGranted(words)


def _checked(amount: Money, situation: Situation, kind: str) -> Money:
    most = usual_amount(situation, kind)
    if amount.currency != most.currency:
        raise InvalidInput(gettext("The amount has to be in %(currency)s.") % {"currency": most.currency})
    if amount.minor < 0 or (kind != CREDIT and amount > most):
        words = gettext("The amount has to be between nothing and %(most)s, which is what these pieces cost.")
        raise InvalidInput(words % {"most": money_words(most)})
    return amount


def _written(
    *,
    claim: Claim,
    kind: str,
    key: str,
    amount: Money,
    situation: Situation,
    decision: Decision,
    actor: Actor,
    now: datetime.datetime,
) -> Remedy:
    remedy = Remedy(
        order=claim.order,
        claim=claim,
        case=claim.case,
        kind=kind,
        amount_minor=amount.minor,
        currency=amount.currency,
        shipping_minor=situation.stake.shipping_part_minor(amount.minor) if kind == REFUND else 0,
        idempotency_key=key,
    )
    return write_decided(remedy, decision, actor, now)


def _set_in_motion(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    carry_out(remedy, actor, now)
    publish(
        RemedyGranted(
            remedy_id=remedy.pk,
            order_id=remedy.order_id,
            claim_id=remedy.claim_id,
            case_id=remedy.case_id,
            kind=remedy.kind,
            amount_minor=remedy.amount_minor,
            currency=remedy.currency,
        )
    )


def approve_remedy(
    *, remedy: Remedy, actor: Actor, now: datetime.datetime, provider: PaymentProvider | None = None
) -> Remedy:
    """A second person agrees to what was proposed, and it is done. Agreed already by the same person, nothing changes.

    Raises NeedsAnotherPerson, MayNotApprove, NotWaitingForApproval, and where things changed meanwhile RemedyNotAllowed
    or RemedyAlreadyGranted.
    """
    approved = _approve(remedy=remedy, actor=actor, now=now)
    return move_money(remedy=approved, actor=actor, now=now, provider=provider)


@action
def _approve(*, remedy: Remedy, actor: Actor, now: datetime.datetime) -> Remedy:
    locked_order(remedy.order_id)
    current = Remedy.objects.get(pk=remedy.pk)
    if current.approved_by_id is not None and current.approved_by_id == actor.account_id:
        return current
    _refuse_the_wrong_person(current, actor)
    current.state = Remedy.State.RESERVED
    current.approved_by_id, current.approved_at = actor.account_id, now
    current.save(update_fields=["state", "approved_by", "approved_at"])
    note(current, "remedies.approve_remedy", actor, now)
    if current.claim_id is None:
        approved_change(current, actor, now)
    else:
        _carry_out_approved(current, actor, now)
    return current


def _carry_out_approved(remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    situation = situation_of_claim(_locked(remedy.its_claim), now, ignoring=remedy.pk)
    _refuse_what_stands_in_the_way(situation, remedy.kind, actor)
    decision = decide_remedy(situation, remedy.kind, remedy.amount, actor)
    if decision.verdict is Verdict.NOT_ALLOWED:
        raise RemedyNotAllowed(spoken(decision))
    _set_in_motion(remedy, actor, now)
    propose_shares(remedy, situation, now)


def _refuse_the_wrong_person(remedy: Remedy, actor: Actor) -> None:
    if not actor.has_role(*MAY_APPROVE) or actor.account_id is None:
        raise MayNotApprove
    if actor.account_id == remedy.granted_by_id:
        raise NeedsAnotherPerson
    if remedy.state != Remedy.State.PROPOSED:
        raise NotWaitingForApproval


@action
def decline_remedy(*, remedy: Remedy, reason: str, actor: Actor, now: datetime.datetime) -> Remedy:
    """A proposal is not carried out: by somebody who may approve it, or by who proposed it. Repeating is harmless."""
    locked_order(remedy.order_id)
    current = Remedy.objects.get(pk=remedy.pk)
    if current.state == Remedy.State.CANCELLED:
        return current
    is_own = actor.account_id is not None and actor.account_id == current.granted_by_id
    if not (is_own or actor.has_role(*MAY_APPROVE)):
        raise MayNotApprove
    if current.state != Remedy.State.PROPOSED:
        raise NotWaitingForApproval
    current.state, current.problem = Remedy.State.CANCELLED, reason[:300]
    current.save(update_fields=["state", "problem"])
    note(current, "remedies.decline_remedy", actor, now, reason)
    return current


def resolve_remedy(
    *, remedy: Remedy, actor: Actor, now: datetime.datetime, provider: PaymentProvider | None = None
) -> Remedy:
    """Ask again what became of money that is on its way, by its key, and write down the answer."""
    current = Remedy.objects.select_related("order").get(pk=remedy.pk)
    return move_money(remedy=current, actor=actor, now=now, provider=provider, again=True)


def resolve_due(*, now: datetime.datetime, actor: Actor, provider: PaymentProvider | None = None) -> int:
    """Bring every refund that is on its way for a minute or more to its end; answers how many were asked about.

    One that fails is logged, says so itself, and holds up no other: it is asked about again the next time.
    """
    due = Remedy.objects.filter(
        state__in=(Remedy.State.RESERVED, Remedy.State.UNKNOWN), granted_at__lte=now - datetime.timedelta(minutes=1)
    )
    for remedy in list(due.order_by("pk")[:200]):
        try:
            resolve_remedy(remedy=remedy, actor=actor, now=now, provider=provider)
        except Exception:
            log.exception("a remedy could not be brought to its end and will be tried again", remedy=remedy.pk)
            _note_that_it_waits(remedy=remedy, actor=actor, now=now)
    return due.count()


@action
def _note_that_it_waits(*, remedy: Remedy, actor: Actor, now: datetime.datetime) -> None:
    """Say with the remedy that it is stuck, once however often it is tried."""
    locked_order(remedy.order_id)
    current = Remedy.objects.get(pk=remedy.pk)
    words = gettext("The payment provider could not be asked. We try again each minute; the server's log says why.")
    if current.state in ON_ITS_WAY and current.problem != words:
        current.problem = words
        current.save(update_fields=["problem"])
        note(current, "remedies.resolve_remedy", actor, now)
