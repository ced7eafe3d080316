"""The house policies, for the tests of every room. Registered as a plugin in the root conftest.py.

A module's tests share them: they are installed once, in a transaction around those of its tests that ask for them, each
of which is rolled back to where it began. Those come last in their module, so that the others find no policies. A test
that commits has its own.
"""

import datetime
import functools
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from evenhand.core.api import one_transaction, system
from evenhand.policies.packs import HOUSE, PackedPolicy, install_packed, read_pack

HOUSE_SINCE = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests that share the policies of their module ask for them before their own transaction begins."""
    places: dict[object, int] = {}
    sharing = {item for item in items if _shares(item)}
    for place, item in enumerate(items):
        places.setdefault(item.path, place)
        if item in sharing:
            item.fixturenames.insert(0, "_policies_of_the_module")  # type: ignore[attr-defined]
    items.sort(key=lambda item: (places[item.path], item in sharing))


def _shares(item: pytest.Item) -> bool:
    asked = getattr(item, "fixturenames", ())
    mark = item.get_closest_marker("django_db")
    commits = (mark and mark.kwargs) or "transactional_db" in asked or "live_server" in asked
    return "house_policies" in asked and not commits


@pytest.fixture(scope="module")
def _policies_of_the_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        _install()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def house_policies(request: pytest.FixtureRequest, db: None) -> datetime.datetime:
    """The house policies, in force since a year before the cast; answers since when.

    Whoever gets a role after this is told of them at once, and is bound when the notice period is over and, where a
    policy asks for it, the notice is acknowledged.
    """
    if "_policies_of_the_module" not in request.fixturenames:
        _install()
    return HOUSE_SINCE


def _install() -> None:
    with one_transaction():  # seven in one take four fifths of the time
        for policy in _house():
            install_packed(policy, owner=None, actor=system("test"), now=HOUSE_SINCE)


@functools.cache
def _house() -> list[PackedPolicy]:
    """Read and checked once for all tests of a run."""
    return read_pack(HOUSE)
