"""Commits on SQLite: on disk before anybody is told, one wait for several, and each writer in its turn."""

import os
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import DatabaseError, connection, transaction

from evenhand.core.api import ActivityEntry, now, one_transaction, record, system, verify_chain

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="it is about SQLite"),
]
FULL, NORMAL = 2, 1


def write() -> None:
    with one_transaction():
        record(actor=system("test"), verb="tests.write", subject="test:1", now=now())


def synchronous() -> int:
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA synchronous").fetchone()[0]


@pytest.fixture
def synced(monkeypatch):
    """The log files that were put on disk, in order, each by the real thing, and no quicker than a disk is."""
    seen, really = [], os.fdatasync

    def sync(handle):
        time.sleep(0.002)  # the test's database may lie in memory, where nobody waits for anybody
        really(handle)
        seen.append(os.readlink(f"/proc/self/fd/{handle}"))

    monkeypatch.setattr(os, "fdatasync", sync)
    return seen


def test_a_commit_returns_after_its_log_is_on_disk(synced):
    write()
    assert synced == [f"{connection.settings_dict['NAME']}-wal"]
    write()
    assert len(synced) == 2


def test_what_was_rolled_back_waits_for_no_disk(synced):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert synced == []
    assert not ActivityEntry.objects.exists()
    write()


def test_a_disk_that_fails_is_an_error_and_the_next_writer_has_its_turn(monkeypatch):
    def fail(handle):
        raise OSError("no space")

    really = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", fail)
    with pytest.raises(DatabaseError, match="no space"):
        write()
    monkeypatch.setattr(os, "fdatasync", really)
    write()


def test_what_is_written_outside_a_transaction_is_on_disk_by_itself():
    assert synchronous() == FULL
    with transaction.atomic():
        assert synchronous() == NORMAL
    assert synchronous() == FULL


def test_many_writers_take_turns_and_share_the_waiting(synced):
    def several(_):
        try:
            for _ in range(20):
                write()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(several, range(8)))
    assert ActivityEntry.objects.filter(verb="tests.write").count() == 160
    assert verify_chain().broken_at is None
    assert 1 <= len(synced) < 160


def test_a_connection_that_is_closed_in_the_middle_gives_its_turn_back():
    def leave_in_the_middle():
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        connection.close()

    thread = threading.Thread(target=leave_in_the_middle)
    thread.start()
    thread.join()
    write()


@pytest.fixture
def another_process():
    """Somebody else who has the write lock, as another process would."""
    with closing(
        sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_a_writer_waits_for_another_process_and_goes_on_when_it_is_done(another_process):
    done = threading.Timer(0.3, another_process.execute, ["COMMIT"])
    done.start()
    write()
    done.join()
    assert ActivityEntry.objects.count() == 1


def test_patience_ends_and_the_next_writer_has_its_turn(another_process, monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    with pytest.raises(DatabaseError, match="locked"):
        write()
    another_process.execute("COMMIT")
    write()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 200
