"""What standing does when a customer answers, says why, or reports that something went wrong."""

from evenhand.remedies.api import Claim, ClaimEnded, ClaimOpened
from evenhand.standing.actions import STANDING, drop_claim_finding, drop_finding, propose_claim_finding, propose_finding
from evenhand.surveys.api import Choice, Invitation, ReasonGiven, VoteCast


def weigh_answer(event: VoteCast) -> None:
    """Propose what caused a "no"; after a "yes", take back what was found before."""
    if event.choice == Choice.YES:
        drop_finding(invitation_id=event.invitation_id, actor=STANDING, now=event.at)
    else:
        look_for_cause(event)


def look_for_cause(event: VoteCast | ReasonGiven) -> None:
    """Propose what caused a "no", anew as the customer says more."""
    invitations = Invitation.objects.select_related("reason", "case__order__customer")
    propose_finding(invitation=invitations.get(pk=event.invitation_id), actor=STANDING, now=event.at)


def look_for_cause_of_claim(event: ClaimOpened) -> None:
    """Propose what caused a claim: apart from the remedy, which waits for nobody's fault."""
    claim = Claim.objects.select_related("order__customer").get(pk=event.claim_id)
    propose_claim_finding(claim=claim, actor=STANDING, now=claim.opened_at)


def take_back_cause_of_claim(event: ClaimEnded) -> None:
    """Where nothing was lost after all, what was found falls. A parcel that came too late was late all the same."""
    claim = Claim.objects.get(pk=event.claim_id)
    came_late = claim.state == Claim.State.FOUND and claim.kind == Claim.Kind.LATE
    if claim.state in (Claim.State.WITHDRAWN, Claim.State.FOUND) and not came_late:
        assert claim.closed_at is not None
        drop_claim_finding(claim=claim, actor=STANDING, now=claim.closed_at)
