"""How much may come from one place, counted as the house counts it: in files."""

import datetime
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from evenhand.core.api import is_too_much

NOW = datetime.datetime(2026, 3, 2, 10, 5, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def in_files(tmp_path: Path) -> Iterator[None]:
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    with override_settings(CACHES={"default": {"BACKEND": backend, "LOCATION": tmp_path}}):
        yield


def one_more(*, by: str = "one", after_minutes: int = 0) -> bool:
    return is_too_much(2, 60, of="mail", by=by, now=NOW + datetime.timedelta(minutes=after_minutes))


def test_beyond_so_many_it_is_too_much_for_that_place_alone() -> None:
    assert [one_more() for _ in range(3)] == [False, False, True]
    assert not one_more(by="another")


def test_what_was_counted_counts_for_the_whole_time_also_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one_more() for _ in range(2)] == [False, False]
    much_later = time.time() + 40 * 60
    monkeypatch.setattr(time, "time", lambda: much_later)
    assert one_more(after_minutes=40)


def test_in_the_next_time_it_is_counted_anew() -> None:
    assert [one_more() for _ in range(3)] == [False, False, True]
    assert not one_more(after_minutes=60)
