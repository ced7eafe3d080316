"""Whether the database is the one that this version needs."""

from django.apps import apps
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def demand_a_ready_database() -> None:
    """Nothing is left to do before this version can work with the database."""
    demand_no_other_version()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not ready for this version. Run `evenhand set_up` once, then serve.")
    connection.close()


def demand_no_other_version() -> None:
    """Nothing was done to the database that this version does not know, and could not go on from."""
    loader = MigrationExecutor(connection).loader
    ours = {room.label for room in apps.get_app_configs() if room.name.startswith("evenhand.")}
    unknown = sorted(
        f"{room} {name}"
        for room, name in loader.applied_migrations
        if room in ours and (room, name) not in loader.disk_migrations
    )
    if unknown:
        raise CommandError(
            "The database was prepared by another version of Evenhand, with steps that this one does not know: "
            f"{', '.join(unknown)}. Nothing was changed. Run the version that made it, restore a backup of this "
            "version, or begin with an empty database (a demo: evenhand demo --afresh)."
        )
