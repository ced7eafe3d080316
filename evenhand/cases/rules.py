"""Decisions on plain values: how long a contact took, counted once and shared fairly; tags; whom a note names."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

SegmentKind = Literal["talk", "hold", "after"]


@dataclass(frozen=True)
class Stretch:
    """One segment of a contact: what went on from `start` until `end`, and whether the agent said why."""

    kind: SegmentKind
    start: datetime.datetime
    end: datetime.datetime
    has_cause: bool = False


@dataclass(frozen=True)
class Span:
    """The time for which a contact ran."""

    start: datetime.datetime
    end: datetime.datetime


@dataclass(frozen=True)
class HandleTime:
    """A contact's time in seconds. Hold is never inside talk, so the total is their sum."""

    talk: float = 0.0
    hold: float = 0.0
    after: float = 0.0

    @property
    def total(self) -> float:
        return self.talk + self.hold + self.after

    def __add__(self, other: "HandleTime") -> "HandleTime":
        return HandleTime(self.talk + other.talk, self.hold + other.hold, self.after + other.after)


@dataclass(frozen=True)
class Spread:
    """How a number of times are spread: skewed as they are, a mean alone would mislead."""

    count: int
    total: float
    median: float
    ninetieth: float

    @property
    def mean(self) -> float:
        """All of it, over all of them."""
        return self.total / self.count


def spread_of(seconds: Sequence[float]) -> Spread | None:
    """The spread of these times; None where there are none. Between two neighbours, percentiles are in proportion."""
    ordered = sorted(seconds)
    if not ordered:
        return None
    return Spread(len(ordered), sum(ordered), _percentile(ordered, 0.5), _percentile(ordered, 0.9))


def _percentile(ordered: Sequence[float], share: float) -> float:
    place = (len(ordered) - 1) * share
    lower = int(place)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (ordered[upper] - ordered[lower]) * (place - lower)


def handle_time(
    segments: Sequence[Stretch], others: Sequence[Span], most_after: datetime.timedelta | None = None
) -> HandleTime:
    """The time that counts for one contact, while its agent also had `others` running.

    Each moment is divided by the number of contacts that the agent had running in it, so that the shares of all add
    up to the time that went by. Where two segments overlap (a clock was set back), the later one holds: nothing is
    counted twice, nothing is negative. After-contact work counts up to `most_after`, and beyond it where its
    cause was said.
    """
    begun_or_ended = [(each.start, each.end) for each in segments] + [(each.start, each.end) for each in others]
    moments = sorted({moment for pair in begun_or_ended for moment in pair})
    seconds: dict[SegmentKind, float] = {"talk": 0.0, "hold": 0.0, "after": 0.0}
    explained = 0.0
    for start, end in pairwise(moments):
        current = _at(start, segments)
        if current:
            running = 1 + sum(1 for other in others if other.start <= start < other.end)
            seconds[current.kind] += (end - start).total_seconds() / running
            if current.kind == "after" and current.has_cause:
                explained += (end - start).total_seconds() / running
    if most_after is not None:
        seconds["after"] = min(seconds["after"] - explained, most_after.total_seconds()) + explained
    return HandleTime(seconds["talk"], seconds["hold"], seconds["after"])


def _at(moment: datetime.datetime, segments: Sequence[Stretch]) -> Stretch | None:
    """What went on at `moment`: of segments that overlap, the one begun last."""
    current = [each for each in segments if each.start <= moment < each.end]
    return max(current, key=lambda each: each.start) if current else None


@dataclass(frozen=True)
class Part:
    """One segment of a contact that may still run: then it has no `end`."""

    kind: SegmentKind
    start: datetime.datetime
    end: datetime.datetime | None = None
    cause: str = ""


def with_spoken(
    kept: Sequence[Part], spoken: Sequence[Part], *, contact_ended_at: datetime.datetime | None = None
) -> list[Part]:
    """The segments of a contact of which somebody outside measured the talk and the hold, `spoken`, oldest first.

    What was kept before the first and, as after-contact work, after the last of them stays; what lies between gives
    way, and a measured part takes the cause of one of its kind that it replaces. Work afterwards runs until the
    contact ends.
    """
    first, last = spoken[0].start, spoken[-1].end
    before = [replace(each, end=min(each.end or first, first)) for each in kept if each.start < first]
    measured = [replace(each, cause=each.cause or _cause_beside(each, kept)) for each in spoken]
    if last is None:
        return [
            *before,
            *measured[:-1],
            replace(measured[-1], end=contact_ended_at and max(contact_ended_at, measured[-1].start)),
        ]
    later = [each for each in kept if each.kind == "after" and (each.end is None or each.end > last)]
    after = [replace(each, start=max(each.start, last)) for each in later]
    if not contact_ended_at and not any(each.end is None for each in after):
        after.append(Part("after", max([last, *(each.end for each in after if each.end)])))
    return [*before, *measured, *after]


def _cause_beside(part: Part, kept: Sequence[Part]) -> str:
    """The cause that was noted for a stretch of the same kind at the same time."""
    same = [each for each in kept if each.kind == part.kind and each.cause]
    overlapping = [
        each
        for each in same
        if (part.end is None or each.start < part.end) and (each.end is None or part.start < each.end)
    ]
    return overlapping[-1].cause if overlapping else ""


def is_forgotten(last_sign: datetime.datetime, now: datetime.datetime, after_minutes: int) -> bool:
    """Whether nothing has been seen of the agent for so long that the contact must have been left open."""
    return now - last_sign >= datetime.timedelta(minutes=after_minutes)


_NOT_IN_A_TAG = re.compile(r"[^\w]+")


def tag_name(text: str) -> str:
    """A tag as it is kept: small letters and digits, joined by one hyphen, forty signs at most."""
    return _NOT_IN_A_TAG.sub("-", text.casefold()).strip("-_")[:40].strip("-_")


@dataclass(frozen=True)
class Colleague:
    """Somebody whom a note may name."""

    id: int
    name: str
    email: str


def mentioned(text: str, colleagues: Sequence[Colleague]) -> tuple[int, ...]:
    """Who is named in `text` by "@" and the whole name, the part of their address before the "@", or a first name
    that only one of them has. The longest name that fits is meant. In the order of the text, each once."""
    return tuple(dict.fromkeys(each for _word, each in _signs(text, colleagues) if each is not None))


def names_of_nobody(text: str, colleagues: Sequence[Colleague]) -> tuple[str, ...]:
    """The words that stand after an "@" in `text` and name none of `colleagues`, or more than one; each once."""
    return tuple(dict.fromkeys(word for word, each in _signs(text, colleagues) if each is None))


def _signs(text: str, colleagues: Sequence[Colleague]) -> Iterator[tuple[str, int | None]]:
    """The word after each "@", and whom it names."""
    by_name = _names(colleagues)
    for sign in re.finditer(r"(?<![\w@.])@(\w[\w-]*)", text):
        rest = " ".join(text[sign.start() + 1 : sign.start() + 121].casefold().split())
        fits = [name for name in by_name if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()]
        yield sign[1], by_name[max(fits, key=len)] if fits else None


def _names(colleagues: Sequence[Colleague]) -> dict[str, int]:
    names: dict[str, int] = {}
    firsts = Counter(each.name.casefold().split(" ")[0] for each in colleagues)
    for each in colleagues:
        first = each.name.casefold().split(" ")[0]
        if firsts[first] == 1:
            names.setdefault(first, each.id)
    for each in colleagues:
        names[each.email.casefold().partition("@")[0]] = each.id
        names[" ".join(each.name.casefold().split())] = each.id
    names.pop("", None)
    return names
