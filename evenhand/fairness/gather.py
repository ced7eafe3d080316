"""From rows of raw answers to tallies, by one expression that runs where the rows are: DuckDB, a database, or Spark."""

import difflib
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from evenhand.fairness.sources import Engine, opened, telling_errors
from evenhand.fairness.tallies import Tallies, TalliesError

_NUMBER = r"^[+-]?([0-9]{1,15}[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]{1,2})?$"  # what every engine reads as the same number
_EITHER_WAY = "{entry} could mean either; write 1 (or true) where the customer said “no”, and 0 (or false) where not"


@dataclass(frozen=True)
class Columns:
    """Which columns hold what. Without `answers` each row is one answer and `no` is 0 or 1 (false or true, too), or a
    weight between."""

    person: str
    no: str
    answers: str | None = None
    group: str | None = None
    circumstances: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All columns that are read."""
        optional = [name for name in (self.group, *self.circumstances, self.answers) if name is not None]
        return (self.person, *optional, self.no)


def gather(rows: ir.Table, columns: Columns) -> Tallies:
    """How many answers, and how many "no", did each person have under each mix of circumstances?

    Sums over equal rows: of answers that are alike but for their order, the counts hold all that there is to know
    (Fisher 1922, Philosophical Transactions A 222:309, for sufficiency).
    `rows` is any Ibis table, in whatever engine. It is summed there, by person, group and circumstances, in one
    expression; what comes back has a row for each of these and not for each answer. Text that spells a number
    counts as that number. Raises TalliesError, naming row and column, for a column that is not there, an empty
    entry, what is not a number, a negative count, more "no" than answers, or no rows at all. Rows are counted from
    1 in the order in which the engine reads them, which is that of a file; in a table without order the person is
    named as well.

    >>> rows = ibis.memtable({"agent": ["ann", "ann", "bo"], "no": [1, 0, 1]})
    >>> tallies = gather(rows, Columns(person="agent", no="no"))
    >>> tallies.person_names, tallies.answers.tolist(), tallies.no.tolist()
    (('ann', 'bo'), [2.0, 1.0], [1.0, 1.0])
    """
    _require(columns.names, rows)
    counted = tally_expression(rows, columns).to_pyarrow()
    if counted.num_rows == 0:
        raise TalliesError("there are no rows to tally")
    keys = {name: counted[name].to_numpy() for name in counted.column_names}
    if keys["faults"].any():
        raise _first_fault(rows, columns)
    return Tallies.from_columns(
        person=keys["person"],
        no=keys["no"],
        answers=keys["answers"],
        group=keys["group"] if columns.group else None,
        circumstances={name: keys[f"circumstance{place}"] for place, name in enumerate(columns.circumstances)},
    )


def gather_asked(
    source: str, columns: Columns, *, asked: str, table: str | None = None, engine: Engine = "duckdb"
) -> dict[tuple[str, str], float]:
    """How many customers were asked about each person, by name and group ("" without groups)?

    `asked` names the column with counts, beside those of answers, of what `gather_file` reads. Raises TalliesError as
    it does, where `columns` name no answers, and for a row with more answers than were asked.

    >>> gather_asked("missing.csv", Columns(person="agent", no="no"), asked="sent")
    Traceback (most recent call last):
    ...
    evenhand.fairness.tallies.TalliesError: column “sent”: it needs a column of answers beside it
    """
    if columns.answers is None:
        raise TalliesError("it needs a column of answers beside it", column=asked)
    answered = Columns(person=columns.person, no=columns.answers, answers=asked, group=columns.group)
    try:
        tallies = gather_file(source, answered, table=table, engine=engine)
    except TalliesError as error:
        if error.column == columns.answers and "more than" in str(error):
            message = f"more answers than were asked (“{asked}”)"
            raise TalliesError(message, row=error.row, column=columns.answers) from error
        raise
    return {
        (tallies.person_names[person], tallies.group_names[group]): asked
        for person, group, asked in zip(tallies.person, tallies.group, tallies.answers.tolist(), strict=True)
    }


def tally_expression(rows: ir.Table, columns: Columns) -> ir.Table:
    """The one expression: sums of answers and "no" by person, group and circumstances, and how many rows are at fault.

    >>> rows = ibis.table({"agent": "string", "no": "int64"}, name="answers")
    >>> tally_expression(rows, Columns(person="agent", no="no")).columns
    ('person', 'answers', 'no', 'faults')
    """
    read = _read(rows, columns)
    keys = [name for name in read.columns if name not in ("answers", "no", "fault")]
    answers = read.answers.sum() if columns.answers else read.count().cast("float64")
    faults = (read.fault > 0).sum().cast("int64")
    return read.aggregate(by=keys, answers=answers, no=read.no.sum(), faults=faults).order_by(keys)


def _read(rows: ir.Table, columns: Columns) -> ir.Table:
    """One entry per row: keys as text, counts as numbers, and what is wrong with it."""
    keys = {"person": _text(rows[columns.person])}
    if columns.group:
        keys["group"] = _text(rows[columns.group])
    keys |= {f"circumstance{place}": _text(rows[name]) for place, name in enumerate(columns.circumstances)}
    counts = {"no": _number(rows[columns.no])}
    if columns.answers:
        counts["answers"] = _number(rows[columns.answers])
    return rows.select(**keys, **counts, fault=_fault(rows, columns))


def _fault(rows: ir.Table, columns: Columns) -> ir.IntegerValue:
    """The number of the first check that a row fails; 0 where it fails none."""
    failed = [(condition, place) for place, (_, _, condition) in enumerate(_checks(rows, columns), start=1)]
    return ibis.cases(*failed, else_=0)


def _checks(rows: ir.Table, columns: Columns) -> list[tuple[str, str, ir.BooleanValue]]:
    """What can be wrong with a row: the column, the complaint about its entry, and when it holds."""
    keys = [name for name in columns.names if name not in (columns.no, columns.answers)]
    checks = [(name, "it is empty", _text(rows[name]).isnull()) for name in keys]
    for name in filter(None, (columns.answers, columns.no)):
        checks.append((name, "it is empty", _text(rows[name]).isnull()))
        checks.append((name, _EITHER_WAY, _text(rows[name]).lower().isin(["yes", "no"])))
        checks.append((name, "{entry} is not a number", _number(rows[name]).isnull()))
        checks.append((name, "a count cannot be negative: {entry}", _number(rows[name]) < 0))
    no = _number(rows[columns.no])
    if columns.answers:
        checks.append((columns.no, "{entry} “no” are more than the answers", no > _number(rows[columns.answers])))
    else:
        checks.append((columns.no, "{entry} is neither 0 nor 1 (name the column of answers if it is a count)", no > 1))
    return checks


def _text(column: ir.Column) -> ir.StringValue:
    """The entry as text; nothing where it is empty or blank. Numbers that are whole are spelt without a point."""
    text = column.cast("string").strip().nullif("")
    return text.re_replace("[.]0$", "").nullif("nan").nullif("NaN") if column.type().is_floating() else text


def _number(column: ir.Column) -> ir.FloatingValue:
    """The entry as a finite number (true is 1, false 0); nothing where it is none."""
    if column.type().is_boolean():
        return column.cast("int8").cast("float64")
    if column.type().is_integer() or column.type().is_decimal():
        return column.cast("float64")
    text = column.cast("string").strip().lower()
    spelt = ibis.cases((text == "true", "1"), (text == "false", "0"), (text.re_search(_NUMBER), text), else_=None)
    return spelt.cast("float64")


def _require(names: tuple[str, ...], rows: ir.Table) -> None:
    for name in names:
        if name in rows.columns:
            continue
        near = difflib.get_close_matches(name, rows.columns, n=1)
        meant = f"; did you mean “{near[0]}”?" if near else "."
        there = ", ".join(f"“{column}”" for column in rows.columns)
        raise TalliesError(f"there is no such column{meant} There are: {there}", column=name)


def _first_fault(rows: ir.Table, columns: Columns) -> TalliesError:
    numbered = rows.mutate(__row=ibis.row_number())
    entries = {f"__{place}": _text(numbered[name]) for place, name in enumerate(columns.names)}
    faulty = numbered.mutate(__fault=_fault(numbered, columns), **entries)
    found = faulty.filter(faulty["__fault"] > 0).order_by("__row").limit(1).to_pyarrow().to_pylist()[0]
    column, complaint, _ = _checks(rows, columns)[found["__fault"] - 1]
    person, entry = found["__0"], found[f"__{columns.names.index(column)}"]
    message = complaint.format(entry=f"“{entry}”")
    return TalliesError(
        f"{message} (person “{person}”)" if person else message, row=int(found["__row"]) + 1, column=column
    )


def gather_file(source: str, columns: Columns, *, table: str | None = None, engine: Engine = "duckdb") -> Tallies:
    """How many answers and "no" did each person have, by a file, a database's table, or a warehouse's?

    `source` is a CSV (any of , ; tab | between columns; may be .gz) or Parquet file; a SQLite or DuckDB file or a
    postgres:// address, with `table` naming the table; or, on Spark, a file as above or the name of a table in its
    catalogue. Raises TalliesError as `gather` does, and where the source cannot be read.

    >>> gather_file("missing.csv", Columns(person="agent", no="no"))
    Traceback (most recent call last):
    ...
    evenhand.fairness.tallies.TalliesError: there is no file “missing.csv”
    """
    with telling_errors(source), opened(source, table, engine) as rows:
        return gather(rows, columns)
