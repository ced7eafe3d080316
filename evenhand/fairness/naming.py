"""Rules by which organisations name people from their counts: the customary ones, and ours."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evenhand.fairness import intervals
from evenhand.fairness.results import VERDICTS, Spread, Verdict
from evenhand.fairness.standing import stand
from evenhand.fairness.tallies import FloatArray, Tallies

Booleans = NDArray[np.bool_]


class Rule(Protocol):
    """A way to name people from their counts of one or more periods."""

    @property
    def label(self) -> str:
        """The rule in a few words."""

    @property
    def periods(self) -> int:
        """How many periods of answers it looks at."""

    def named(self, no: FloatArray, answers: FloatArray, random: np.random.Generator) -> Booleans:
        """Who is named: counts are periods x teams x people, the answer teams x people; lots decide ties."""


@dataclass(frozen=True)
class LowestShare:
    """Name the `share` of people with the most "no" per answer, among those with at least `minimum_answers`.

    As many as fit into the share are named, never more: of six people 15 % is nobody. Ties are decided by lot.

    >>> counts = np.array([[[4.0, 9.0, 5.0]]]), np.array([[[40.0, 40.0, 10.0]]])  # periods x teams x people
    >>> LowestShare(0.4).named(*counts, np.random.default_rng(1)).tolist()
    [[False, False, True]]
    """

    share: float = 0.15
    minimum_answers: int = 0

    @property
    def label(self) -> str:
        least = f", at least {self.minimum_answers} answers" if self.minimum_answers else ""
        return f"the lower {self.share:.0%}{least}"

    @property
    def periods(self) -> int:
        return 1

    def places(self, people: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many of so many `people` are named."""
        return np.asarray(np.floor(self.share * people + 1e-9), dtype=np.int64)

    def named(self, no: FloatArray, answers: FloatArray, random: np.random.Generator) -> Booleans:
        eligible = answers[0] >= max(self.minimum_answers, 1)
        raw = np.where(eligible, no[0] / np.maximum(answers[0], 1), -1.0)
        order = np.lexsort((random.random(raw.shape), -raw))
        place = np.empty_like(order)
        np.put_along_axis(place, order, np.broadcast_to(np.arange(raw.shape[1]), raw.shape), axis=1)
        return np.asarray(eligible & (place < self.places(eligible.sum(axis=1))[:, None]))


@dataclass(frozen=True)
class BeyondFunnel:
    """Name whoever has more "no" than the upper funnel limit round `target`, or round the team's own share.

    >>> counts = np.array([[[4.0, 19.0, 4.0]]]), np.array([[[40.0, 40.0, 10.0]]])  # periods x teams x people
    >>> BeyondFunnel(0.95, target=0.2).named(*counts, np.random.default_rng(1)).tolist()
    [[False, True, False]]
    """

    level: float = 0.95
    target: float | None = None

    @property
    def label(self) -> str:
        return f"beyond the {self.level:.1%} funnel limit".replace(".0%", "%")

    @property
    def periods(self) -> int:
        return 1

    def named(self, no: FloatArray, answers: FloatArray, random: np.random.Generator) -> Booleans:
        if self.target is not None:
            return self.beyond(no[0], answers[0], self.target)
        overall = no[0].sum(axis=1) / answers[0].sum(axis=1)
        return np.array([self.beyond(*team) for team in zip(no[0], answers[0], overall, strict=True)])

    def beyond(self, no: FloatArray, answers: FloatArray, target: float) -> Booleans:
        """Whose count is beyond the limit round `target`."""
        if not 0 < target < 1:
            return np.zeros(no.shape, bool)
        return np.asarray(no / answers > intervals.funnel(answers, target=target, level=self.level).high)


@dataclass(frozen=True)
class BeyondDoubt:
    """Our own rule: name whoever `stand` finds clearly worse, at the stated rate of false discoveries.

    >>> no = np.array([[[300.0, 62.0, 95.0, 80.0, 71.0, 66.0, 77.0, 91.0]]])  # periods x teams x people
    >>> np.flatnonzero(BeyondDoubt().named(no, np.full(no.shape, 900.0), np.random.default_rng(1))).tolist()
    [0]
    """

    share: float = 0.15
    false_discovery: float = 0.1
    spread: Spread = "beta"

    @property
    def label(self) -> str:
        return f"clearly worse, at most {self.false_discovery:.0%} wrongly"

    @property
    def periods(self) -> int:
        return 1

    def named(self, no: FloatArray, answers: FloatArray, random: np.random.Generator) -> Booleans:
        return np.array([self._named_in(*team) for team in zip(no[0], answers[0], strict=True)])

    def _named_in(self, no: FloatArray, answers: FloatArray) -> Booleans:
        tallies = Tallies.from_columns(person=np.arange(len(no)), no=no, answers=answers)
        standing = stand(tallies, spread=self.spread, share=self.share, false_discovery=self.false_discovery)
        named = np.zeros(len(no), bool)
        named[[int(tallies.person_names[code]) for code in standing.columns.person]] = (
            standing.columns.verdict == VERDICTS.index(Verdict.CLEARLY_WORSE)
        )
        return named


@dataclass(frozen=True)
class Running:
    """Name whoever another rule names in each of several periods running.

    >>> counts = np.array([[[4.0, 9.0]], [[9.0, 8.0]]]), np.full((2, 1, 2), 40.0)  # periods x teams x people
    >>> Running(LowestShare(0.5)).named(*counts, np.random.default_rng(1)).tolist()
    [[False, False]]
    """

    rule: Rule
    times: int = 2

    @property
    def label(self) -> str:
        return f"{self.rule.label}, {self.times} periods running"

    @property
    def periods(self) -> int:
        return self.times * self.rule.periods

    def named(self, no: FloatArray, answers: FloatArray, random: np.random.Generator) -> Booleans:
        each = zip(np.split(no, self.times), np.split(answers, self.times), strict=True)
        return np.asarray(np.all([self.rule.named(*period, random) for period in each], axis=0))
