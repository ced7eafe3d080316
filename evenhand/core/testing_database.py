"""A test database on SQLite begins as a copy of one that was migrated before. Loaded by the root conftest.

Migrating takes seconds. What it gives follows from the migrations alone, so a copy is kept under their hash. On
PostgreSQL, tables are emptied between tests row by row: to truncate them all takes seconds, however little is in them.
Django's own lists of tables and of what may be done with them follow from the code: they stay, on both.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Whether the database is there before the tests: by --reuse-db, or since the copy was laid in its place."""
    if request.config.getvalue("reuse_db"):
        return True
    kept, place = _kept_copy(request.config), _place()
    if place is None or not kept.exists():
        return False
    shutil.copyfile(kept, place)
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_keepdb: bool, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Keep a copy of what was migrated just now; remove at the end what was laid in its place."""
    kept, place = _kept_copy(request.config), _place()
    if place is not None and not kept.exists():
        _keep(place, kept)
    empty: Callable[..., list[str]] = connection.ops.sql_flush
    if place is None:
        with django_db_blocker.unblock():
            _wait_for_no_disk()
            if _may_pass_over_triggers():
                empty = _delete_all
    connection.ops.sql_flush = _but_for_lists(empty)  # type: ignore[method-assign]
    yield
    if place is not None and django_db_keepdb and not request.config.getvalue("reuse_db"):
        with django_db_blocker.unblock():
            connection.close()
        for ending in ("", "-wal", "-shm"):
            Path(f"{place}{ending}").unlink(missing_ok=True)


def _wait_for_no_disk() -> None:
    """A server that falls in the middle of a test may forget what was committed; nothing else may."""
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")  # for connections to come
        cursor.execute("SET synchronous_commit = off")


def _may_pass_over_triggers() -> bool:
    """Ours refuse that what is written be removed; to pass over them is a superuser's right."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _delete_all(_style: object, tables: Sequence[str], **_how: object) -> list[str]:
    """The statements that empty `tables`, in place of Django's TRUNCATE."""
    names = [connection.ops.quote_name(table) for table in tables]
    return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {name}" for name in names)]  # noqa: S608


def _but_for_lists(empty: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """`empty`, but for the two lists that Django would write anew each time, more slowly than all is emptied."""
    from django.contrib.contenttypes.management import create_contenttypes  # noqa: PLC0415 - its models need Django set up

    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    lists = {apps.get_model(name)._meta.db_table for name in ("contenttypes.ContentType", "auth.Permission")}
    return lambda style, tables, **how: empty(style, [each for each in tables if each not in lists], **how)


def _place() -> Path | None:
    """Where the test database lies; None for a server's."""
    return Path(connection.settings_dict["TEST"]["NAME"]) if connection.vendor == "sqlite" else None


def _kept_copy(config: pytest.Config) -> Path:
    """Where the copy is, or would be."""
    digest = hashlib.sha256(f"{version('django')} {version('django-allauth')} {sqlite3.sqlite_version}".encode())
    for room in apps.get_app_configs():
        for migration in sorted(Path(room.path).glob("migrations/*.py")):
            digest.update(migration.read_bytes())
    return config.rootpath / ".pytest_cache" / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def _keep(place: Path, kept: Path) -> None:
    """Written beside its name first: another worker may do the same."""
    kept.parent.mkdir(exist_ok=True)
    for older in kept.parent.glob("migrated-*.sqlite3"):
        older.unlink(missing_ok=True)
    beside = kept.with_name(f"{place.name}.new")
    beside.unlink(missing_ok=True)
    with closing(sqlite3.connect(place)) as database:
        database.execute("VACUUM INTO ?", [str(beside)])
    beside.replace(kept)
