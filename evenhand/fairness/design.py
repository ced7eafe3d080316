"""Tallies laid out for fitting: rows sorted by unit (a person in a group), strata, and the matrix of fixed effects."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy import sparse

from evenhand.fairness.tallies import FloatArray, IntArray, Tallies, sums

ELEMENTS_PER_CHUNK = 1 << 18  # 2 MB per temporary array: small enough for caches, large enough for numpy
LARGEST_EXPONENT = 500.0


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some neighbouring units with all their rows. `gather @ x` sums x over each unit's rows, weighted by answers."""

    units: slice
    stratum: IntArray
    rows_of: IntArray
    unit_of_row: IntArray
    starts: IntArray
    answers: FloatArray
    no: FloatArray
    gather: sparse.csr_matrix
    strata: int

    def per_stratum(self, values: FloatArray) -> sparse.csr_matrix:
        """Rows' values as a matrix, units x strata."""
        edges = np.append(self.starts, len(values))
        return sparse.csr_matrix((values, self.stratum, edges), shape=(len(self.starts), self.strata))

    def spread_out(self, values: FloatArray) -> FloatArray:
        """One entry per unit, repeated for each of its rows."""
        return np.repeat(values, self.rows_of, axis=0)

    def mean_by_answers(self, values: FloatArray) -> FloatArray:
        """The mean of rows' values weighted by answers, per unit; NaN without answers."""
        answers = self.total(self.answers)
        summed: FloatArray = self.gather @ values
        return np.divide(summed, answers, out=np.full_like(answers, np.nan), where=answers > 0)

    def total(self, values: FloatArray) -> FloatArray:
        """The sum over each unit's rows."""
        return sums(self.unit_of_row, values, len(self.starts))


