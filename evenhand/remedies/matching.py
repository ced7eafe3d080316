"""Whether two lists of movements say the same: plain values in, plain values out; no Django."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenhand.remedies.reports import ReportRow

MATCHED, DIFFERS, MISSING_THERE, MISSING_HERE = "matched", "differs", "missing_there", "missing_here"


@dataclass(frozen=True)
class Movement:
    """Money that moved at the provider, as our ledger has it; negative where it left. `names` say how it is known."""

    names: tuple[str, ...]
    kind: str
    minor: int
    currency: str
    at: datetime.datetime
    remedy_id: int | None = None
    dispute_id: int | None = None


@dataclass(frozen=True)
class Compared:
    """One movement, as far as each side knows it."""

    outcome: str
    ours: Movement | None
    theirs: ReportRow | None


def compared(
    ours: Sequence[Movement], theirs: Sequence[ReportRow], since: datetime.datetime, before: datetime.datetime
) -> Iterator[Compared]:
    """Each of theirs beside the one of ours that has its kind and one of its names; then what they do not have.

    Ours may lie outside the time that is compared, since both sides note a movement at moments of their own; only what
    lies within is missed. A movement is matched once: what they report twice is missing here the second time.
    """
    left: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, movement in enumerate(ours):
        for name in movement.names:
            left[movement.kind, name].append(place)
    taken: set[int] = set()
    for row in theirs:
        candidates = (place for name in row.names for place in left[row.kind, name])
        found = next((place for place in candidates if place not in taken), None)
        if found is None:
            yield Compared(MISSING_HERE, None, row)
            continue
        taken.add(found)
        same = (ours[found].minor, ours[found].currency) == (row.minor, row.currency)
        yield Compared(MATCHED if same else DIFFERS, ours[found], row)
    for place, movement in enumerate(ours):
        if place not in taken and since <= movement.at < before:
            yield Compared(MISSING_THERE, movement, None)
