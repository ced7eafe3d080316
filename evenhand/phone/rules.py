"""Decisions on plain values: what a call's events say of it, whatever their order; telephone numbers; signatures."""

import datetime
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

WINDOW_SECONDS = 300


class Kind(StrEnum):
    """What a telephone system tells of a call."""

    RINGING = "ringing"
    ANSWERED = "answered"
    HOLD = "hold"
    RESUMED = "resumed"
    TRANSFERRED = "transferred"
    ENDED = "ended"


_RANK = {kind: rank for rank, kind in enumerate(Kind)}
"""Of events at the same moment, which one is taken first: nothing is held before it was answered, the end is last."""


class State(StrEnum):
    """How a call stands. `missed`: nobody answered, and the system says that it was not the caller who gave up."""

    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"
    ABANDONED = "abandoned"
    MISSED = "missed"


@dataclass(frozen=True)
class Told:
    """One event: what happened at `at`, by the telephone system's clock. `agent` and `to` are extensions."""

    event_id: str
    kind: Kind
    at: datetime.datetime
    agent: str = ""
    to: str = ""
    outcome: str = ""
    sequence: int = 0


@dataclass(frozen=True)
class Stretch:
    """A stretch of a leg: talk or hold; without an end it still runs."""

    kind: Literal["talk", "hold"]
    start: datetime.datetime
    end: datetime.datetime | None = None


@dataclass(frozen=True)
class Leg:
    """One agent's part of a call. `place` counts that agent's legs in this call, from 1."""

    agent: str
    place: int
    stretches: tuple[Stretch, ...]
    handed_to: str = ""

    @property
    def start(self) -> datetime.datetime:
        return self.stretches[0].start

    @property
    def end(self) -> datetime.datetime | None:
        return self.stretches[-1].end


