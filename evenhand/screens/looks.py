"""How orders and remedies look on every page: the tone and the picture for each state."""

from dataclasses import dataclass

from evenhand.remedies.api import Remedy
from evenhand.shop.api import OrderView, ParcelState, ParcelView, TimelineEntry

_PARCELS = {
    ParcelState.BEING_PREPARED: ("neutral", "box"),
    ParcelState.ON_ITS_WAY: ("info", "truck"),
    ParcelState.NO_NEWS: ("warn", "package-search"),
    ParcelState.LATE: ("warn", "clock-alert"),
    ParcelState.BELIEVED_LOST: ("warn", "package-x"),
    ParcelState.RETURNED: ("neutral", "undo-2"),
    ParcelState.DELIVERED: ("good", "package-check"),
}
_REMEDIES = {
    Remedy.State.PROPOSED: ("info", "hourglass"),
    Remedy.State.REQUESTED: ("info", "undo-2"),
    Remedy.State.RESERVED: ("info", "hourglass"),
    Remedy.State.UNKNOWN: ("info", "hourglass"),
    Remedy.State.DONE: ("good", "circle-check"),
    Remedy.State.FAILED: ("bad", "circle-x"),
    Remedy.State.CANCELLED: ("quiet", "ban"),
}


@dataclass(frozen=True)
class Look:
    """A tone and an icon."""

    tone: str
    icon: str


@dataclass(frozen=True)
class Step:
    """One entry of a timeline."""

    title: str
    at: object
    text: str
    state: str


def parcel_look(parcel: ParcelView) -> Look:
    """How a parcel looks."""
    return Look(*_PARCELS[parcel.standing.state])


def remedy_look(state: str) -> Look:
    """How a remedy looks."""
    return Look(*_REMEDIES[Remedy.State(state)])


def steps(order: OrderView) -> tuple[Step, ...]:
    """Everything that happened to an order, the latest marked as where it stands now."""
    return tuple(_step(entry, is_last=entry is order.timeline[-1]) for entry in order.timeline)


def _step(entry: TimelineEntry, *, is_last: bool) -> Step:
    return Step(entry.words, entry.at, entry.detail, "now" if is_last else "done")
