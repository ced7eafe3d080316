"""Tallies: how many answers, and how many "no", each person had under each mix of circumstances."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

EXACT = 2.0**53  # up to here every whole number is a float of its own
ROUNDING = 1e-9  # weighted counts are sums of decimals: 0.7 + 0.3 may pass 1.0 by this much


class TalliesError(ValueError):
    """Rows that cannot be tallied. `row` counts from 1; both are None where the fault is not in one place."""

    def __init__(self, message: str, *, row: int | None = None, column: str | None = None) -> None:
        place = ", ".join(([f"row {row}"] if row is not None else []) + ([f"column “{column}”"] if column else []))
        super().__init__(f"{place}: {message}" if place else message)
        self.row = row
        self.column = column


def sums(codes: IntArray, values: FloatArray | None, length: int) -> FloatArray:
    """The sum of values (or the count, if None) per code from 0 to `length`.

    >>> sums(np.array([0, 2, 2]), np.array([1.0, 0.7, 0.3]), 3).tolist()
    [1.0, 0.0, 1.0]
    """
    return np.bincount(codes, values, length).astype(np.float64, copy=False)


@dataclass(frozen=True)
class Circumstance:
    """Something fixed before the person acted, such as the channel. The first level is the reference."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Tallies:
    """Counts of answers and of "no", one row per person, group and cell of circumstances.

    Shapes: `person`, `group`, `cell`, `answers` and `no` have one entry per row; `cells` has one row per cell and
    one column per circumstance and holds level codes. Codes count from 0 into the tuples of names. Counts may be
    weighted (a "no" counts 0.7 where its cause is uncertain); nothing may be negative, nor `no` above `answers`.
    A person in two groups is compared with the peers of each, as two. Raises `TalliesError` naming row and column.

    >>> channel = {"channel": ["chat", "chat", "call"]}
    >>> tallies = Tallies.from_columns(person=["ann", "bo", "bo"], no=[1, 0, 1], circumstances=channel)
    >>> tallies.person_names, tallies.circumstances[0].levels, tallies.cells.tolist()
    (('ann', 'bo'), ('call', 'chat'), [[0], [1]])
    """

    person: IntArray
    group: IntArray
    cell: IntArray
    answers: FloatArray
    no: FloatArray
    person_names: tuple[str, ...]
    group_names: tuple[str, ...]
    circumstances: tuple[Circumstance, ...]
    cells: IntArray

    def __post_init__(self) -> None:
        for name, kind in [("person", np.int64), ("group", np.int64), ("cell", np.int64), ("cells", np.int64)]:
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), kind))
        for name in ("answers", "no"):
            object.__setattr__(self, name, _numbers(getattr(self, name), name))
        self._check_shapes()
        lengths = {"person": len(self.person_names), "group": len(self.group_names), "cell": len(self.cells)}
        for name, length in lengths.items():
            codes = getattr(self, name)
            _refuse_first((codes < 0) | (codes >= length), name, "the code names nothing")
        _refuse_first(self.answers < 0, "answers", "a count cannot be negative", self.answers)
        _refuse_first(self.no < 0, "no", "a count cannot be negative", self.no)
        over = self.no > self.answers * (1 + ROUNDING) + ROUNDING
        if over.any():
            row = int(np.argmax(over))
            raise TalliesError(
                f"{self.no[row]:g} “no” are more than the {self.answers[row]:g} answers", row=row + 1, column="no"
            )

    def _check_shapes(self) -> None:
        rows = len(self.person)
        if rows == 0:
            raise TalliesError("there are no rows to tally")
        for name in ("group", "cell", "answers", "no"):
            if getattr(self, name).shape != (rows,):
                raise TalliesError(f"it has not as many entries as there are rows ({rows})", column=name)
        if self.cells.ndim != 2 or self.cells.shape[1] != len(self.circumstances):
            raise TalliesError("it needs one column per circumstance", column="cells")
        for code, circumstance in zip(self.cells.T, self.circumstances, strict=True):
            _refuse_first((code < 0) | (code >= len(circumstance.levels)), circumstance.name, "no such level")

    @classmethod
    def from_columns(
        cls,
        *,
        person: ArrayLike,
        no: ArrayLike,
        answers: ArrayLike | None = None,
        group: ArrayLike | None = None,
        circumstances: Mapping[str, ArrayLike] | None = None,
    ) -> "Tallies":
        """Tallies from columns of equal length; equal rows are pooled.

        Without `answers` each row is one answer and `no` is 0 or 1. Levels are sorted, as numbers where all of them
        are numbers, so that the first (the reference) does not depend on the order of rows. Raises `TalliesError`.

        >>> Tallies.from_columns(person=["ann", "ann", "bo"], no=[1, 0, 1]).answers.tolist()
        [2.0, 1.0]
        """
        no_counts = _numbers(no, "no")
        columns = {name: np.asarray(column) for name, column in (circumstances or {}).items()}
        groups = np.zeros(len(no_counts), np.int64) if group is None else np.asarray(group)
        counts = np.ones(len(no_counts)) if answers is None else _numbers(answers, "answers")
        for name, column in {"person": np.asarray(person), "group": groups, **columns}.items():
            if column.shape != no_counts.shape:
                raise TalliesError(f"it has not as many entries as “no” ({len(no_counts)})", column=name)
        if len(no_counts) == 0:
            raise TalliesError("there are no rows to tally")
        person_codes, person_names = _coded(np.asarray(person), "person")
        group_codes, group_names = (groups, ("",)) if group is None else _coded(groups, "group")
        coded = [(name, *_coded(column, name)) for name, column in columns.items()]
        cell, cells = _cells([codes for _, codes, _ in coded], len(no_counts))
        return cls(
            person=person_codes,
            group=group_codes,
            cell=cell,
            answers=counts,
            no=no_counts,
            person_names=person_names,
            group_names=group_names,
            circumstances=tuple(Circumstance(name, levels) for name, _, levels in coded),
            cells=cells,
        ).merged()

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, Any]],
        *,
        person: str = "person",
        no: str = "no",
        answers: str | None = None,
        group: str | None = None,
        circumstances: Sequence[str] = (),
    ) -> "Tallies":
        """Tallies from mappings, such as dictionaries or database rows, whose columns are named here.

        Raises `TalliesError` where a column is missing in a row.

        >>> Tallies.from_rows([{"agent": "ann", "no": 3, "of": 20}], person="agent", answers="of").no.tolist()
        [3.0]
        """
        listed = list(rows)
        wanted = [person, no, *([answers] if answers else []), *([group] if group else []), *circumstances]
        columns: dict[str, list[Any]] = {name: [] for name in wanted}
        for number, row in enumerate(listed, start=1):
            for name, column in columns.items():
                if name not in row:
                    raise TalliesError("there is no such column", row=number, column=name)
                column.append(row[name])
        return cls.from_columns(
            person=columns[person],
            no=columns[no],
            answers=columns[answers] if answers else None,
            group=columns[group] if group else None,
            circumstances={name: columns[name] for name in circumstances},
        )

    def merged(self) -> "Tallies":
        """The same tallies with equal rows pooled, sorted by group, person and cell.

        >>> Tallies.from_columns(person=["bo", "ann", "bo"], no=[1, 0, 1]).merged().no.tolist()
        [0.0, 2.0]
        """
        key = np.ravel_multi_index(
            (self.group, self.person, self.cell),
            (len(self.group_names), len(self.person_names), max(1, len(self.cells))),
        )
        if (np.diff(key) > 0).all():
            return self
        first, row = np.unique(key, return_index=True, return_inverse=True)[1:]
        return Tallies(
            person=self.person[first],
            group=self.group[first],
            cell=self.cell[first],
            answers=sums(row, self.answers, len(first)),
            no=np.minimum(sums(row, self.no, len(first)), sums(row, self.answers, len(first))),
            person_names=self.person_names,
            group_names=self.group_names,
            circumstances=self.circumstances,
            cells=self.cells,
        )