@dataclass(frozen=True)
class Timeline:
    """What a call's events say of it, taken in the order of their own times. `unused` are events that fit nowhere."""

    state: State
    began_at: datetime.datetime
    answered_at: datetime.datetime | None = None
    ended_at: datetime.datetime | None = None
    ringing_for: tuple[str, ...] = ()
    legs: tuple[Leg, ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def wait_seconds(self) -> float:
        """How long the caller waited: until somebody answered, or until the end. No handle time."""
        until = self.answered_at or self.ended_at
        return (until - self.began_at).total_seconds() if until else 0.0


@dataclass
class _Running:
    """The timeline as far as it has been told."""

    is_outbound: bool
    rang: dict[str, datetime.datetime] = field(default_factory=dict)
    legs: list[Leg] = field(default_factory=list)
    open: dict[str, int] = field(default_factory=dict)
    answered_at: datetime.datetime | None = None
    unused: list[str] = field(default_factory=list)

    def take(self, told: Told) -> None:
        """Go on by one event; one that fits nowhere is kept apart."""
        fits = {
            Kind.RINGING: self._ring,
            Kind.ANSWERED: self._answer,
            Kind.HOLD: self._switch,
            Kind.RESUMED: self._switch,
            Kind.TRANSFERRED: self._transfer,
        }[told.kind](told)
        if not fits:
            self.unused.append(told.event_id)

    def _ring(self, told: Told) -> bool:
        self.rang.setdefault(told.agent, told.at)
        return True

    def _answer(self, told: Told) -> bool:
        if not told.agent or told.agent in self.open:
            return False
        rang_at = self.rang.get(told.agent, told.at)
        self.rang.clear()  # whoever else it rang for, it rings for no longer
        self.answered_at = self.answered_at or told.at
        earlier = [leg for leg in self.legs if leg.agent == told.agent]
        ends = [leg.end for leg in earlier if leg.end]
        start = max([rang_at, *ends]) if self.is_outbound else told.at  # dialling is the agent's time, waiting is not
        place = 1 + len(earlier)
        self.open[told.agent] = len(self.legs)
        self.legs.append(Leg(told.agent, place, (Stretch("talk", start),)))
        return True

    def _switch(self, told: Told) -> bool:
        found = self._leg_of(told)
        kind: Literal["talk", "hold"] = "hold" if told.kind == Kind.HOLD else "talk"
        if found is None or self.legs[found].stretches[-1].kind == kind:
            return False
        ended = _ended(self.legs[found], told.at)
        self.legs[found] = Leg(ended.agent, ended.place, (*ended.stretches, Stretch(kind, told.at)))
        return True

    def _transfer(self, told: Told) -> bool:
        found = self._leg_of(told)
        if found is None:
            return False
        ended = _ended(self.legs[found], told.at)
        self.legs[found] = Leg(ended.agent, ended.place, ended.stretches, told.to)
        del self.open[ended.agent]
        return True

    def _leg_of(self, told: Told) -> int | None:
        """The open leg that an event is about: its agent's, or the only one where it names nobody."""
        if told.agent:
            return self.open.get(told.agent)
        return next(iter(self.open.values())) if len(self.open) == 1 else None

    def end(self, at: datetime.datetime) -> None:
        for found in self.open.values():
            self.legs[found] = _ended(self.legs[found], at)
        self.open = {}


def timeline(events: Iterable[Told], *, is_outbound: bool = False) -> Timeline:
    """What the events of one call say of it. Their order and their repetition change nothing. Needs at least one."""
    told = sorted({each.event_id: each for each in events}.values(), key=_place)
    running, end = _Running(is_outbound), None
    for each in told:
        if end is not None:
            running.unused.append(each.event_id)
        elif each.kind == Kind.ENDED:
            end = each
            running.end(each.at)
        else:
            running.take(each)
    return Timeline(
        state=_state(running, end),
        began_at=told[0].at,
        answered_at=running.answered_at,
        ended_at=end.at if end else None,
        ringing_for=() if end else tuple(sorted(agent for agent in running.rang if agent)),
        legs=tuple(running.legs),
        unused=tuple(sorted(running.unused)),
    )


def _place(told: Told) -> tuple[datetime.datetime, int, int, str]:
    return (told.at, told.sequence, _RANK[told.kind], told.event_id)


def _state(running: _Running, end: Told | None) -> State:
    if end is None:
        return State.TALKING if running.open else State.RINGING
    if running.answered_at:
        return State.ENDED
    return State.MISSED if end.outcome == "missed" or running.is_outbound else State.ABANDONED


def _ended(leg: Leg, at: datetime.datetime) -> Leg:
    """The leg with its running stretch ended; one of no length at all is left out, unless it is the only one."""
    last = Stretch(leg.stretches[-1].kind, leg.stretches[-1].start, at)
    kept = leg.stretches[:-1]
    return Leg(leg.agent, leg.place, kept if kept and last.start == at else (*kept, last), leg.handed_to)


_FORMATTING = re.compile(r"[\s().\-/–‑]+")
_E164 = re.compile(r"\+[1-9]\d{5,14}")


def full_number(written: str, country_code: str = "") -> str:
    """A number as the whole world dials it, "+447700900123"; "" where it is withheld or makes no sense.

    `country_code` ("44") is put before a national number, whose leading 0 goes.
    """
    bare = _FORMATTING.sub("", written.strip().removeprefix("tel:"))
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    elif country_code and bare.isdigit():
        bare = f"+{country_code}{bare.removeprefix('0')}"
    return bare if _E164.fullmatch(bare) else ""


_COUNTRY = re.compile(r"\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d+)")
"""A country's code by its length (ITU-T E.164): one digit, the two-digit ones, else three."""


def shown_number(number: str) -> str:
    """A full number in groups, its country first, to read it aloud; anything else as it is."""
    parts = _COUNTRY.fullmatch(number)
    if parts is None:
        return number
    groups = re.findall(r"\d{1,3}", parts[2])
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return " ".join([f"+{parts[1]}", *groups])


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a full stop and the body, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_signed(secrets: Sequence[str], timestamp: str, body: bytes, given: str, now: datetime.datetime) -> bool:
    """Whether one of `secrets` made one of the signatures `given` ("v1=…", several by comma), at most five minutes ago
    or ahead."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(now.timestamp() - int(timestamp)) > WINDOW_SECONDS:
        return False
    offered = [each.strip().removeprefix("v1=") for each in given.split(",") if each.strip().startswith("v1=")][:4]
    wanted = [signature(secret, timestamp, body) for secret in secrets]
    return any(
        hmac.compare_digest(one.encode(), other.encode("utf-8", "replace")) for one in wanted for other in offered
    )
