"""What a page has read of a customer's past, so that it is read once for several questions."""

import datetime
from dataclasses import dataclass

from evenhand.remedies.models import Claim
from evenhand.shop.api import DeliveryFailure, Shipment, earlier_failures, shipments_of


@dataclass(frozen=True)
class Past:
    """A customer's claims, the oldest first, their parcels, and those parcels that let them down."""

    claims: tuple[Claim, ...]
    parcels: tuple[Shipment, ...]
    failures: tuple[DeliveryFailure, ...]

    def claims_of(self, order_id: int) -> tuple[Claim, ...]:
        """The claims about one order, the latest first, but for those withdrawn."""
        about = [claim for claim in self.claims if claim.order_id == order_id]
        return tuple(sorted(about, key=lambda claim: (claim.opened_at, claim.pk), reverse=True))

    def claim_about(self, order_id: int, claim_kind: str, shipment_id: int | None) -> Claim | None:
        """As `facts.claim_about` where no pieces are named."""
        alive = [
            claim
            for claim in self.claims
            if (claim.order_id, claim.kind, claim.shipment_id) == (order_id, claim_kind, shipment_id)
            and claim.state in (Claim.State.OPEN, Claim.State.SETTLED)
        ]
        return alive[-1] if alive else None

    def parcels_of(self, order_id: int) -> tuple[Shipment, ...]:
        """The parcels of one order, in the order in which they were made."""
        return tuple(sorted((each for each in self.parcels if each.order_id == order_id), key=lambda each: each.pk))


def past_of(account_id: int, now: datetime.datetime) -> Past:
    """The past of one customer. Three queries, and one for the policy."""
    claims = Claim.objects.filter(order__customer__account_id=account_id).exclude(state=Claim.State.WITHDRAWN)
    parcels = shipments_of(account_id)
    return Past(
        claims=tuple(claims.select_related("order").order_by("pk")),
        parcels=parcels,
        failures=earlier_failures(account_id, now, parcels=parcels),
    )
