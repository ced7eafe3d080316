"""Gathers what is known about a "no": the customer's reason, the order's own timeline, claims and refusals."""

import datetime

from evenhand.cases.api import Case
from evenhand.core.api import system
from evenhand.people.api import Account
from evenhand.policies.api import Verdict
from evenhand.remedies.api import Claim, Option, Remedy, options_for_claim
from evenhand.shop.api import DeliveryFailure, Driver, Order, ParcelState, earlier_failures
from evenhand.standing.models import Finding
from evenhand.standing.rules import Answered, Cause, Evidence, Fact
from evenhand.surveys.api import Invitation

LOOKING = system("standing")
_DELIVERY_FACTS = {ParcelState.BELIEVED_LOST: Fact.PARCEL_LOST, ParcelState.RETURNED: Fact.PARCEL_RETURNED}


def what_is_known(invitation: Invitation, now: datetime.datetime) -> Answered:
    """Everything about the "no" that a rule may weigh."""
    case, claims = invitation.case, _claims_in(invitation.case)
    reason = invitation.reason
    return Answered(
        invitation_id=invitation.pk,
        reason_code=reason.code if reason else "",
        owner=reason.owner if reason else "",
        deliveries=deliveries(case.order, now) if case.order else (),
        claims=tuple(_claim(claim) for claim in claims),
        refusals=tuple(refusal for claim in claims for refusal in _refusals(claim, now)),
    )


def _claims_in(case: Case) -> list[Claim]:
    return list(Claim.objects.filter(case=case).select_related("order__customer").order_by("id"))


def _refusals(claim: Claim, now: datetime.datetime) -> tuple[Evidence, ...]:
    """The clauses that stood in the way, where nothing was granted for the order and nothing could be."""
    granted = Remedy.objects.filter(order_id=claim.order_id)
    if granted.exclude(state__in=(Remedy.State.FAILED, Remedy.State.CANCELLED)).exists():
        return ()
    refused = [each for each in options_for_claim(claim, LOOKING, now) if each.kind != Remedy.Kind.CREDIT]
    if any(option.verdict is not Verdict.NOT_ALLOWED for option in refused):
        return ()
    return tuple(
        Evidence(Fact.CLAUSE_REFUSED, f"claim:{claim.pk}", _named_clause(option))
        for option in refused
        if option.clauses
    )


def _named_clause(option: Option) -> tuple[tuple[str, str], ...]:
    return (("clause", f"{option.version}, {option.clauses[0]}"), ("policy", option.version.policy))


def deliveries(order: Order, now: datetime.datetime) -> tuple[Evidence, ...]:
    """What went wrong with the parcels of one order."""
    failures = earlier_failures(order.customer.account_id, now)
    return tuple(_delivery(failure) for failure in failures if failure.order_id == order.pk)


def _delivery(failure: DeliveryFailure) -> Evidence:
    fact = _DELIVERY_FACTS.get(failure.state, Fact.PARCEL_LATE)
    values = (("order", failure.order_number), ("days", str(failure.days_late)))
    return Evidence(fact, f"shipment:{failure.shipment_id}", values)


def _claim(claim: Claim) -> Evidence:
    return Evidence(Fact.CLAIM_OPENED, f"claim:{claim.pk}", (("kind", claim.kind), ("order", claim.order.number)))


def claim_evidence(claim: Claim, now: datetime.datetime) -> tuple[Evidence, ...]:
    """What is known about a claim: the customer's word, and the carrier's own scans."""
    return (_claim(claim), *deliveries(claim.order, now))


def people_named(finding: Finding) -> dict[Cause, Account]:
    """Whom each cause that is a person would name here, as far as we know them."""
    order = finding.vote.case.order if finding.vote else finding.claim.order if finding.claim else None
    people = {
        Cause.AGENT: finding.vote.agent if finding.vote else None,
        Cause.SELLER: order.seller.account if order and order.seller else None,
        Cause.DRIVER: _only_driver(order, finding.claim) if order else None,
    }
    return {cause: person for cause, person in people.items() if person is not None}


def _only_driver(order: Order, claim: Claim | None) -> Account | None:
    """The driver of the parcel in question; of several parcels, only where one and the same brought them all."""
    parcels = order.shipments.exclude(driver=None)
    if claim and claim.shipment_id:
        parcels = parcels.filter(pk=claim.shipment_id)
    drivers = Driver.objects.filter(pk__in=parcels.values("driver_id")).select_related("account")
    return drivers[0].account if len(drivers) == 1 else None
