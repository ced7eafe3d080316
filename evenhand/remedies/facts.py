"""Reads: what is known about a claim when its remedy is decided, as the policies' questions name it."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from evenhand.core.api import Actor, Money, site_day
from evenhand.people.api import Role
from evenhand.policies.api import Decision, Facts, Parameters, Rulebook, rulebook
from evenhand.remedies.models import LIVE, ONE_AT_A_TIME, UNSETTLED, Claim, Dispute, Remedy
from evenhand.remedies.past import Past
from evenhand.remedies.rules import CREDIT, REFUND, REPLACEMENT, Given, Stake, claim_age_days
from evenhand.shop.api import OrderView, ParcelState, ParcelTerms, ParcelView, Refund, Variant, earlier_failures

GOODWILL_YEAR = datetime.timedelta(days=365)
REFUNDS = "refunds-and-claims"
GOODWILL = "goodwill"

# Which parcel a claim is about where nobody says: the one that explains it best.
_LIKELIEST = (ParcelState.BELIEVED_LOST, ParcelState.LATE, ParcelState.NO_NEWS, ParcelState.ON_ITS_WAY)
_ARRIVED_FIRST = (ParcelState.DELIVERED, *_LIKELIEST)
_SAYS_SOMETHING = (ParcelState.BELIEVED_LOST, ParcelState.LATE, ParcelState.DELIVERED, ParcelState.RETURNED)


@dataclass(frozen=True)
class Situation:
    """One claim as it stands, read once and asked about several times. `live`: kind and state of what was given."""

    order: OrderView
    parcel: ParcelView | None
    stake: Stake
    claimed_on: datetime.date
    today: datetime.date
    is_in_stock: bool
    goodwill_given_minor: int
    earlier_failures: int
    live: Mapping[str, str]
    is_held_back: bool
    rules: Mapping[str, Rulebook]


def parcel_in_question(order: OrderView, claim_kind: str) -> ParcelView | None:
    """The parcel that a claim of this kind is most likely about; of several alike, the first.

    A replacement speaks for the parcel it replaces once something can be said of it; until then nothing new is claimed.
    """
    spoken_for = {parcel.replaces_id for parcel in order.parcels if parcel.standing.state in _SAYS_SOMETHING}
    in_question = [
        parcel
        for parcel in order.parcels
        if parcel.id not in spoken_for and (parcel.replaces_id is None or parcel.standing.state in _SAYS_SOMETHING)
    ]
    likeliest = _LIKELIEST if claim_kind in (Claim.Kind.LOST, Claim.Kind.LATE) else _ARRIVED_FIRST
    rank = {state: place for place, state in enumerate(likeliest)}
    return min(in_question, key=lambda parcel: rank.get(parcel.standing.state, len(rank)), default=None)


def claim_about(
    order_id: int, claim_kind: str, shipment_id: int | None, line_ids: Collection[int] = ()
) -> Claim | None:
    """The claim of this kind about a parcel, open or put right; with pieces named, one that speaks of all of them.

    An open claim may speak of more besides. One that was put right is about these pieces only: another piece of the
    same parcel that breaks later is a claim of its own.
    """
    about = Q(shipment_id=shipment_id) if shipment_id else Q(shipment=None)
    claims = Claim.objects.filter(about, order_id=order_id, kind=claim_kind)
    alive = claims.filter(state__in=(Claim.State.OPEN, Claim.State.SETTLED)).order_by("-pk")
    if not line_ids:
        return alive.first()
    wanted = set(line_ids)
    for claim in alive.prefetch_related("lines"):
        named = {line.pk for line in claim.lines.all()}
        if named == wanted or (claim.state == Claim.State.OPEN and wanted < named):
            return claim
    return None


def situation_of(
    *,
    order: OrderView,
    claim_kind: str,
    parcel: ParcelView | None,
    claim: Claim | None,
    now: datetime.datetime,
    line_ids: Collection[int] = (),
    ignoring: int | None = None,
    past: Past | None = None,
) -> Situation:
    """Everything a decision may ask about: of a claim that is there, or of one that might be opened.

    Without pieces named, all in the parcel are concerned. `ignoring` is a remedy that is itself being decided.
    `past` saves reading the customer's other parcels again.
    """
    chosen = set(claim.lines.values_list("pk", flat=True) if claim else line_ids) or (parcel.line_ids if parcel else ())
    rules = {policy: rulebook(policy, now, order.placed_at) for policy in (REFUNDS, GOODWILL)}
    terms = ParcelTerms(lost_after_days=rules[REFUNDS].parameters.integer("lost_after_days"))
    prices = {line.id: line.value.minor for line in order.lines}
    stake = Stake(
        claim_kind=claim_kind,
        line_ids=frozenset(chosen) & prices.keys() or frozenset(prices),
        prices_minor=prices,
        shipping_fee_minor=order.shipping_fee.minor,
        refundable_minor=order.refundable.minor,
        given=tuple(_given(order, parcel.id if parcel else 0, ignoring or 0)),
    )
    failures = past.failures if past else earlier_failures(order.account_id, now, terms)
    failed = {failure.order_id for failure in failures if _is_recent(failure.on, now)}
    live = claim.remedies.filter(state__in=LIVE).exclude(pk=ignoring or 0) if claim else Remedy.objects.none()
    return Situation(
        order=order,
        parcel=parcel,
        stake=stake,
        claimed_on=site_day(claim.opened_at if claim else now),
        today=site_day(now),
        is_in_stock=_is_in_stock(order, stake),
        goodwill_given_minor=goodwill_given(order, now, ignoring or 0),
        earlier_failures=len(failed - {order.id}),
        live=dict(live.values_list("kind", "state")),
        is_held_back=was_taken_back(order),
        rules=rules,
    )


def was_taken_back(order: OrderView) -> bool:
    """The same as `is_held_back`, for an order at hand."""
    return any(payment.held_back for payment in order.payments)


def is_held_back(order_id: int) -> bool:
    """Whether a customer's bank took back, or holds, money that was paid for the order."""
    return Dispute.objects.filter(
        payment__order_id=order_id, kind=Dispute.Kind.CHARGEBACK, state__in=(Dispute.State.OPEN, Dispute.State.LOST)
    ).exists()


