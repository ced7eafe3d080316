"""Writes: claims, from the customer's word to their end."""

import datetime
import hashlib
from collections.abc import Collection, Sequence

from evenhand.cases.api import Case
from evenhand.core.api import Actor, InvalidInput, action, publish, record, site_day
from evenhand.policies.api import parameters
from evenhand.remedies.errors import ClaimHasEnded
from evenhand.remedies.events import ClaimEnded, ClaimOpened
from evenhand.remedies.evidence import add_words
from evenhand.remedies.facts import REFUNDS, claim_about, parcel_in_question
from evenhand.remedies.models import Claim, FoundParcel, Remedy
from evenhand.shop.api import Line, Order, Shipment, locked_order, order_view

LONGEST_LIST = 500


@action
def open_claim(
    *,
    order: Order,
    kind: str,
    actor: Actor,
    now: datetime.datetime,
    shipment: Shipment | None = None,
    lines: Sequence[Line] = (),
    case: Case | None = None,
    customer_words: str = "",
    key: str = "",
) -> Claim:
    """Note that something went wrong; the customer's word is enough.

    Without a parcel named, it is about the one that explains it best; without pieces, about all in that parcel. Saying
    it again answers the claim that is there, even when it was put right meanwhile; so does the same `key`. What is said
    then in other words is kept with it.
    """
    if kind not in Claim.Kind.values:
        raise InvalidInput(f"There is no claim {kind!r}. The claims are {', '.join(Claim.Kind.values)}.")
    locked = locked_order(order.pk)
    pressed = Claim.objects.filter(order=locked, key=key).first() if key else None
    if pressed is not None:
        return _said_again(pressed, case, customer_words, actor, now)
    view = order_view(locked, now)
    parcel = next((each for each in view.parcels if shipment and each.id == shipment.pk), None)
    parcel = parcel or parcel_in_question(view, kind)
    shipment_id = parcel.id if parcel else None
    named = {line.pk for line in lines} & {line.id for line in view.lines}
    there = claim_about(locked.pk, kind, shipment_id, named)
    if there is not None:
        return _said_again(there, case, customer_words, actor, now)
    pieces = named or set(parcel.line_ids if parcel else ()) or {line.id for line in view.lines}
    claim = Claim.objects.create(
        order=locked,
        kind=kind,
        shipment_id=shipment_id,
        pieces=_listed(pieces),
        case=case,
        customer_words=customer_words.strip(),
        key=key,
        opened_at=now,
        opened_by_id=actor.account_id,
    )
    claim.lines.set(pieces)
    record(actor=actor, verb="remedies.open_claim", subject=f"order:{locked.pk}", now=now, claim=claim.pk, kind=kind)
    if case is not None:
        record(actor=actor, verb="remedies.open_claim", subject=f"case:{case.pk}", now=now, claim=claim.pk, kind=kind)
    publish(ClaimOpened(claim_id=claim.pk, order_id=locked.pk, shipment_id=shipment_id, kind=kind))
    return claim


def _listed(pieces: Collection[int]) -> str:
    """The pieces as one word, by which the database knows two claims about the same ones."""
    listed = ",".join(str(piece) for piece in sorted(pieces))
    return listed if len(listed) <= LONGEST_LIST else hashlib.sha256(listed.encode()).hexdigest()


def _said_again(claim: Claim, case: Case | None, words: str, actor: Actor, now: datetime.datetime) -> Claim:
    add_words(claim, words, actor, now)
    return _about_case(claim, case)


def _about_case(claim: Claim, case: Case | None) -> Claim:
    if claim.case_id is None and case is not None:
        claim.case = case
        claim.save(update_fields=["case"])
    return claim


@action
def put_before_a_person(*, claim: Claim, case: Case, actor: Actor, now: datetime.datetime) -> Claim:
    """Say which case a claim is talked about in. The first one stays."""
    current = _locked(claim)
    if current.case_id is None:
        _about_case(current, case)
        record(actor=actor, verb="remedies.put_before_a_person", subject=f"case:{case.pk}", now=now, claim=claim.pk)
    return current


