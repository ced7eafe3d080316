"""Counts that are kept in files stay as long as they count, however many others there are, and go afterwards."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import override_settings

from evenhand.core.api import is_too_much
from evenhand.house import counts

NOW = datetime.datetime(2026, 3, 2, 10, 5, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(counts, "LOOKED_AT_ONCE_IN", 1)
    with override_settings(
        CACHES={"default": {"BACKEND": "evenhand.house.counts.CountsInFiles", "LOCATION": tmp_path}}
    ):
        yield tmp_path


def too_much_from(place: str) -> bool:
    return is_too_much(1, 60, of="mail", by=place, now=NOW)


def test_what_comes_from_many_places_takes_no_count_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "LOOKED_AT_ONCE_IN", 50)
    too_much_from("one")
    for number in range(1500):
        too_much_from(f"another {number}")
    assert too_much_from("one")


def test_what_is_over_is_removed_and_the_rest_stays(folder: Path) -> None:
    cache.set("over", 1, -1)
    cache.set("counts", 1, 60)
    cache.set("over-too", 1, 0)
    cache.set("counts-too", 1, 60)
    assert len(list(folder.iterdir())) == 2
    assert cache.get_many(["counts", "counts-too"]) == {"counts": 1, "counts-too": 1}


def test_there_is_an_end_to_how_many_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MOST_KEPT", 30)
    for number in range(100):
        cache.set(str(number), 1, 60)
    assert len(list(folder.iterdir())) <= 30