def _is_recent(day: datetime.date | None, now: datetime.datetime) -> bool:
    return day is None or day >= site_day(now - GOODWILL_YEAR)


def _given(order: OrderView, shipment_id: int, ignoring: int) -> Iterable[Given]:
    # The remedy that sent the parcel in question is no remedy for what then happened to that parcel.
    return given_for(order, ignoring, Q(shipment__isnull=False, shipment_id=shipment_id))


def given_for(order: OrderView, ignoring: int, apart: Q | None = None) -> Iterable[Given]:
    """What stands for an order, on claims and without, but for the remedy `ignoring` and those `apart`. One query.

    Of a remedy that failed stands what of it went back, and that its goods are here.
    """
    standing = Remedy.objects.filter(order_id=order.id).annotate(back=went_back(), goods_kept=_GOODS_KEPT)
    standing = standing.filter(_STANDS).exclude((apart or Q(pk=None)) | Q(pk=ignoring))
    given: dict[int, Given] = {}
    for pk, kind, state, claim_kind, amount, shipping, line_id, wish, back, goods_kept in standing.values_list(
        *("pk", "kind", "state", "claim__kind", "amount_minor", "shipping_minor", "claim__lines", "wish", "back"),
        "goods_kept",
    ):
        plain = Given(kind, claim_kind or "", frozenset(), shipping, amount - shipping, is_return=goods_kept)
        if state not in LIVE:
            plain = plain.only(back)
        if not claim_kind:
            given[pk] = _given_as_wished(kind, state, wish, replace(plain, holds_up=_held_up_by(kind, state)))
            continue
        so_far = given.get(pk, plain)
        given[pk] = replace(so_far, line_ids=so_far.line_ids | {line_id})
    return given.values()


# What was sent back is here for good, though its money did not go back, or nothing left for it; also where nobody
# agreed to the money instead of an exchange.
_HERE = Q(kind=Remedy.Kind.RETURN) | Q(kind=Remedy.Kind.EXCHANGE, shipment=None)
_DECLINED = Q(state=Remedy.State.CANCELLED, kind=Remedy.Kind.RETURN, wish__are_here=True)
_GOODS_KEPT = ExpressionWrapper(Q(state=Remedy.State.FAILED) & _HERE | _DECLINED, output_field=BooleanField())

# Of a refund over several payments one may have gone back before another was refused.
_STANDS = Q(state__in=LIVE) | Q(state=Remedy.State.FAILED, back__gt=0) | Q(goods_kept=True)


def went_back() -> Coalesce:
    """An expression: how much of a remedy went back, or is on its way, in minor units."""
    refunds = Remedy.refunds.through.objects.filter(remedy=OuterRef("pk"))
    kept = refunds.exclude(refund__state=Refund.State.RELEASED).order_by()
    summed: QuerySet[Any] = kept.values("remedy").annotate(back=Sum("refund__amount_minor"))
    return Coalesce(Subquery(summed.values("back")), 0)


