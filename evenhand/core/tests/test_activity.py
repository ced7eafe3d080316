"""The activity log: one chain, in the order of the commits, that shows what was done to it."""

import contextlib
import datetime
import itertools
import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from evenhand.core.api import (
    ActivityEntry,
    action,
    forget_read,
    one_transaction,
    read_once,
    record,
    system,
    verify_chain,
)

NOW = datetime.datetime(2026, 3, 1, 9, 30, tzinfo=datetime.UTC)
ACTOR = system("tests")


@action
def touch(subject: str, *, fail: bool = False) -> None:
    record(actor=ACTOR, verb="tests.touch", subject=subject, now=NOW, amount=3)
    if fail:
        raise ValueError("on purpose")


@pytest.mark.django_db
def test_each_entry_follows_from_the_one_before() -> None:
    for number in range(5):
        touch(f"thing:{number}")

    entries = list(ActivityEntry.objects.all())
    assert [entry.subject for entry in entries] == [f"thing:{number}" for number in range(5)]
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    report = verify_chain()
    assert (report.entries, report.head, report.broken_at) == (5, entries[-1].hash, None)


@pytest.mark.django_db
def test_an_action_that_fails_leaves_no_entry() -> None:
    with pytest.raises(ValueError, match="on purpose"):
        touch("thing:1", fail=True)
    assert ActivityEntry.objects.count() == 0


@pytest.mark.django_db
def test_a_part_that_fails_and_is_caught_leaves_the_outer_ones_entries_alone() -> None:
    with one_transaction():
        touch("thing:1")
        with pytest.raises(ValueError, match="on purpose"), one_transaction():
            touch("thing:2", fail=True)
        touch("thing:3")
    assert [entry.subject for entry in ActivityEntry.objects.all()] == ["thing:1", "thing:3"]
    assert verify_chain().broken_at is None


@pytest.mark.django_db
def test_an_action_within_another_cannot_be_caught_by_halves() -> None:
    @action
    def careless() -> None:
        with contextlib.suppress(ValueError):
            touch("thing:1", fail=True)
        assert ActivityEntry.objects.count() == 0

    with pytest.raises(transaction.TransactionManagementError):
        careless()
    assert not ActivityEntry.objects.exists()


@pytest.mark.django_db
def test_what_is_read_in_an_action_is_read_once_until_it_ends_or_a_part_of_it_fails() -> None:
    numbers = itertools.count()

    def asked() -> int:
        return read_once("a number", lambda: next(numbers))

    assert (asked(), asked()) == (0, 1)  # outside an action, each time
    with one_transaction():
        assert (asked(), asked()) == (2, 2)
        with pytest.raises(ValueError, match="on purpose"), one_transaction():
            touch("thing:1", fail=True)
        assert (asked(), asked()) == (3, 3)
        forget_read("a number")
        assert asked() == 4
    with one_transaction():
        assert asked() == 5


@pytest.mark.django_db
def test_recording_outside_an_action_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside an action"):
        record(actor=ACTOR, verb="tests.touch", subject="thing:1", now=NOW)


def _tamper(sql: str) -> None:
    """Change the log behind its guard, as somebody with the database's own password could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE core_activityentry DISABLE TRIGGER USER")
            cursor.execute(sql)
            cursor.execute("ALTER TABLE core_activityentry ENABLE TRIGGER USER")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'activity_is_append_only'")
            guard = cursor.fetchone()[0]
            cursor.execute("DROP TRIGGER activity_is_append_only")
            cursor.execute(sql)
            cursor.execute(guard)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tampering", "problem"),
    [
        ("UPDATE core_activityentry SET reason = 'nothing happened' WHERE subject = 'thing:2'", "not what was written"),
        ("DELETE FROM core_activityentry WHERE subject = 'thing:2'", "does not follow"),
    ],
)
def test_tampering_shows(tampering: str, problem: str) -> None:
    for number in range(4):
        touch(f"thing:{number}")
    _tamper(tampering)
    report = verify_chain()
    assert report.broken_at is not None
    assert problem in report.problem


@pytest.mark.django_db
def test_the_database_refuses_to_change_an_entry() -> None:
    touch("thing:1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ActivityEntry.objects.update(reason="nothing happened")
    assert ActivityEntry.objects.get().reason == ""


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain() -> None:
    def work(number: int) -> None:
        try:
            for step in range(10):
                touch(f"thing:{number}-{step}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = verify_chain()
    assert (report.entries, report.broken_at) == (80, None)
