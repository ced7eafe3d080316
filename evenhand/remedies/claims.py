"""Writes: claims, from the customer's word to their end."""

import datetime
from collections.abc import Sequence

from evenhand.cases.api import Case
from evenhand.core.api import Actor, InvalidInput, action, publish, record
from evenhand.remedies.errors import ClaimHasEnded
from evenhand.remedies.events import ClaimOpened
from evenhand.remedies.facts import claim_about, parcel_in_question
from evenhand.remedies.models import Claim
from evenhand.shop.api import Line, Order, Shipment, order_view


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
) -> Claim:
    """Note that something went wrong; the customer's word is enough.

    Without a parcel named, it is about the one that explains it best; without pieces, about all in that parcel. Saying
    it again answers the claim that is there, even when it was put right meanwhile: so pressing twice opens nothing new.
    """
    if kind not in Claim.Kind.values:
        raise InvalidInput(f"There is no claim {kind!r}. The claims are {', '.join(Claim.Kind.values)}.")
    locked = (
        Order.objects.select_for_update(of=("self",)).select_related("customer__account", "seller").get(pk=order.pk)
    )
    view = order_view(locked, now)
    parcel = next((each for each in view.parcels if shipment and each.id == shipment.pk), None)
    parcel = parcel or parcel_in_question(view, kind)
    shipment_id = parcel.id if parcel else None
    there = claim_about(locked.pk, kind, shipment_id, [line.pk for line in lines])
    if there is not None:
        return _about_case(there, case)
    claim = Claim.objects.create(
        order=locked,
        kind=kind,
        shipment_id=shipment_id,
        case=case,
        customer_words=customer_words,
        opened_at=now,
        opened_by_id=actor.account_id,
    )
    in_parcel = parcel.line_ids if parcel else ()
    named = {line.pk for line in lines} & {line.id for line in view.lines}
    claim.lines.set(named or in_parcel or [line.id for line in view.lines])
    record(actor=actor, verb="remedies.open_claim", subject=f"order:{locked.pk}", now=now, claim=claim.pk, kind=kind)
    if case is not None:
        record(actor=actor, verb="remedies.open_claim", subject=f"case:{case.pk}", now=now, claim=claim.pk, kind=kind)
    publish(ClaimOpened(claim_id=claim.pk, order_id=locked.pk, shipment_id=shipment_id, kind=kind))
    return claim


def _about_case(claim: Claim, case: Case | None) -> Claim:
    if claim.case_id is None and case is not None:
        claim.case = case
        claim.save(update_fields=["case"])
    return claim


@action
def withdraw_claim(*, claim: Claim, actor: Actor, now: datetime.datetime) -> Claim:
    """The customer says that it is all right after all. Withdrawn already, nothing changes."""
    return _end(claim, Claim.State.WITHDRAWN, actor, now)


@action
def note_parcel_found(*, claim: Claim, actor: Actor, now: datetime.datetime) -> Claim:
    """The parcel turned up before anything was done. Known already, nothing changes."""
    return _end(claim, Claim.State.FOUND, actor, now)


def _end(claim: Claim, state: Claim.State, actor: Actor, now: datetime.datetime) -> Claim:
    Order.objects.select_for_update().get(pk=claim.order_id)
    current = Claim.objects.get(pk=claim.pk)
    if current.state == state:
        return current
    if current.state != Claim.State.OPEN:
        raise ClaimHasEnded
    current.state, current.closed_at = state, now
    current.save(update_fields=["state", "closed_at"])
    verb = "remedies.withdraw_claim" if state == Claim.State.WITHDRAWN else "remedies.note_parcel_found"
    record(actor=actor, verb=verb, subject=f"order:{claim.order_id}", now=now, claim=claim.pk)
    return current
