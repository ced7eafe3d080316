"""The first tables of a room are made at once, so nothing else may stand among them."""

from typing import Any
from unittest.mock import Mock

import pytest
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader

from evenhand.core.first_tables import FirstTables

FIRST = [
    pytest.param(migration, id=room)
    for (room, _), migration in sorted(MigrationLoader(None).disk_migrations.items())
    if isinstance(migration, FirstTables)
]


def test_there_are_some() -> None:
    assert FIRST


@pytest.mark.parametrize("migration", FIRST)
def test_nothing_else_stands_among_them(migration: FirstTables) -> None:
    assert {type(each) for each in migration.operations} == {CreateModel}


@pytest.mark.parametrize("migration", FIRST)
def test_they_are_what_they_would_be_one_by_one(migration: FirstTables) -> None:
    before = MigrationLoader(None).project_state([_key(each) for each in migration.dependencies])
    one_by_one = migration.mutate_state(before, preserve=True)
    at_once = migration.apply(before, Mock())
    assert at_once.models == one_by_one.models
    assert at_once.relations == one_by_one.relations


def _key(dependency: Any) -> tuple[str, str]:
    return dependency[0], dependency[1]
