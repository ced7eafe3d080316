"""Everything that the page of one claim shows, and the same claims on the page of their order."""

import datetime
from dataclasses import dataclass

from evenhand.core.api import Actor
from evenhand.remedies.api import (
    Claim,
    ClaimTerms,
    EvidenceView,
    FoundParcel,
    Option,
    RemedyView,
    evidence_of,
    options_for_claim,
    remedies_of,
    remedies_of_customer,
    terms_of,
)
from evenhand.screens.customer.remedy_words import afterwards
from evenhand.screens.looks import Look, remedy_look
from evenhand.shop.api import Order

# Parcels that may turn up after all.
MAY_TURN_UP = (Claim.Kind.LOST, Claim.Kind.NOT_RECEIVED, Claim.Kind.LATE)


@dataclass(frozen=True)
class GivenRemedy:
    """One remedy as its customer reads it."""

    view: RemedyView
    look: Look
    afterwards: str
    order_number: str = ""


@dataclass(frozen=True)
class ClaimPage:
    """One claim as its customer sees it."""

    claim: Claim
    pieces: tuple[str, ...]
    remedies: tuple[GivenRemedy, ...]
    offers: tuple[Option, ...]
    terms: ClaimTerms
    told: tuple[EvidenceView, ...]
    found: FoundParcel | None

    @property
    def was_given_something(self) -> bool:
        """Whether a refund or other goods went out, or are on their way."""
        under_way = ("done", "reserved", "unknown")
        return any(each.view.kind != "credit" and each.view.state in under_way for each in self.remedies)

    @property
    def waits(self) -> bool:
        """Whether a second person has to look at it."""
        return any(remedy.view.waits_for_approval for remedy in self.remedies)

    @property
    def may_turn_up(self) -> bool:
        """Whether the customer may say that the parcel is here after all."""
        return self.claim.kind in MAY_TURN_UP and self.claim.state in (Claim.State.OPEN, Claim.State.SETTLED)

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether it can be taken back."""
        return self.claim.state == Claim.State.OPEN

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a remedy."""
        return self.claim.state == Claim.State.OPEN


def given_remedies(order: Order, now: datetime.datetime) -> tuple[GivenRemedy, ...]:
    """Everything done for an order, the latest first."""
    return tuple(
        GivenRemedy(remedy, remedy_look(remedy.state), afterwards(remedy, now)) for remedy in remedies_of(order)
    )


def remedies_of_mine(account_id: int, now: datetime.datetime, at_most: int) -> tuple[GivenRemedy, ...]:
    """The latest of what was done for a customer, each with the order that it belongs to."""
    return tuple(
        GivenRemedy(remedy, remedy_look(remedy.state), afterwards(remedy, now), number)
        for number, remedy in remedies_of_customer(account_id, at_most)
    )


def claim_page(claim: Claim, actor: Actor, now: datetime.datetime) -> ClaimPage:
    """The page of `claim`."""
    given = [remedy for remedy in given_remedies(claim.order, now) if remedy.view.claim_id == claim.pk]
    alive = claim.state in (Claim.State.OPEN, Claim.State.SETTLED)
    offers = [option for option in options_for_claim(claim, actor, now) if _can_be_had(option)] if alive else []
    return ClaimPage(
        claim=claim,
        pieces=tuple(claim.lines.order_by("position").values_list("product_name", flat=True)),
        remedies=tuple(given),
        offers=tuple(offers),
        terms=terms_of(claim, now),
        told=tuple(each for each in evidence_of([claim])[claim.pk] if each.is_given),
        found=FoundParcel.objects.filter(claim=claim).first(),
    )


def _can_be_had(option: Option) -> bool:
    return option.is_allowed or option.needs_approval
