"""The house policies, for the tests of every room. Registered as a plugin in the root conftest.py.

A module's tests share them: see `core/testing_shared.py`.
"""

import datetime
import functools
from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from evenhand.core.api import one_transaction, system
from evenhand.core.testing import around_the_tests, let_share, shares
from evenhand.policies.packs import HOUSE, PackedPolicy, install_packed, read_pack

HOUSE_SINCE = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's tests share the policies."""
    let_share(items, "house_policies", "_policies_of_the_module")


@pytest.fixture(scope="module")
def _policies_of_the_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with around_the_tests(django_db_blocker):
        with django_db_blocker.unblock():
            _install()
        yield


@pytest.fixture
def house_policies(request: pytest.FixtureRequest, db: None) -> datetime.datetime:
    """The house policies, in force since a year before the cast; answers since when.

    Whoever gets a role after this is told of them at once, and is bound when the notice period is over and, where a
    policy asks for it, the notice is acknowledged.
    """
    if not shares(request, "_policies_of_the_module"):
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
