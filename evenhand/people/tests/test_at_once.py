"""Two at once: one account for one address, one sign-in for one link."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from evenhand.people import api, links
from evenhand.people.models import Account, SignInLink
from evenhand.people.testing import TEST

NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
together = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one connection")


def at_once(work: Callable[[], object], times: int = 8) -> list[object]:
    """The outcome of `work` done by several threads that set off together; an error is its own outcome."""
    start, outcomes = threading.Barrier(times), []

    def run() -> None:
        start.wait()
        try:
            outcomes.append(work())
        except links.LinkSpent as spent:
            outcomes.append(type(spent))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@together
@pytest.mark.django_db(transaction=True)
def test_mails_from_a_new_address_make_one_customer() -> None:
    made = at_once(lambda: api.customer_for_address("new@cast.example", "Nova", actor=TEST, now=NOW).pk)
    assert len(made) == 8
    assert len(set(made)) == 1
    assert Account.objects.count() == 1
    assert Account.objects.get().role_grants.count() == 1


@together
@pytest.mark.django_db(transaction=True)
def test_of_presses_at_once_on_one_link_one_gets_in() -> None:
    customer = api.customer_for_address("new@cast.example", "Nova", actor=TEST, now=NOW)
    link = links.ask_for_link(email=customer.email, ip="", next_path="", actor=TEST, now=NOW)
    outcomes = at_once(lambda: links.use_link(link=link, actor=TEST, now=NOW).pk)
    assert sorted(map(str, outcomes)) == sorted([str(customer.pk), *[str(links.LinkSpent)] * 7])
    assert SignInLink.objects.get().used_at == NOW