def _numbers(column: ArrayLike, name: str) -> FloatArray:
    """The column as finite floats; names the first row that is not a number."""
    try:
        numbers = np.atleast_1d(np.ascontiguousarray(column, np.float64))
    except (TypeError, ValueError):
        numbers = np.array([_number_or_nan(value) for value in np.asarray(column, object).ravel()])
    unusable = ~np.isfinite(numbers)
    if unusable.any():
        row = int(np.argmax(unusable))
        raise TalliesError(f"{np.asarray(column, object)[row]!r} is not a number", row=row + 1, column=name)
    return numbers


def _number_or_nan(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _refuse_first(wrong: NDArray[np.bool_], column: str, message: str, values: FloatArray | None = None) -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        raise TalliesError(message if values is None else f"{message}: {values[row]:g}", row=row + 1, column=column)


def _coded(column: NDArray[Any], name: str) -> tuple[IntArray, tuple[str, ...]]:
    """Codes into sorted names. An empty entry belongs to nobody and is refused, not made a level of its own."""
    if column.dtype.kind == "f":
        _refuse_first(np.isnan(column), name, "it is empty")
        if (column == np.trunc(column)).all() and (np.abs(column) < EXACT).all():
            column = column.astype(np.int64)  # whole numbers that a table with gaps elsewhere kept as floats
    if column.dtype.kind == "O":
        absent = [value is None or (isinstance(value, float) and isnan(value)) for value in column]
        column = np.array(["" if gone else str(value) for value, gone in zip(column, absent, strict=True)])
    if column.dtype.kind == "U":
        _refuse_first(column == "", name, "it is empty")
    values, codes = np.unique(column, return_inverse=True)
    names = [str(value) for value in values.tolist()]
    order = sorted(range(len(names)), key=_sort_key(names))
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    return rank[codes], tuple(names[position] for position in order)


def _sort_key(names: list[str]) -> Any:
    numbers = [_number_or_nan(name) for name in names]
    return (numbers if np.isfinite(numbers).all() else names).__getitem__


def _cells(codes: list[IntArray], rows: int) -> tuple[IntArray, IntArray]:
    """The cell of each row and the level codes of each cell; one cell without columns where nothing differs."""
    if not codes:
        return np.zeros(rows, np.int64), np.zeros((1, 0), np.int64)
    cells, cell = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    return cell.reshape(-1), cells
