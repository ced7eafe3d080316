"""What a module's tests share in the database: made once, in a transaction around those of its tests that ask for it.

Each of them is rolled back to where it began. Those that share come last in their module, so that the others find
nothing there. A test that commits shares nothing: it makes its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


def let_share(items: list[pytest.Item], fixture: str, maker: str, *, below: Path | None = None) -> None:
    """Let those of `items` that ask for `fixture` ask for `maker` before their own transaction begins.

    `maker` is a fixture for a module, on `around_the_tests`; `fixture` gives what it made, if `shares(request, maker)`.
    For `pytest_collection_modifyitems`, which is handed every test there is: a conftest whose fixtures reach only the
    tests `below` its folder says so, because elsewhere the same name may mean another fixture.
    """
    places: dict[object, int] = {}
    for place, item in enumerate(items):
        places.setdefault(item.path, place)
        asked = getattr(item, "fixturenames", [])
        if fixture in asked and not _commits(item) and (below is None or below in item.path.parents):
            asked.insert(0, maker)
    items.sort(key=lambda item: (places[item.path], maker in getattr(item, "fixturenames", ())))


def _commits(item: pytest.Item) -> bool:
    asked = getattr(item, "fixturenames", ())
    mark = item.get_closest_marker("django_db")
    return bool((mark and mark.kwargs) or "transactional_db" in asked or "live_server" in asked)


def shares(request: pytest.FixtureRequest, maker: str) -> bool:
    """Whether the test behind `request` finds in the database what `maker` made."""
    return maker in request.fixturenames


@contextmanager
def around_the_tests(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around the module's tests; what is written at its beginning goes with its end."""
    with blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
