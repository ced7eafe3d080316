"""The "no" that nobody has explained: what they are probably about, how surely, and on which assumption."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evenhand.fairness.api import CauseShare, Stratum, cause_shares, tilted
from evenhand.standing.models import Finding
from evenhand.standing.rules import Cause
from evenhand.surveys.api import Answer

KNOWN = tuple(cause.value for cause in Cause if cause is not Cause.UNKNOWN)
TILTS = (0.5, 1.0, 2.0)
OTHERWISE = "other"


@dataclass(frozen=True)
class UnexplainedNo:
    """One unexplained "no", and how probable it is that the person who answered is its cause."""

    invitation_id: int
    stratum: str
    weight: float
    low: float
    high: float


@dataclass(frozen=True)
class Explained:
    """All "no" of some answers: those explained, those not, those still to be checked, and what follows."""

    strata: tuple[Stratum, ...]
    shares: tuple[CauseShare, ...]
    unexplained: tuple[UnexplainedNo, ...]
    pending: int

    @property
    def explained_count(self) -> int:
        """How many are explained, by a person's decision."""
        return sum(sum(stratum.explained.values()) for stratum in self.strata)

    def expected(self, odds_ratio: float = 1.0) -> float:
        """How many of the unexplained are probably about the person who answered; see `fairness.tilted`."""
        return sum(tilted(each.weight, odds_ratio) for each in self.unexplained)

    @property
    def tilts(self) -> tuple[tuple[float, float], ...]:
        """The same, where the silent are less, equally or more often about the person than those who spoke."""
        return tuple((ratio, self.expected(ratio)) for ratio in TILTS)


def explained_by(given: Collection[Answer], *, prior: float) -> Explained:
    """What the findings at hand say about those "no" that nobody explained, by channel where counts allow.

    A "no" counts as explained only where a person decided its cause. One that is only proposed waits, and is neither;
    nor is one whose mark fell or is being looked at again: whom it named counts as its cause no more.
    """
    said_no = [answer for answer in given if answer.choice == "no"]
    causes = _causes_of([answer.invitation_id for answer in said_no])
    explained: dict[str, Counter[str]] = defaultdict(Counter)
    silent: dict[str, list[int]] = defaultdict(list)
    pending = 0
    for answer in said_no:
        name, (cause, state) = _stratum(answer), causes.get(answer.invitation_id, (Cause.UNKNOWN.value, ""))
        if cause == Cause.UNKNOWN:
            silent[name].append(answer.invitation_id)
        elif state == Finding.State.DECIDED:
            explained[name][cause] += 1
        else:
            pending += 1
    strata = [Stratum(name, dict(explained[name]), len(silent[name])) for name in sorted({*explained, *silent})]
    shares = cause_shares(strata, KNOWN, prior=prior) if strata else []
    return Explained(tuple(strata), tuple(shares), tuple(_unexplained(silent, shares)), pending)


def _stratum(answer: Answer) -> str:
    return answer.circumstances.get("channel", OTHERWISE)


def _causes_of(invitation_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """By question, its cause and how far that is: one that named somebody is decided only while the mark counts."""
    current = Finding.objects.exclude(state=Finding.State.SUPERSEDED).filter(vote_id__in=invitation_ids)
    return {
        each.vote_id: (each.cause, Finding.State.PROPOSED.value if each.why_mark_is_left_out else each.state)
        for each in current.select_related("mark__contest", "second_look")
        if each.vote_id
    }


def _unexplained(silent: Mapping[str, list[int]], shares: Iterable[CauseShare]) -> Iterable[UnexplainedNo]:
    agent = {share.stratum: share for share in shares if share.cause == Cause.AGENT}
    for name, invitation_ids in sorted(silent.items()):
        for invitation_id in invitation_ids:
            yield UnexplainedNo(invitation_id, name, agent[name].share, agent[name].low, agent[name].high)


@dataclass(frozen=True)
class UnexplainedWindow:
    """What is shown of one window."""

    start: datetime.datetime
    end: datetime.datetime
    explained: Explained
    is_on: bool
    prior: float
