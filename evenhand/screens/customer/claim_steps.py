"""The steps of "something is wrong with this order": what it is, which pieces, what we can do. All in the address."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Actor
from evenhand.remedies.api import Claim, Option, options, pieces_put_right
from evenhand.shop.api import LineView, Order, OrderView, ParcelState, ParcelView, order_view

NOT_ARRIVED, LATE = "not_arrived", Claim.Kind.LATE.value
# What a parcel's state makes of "it has not arrived".
_KINDS_NOT_ARRIVED = {
    ParcelState.DELIVERED: Claim.Kind.NOT_RECEIVED,
    ParcelState.BELIEVED_LOST: Claim.Kind.LOST,
    ParcelState.RETURNED: Claim.Kind.LOST,
}


@dataclass(frozen=True)
class What:
    """One way in which something can be wrong, in the customer's words."""

    name: str
    words: str | Promise
    more: str | Promise
    icon: str


_WHAT = (
    What(NOT_ARRIVED, _("It has not arrived"), _("Late, lost, or marked as delivered and not here"), "package-search"),
    What("damaged", _("It arrived damaged"), _("Broken, leaking, scratched"), "heart-crack"),
    What("wrong_item", _("It is not what I ordered"), _("Another thing, colour or size"), "shuffle"),
    What("missing_part", _("Something is missing"), _("A part, or a piece of several"), "puzzle"),
    What("not_as_described", _("It is not as described"), _("It does less, or looks different"), "search-x"),
    What(LATE, _("It came late"), _("Later than we promised"), "clock-alert"),
)


@dataclass(frozen=True)
class Piece:
    """One piece of a parcel. One that was put right already cannot be chosen again."""

    line: LineView
    is_put_right: bool


@dataclass(frozen=True)
class ParcelChoice:
    """A parcel with its pieces. Without a parcel, the pieces of an order that was not sent in any."""

    parcel: ParcelView | None
    pieces: tuple[Piece, ...]

    @property
    def open_pieces(self) -> tuple[Piece, ...]:
        """Those that can be chosen."""
        return tuple(piece for piece in self.pieces if not piece.is_put_right)


@dataclass(frozen=True)
class ClaimSteps:
    """How far the customer is. `kind` is known from the second step on, `options` at the third."""

    order: OrderView
    whats: tuple[What, ...]
    what: What | None
    choices: tuple[ParcelChoice, ...]
    parcel: ParcelView | None
    line_ids: tuple[int, ...]
    kind: str
    options: tuple[Option, ...]
    steps: int = 3

    @property
    def step(self) -> int:
        """1, 2 or 3."""
        return 1 if self.what is None else 3 if self.line_ids else 2

    @property
    def lines(self) -> tuple[LineView, ...]:
        """The pieces that were chosen."""
        return tuple(line for line in self.order.lines if line.id in self.line_ids)

    @property
    def is_about_parcels(self) -> bool:
        """Whether the whole parcel is concerned, so that no piece is chosen."""
        return self.what is not None and self.what.name in (NOT_ARRIVED, LATE)

    @property
    def query(self) -> str:
        """Everything chosen so far, for the address of this step."""
        chosen: list[tuple[str, str | int]] = [("what", self.what.name)] if self.what else []
        chosen += [("parcel", self.parcel.id)] if self.parcel else []
        return urlencode([*chosen, *(("piece", line_id) for line_id in self.line_ids)])


def claim_steps(order: Order, asked: QueryDict, actor: Actor, now: datetime.datetime) -> ClaimSteps:
    """Where the address leads: what it names wrongly is asked again, what goes without saying is not asked."""
    view = order_view(order, now)
    whats = tuple(_fitting(view))
    what = next((each for each in whats if each.name == asked.get("what")), None)
    choices = tuple(_choices(view, what, pieces_put_right(order))) if what else ()
    chosen = _chosen(choices, asked) if what else None
    line_ids = _pieces(chosen, asked, whole=what.name in (NOT_ARRIVED, LATE)) if what and chosen else ()
    parcel = chosen.parcel if chosen and line_ids else None
    kind = _kind(what, parcel) if what else ""
    found: tuple[Option, ...] = ()
    if what and line_ids:
        found = options(
            order=order,
            claim_kind=kind,
            shipment_id=parcel.id if parcel else None,
            line_ids=line_ids,
            actor=actor,
            now=now,
            view=view,
        )
    return ClaimSteps(view, whats, what, choices, parcel, line_ids, kind, found)


def _fitting(order: OrderView) -> Iterator[What]:
    """What can be wrong with this order as it stands, the likeliest first."""
    has_arrived = [parcel.standing.state is ParcelState.DELIVERED for parcel in order.parcels]
    was_late = any(parcel.standing.was_late and parcel.standing.ended_on for parcel in order.parcels)
    fitting = [each for each in _WHAT if each.name != LATE or was_late]
    yield from fitting if not all(has_arrived) or not has_arrived else (*fitting[1:], fitting[0])


def _choices(order: OrderView, what: What, put_right: frozenset[tuple[int | None, int]]) -> Iterator[ParcelChoice]:
    """The parcels that this can be about, each with its pieces."""
    lines = {line.id: line for line in order.lines}
    replaced = {parcel.replaces_id for parcel in order.parcels}
    for parcel in order.parcels:
        is_late = parcel.standing.was_late and parcel.standing.ended_on is not None
        if what.name == LATE and not is_late:
            continue
        if what.name == NOT_ARRIVED and parcel.id in replaced:
            continue
        pieces = [Piece(lines[line_id], (parcel.id, line_id) in put_right) for line_id in parcel.line_ids]
        yield ParcelChoice(parcel, tuple(pieces))
    if not order.parcels:
        yield ParcelChoice(None, tuple(Piece(line, (None, line.id) in put_right) for line in order.lines))


def _chosen(choices: tuple[ParcelChoice, ...], asked: QueryDict) -> ParcelChoice | None:
    named = next((each for each in choices if each.parcel and str(each.parcel.id) == asked.get("parcel")), None)
    return named or (choices[0] if len(choices) == 1 else None)


def _pieces(choice: ParcelChoice, asked: QueryDict, *, whole: bool) -> tuple[int, ...]:
    """The pieces that are meant; all of a parcel where the parcel is what matters, and the only one there is."""
    if whole:
        return tuple(piece.line.id for piece in choice.pieces)
    open_ids = [piece.line.id for piece in choice.open_pieces]
    if len(choice.pieces) == 1:
        return tuple(open_ids)
    return tuple(line_id for line_id in open_ids if str(line_id) in asked.getlist("piece"))


def _kind(what: What, parcel: ParcelView | None) -> str:
    if what.name != NOT_ARRIVED:
        return what.name
    state = parcel.standing.state if parcel else None
    return _KINDS_NOT_ARRIVED.get(state, Claim.Kind.LATE).value if state else Claim.Kind.LATE.value
