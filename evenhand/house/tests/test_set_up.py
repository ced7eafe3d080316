"""`set_up` refuses another version's database; after it, and from day to day, ours knows how its rows are spread."""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from evenhand.core.api import ActivityEntry, duties, now, one_transaction, record, refresh_statistics, system
from evenhand.house.management.commands.set_up import STEPS

TABLE = ActivityEntry._meta.db_table
ROWS_KNOWN = {
    "sqlite": f"SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = '{TABLE}'",
    "postgresql": f"SELECT reltuples FROM pg_class WHERE relname = '{TABLE}'",
}

pytestmark = pytest.mark.django_db(transaction=True)


def rows_known() -> int:
    with connection.cursor() as cursor:
        cursor.execute(ROWS_KNOWN[connection.vendor])
        return int(cursor.fetchone()[0] or 0)


@pytest.fixture
def forty_rows() -> None:
    refresh_statistics()
    with one_transaction():
        for number in range(40):
            record(actor=system("test"), verb="tests.write", subject=f"test:{number}", now=now())


def test_set_up_counts_after_all_else(forty_rows) -> None:
    command = STEPS[-1][1]
    assert rows_known() < 40
    call_command(command)
    assert rows_known() == 40
    call_command(command)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL autovacuum does it")
def test_from_day_to_day_a_duty_does_it(forty_rows) -> None:
    (duty,) = (each for each in duties() if each.name == "look at tables anew")
    assert duty.every_seconds == 24 * 3600
    duty.run(now())
    assert rows_known() == 40


@pytest.fixture
def prepared_by_tomorrows() -> Iterator[None]:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("cases", "0099_from_tomorrow")
    yield
    recorder.record_unapplied("cases", "0099_from_tomorrow")


@pytest.mark.parametrize("command", ["set_up", "serve"])
def test_another_versions_database_is_left_as_it_is(command: str, prepared_by_tomorrows) -> None:
    with pytest.raises(CommandError, match=r"another version of Evenhand.*cases 0099_from_tomorrow.*--afresh"):
        call_command(command)