def _held_up_by(kind: str, state: str) -> str:
    return str(Remedy.Kind(kind).label) if kind in ONE_AT_A_TIME and state in UNSETTLED else ""


def _given_as_wished(kind: str, state: str, wish: dict[str, Any], given: Given) -> Given:
    """A return is a refund of its pieces; an exchange sends others, which once sent stand in the order themselves."""
    line_ids = frozenset(wish.get("line_ids", ()))
    if kind == Remedy.Kind.RETURN and not given.is_void:
        return replace(given, kind=REFUND, line_ids=line_ids, is_return=True)
    if kind == Remedy.Kind.EXCHANGE and state in UNSETTLED:
        return replace(given, kind=REPLACEMENT, line_ids=line_ids)
    return replace(given, line_ids=line_ids)


def _is_in_stock(order: OrderView, stake: Stake) -> bool:
    wanted = [line.variant_id for line in order.lines if line.id in stake.line_ids]
    variants = Variant.objects.in_bulk({variant_id for variant_id in wanted if variant_id is not None})
    return all(
        variant_id in variants and variants[variant_id].has_left(wanted.count(variant_id)) for variant_id in wanted
    )


def goodwill_given(order: OrderView, now: datetime.datetime, ignoring: int) -> int:
    """What goodwill the order's customer had within a year, in minor units."""
    credits = Remedy.objects.filter(
        kind=CREDIT,
        state__in=LIVE,
        order__customer_id=order.customer_id,
        granted_at__gt=now - GOODWILL_YEAR,
    )
    return credits.exclude(pk=ignoring).aggregate(given=Sum("amount_minor"))["given"] or 0


def usual_credit(written: Parameters, *, again: bool) -> Money:
    """What goodwill usually gives, as it is written; more where we failed the same customer `again`."""
    name = "repeat_failure_credit_minor" if again else "lost_parcel_credit_minor"
    return Money(written.integer(name), str(written["limits_currency"]))


def is_asked_by_customer(order: OrderView, actor: Actor) -> bool:
    """Whether the order's own customer asks, rather than somebody at the desk."""
    return actor.account_id == order.account_id


def decide_remedy(situation: Situation, kind: str, amount: Money, actor: Actor) -> Decision:
    """What the policy in force says to this remedy."""
    if kind == CREDIT:
        facts = _goodwill_facts(situation, amount, actor)
        return situation.rules[GOODWILL].decide("credit.goodwill", facts)
    question = f"{kind}.{situation.stake.claim_kind}"
    facts = {**_remedy_facts(situation, amount), **_parcel_facts(situation)}
    return situation.rules[REFUNDS].decide(question, facts)


def _goodwill_facts(situation: Situation, amount: Money, actor: Actor) -> Facts:
    return {
        "amount_minor": amount.minor,
        "currency": amount.currency,
        "actor_is_lead": actor.has_role(Role.LEAD),
        "given_this_year_minor": situation.goodwill_given_minor,
        "earlier_failures": situation.earlier_failures,
        "asked_by_customer": is_asked_by_customer(situation.order, actor),
        "failure_is_seen": any(parcel.standing.is_failure for parcel in situation.order.parcels),
    }


def _remedy_facts(situation: Situation, amount: Money) -> Facts:
    order, stake, parcel = situation.order, situation.stake, situation.parcel
    delivered_on = parcel.standing.ended_on if parcel else None
    return {
        "amount_minor": amount.minor,
        "currency": amount.currency,
        "order_total_minor": order.total.minor,
        "refundable_minor": order.refundable.minor,
        "already_refunded": stake.already_refunded,
        "partly_refunded": stake.partly_refunded,
        "replacement_given": stake.replacement_given,
        "chargeback_open": situation.is_held_back,
        "claim_age_days": claim_age_days(parcel.promised_until if parcel else None, delivered_on, situation.claimed_on),
        "country": order.address.country if order.address else None,
        "stock_available": situation.is_in_stock,
        "shipping_paid_minor": stake.shipping_left_minor,
    }


def _parcel_facts(situation: Situation) -> Facts:
    if situation.parcel is None:
        return {}
    standing = situation.parcel.standing
    since_end = (situation.today - standing.ended_on).days if standing.ended_on else None
    is_delivered = standing.state is ParcelState.DELIVERED
    return {
        "days_since_last_scan": standing.days_since_news,
        "days_after_promise": standing.days_after_promise,
        "days_late": standing.days_after_promise,
        "days_since_delivery_scan": since_end if is_delivered else None,
        "days_since_delivery": since_end if is_delivered else None,
    }
