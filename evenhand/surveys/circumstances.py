"""What was so before the agent acted, as far as it may make a "no" more likely. Fixed when the question is sent."""

from evenhand.cases.api import Contact
from evenhand.core.api import site_day
from evenhand.remedies.api import Claim
from evenhand.shop.api import earlier_failures

NO_CLAIM = "none"


def circumstances_of(contact: Contact) -> dict[str, str]:
    """The channel, what the customer said was wrong, and whether an earlier parcel of ours had failed this customer.

    Never anything that the agent chose: handle time, remedy, tone.
    """
    return {
        "channel": contact.channel,
        "matter": _matter(contact),
        "earlier_failures": "yes" if _had_failed_before(contact) else "no",
    }


def _matter(contact: Contact) -> str:
    claims = Claim.objects.filter(case_id=contact.case_id).order_by("opened_at", "id")
    return claims.values_list("kind", flat=True).first() or NO_CLAIM


def _had_failed_before(contact: Contact) -> bool:
    failures = earlier_failures(contact.case.customer_id, contact.opened_at)
    today = site_day(contact.opened_at)
    return any(
        failure.order_id != contact.case.order_id and failure.on is not None and failure.on <= today
        for failure in failures
    )
