"""Tells the database how its rows are spread, so that it begins a query at the right table."""

from django.db import connection, transaction

# Enough for a good guess, in milliseconds, however big the table; others wait for as long.
SQLITE_ROWS_LOOKED_AT = 1000


def refresh_statistics() -> None:
    """Let the database look at its tables anew. Safe to repeat.

    On SQLite a connection that is open already goes by the older statistics until it is opened again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SQLITE_ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")


def refresh_where_nobody_does() -> None:
    """The daily duty: on PostgreSQL its own autovacuum does it.

    Not `PRAGMA optimize`: before SQLite 3.46 it leaves alone what its own connection did not ask about.
    """
    if connection.vendor == "sqlite":
        refresh_statistics()
