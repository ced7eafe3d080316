"""Where rows of answers are: files, databases, warehouses, opened as Ibis tables; their errors told in short."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
from ibis.common.exceptions import TableNotFound

from evenhand.fairness.tallies import TalliesError
from evenhand.fairness.text_files import header, refuse_torn_rows

Engine = Literal["duckdb", "spark"]

_ENGINES = ("duckdb", "_duckdb", "psycopg", "py4j", "pyspark", "sqlite3")  # whose errors are told, not shown
_TEXT_FILES, _DATABASE_FILES = (".csv", ".tsv", ".txt"), (".sqlite", ".sqlite3", ".db", ".duckdb")


@contextmanager
def opened(source: str, table: str | None, engine: Engine) -> Iterator[ir.Table]:
    """The rows of `source` as `gather_file` describes it, for as long as the context lasts.

    >>> with opened("missing.csv", None, "duckdb") as rows:
    ...     pass
    Traceback (most recent call last):
    ...
    evenhand.fairness.tallies.TalliesError: there is no file “missing.csv”
    """
    is_address = "://" in source
    ending = "" if is_address and engine == "duckdb" else _ending(source)
    if not is_address and (engine == "duckdb" or ending):
        _require_file(source)
    if engine == "spark":
        yield _in_spark(source, ending)
        return
    connection = _connected(source, ending)
    try:
        if ending in _TEXT_FILES:
            separator, names = header(source)
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
        separator = "," if "://" in source else header(source)[0]
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


@contextmanager
def telling_errors(source: str) -> Iterator[None]:
    """Engines' errors become one `TalliesError` each, which says that `source` cannot be read, and why in short.

    >>> import duckdb
    >>> with telling_errors("votes.csv"):
    ...     raise duckdb.InvalidInputException("Invalid Input Error: it is torn")
    Traceback (most recent call last):
    ...
    evenhand.fairness.tallies.TalliesError: “votes.csv” cannot be read: it is torn
    """
    try:
        yield
    except TalliesError:
        raise
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _ENGINES:
            raise
        if _ending(source) in _TEXT_FILES and Path(source).is_file():
            refuse_torn_rows(source)
        raise TalliesError(f"“{source}” cannot be read: {_in_short(error)}") from error


def _in_short(error: Exception) -> str:
    cause = str(error).rpartition("Caused by: ")[2].partition("\n\tat ")[0]  # Spark tells it last, with its trace
    complaint = cause.partition("Possible fixes")[0].partition("\nLINE 1:")[0].removeprefix("Invalid Input Error: ")
    return " ".join(complaint.split())[:300] or type(error).__name__