@action
def withdraw_claim(*, claim: Claim, actor: Actor, now: datetime.datetime) -> Claim:
    """The customer says that it is all right after all. Withdrawn already, nothing changes. Raises ClaimHasEnded."""
    current = _locked(claim)
    if current.state == Claim.State.WITHDRAWN:
        return current
    if current.state != Claim.State.OPEN:
        raise ClaimHasEnded
    return _ended(current, Claim.State.WITHDRAWN, "remedies.withdraw_claim", actor, now)


@action
def end_by_chargeback(*, claim: Claim, actor: Actor, now: datetime.datetime) -> Claim:
    """The customer's bank decides now. Only an open claim ends so; any other stays as it is."""
    current = _locked(claim)
    if current.state != Claim.State.OPEN:
        return current
    return _ended(current, Claim.State.CHARGEBACK, "remedies.end_by_chargeback", actor, now)


@action
def note_parcel_found(*, claim: Claim, actor: Actor, now: datetime.datetime) -> Claim:
    """The parcel turned up after all. What was given for it stays given. Known already, nothing changes.

    Raises ClaimHasEnded where the claim was taken back or the bank decides.
    """
    current = _locked(claim)
    if current.state == Claim.State.FOUND:
        return current
    if current.state not in (Claim.State.OPEN, Claim.State.SETTLED):
        raise ClaimHasEnded
    FoundParcel.objects.create(
        claim=current, noted_at=now, noted_by_id=actor.account_id, noted_by_label=actor.label[:200]
    )
    return _ended(current, Claim.State.FOUND, "remedies.note_parcel_found", actor, now)


@action
def choose_for_found(*, claim: Claim, choice: str, actor: Actor, now: datetime.datetime) -> FoundParcel:
    """What the customer would like to do with a parcel that turned up. The same choice again changes nothing.

    Raises InvalidInput, ClaimHasEnded where no parcel of this claim turned up.
    """
    if choice not in FoundParcel.Choice.values:
        raise InvalidInput(f"There is no choice {choice!r}. The choices are {', '.join(FoundParcel.Choice.values)}.")
    found: FoundParcel | None = FoundParcel.objects.filter(claim=_locked(claim)).first()
    if found is None:
        raise ClaimHasEnded
    if found.choice == choice:
        return found
    days = parameters(REFUNDS, now).by_name.get("goods_back_days")
    is_back = choice == FoundParcel.Choice.SEND_BACK and days is not None
    found.choice, found.chosen_at, found.chosen_by_label = choice, now, actor.label[:200]
    found.hand_over_until = site_day(now) + datetime.timedelta(days=int(days.value)) if is_back and days else None
    found.save(update_fields=["choice", "chosen_at", "chosen_by_label", "hand_over_until"])
    _record(found.claim, "remedies.choose_for_found", actor, now, choice)
    return found


def _locked(claim: Claim) -> Claim:
    locked_order(claim.order_id)
    return Claim.objects.select_related("order__customer__account", "order__seller", "case").get(pk=claim.pk)


def _ended(claim: Claim, state: Claim.State, verb: str, actor: Actor, now: datetime.datetime) -> Claim:
    claim.remedies.filter(state=Remedy.State.PROPOSED).update(state=Remedy.State.CANCELLED)
    claim.state, claim.closed_at = state, now
    claim.closed_by_id, claim.closed_by_label = actor.account_id, actor.label[:200]
    claim.save(update_fields=["state", "closed_at", "closed_by", "closed_by_label"])
    _record(claim, verb, actor, now)
    publish(ClaimEnded(claim_id=claim.pk, state=state.value))
    return claim


def _record(claim: Claim, verb: str, actor: Actor, now: datetime.datetime, choice: str = "") -> None:
    subjects = [f"order:{claim.order_id}", *([f"case:{claim.case_id}"] if claim.case_id else [])]
    for subject in subjects:
        record(
            actor=actor, verb=verb, subject=subject, now=now, claim=claim.pk, **({"choice": choice} if choice else {})
        )
