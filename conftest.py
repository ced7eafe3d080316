"""Settings for every test run: test mode, the chosen database, and the test material beside the project."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.house.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs a loop of its own

pytest_plugins = [
    "evenhand.ui.testing",
    "evenhand.people.testing",
    "evenhand.policies.testing",
    "evenhand.shop.testing",
]

SHARED = Path(__file__).resolve().parent.parent / "shared" / "data"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that read the shared material skip, and say so, where it is absent; under CI it is demanded."""
    if SHARED.is_dir() or os.environ.get("CI") == "true":
        return
    absent = pytest.mark.skip(reason=f"the test material is not here: {SHARED}")
    for item in items:
        if "shared_data" in item.keywords:
            item.add_marker(absent)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test material that others wrote."""
    return SHARED
