"""The service level: which share of those who came was seen to in time. Five formulas are in use; here are all. Pure.

Source of the five: callcentrehelper.com, "How to Calculate Service Level". They differ by how they count those who gave
up, so a figure says by which formula it was made, and only figures of one formula are added up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Formula(StrEnum):
    """How a share of those who were seen to in time is counted. T is the time in which somebody should answer."""

    EARLY_LEAVERS_COUNT = "early_leavers_count"
    ANSWERED_ONLY = "answered_only"
    ALL_WHO_CAME = "all_who_came"
    WITHOUT_EARLY_LEAVERS = "without_early_leavers"
    SHORT_CALLS_COUNT = "short_calls_count"


@dataclass(frozen=True)
class Waits:
    """How many were answered within T and later, and how many gave up: within the short cut, within T, and later.

    Those who gave up within the short cut are among those within T.
    """

    answered_in_time: int = 0
    answered_late: int = 0
    left_short: int = 0
    left_in_time: int = 0
    left_late: int = 0

    def __add__(self, other: "Waits") -> "Waits":
        return Waits(
            self.answered_in_time + other.answered_in_time,
            self.answered_late + other.answered_late,
            self.left_short + other.left_short,
            self.left_in_time + other.left_in_time,
            self.left_late + other.left_late,
        )

    @property
    def answered(self) -> int:
        return self.answered_in_time + self.answered_late

    @property
    def left(self) -> int:
        return self.left_in_time + self.left_late

    @property
    def offered(self) -> int:
        """All who came."""
        return self.answered + self.left


@dataclass(frozen=True)
class Share:
    """A share as its two counts, so that shares add up as they should."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share itself; None where there is nothing to share."""
        return self.part / self.whole if self.whole else None


def service_level(waits: Waits, formula: Formula) -> Share:
    """The share of those who were seen to in time, by one of the five formulas.

    >>> waits = Waits(answered_in_time=860, answered_late=140, left_in_time=20, left_late=40)
    >>> service_level(waits, Formula.EARLY_LEAVERS_COUNT)
    Share(part=880, whole=1060)
    """
    match formula:
        case Formula.EARLY_LEAVERS_COUNT:
            return Share(waits.answered_in_time + waits.left_in_time, waits.offered)
        case Formula.ANSWERED_ONLY:
            return Share(waits.answered_in_time, waits.answered)
        case Formula.ALL_WHO_CAME:
            return Share(waits.answered_in_time, waits.offered)
        case Formula.WITHOUT_EARLY_LEAVERS:
            return Share(waits.answered_in_time, waits.answered + waits.left_late)
        case Formula.SHORT_CALLS_COUNT:
            return Share(waits.answered_in_time + waits.left_short, waits.offered)


def pooled(shares: Iterable[Share]) -> Share:
    """The share of all together: parts and wholes are added up, never the shares themselves."""
    both = list(shares)
    return Share(sum(each.part for each in both), sum(each.whole for each in both))


@dataclass(frozen=True)
class Wait:
    """One who came: how long until somebody answered or they gave up; `was_answered` says which."""

    seconds: float
    was_answered: bool


def counted(waits: Iterable[Wait], *, within_seconds: float, short_seconds: float) -> Waits:
    """Sort single waits by T and by the short cut."""
    found = Waits()
    for wait in waits:
        in_time = wait.seconds <= within_seconds
        if wait.was_answered:
            found += Waits(answered_in_time=in_time, answered_late=not in_time)
        else:
            short = wait.seconds <= min(short_seconds, within_seconds)
            found += Waits(left_short=short, left_in_time=in_time, left_late=not in_time)
    return found
