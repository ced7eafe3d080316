"""What a module's tests share in the database: made once, in transactions around those of its tests that ask for it.

    @shared
    def parcel(shopper: Customer, kettle: Variant) -> Shipment: ...

makes a fixture. What a test asks for of these is made in the order in which they are declared, one in the other, before
the test's own transaction begins; the module's tests come in such an order that the next one finds most of it still
there. Each test is rolled back to where it began, and gets copies of the objects. A test that commits shares nothing,
nor does one in whose module a name means something else: there a shared fixture is like any other.
"""

import copy
import functools
import inspect
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

Maker = Callable[..., Any]
Values = dict[Maker | None, object]  # None, which `db` gives, is there from the beginning


def shared(maker: Maker) -> object:
    """A fixture that a module's tests share. It asks for such as are shared too, and for `db`."""

    @functools.wraps(maker)
    def given(request: pytest.FixtureRequest, **asked: object) -> object:
        found: Values = request.node.stash.get(_FOUND, {})
        return found[given] if given in found else maker(**asked)

    own = inspect.signature(maker)
    first = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    given.__signature__ = own.replace(parameters=[first, *own.parameters.values()])  # type: ignore[attr-defined]
    _PLACES[given] = len(_PLACES)
    return pytest.fixture(given)


@dataclass
class _Level:
    """One that is made, within those made before it; and what all of them were then."""

    maker: Maker
    values: Values
    undo: Callable[[], object]


_PLACES: dict[Maker, int] = {}
_SHARES = pytest.StashKey[list[Maker]]()
_FOUND = pytest.StashKey[Values]()
_made: list[_Level] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's tests that share come last in it, side by side with those that share the same."""
    modules: dict[object, int] = {}
    for place, item in enumerate(items):
        modules.setdefault(item.path, place)
        item.stash[_SHARES] = _shared_by(item) if _is_taken_back(item) else []
        if item.stash[_SHARES]:
            item.fixturenames = ["_made_before", *item.fixturenames]  # type: ignore[attr-defined]
    items.sort(key=lambda item: (modules[item.path], [_PLACES[maker] for maker in item.stash[_SHARES]]))


def _is_taken_back(item: pytest.Item) -> bool:
    """Whether the test is on the database, and commits nothing there."""
    asked = getattr(item, "fixturenames", ())
    mark = item.get_closest_marker("django_db")
    return "db" in asked and not (mark and mark.kwargs) and not {"transactional_db", "live_server"}.intersection(asked)


def _shared_by(item: pytest.Item) -> list[Maker]:
    """What the test shares, in the order in which it is made."""
    found = {maker for name in getattr(item, "fixturenames", ()) if (maker := _maker(item, name))}
    return sorted((each for each in found if _asked_by(each) and _can_be_shared(item, each)), key=_PLACES.__getitem__)


def _can_be_shared(item: pytest.Item, maker: Maker) -> bool:
    """Whether all that it asks for is shared by this test."""
    makers = [_maker(item, name) for name in _asked_by(maker) if name != "db"]
    return all(each and _can_be_shared(item, each) for each in makers)


@functools.cache
def _asked_by(maker: Maker) -> list[str]:
    return list(inspect.signature(inspect.unwrap(maker)).parameters)


def _maker(item: pytest.Item, name: str) -> Maker | None:
    """What the fixture of that name is to this test, if it is declared as shared."""
    definitions = item._fixtureinfo.name2fixturedefs.get(name)  # type: ignore[attr-defined]
    return definitions[-1].func if definitions and definitions[-1].func in _PLACES else None


@pytest.fixture(scope="module")
def _gone_with_the_module(django_db_setup: None) -> Iterator[None]:
    """What a module's tests share goes before what all tests share, a server for the browser or the database itself."""
    yield
    _take_back([])


@pytest.fixture
def _made_before(
    request: pytest.FixtureRequest, _gone_with_the_module: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Make what this test shares and is not there yet. What it does not share is gone since the test before it."""
    for maker in request.node.stash[_SHARES][len(_made) :]:
        _make(maker, request.node, django_db_blocker)
    request.node.stash[_FOUND] = copy.deepcopy(_made[-1].values)


def _make(maker: Maker, item: pytest.Item, blocker: DjangoDbBlocker) -> None:
    values: Values = copy.deepcopy(_made[-1].values) if _made else {None: None}
    with ExitStack() as around:
        around.enter_context(blocker.unblock())
        around.enter_context(taken_back())
        values[maker] = inspect.unwrap(maker)(**{name: _value(_maker(item, name), values) for name in _asked_by(maker)})
        _made.append(_Level(maker, values, around.pop_all().close))


def _value(maker: Maker | None, values: Values) -> object:
    """What was made, or what asks for nothing and so makes nothing in the database."""
    return inspect.unwrap(maker)() if maker and not _asked_by(maker) else values[maker]


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction of which nothing stays."""
    around = transaction.atomic()
    # As Django's own TestCase says, so that mail may be put on disk inside.
    around._from_testcase = True  # type: ignore[attr-defined]
    with around:
        yield
        transaction.set_rollback(True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Take back what the next test of the module does not share."""
    try:
        return (yield)
    finally:
        if nextitem and nextitem.path == item.path:
            _take_back(nextitem.stash[_SHARES])


def _take_back(wanted: list[Maker]) -> None:
    """All that is made but not `wanted`, and what was made within it."""
    while [level.maker for level in _made] != wanted[: len(_made)]:
        _made.pop().undo()
