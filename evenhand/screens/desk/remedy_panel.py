"""What was done for the order of a case, and what can be done now, for the page of the case."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.core.api import Actor
from evenhand.remedies.api import Claim, Option, RemedyView, claims_of, new_key, options, remedies_of
from evenhand.screens.looks import Look, remedy_look
from evenhand.shop.api import Order, OrderView, ParcelState

# What a parcel's state says went wrong, before anybody chose.
_SUGGESTED = {
    ParcelState.BELIEVED_LOST: Claim.Kind.LOST,
    ParcelState.LATE: Claim.Kind.LATE,
    ParcelState.NO_NEWS: Claim.Kind.LATE,
    ParcelState.ON_ITS_WAY: Claim.Kind.LATE,
    ParcelState.DELIVERED: Claim.Kind.NOT_RECEIVED,
}


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
    def clauses(self) -> str:
        return ", ".join(f"{clause.number} {clause.title}" for clause in self.option.clauses)


@dataclass(frozen=True)
class RemedyPanel:
    """What was done, what may have gone wrong, and what can be done about it."""

    done: tuple[tuple[RemedyView, Look], ...]
    kinds: tuple[ClaimChoice, ...]
    claim_kind: str
    offered: tuple[OfferedRemedy, ...]

    @property
    def repairs(self) -> tuple[str, ...]:
        """What was really given, in words, for the advice on a draft."""
        return tuple(remedy.sentence for remedy, _look in self.done if remedy.state not in ("failed", "cancelled"))


def remedy_panel(order: Order, view: OrderView, claim_kind: str, actor: Actor, now: datetime.datetime) -> RemedyPanel:
    """The panel for `order`; without a kind of claim chosen, for the one that its parcels suggest."""
    kind = claim_kind or _open_claim(order) or _suggested(view)
    found = options(order=order, claim_kind=kind, actor=actor, now=now, view=view)
    return RemedyPanel(
        done=tuple((remedy, remedy_look(remedy.state)) for remedy in remedies_of(order)),
        kinds=tuple(ClaimChoice(value, str(words), value == kind) for value, words in Claim.Kind.choices),
        claim_kind=kind,
        offered=tuple(OfferedRemedy(option, new_key()) for option in found),
    )


def _open_claim(order: Order) -> str:
    return next((claim.kind for claim in claims_of(order) if claim.state == Claim.State.OPEN), "")


def _suggested(view: OrderView) -> str:
    return _first(_SUGGESTED[parcel.standing.state] for parcel in view.parcels if parcel.standing.state in _SUGGESTED)


def _first(kinds: Iterable[str]) -> str:
    return next(iter(kinds), Claim.Kind.LOST)
