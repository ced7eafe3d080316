"""Settings for every test run: test mode, the chosen database, and the test material beside the project."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.house.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs a loop of its own

pytest_plugins = [
    "evenhand.core.testing_database",
    "evenhand.core.testing_shared",
    "evenhand.ui.testing",
    "evenhand.policies.testing",  # before people: who comes is told of them
    "evenhand.people.testing",
    "evenhand.shop.testing",
    "evenhand.cases.testing_dovecot",
    "evenhand.cases.testing_scanner",
]

gc.disable()  # until all tests are collected: see below

# A busy machine is no failure: properties are about answers, never about time.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

SHARED = Path(__file__).resolve().parent.parent / "shared" / "data"


class ModuleByModule(LoadScopeScheduling):
    """A module's tests run on one worker, so that what they share is made once. Journeys share nothing: each alone."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith("tests/test_journey") else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ModuleByModule:
    """How `bin/test` spreads the tests over its workers."""
    return ModuleByModule(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database-only`: what touches no database is the same on each, and need not run on the second one.

    `--quick`: what touches none, and the walks through all rooms on one. `--pictures`: keep them, for the docs.
    """
    parser.addoption("--database-only", action="store_true", help="leave out the tests that touch no database")
    parser.addoption("--pictures", action="store_true", help="keep pictures of the journey in build/pictures")
    parser.addoption("--quick", action="store_true", help="leave out those that do, but for the walks")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The slow modules first, so that no worker is left alone with one at the end.

    Tests that read the shared material skip, and say so, where it is absent; under CI it is demanded.
    """
    if config.getoption("--database-only"):
        _leave_out([item for item in items if not _touches_database(item)], config, items)
    if config.getoption("--quick"):
        _leave_out([item for item in items if _touches_database(item) and "walk" not in item.keywords], config, items)
    slow = {item.path for item in items if "slow" in item.keywords or "browser" in item.keywords}
    items.sort(key=lambda item: item.path not in slow)
    if SHARED.is_dir() or os.environ.get("CI") == "true":
        return
    absent = pytest.mark.skip(reason=f"the test material is not here: {SHARED}")
    for item in items:
        if "shared_data" in item.keywords:
            item.add_marker(absent)


def pytest_collection_finish() -> None:
    """What was loaded stays to the end: the collector need not go through it over and over, an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    gc.enable()


def _touches_database(item: pytest.Item) -> bool:
    """pytest-django lets only these."""
    return "django_db" in item.keywords or not _ON_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


_ON_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "postgres"}


def _leave_out(left_out: list[pytest.Item], config: pytest.Config, items: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


@pytest.fixture(autouse=True)
def _nobody_listens_on() -> Iterator[None]:
    """What a test subscribes to events ends with it."""
    from evenhand.core import events  # noqa: PLC0415 - not before Django's settings are there

    kept = events.subscriptions()
    yield
    events._subscribers.clear()
    events._subscribers.update(kept)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test material that others wrote."""
    return SHARED
