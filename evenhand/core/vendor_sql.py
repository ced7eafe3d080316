"""For migrations: what each database has to be told in its own words, such as triggers that refuse a change."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import migrations

Statements = Mapping[str, Sequence[str]]
"""By vendor: "sqlite" or "postgresql"."""


def vendor_sql(forward: Statements, backward: Statements) -> migrations.RunPython:
    """An operation that runs the statements of the database in use."""
    return migrations.RunPython(_running(forward), _running(backward))


def _running(statements: Statements) -> Any:
    def run(_apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run
