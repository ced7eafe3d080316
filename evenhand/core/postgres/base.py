"""PostgreSQL for pages that ask the same few hundred questions over and over: each is planned once for a connection.

Prepared statements and plans for quick disks are set with the connection's other options, in the settings. Here stands
what options cannot say.
"""

import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.types.datetime import TimestamptzLoader

MOST_PREPARED = 250
"""Statements that a connection keeps prepared. A thread that makes pages asks some two hundred kinds of questions."""

TRUSTED_SECONDS = 30
"""For so long after it was found usable, a connection is taken to be so unless the server has said otherwise."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that keeps its statements prepared, reads moments in C, and is seldom asked if it works."""

    _found_usable_at = 0.0

    def get_new_connection(self, conn_params: dict[str, Any]) -> "psycopg.Connection[Any]":
        """Open it, with room for all that a page asks."""
        connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        connection.prepared_max = MOST_PREPARED
        connection.adapters.register_loader("timestamptz", TimestamptzLoader)
        self._found_usable_at = time.monotonic()
        return connection

    def create_cursor(self, name: str | None = None) -> "psycopg.Cursor[Any]":
        """One that reads moments by the connection's own zone. Django's reads each in Python, in twenty times the time,
        to set a zone in its place; ours is UTC on both sides."""
        connection: psycopg.Connection[Any] = self.connection
        if name:
            return connection.cursor(name, scrollable=False, withhold=connection.autocommit)
        return connection.cursor()

    def is_usable(self) -> bool:
        """Whether the server is still there. One that ends a connection says so on the wire: while that is silent, and
        the connection was in use just now, a question of its own before each page is not needed."""
        if self.connection is None:
            return False
        was_quiet = time.monotonic() - self._found_usable_at > TRUSTED_SECONDS
        is_usable = super().is_usable() if was_quiet or _has_news(self.connection) else True
        if is_usable:
            self._found_usable_at = time.monotonic()
        return bool(is_usable)


def _has_news(connection: "psycopg.Connection[Any]") -> bool:
    if connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
