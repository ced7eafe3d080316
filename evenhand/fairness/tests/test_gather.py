"""Rows to tallies: the same figures from every source and on both engines; errors that name row and column."""

import gzip
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.fairness.gather import Columns, gather, gather_file, tally_expression
from evenhand.fairness.tallies import Tallies, TalliesError

COLUMNS = Columns(person="agent", no="no", group="team", circumstances=("channel", "language"))
ROWS = [
    ("007", 1, "red", "chat", "de"),
    ("007", 0, "red", "chat", "de"),
    ("007", 0, "red", "call", "en"),
    ("Zoë O'Neil, “Jr”", 1, "blue", "call", "en"),
    ("Zoë O'Neil, “Jr”", 0, "blue", "chat", "de"),
    ("bo", 0, "red", "call", "de"),
]
NAMES = ("agent", "no", "team", "channel", "language")


def as_csv(rows: list[tuple], separator: str = ",") -> str:
    lines = [separator.join(f'"{entry}"' for entry in row) for row in rows]
    return "\n".join([separator.join(NAMES), *lines]) + "\n"


def facts(tallies: Tallies) -> dict[tuple[str, ...], tuple[float, float]]:
    """Tallies by what their codes mean, so that two can be compared."""
    levels = [circumstance.levels for circumstance in tallies.circumstances]
    return {
        (
            tallies.group_names[group],
            tallies.person_names[person],
            *(level[code] for level, code in zip(levels, tallies.cells[cell], strict=True)),
        ): (answers, no)
        for group, person, cell, answers, no in zip(
            tallies.group, tallies.person, tallies.cell, tallies.answers, tallies.no, strict=True
        )
    }


EXPECTED = {
    ("red", "007", "chat", "de"): (2, 1),
    ("red", "007", "call", "en"): (1, 0),
    ("blue", "Zoë O'Neil, “Jr”", "call", "en"): (1, 1),
    ("blue", "Zoë O'Neil, “Jr”", "chat", "de"): (1, 0),
    ("red", "bo", "call", "de"): (1, 0),
}


def write_csv(path: Path) -> str:
    path.with_suffix(".csv").write_text(as_csv(ROWS), encoding="utf-8")
    return str(path.with_suffix(".csv"))


def write_semicolons(path: Path) -> str:
    path.with_suffix(".csv").write_text("\ufeff" + as_csv(ROWS, ";"), encoding="utf-8")
    return str(path.with_suffix(".csv"))


def write_gzip(path: Path) -> str:
    with gzip.open(path.with_suffix(".csv.gz"), "wt", encoding="utf-8") as file:
        file.write(as_csv(ROWS))
    return str(path.with_suffix(".csv.gz"))


def write_parquet(path: Path) -> str:
    name = str(path.with_suffix(".parquet"))
    ibis.memtable([dict(zip(NAMES, row, strict=True)) for row in ROWS]).to_parquet(name)
    return name


def write_sqlite(path: Path) -> str:
    with sqlite3.connect(path.with_suffix(".sqlite3")) as database:
        database.execute("create table votes (agent text, no integer, team text, channel text, language text)")
        database.executemany("insert into votes values (?, ?, ?, ?, ?)", ROWS)
    return str(path.with_suffix(".sqlite3"))


def write_duckdb(path: Path) -> str:
    name = str(path.with_suffix(".duckdb"))
    with duckdb.connect(name) as database:
        database.execute("create table votes (agent text, no boolean, team text, channel text, language text)")
        database.executemany("insert into votes values (?, ?, ?, ?, ?)", ROWS)
    return name


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_csv, write_semicolons, write_gzip, write_parquet, write_sqlite, write_duckdb])
def test_every_kind_of_file_gives_the_same_tallies(write: Callable[[Path], str], tmp_path: Path) -> None:
    source = write(tmp_path / "votes")

    tallies = gather_file(source, COLUMNS, table="votes" if "sqlite" in source or "duckdb" in source else None)

    assert facts(tallies) == EXPECTED


@pytest.fixture
def postgres() -> Iterator[str]:
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        pytest.skip("no PostgreSQL is named by DATABASE_URL")
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("drop table if exists gathered_votes")
        database.execute("create table gathered_votes (agent text, no integer, team text, channel text, language text)")
        with database.cursor() as cursor:
            cursor.executemany("insert into gathered_votes values (%s, %s, %s, %s, %s)", ROWS)
        yield address
        database.execute("drop table gathered_votes")


def test_a_postgres_table_gives_the_same_tallies(postgres: str) -> None:
    assert facts(gather_file(postgres, COLUMNS, table="gathered_votes")) == EXPECTED


