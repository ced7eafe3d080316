"""SQLite for many writers in a few processes: as durable as `synchronous=FULL`, and several commits share one wait.

A disk's own write takes milliseconds. With FULL it happens while the one write lock is held, so that no more commits
fit in a second than the disk has waits. Here a transaction commits with NORMAL, which leaves it in order in the log
file (WAL), gives the lock back, and then waits until the log is on disk, before `commit` returns and anybody is told.
Whoever committed meanwhile waits for the same write. A later commit on disk has all earlier ones before it in the log.

Threads of one process wait in line for the write lock, and the first of each looks for it twice a millisecond: SQLite's
own waiting takes ever longer naps, in which another process has the lock again and again, or nobody has it.
"""

import contextlib
import os
import sqlite3
import threading
import time
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

LOOK_AGAIN_SECONDS = 0.0005


class _Log:
    """The log file of one database as this process sees it: what is committed, and what of it is on disk."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self._syncing = threading.Lock()
        self._committed = 0
        self._on_disk = 0

    def note_commit(self) -> int:
        """Call while the write lock is still ours."""
        self._committed += 1
        return self._committed

    def wait_for_disk(self, path: str, ticket: int) -> None:
        """Return once what was committed under `ticket` is on disk."""
        with self._syncing:
            if self._on_disk >= ticket:
                return
            reached = self._committed
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fdatasync(handle)
            finally:
                os.close(handle)
            self._on_disk = reached


_logs: dict[str, _Log] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions take their turn, and whose commits return when they are on disk."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Open it, and see whether the database keeps a log beside it; one in memory has none."""
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        self._has_log = connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        self._log = _logs.setdefault(str(conn_params["database"]), _Log())
        self._has_turn = False
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        if not self._has_log:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # a private one
            return
        patience: float = self.settings_dict["OPTIONS"].get("timeout", 5)
        if not self._log.turn.acquire(timeout=patience):
            raise OperationalError("database is locked")
        self._has_turn = True
        try:
            self._execute("PRAGMA synchronous=NORMAL")
            self._changes_before = self.connection.total_changes
            self._begin(patience)
        except BaseException:
            self._give_turn()
            raise

    def _begin(self, patience: float) -> None:
        """Begin as soon as no other process writes."""
        deadline = time.monotonic() + patience
        self._execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    super()._start_transaction_under_autocommit()  # type: ignore[misc]  # a private one
                except OperationalError as problem:
                    if "locked" not in str(problem) or time.monotonic() > deadline:
                        raise
                    time.sleep(LOOK_AGAIN_SECONDS)
                else:
                    return
        finally:
            self._execute(f"PRAGMA busy_timeout={patience * 1000:.0f}")

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # a private one
        if not self._has_turn:
            return
        has_changed = self.connection.total_changes != self._changes_before
        ticket = self._log.note_commit() if has_changed else 0
        self._give_turn()
        if not has_changed:
            return
        try:
            self._log.wait_for_disk(f"{self.settings_dict['NAME']}-wal", ticket)
        except OSError as problem:
            raise OperationalError(f"what was committed may not be on disk: {problem}") from problem

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # a private one
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # a private one
        finally:
            self._give_turn()

    def _give_turn(self) -> None:
        """Let the next thread write; what we write outside a transaction is on disk by itself again."""
        if not getattr(self, "_has_turn", False):
            return
        self._has_turn = False
        try:
            self._execute("PRAGMA synchronous=FULL")
        finally:
            self._log.turn.release()

    def _execute(self, sql: str) -> None:
        if self.connection is not None:
            with contextlib.suppress(sqlite3.ProgrammingError):  # it is closed already
                self.connection.execute(sql)
