"""What was done for the order of a case, and what can be done now, for the page of the case."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import Case, customers_words
from evenhand.core.api import Actor
from evenhand.remedies.api import (
    Claim,
    EvidenceView,
    Option,
    Past,
    RemedyView,
    evidence_of,
    new_key,
    options,
    remedies_of,
)
from evenhand.screens.looks import Look, remedy_look
from evenhand.shop.api import Order, OrderView, ParcelState

# What a parcel's state says went wrong, before anybody chose. One that was delivered says nothing: the customer does.
_SUGGESTED = {
    ParcelState.BELIEVED_LOST: Claim.Kind.LOST,
    ParcelState.RETURNED: Claim.Kind.LOST,
    ParcelState.LATE: Claim.Kind.LATE,
    ParcelState.NO_NEWS: Claim.Kind.LATE,
    ParcelState.ON_ITS_WAY: Claim.Kind.LATE,
}


# Nothing went wrong: the order itself is to be changed.
ORDER = "order"
_CHOICES = ((ORDER, _("Change the order")), *Claim.Kind.choices)


@dataclass(frozen=True)
class ClaimChoice:
    """Something that may have gone wrong."""

    kind: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class OfferedRemedy:
    """One remedy with the key that makes pressing twice harmless."""

    option: Option
    key: str

    @property
    def is_possible(self) -> bool:
        """Whether it can be done now, at once or with a colleague's word."""
        return self.option.is_allowed or self.option.needs_approval

    @property
    def clauses(self) -> str:
        return ", ".join(f"{clause.number} {clause.title}" for clause in self.option.clauses)


@dataclass(frozen=True)
class ToldClaim:
    """A claim with what bears it out and stands nowhere else on the page."""

    claim: Claim
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True)
class RemedyPanel:
    """What we were told, what was done, what may have gone wrong, and what can be done about it."""

    told: tuple[ToldClaim, ...]
    done: tuple[tuple[RemedyView, Look], ...]
    kinds: tuple[ClaimChoice, ...]
    claim_kind: str
    offered: tuple[OfferedRemedy, ...]

    @property
    def is_about_order(self) -> bool:
        """Whether the order itself is to be changed, with nothing gone wrong."""
        return self.claim_kind == ORDER

    @property
    def shown(self) -> tuple[OfferedRemedy, ...]:
        """What stands on the page: of a claim with every no, for which the customer may want the reason."""
        return tuple(each for each in self.offered if each.is_possible or not self.is_about_order)

    @property
    def folded(self) -> tuple[OfferedRemedy, ...]:
        """Changes of the order that cannot be made now, with why."""
        return tuple(each for each in self.offered if each not in self.shown)

    @property
    def repairs(self) -> tuple[str, ...]:
        """What was really given, in words, for the advice on a draft."""
        return tuple(remedy.sentence for remedy, _look in self.done if remedy.state not in ("failed", "cancelled"))


def remedy_panel(
    *,
    case: Case,
    order: Order,
    view: OrderView,
    past: Past,
    claim_kind: str,
    troubles: Sequence[str],
    actor: Actor,
    now: datetime.datetime,
) -> RemedyPanel:
    """The panel for `order`; without a kind of claim chosen, for the one that its parcels, or the words, suggest.

    `troubles` are the kinds that the customer's words name. A parcel that was delivered, of which the words say nothing
    that we understand, suggests no kind: a claim must not say what nobody has said.
    Of an order that has not left nothing can be lost: it can be changed.
    """
    claims = past.claims_of(order.pk)
    kind = claim_kind or _open_claim(claims) or _suggested(view, troubles)
    asked = None if kind == ORDER else kind
    found = options(order=order, claim_kind=asked, actor=actor, now=now, view=view, past=past) if kind else ()
    return RemedyPanel(
        told=_told(claims, case),
        done=tuple((remedy, remedy_look(remedy.state)) for remedy in remedies_of(order)),
        kinds=tuple(ClaimChoice(value, str(words), value == kind) for value, words in _CHOICES),
        claim_kind=kind,
        offered=tuple(OfferedRemedy(option, new_key()) for option in found),
    )


def _told(claims: Sequence[Claim], case: Case) -> tuple[ToldClaim, ...]:
    """What came with the claims, but for words of the conversation, scans that say no more, and what stands above."""
    known = evidence_of(claims)
    has_words = any(each.is_given and each.text for evidence in known.values() for each in evidence)
    said = customers_words(case) if has_words else ()
    shown: set[EvidenceView] = set()
    told = []
    for claim in claims:
        news = tuple(each for each in known[claim.pk] if each not in shown and _is_news(each, said))
        shown.update(news)
        told += [ToldClaim(claim, news)] if news else []
    return tuple(told)


def _is_news(evidence: EvidenceView, said: Sequence[str]) -> bool:
    is_said = evidence.is_given and any(evidence.text in words for words in said)
    return evidence.picture_id is not None or bool(evidence.text and not is_said)


def _open_claim(claims: Iterable[Claim]) -> str:
    return next((claim.kind for claim in claims if claim.state == Claim.State.OPEN), "")


def _suggested(view: OrderView, troubles: Sequence[str]) -> str:
    states = [parcel.standing.state for parcel in view.parcels]
    on_the_way = [_SUGGESTED[state] for state in states if state in _SUGGESTED]
    if ParcelState.DELIVERED in states and (troubles or not on_the_way):
        return troubles[0] if troubles else ""
    return on_the_way[0] if on_the_way else ORDER