@pytest.fixture(scope="module")
def spark() -> Any:
    """Spark on one thread, without what makes long work quick: for a few rows each it would only be a longer start."""
    if os.environ.get("CI") != "true":
        pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
        if shutil.which("java") is None:
            pytest.skip("there is no Java for Spark")
    from pyspark.sql import SparkSession

    small = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    return SparkSession.builder.master("local[1]").config(map=small).getOrCreate()


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_csv, write_semicolons, write_gzip, write_parquet])
def test_spark_gives_the_same_tallies(write: Callable[[Path], str], tmp_path: Path, spark: object) -> None:
    source = write(tmp_path / "votes")

    assert facts(gather_file(source, COLUMNS, engine="spark")) == EXPECTED


@pytest.mark.slow
@pytest.mark.shared_data
def test_both_engines_agree_on_seventy_thousand_ratings(shared: Path, spark: object) -> None:
    source = str(shared / "insteval" / "InstEval.csv")
    columns = Columns(person="d", no="service", circumstances=("studage", "lectage"))

    here, there = (gather_file(source, columns, engine=engine) for engine in ("duckdb", "spark"))

    assert here.answers.sum() == 73_421
    assert here.person_names == there.person_names
    assert here.circumstances == there.circumstances
    for name in ("person", "cell", "answers", "no"):
        assert np.array_equal(getattr(here, name), getattr(there, name)), name


@pytest.mark.slow
def test_spark_reads_a_table_of_its_catalogue_and_names_a_missing_one(tmp_path: Path, spark: Any) -> None:
    spark.read.parquet(write_parquet(tmp_path / "votes")).createOrReplaceTempView("votes_of_may")

    assert facts(gather_file("votes_of_may", COLUMNS, engine="spark")) == EXPECTED
    with pytest.raises(TalliesError, match="no table “votes_of_june”"):
        gather_file("votes_of_june", COLUMNS, engine="spark")


def broken(tmp_path: Path, text: str, **columns: str) -> TalliesError:
    source = tmp_path / "broken.csv"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(TalliesError) as caught:
        gather_file(str(source), Columns(**{"person": "agent", "no": "no", **columns}))
    return caught.value


@pytest.mark.parametrize(
    ("text", "row", "column", "message"),
    [
        ("agent,no\nann,1\nbo,x\n", 2, "no", "“x” is not a number"),
        ("agent,no\nann,1\nbo,\n", 2, "no", "it is empty"),
        ("agent,no\nann,1\n  ,1\n", 2, "agent", "it is empty"),
        ("agent,no\nann,-1\n", 1, "no", "cannot be negative: “-1”"),
        ("agent,no\nann,2\n", 1, "no", "“2” is neither 0 nor 1"),
        ("agent,no\nann,nan\n", 1, "no", "“nan” is not a number"),
        ("agent,no\nann,1e999\n", 1, "no", "“1e999” is not a number"),
        ('agent,no\nann,"0,7"\n', 1, "no", "“0,7” is not a number"),
        ("agent,vote\nann,1\n", None, "no", "there is no such column"),
        ("agent,no,no\nann,1,0\n", None, "no", "two columns of this name"),
        ("agent,no,No\nann,1,0\n", None, "no", "two columns of this name"),
        ("agent,no\nann,yes\n", 1, "no", "“yes” could mean either; write 1"),
        ("agent,no\n", None, None, "there are no rows"),
        ("", None, None, "is empty"),
        ("\n\n", None, None, "names no columns"),
        ("agent,no\nann,1\nbo,1,7\n", 2, None, "it has 3 entries, and there are 2 columns (line 3 of the file)"),
        ('agent,no\n"ann\nor so",1\n\nbo\n', 2, None, "it has 1 entries, and there are 2 columns (line 5 of the file)"),
        ('agent,no\nann,1\n"bo,1\n', 2, None, "a quotation mark in it is never closed"),
    ],
)
def test_a_wrong_row_is_named_with_its_column(tmp_path, text, row, column, message) -> None:
    error = broken(tmp_path, text)

    assert (error.row, error.column) == (row, column)
    assert message in str(error)


@pytest.mark.parametrize(
    ("text", "row", "column", "message"),
    [
        ("agent,no,of\nann,3,9\nbo,4,3\n", 2, "no", "“4” “no” are more than the answers"),
        ("agent,no,of\nann,0,-2\n", 1, "of", "cannot be negative"),
        ("agent,no,of\nann,0,\n", 1, "of", "it is empty"),
    ],
)
def test_wrong_counts_are_named_with_their_column(tmp_path, text, row, column, message) -> None:
    error = broken(tmp_path, text, answers="of")

    assert (error.row, error.column) == (row, column)
    assert message in str(error)


@pytest.mark.slow
def test_the_first_wrong_row_is_named_in_a_long_file(tmp_path: Path) -> None:
    rows = [f"a{place % 97},{place % 2}" for place in range(300_000)]
    rows[234_567] = "zoe,maybe"
    rows[234_568] = ",1"

    error = broken(tmp_path, "agent,no\n" + "\n".join(rows) + "\n")

    assert (error.row, error.column) == (234_568, "no")
    assert "“maybe”" in str(error)
    assert "zoe" in str(error)