@dataclass(frozen=True, eq=False)
class Design:
    """The rows of merged tallies by unit. A stratum is a cell within a group: its rows share their fixed effects.

    Shapes: `first` (units + 1) says where each unit's rows begin; `stratum`, `answers`, `no` are per row; `person`
    and `group` per unit; `matrix` is strata x fixed effects; `names` are those of the effects.
    """

    first: IntArray
    stratum: IntArray
    answers: FloatArray
    no: FloatArray
    person: IntArray
    group: IntArray
    stratum_group: IntArray
    matrix: FloatArray
    names: tuple[str, ...]
    groups: int

    @property
    def units(self) -> int:
        return len(self.person)

    @property
    def strata(self) -> int:
        return len(self.stratum_group)

    @cached_property
    def unit_of_row(self) -> IntArray:
        return np.repeat(np.arange(self.units), np.diff(self.first))

    @cached_property
    def unit_answers(self) -> FloatArray:
        return np.add.reduceat(self.answers, self.first[:-1])

    @cached_property
    def unit_no(self) -> FloatArray:
        return np.add.reduceat(self.no, self.first[:-1])

    def every(self, step: int) -> "Design":
        """Every so-manieth unit alone, in the same strata."""
        taken = np.arange(self.units) % step == 0
        rows = np.repeat(taken, np.diff(self.first))
        return replace(
            self,
            first=np.append(0, np.cumsum(np.diff(self.first)[taken])),
            stratum=self.stratum[rows],
            answers=self.answers[rows],
            no=self.no[rows],
            person=self.person[taken],
            group=self.group[taken],
        )

    def by_stratum(self, values: FloatArray, rows: IntArray | None = None) -> FloatArray:
        """The sum of a row's values over each stratum."""
        return sums(self.stratum if rows is None else rows, values, self.strata)

    def moved(self, centre: FloatArray) -> FloatArray:
        """The change of the fixed effects that moves the log-odds of each group by its `centre`."""
        change = np.zeros(self.matrix.shape[1])
        change[0] = centre[0]
        change[len(change) - self.groups + 1 :] = centre[1:] - centre[0]
        return change

    def mix(self) -> sparse.csr_matrix:
        """Groups x strata: the share of the group's answers that each stratum holds; each row sums to 1.

        In a group without answers all its strata weigh the same.
        """
        answers = self.by_stratum(self.answers)
        answers += sums(self.stratum_group, answers, self.groups)[self.stratum_group] == 0
        total = sums(self.stratum_group, answers, self.groups)[self.stratum_group]
        share = answers / total
        place = (self.stratum_group, np.arange(self.strata))
        return sparse.csr_matrix((share, place), shape=(self.groups, self.strata))

    def chunks(self, columns: int) -> Iterator[Chunk]:
        """All units in turn, in pieces that hold about `ELEMENTS_PER_CHUNK` numbers at `columns` per row."""
        yield from self._cut(max(1, ELEMENTS_PER_CHUNK // columns))

    def _cut(self, rows: int) -> tuple[Chunk, ...]:
        if rows not in self._cuts:
            edges = [0]
            while edges[-1] < self.units:
                reach = int(np.searchsorted(self.first, self.first[edges[-1]] + rows, side="right")) - 1
                edges.append(min(max(reach, edges[-1] + 1), self.units))
            self._cuts[rows] = tuple(self._chunk(*pair) for pair in pairwise(edges))
        return self._cuts[rows]

    @cached_property
    def _cuts(self) -> dict[int, tuple[Chunk, ...]]:
        return {}

    def _chunk(self, start: int, stop: int) -> Chunk:
        first = self.first[start : stop + 1]
        rows = slice(int(first[0]), int(first[-1]))
        starts = first - first[0]
        count = rows.stop - rows.start
        gather = sparse.csr_matrix((self.answers[rows], np.arange(count), starts), shape=(stop - start, count))
        return Chunk(
            slice(start, stop),
            self.stratum[rows],
            np.diff(starts),
            np.repeat(np.arange(stop - start), np.diff(starts)),
            starts[:-1],
            self.answers[rows],
            self.no[rows],
            gather,
            self.strata,
        )


def design_of(tallies: Tallies, *, without: str | None = None) -> Design:
    """Lay out tallies (merged or not). The circumstance `without` gets no fixed effects; the cells still tell it apart.

    Fixed effects: an intercept, one for each level of each circumstance but the first, and one for each group but the
    first. Circumstances that are combinations of others would make the matrix singular: the weak prior of `normal`
    then shares the effect out among them, and fair shares stay well defined.

    >>> design_of(Tallies.from_columns(person=[1, 2], no=[0, 1], circumstances={"channel": ["call", "chat"]})).names
    ('intercept', 'channelchat')
    """
    merged = tallies.merged()
    unit_key = merged.group * len(merged.person_names) + merged.person
    unit_first = np.flatnonzero(np.diff(unit_key, prepend=-1))
    pair, stratum = _occurring(merged.group * len(merged.cells) + merged.cell)
    stratum_group, stratum_cell = np.divmod(pair, len(merged.cells))
    blocks = [np.ones((len(pair), 1))]
    names = ["intercept"]
    for position, circumstance in enumerate(merged.circumstances):
        if circumstance.name != without:
            blocks.append(_indicators(merged.cells[stratum_cell, position], len(circumstance.levels)))
            names += [f"{circumstance.name}{level}" for level in circumstance.levels[1:]]
    blocks.append(_indicators(stratum_group, len(merged.group_names)))
    names += [f"group{name}" for name in merged.group_names[1:]]
    return Design(
        first=np.append(unit_first, len(unit_key)),
        stratum=stratum,
        answers=merged.answers,
        no=merged.no,
        person=merged.person[unit_first],
        group=merged.group[unit_first],
        stratum_group=stratum_group,
        matrix=np.hstack(blocks),
        names=tuple(names),
        groups=len(merged.group_names),
    )


def _occurring(codes: IntArray) -> tuple[IntArray, IntArray]:
    """The codes that occur, sorted, and the place of each entry among them."""
    if codes.max() > 4 * len(codes):
        occurring, place = np.unique(codes, return_inverse=True)
        return occurring, place.reshape(-1)
    occurs = np.bincount(codes) > 0
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[codes]


def _indicators(codes: IntArray, levels: int) -> FloatArray:
    """One column for each level but the first."""
    return np.asarray(codes[:, None] == np.arange(1, levels), np.float64)


def log_likelihood_at(chunk: Chunk, linear: FloatArray, effects: FloatArray) -> FloatArray:
    """The log-likelihood of each unit's answers at each of its `effects` (units x points), less a constant per unit.

    `linear` holds the fixed part of the log-odds per stratum. The constant is the sum of no times the fixed part.
    exp(fixed + effect) is a product of two short exponentials, so that each row and point costs one logarithm.

    >>> design = design_of(Tallies.from_columns(person=[1], answers=[2], no=[1]))
    >>> chunk = next(design.chunks(1))
    >>> log_likelihood_at(chunk, np.zeros(1), np.zeros((1, 1))).round(3).tolist()  # one half, twice
    [[-1.386]]
    """
    return log_likelihood_of(chunk, odds_at(chunk, linear, effects), effects)


def log_likelihood_of(chunk: Chunk, odds: FloatArray, effects: FloatArray) -> FloatArray:
    """The same from the odds of each row at each of its unit's `effects` (rows x points).

    >>> chunk = next(design_of(Tallies.from_columns(person=[1], answers=[2], no=[1])).chunks(1))
    >>> log_likelihood_of(chunk, np.ones((1, 1)), np.zeros((1, 1))).round(3).tolist()
    [[-1.386]]
    """
    return np.asarray(effects * chunk.total(chunk.no)[:, None] - chunk.gather @ np.log(1 + odds))


def odds_at(chunk: Chunk, linear: FloatArray, effects: FloatArray) -> FloatArray:
    """The odds of a "no" for each row (of the chunk) and point.

    >>> chunk = next(design_of(Tallies.from_columns(person=[1], no=[1])).chunks(1))
    >>> odds_at(chunk, np.zeros(1), np.array([[0.0, 1.0]])).round(3).tolist()
    [[1.0, 2.718]]
    """
    odds = chunk.spread_out(np.exp(np.clip(effects, -LARGEST_EXPONENT, LARGEST_EXPONENT)))
    odds *= np.exp(linear)[chunk.stratum, None]
    return odds
