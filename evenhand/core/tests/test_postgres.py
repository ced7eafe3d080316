"""Connections to PostgreSQL: what is asked often is prepared, and one that the server has ended is opened anew."""

import datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection

from evenhand.core.api import ActivityEntry, one_transaction, record, system
from evenhand.core.postgres import base

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="it is about PostgreSQL"),
]


def one_request() -> None:
    """What Django does with a connection before a request, and a question of the request's own."""
    connection.close_if_unusable_or_obsolete()
    assert ActivityEntry.objects.count() == 0


@pytest.fixture(autouse=True)
def _new():
    """A connection of the test's own."""
    connection.close()
    one_request()


def end_from_outside() -> None:
    """The server ends our connection, as when it is started anew."""
    pid = connection.connection.info.backend_pid
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone() == (True,)


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_what_is_asked_again_and_again_is_prepared_once():
    for number in range(12):
        assert not ActivityEntry.objects.filter(subject=f"case:{number}").exists()
    assert len([each for each in prepared() if "core_activityentry" in each]) == 1


def test_moments_come_back_as_they_were_and_in_utc():
    moment = datetime.datetime(2026, 3, 29, 2, 30, 0, 7, tzinfo=ZoneInfo("Asia/Kolkata"))
    with one_transaction():
        record(actor=system("test"), verb="tests.touch", subject="case:1", now=moment)
    one_by_one = list(ActivityEntry.objects.values_list("at", flat=True).iterator())
    for at in (ActivityEntry.objects.get().at, *one_by_one):
        assert (at, at.tzinfo) == (moment, datetime.UTC)


@pytest.mark.parametrize(("trusted", "is_asked"), [(base.TRUSTED_SECONDS, False), (-1, True)], ids=["in use", "quiet"])
def test_only_a_connection_that_was_quiet_is_asked_whether_it_works(monkeypatch, trusted, is_asked):
    monkeypatch.setattr(base, "TRUSTED_SECONDS", trusted)
    for _ in range(12):
        one_request()
    assert ("SELECT 1" in prepared()) == is_asked


@pytest.mark.parametrize("trusted", [base.TRUSTED_SECONDS, -1], ids=["in use", "quiet"])
def test_a_connection_that_the_server_ended_is_opened_anew(monkeypatch, trusted):
    monkeypatch.setattr(base, "TRUSTED_SECONDS", trusted)
    end_from_outside()
    one_request()