def test_a_misspelt_column_is_answered_with_the_one_meant(tmp_path: Path) -> None:
    assert "did you mean “agents”?" in str(broken(tmp_path, "agents,no\nann,1\n"))


@pytest.mark.parametrize("source", ["nowhere.csv", "nowhere.parquet", "nowhere.sqlite3"])
def test_a_missing_file_is_said_to_be_missing(source: str) -> None:
    with pytest.raises(TalliesError, match="there is no file"):
        gather_file(source, COLUMNS, table="votes")


def test_other_encodings_and_kinds_are_refused_in_words(tmp_path: Path) -> None:
    latin, wide, sheet = (tmp_path / name for name in ("votes.csv", "wide.csv", "votes.xlsx"))
    latin.write_bytes(("agent,no\n" + "ann,1\n" * 50_000 + "Zoë,1\n").encode("latin-1"))
    wide.write_text("agent,no\nZoë,1\n", encoding="utf-16")
    sheet.write_bytes(b"PK")

    with pytest.raises(TalliesError, match=r"row 50001, column “agent”: “Zo.” is not in UTF-8"):
        gather_file(str(latin), Columns("agent", "no"))
    with pytest.raises(TalliesError, match="not in UTF-8"):
        gather_file(str(wide), Columns("agent", "no"))
    for other in (str(sheet), "https://example.org/votes.csv"):
        with pytest.raises(TalliesError, match="of no kind that can be read"):
            gather_file(other, Columns("agent", "no"))


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"agent,no\nann,1\n", "it is not compressed"), (gzip.compress(b"agent,no\nann,1\n")[:-9], "cut off")],
    ids=["not compressed", "cut off"],
)
def test_a_compressed_file_that_is_none_or_is_cut_off_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    source = tmp_path / "votes.csv.gz"
    source.write_bytes(content)

    with pytest.raises(TalliesError, match=message):
        gather_file(str(source), Columns("agent", "no"))


def test_true_and_false_are_one_and_nought(tmp_path: Path) -> None:
    source = tmp_path / "votes.csv"
    source.write_text("agent,no\nann,true\nann,False\nbo,TRUE\n")

    assert gather_file(str(source), Columns("agent", "no")).no.tolist() == [1, 1]


def test_people_who_were_numbers_in_a_table_with_gaps_keep_their_names(tmp_path: Path) -> None:
    source = str(tmp_path / "votes.parquet")
    rows = [{"agent": agent, "no": 0, "kind": kind} for agent, kind in ((7.0, 1.0), (10.0, None), (7.0, 2.0))]
    ibis.memtable(rows, schema={"agent": "float64", "no": "int64", "kind": "float64"}).to_parquet(source)

    assert gather_file(source, Columns("agent", "no")).person_names == ("7", "10")
    with pytest.raises(TalliesError, match="row 2, column “kind”: it is empty"):
        gather_file(source, Columns("agent", "no", circumstances=("kind",)))
    assert Tallies.from_columns(person=[7.0, 10.0], no=[0, 1]).person_names == ("7", "10")


@pytest.mark.parametrize("write", [write_sqlite, write_duckdb])
def test_a_database_asks_which_table(write: Callable[[Path], str], tmp_path: Path) -> None:
    source = write(tmp_path / "votes")

    with pytest.raises(TalliesError, match="say which table to read; there are: “votes”"):
        gather_file(source, COLUMNS)
    with pytest.raises(TalliesError, match="there is no table “vote”"):
        gather_file(source, COLUMNS, table="vote")


def test_parts_of_a_no_are_added_up(tmp_path: Path) -> None:
    source = tmp_path / "votes.csv"
    source.write_text("agent,no\nann,0.7\nann,1\nann,0\nbo,.3\n")

    tallies = gather_file(str(source), Columns("agent", "no"))

    assert tallies.answers.tolist() == [3, 1]
    assert tallies.no == pytest.approx([1.7, 0.3])


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 1), st.sampled_from("xy"), st.integers(0, 2)), min_size=1
    ),
    st.randoms(),
)
def test_order_does_not_matter_and_tallies_pool(rows: list[tuple], random) -> None:
    names, columns = ["agent", "no", "team", "kind"], Columns("agent", "no", group="team", circumstances=("kind",))
    shuffled = random.sample(rows, len(rows))

    tallies = gather(ibis.memtable(rows, columns=names), columns)

    assert facts(tallies) == facts(gather(ibis.memtable(shuffled, columns=names), columns))
    assert tallies.answers.sum() == len(rows)
    assert tallies.no.sum() == sum(row[1] for row in rows)


def test_the_expression_is_sql_that_groups_in_the_engine() -> None:
    rows = ibis.table({"agent": "string", "no": "int64"}, name="votes")

    for dialect in ("duckdb", "postgres", "sqlite"):
        assert "GROUP BY" in ibis.to_sql(tally_expression(rows, Columns("agent", "no")), dialect=dialect)
