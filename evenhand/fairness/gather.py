"""From rows of raw answers to tallies, by one expression that runs where the rows are: DuckDB, a database, or Spark."""

import csv
import difflib
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
from ibis.common.exceptions import TableNotFound

from evenhand.fairness.tallies import Tallies, TalliesError

Engine = Literal["duckdb", "spark"]

_NUMBER = (
    r"^[+-]?([0-9]{1,15}[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,2})?$"  # what every engine reads as the same number
)
_SEPARATORS = (",", ";", "\t", "|")
_ENGINES = ("duckdb", "_duckdb", "psycopg", "py4j", "pyspark", "sqlite3")  # whose errors are told, not shown
_TEXT_FILES, _DATABASE_FILES = (".csv", ".tsv", ".txt"), (".sqlite", ".sqlite3", ".db", ".duckdb")


@dataclass(frozen=True)
class Columns:
    """Which columns hold what. Without `answers` each row is one answer and `no` is 0 or 1, or a weight between."""

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
        checks.append((name, "{entry} is not a number", _number(rows[name]).isnull()))
        checks.append((name, "a count cannot be negative: {entry}", _number(rows[name]) < 0))
    no = _number(rows[columns.no])
    if columns.answers:
        checks.append((columns.no, "{entry} “no” are more than the answers", no > _number(rows[columns.answers])))
    else:
        checks.append((columns.no, "{entry} is neither 0 nor 1 (name the column of answers if it is a count)", no > 1))
    return checks


def _text(column: ir.Column) -> ir.StringValue:
    """The entry as text; nothing where it is empty or blank."""
    return column.cast("string").strip().nullif("")


def _number(column: ir.Column) -> ir.FloatingValue:
    """The entry as a finite number; nothing where it is none."""
    if column.type().is_boolean():
        return column.cast("int8").cast("float64")
    if column.type().is_integer() or column.type().is_decimal():
        return column.cast("float64")
    text = column.cast("string").strip()
    return ibis.ifelse(text.re_search(_NUMBER), text, ibis.null("string")).cast("float64")


def _require(names: tuple[str, ...], rows: ir.Table) -> None:
    for name in names:
        if name in rows.columns:
            continue
        near = difflib.get_close_matches(name, rows.columns, n=1)
        meant = f"; did you mean “{near[0]}”?" if near else ""
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
    """Tallies of a file, a database's table, or a warehouse's.

    `source` is a CSV (any of , ; tab | between columns; may be .gz) or Parquet file; a SQLite or DuckDB file or a
    postgres:// address, with `table` naming the table; or, on Spark, a file as above or the name of a table in its
    catalogue. Raises TalliesError as `gather` does, and where the source cannot be read.

    >>> gather_file("missing.csv", Columns(person="agent", no="no"))
    Traceback (most recent call last):
    ...
    evenhand.fairness.tallies.TalliesError: there is no file “missing.csv”
    """
    try:
        with _opened(source, table, engine) as rows:
            return gather(rows, columns)
    except TalliesError:
        raise
    except Exception as error:
        if not _is_of_an_engine(error):
            raise
        raise TalliesError(f"“{source}” cannot be read: {_in_short(error)}") from error


@contextmanager
def _opened(source: str, table: str | None, engine: Engine) -> Iterator[ir.Table]:
    is_address = "://" in source
    ending = _ending(source)
    if not is_address and (engine == "duckdb" or ending):
        _require_file(source)
    if engine == "spark":
        yield _in_spark(source, ending)
        return
    connection = _connected(source, ending)
    try:
        if ending in _TEXT_FILES:
            separator, names = _header(source)
            texts = dict.fromkeys(names, "VARCHAR")  # person 007 stays 007, and one bad entry does not hide a number
            yield connection.read_csv(
                source, columns=texts, auto_detect=False, header=True, delim=separator, quote='"', escape='"'
            )
        elif ending == ".parquet":
            yield connection.read_parquet(source)
        else:
            yield _table(connection, table)
    finally:
        connection.disconnect()


def _connected(source: str, ending: str) -> Any:
    if source.startswith(("postgres://", "postgresql://")):
        return ibis.connect(source.replace("postgresql://", "postgres://", 1))
    if ending == ".duckdb":
        return ibis.duckdb.connect(source, read_only=True)
    if ending in _DATABASE_FILES:
        return ibis.sqlite.connect(source)
    if ending in (*_TEXT_FILES, ".parquet"):
        return ibis.duckdb.connect()
    raise TalliesError(
        f"“{source}” is of no kind that can be read; give a CSV or Parquet file, a SQLite or DuckDB file, "
        "or a postgres:// address"
    )


def _table(connection: Any, table: str | None) -> ir.Table:
    try:
        if table:
            return connection.table(table)
    except TableNotFound:
        pass
    # Ibis 12 lists DuckDB's tables by a call that DuckDB 2 no longer has.
    duck = connection.name == "duckdb"
    names = [row[0] for row in connection.raw_sql("SHOW TABLES").fetchall()] if duck else connection.list_tables()
    there = ", ".join(f"“{name}”" for name in names) or "none"
    asked = f"there is no table “{table}”" if table else "say which table to read"
    raise TalliesError(f"{asked}; there are: {there}")


def _in_spark(source: str, ending: str) -> ir.Table:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra: only who asks for Spark needs it
    except ImportError:
        raise TalliesError("Spark is not installed here: install evenhand[spark], and Java 17") from None
    session = SparkSession.builder.appName("evenhand").config("spark.ui.enabled", "false").getOrCreate()
    connection = ibis.pyspark.connect(session)
    if ending in _TEXT_FILES:
        separator = "," if "://" in source else _header(source)[0]
        return connection.read_csv(
            source, header=True, inferSchema=False, sep=separator, escape='"', multiLine=True, mode="FAILFAST"
        )
    if ending == ".parquet":
        return connection.read_parquet(source)
    database, _, name = source.rpartition(".")
    try:
        return connection.table(name, database=database or None)
    except TableNotFound:
        raise TalliesError(f"Spark's catalogue has no table “{source}”") from None


def _ending(source: str) -> str:
    ending = Path(source.removesuffix(".gz")).suffix.lower()
    return ending if ending in (*_TEXT_FILES, *_DATABASE_FILES, ".parquet") else ""


def _require_file(source: str) -> None:
    path = Path(source)
    if not path.is_file():
        raise TalliesError(f"there is no file “{source}”")
    if path.stat().st_size == 0:
        raise TalliesError(f"the file “{source}” is empty")


def _header(source: str) -> tuple[str, list[str]]:
    """The separator that the file's first line has most of, and the names in that line."""
    with (gzip.open if source.endswith(".gz") else open)(source, "rt", encoding="utf-8-sig", newline="") as file:
        first = file.readline(1_000_000)
        separator = max(_SEPARATORS, key=first.count)
        names = next(csv.reader([first], delimiter=separator), [])
    for name in names:
        if names.count(name) > 1:
            raise TalliesError("there are two columns of this name", column=name)
    return separator, [name or f"column{place}" for place, name in enumerate(names)]


def _is_of_an_engine(error: Exception) -> bool:
    return type(error).__module__.partition(".")[0] in _ENGINES or isinstance(error, UnicodeDecodeError)


def _in_short(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "its text is not in UTF-8"
    cause = (
        str(error).rpartition("Caused by: ")[2].partition("\n\tat ")[0]
    )  # Spark tells the cause last, with its trace
    complaint = cause.partition("Possible fixes")[0].removeprefix("Invalid Input Error: ").split()
    return " ".join(complaint)[:300] or type(error).__name__
