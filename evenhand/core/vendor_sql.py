"""For migrations: what each database has to be told in its own words, such as triggers that refuse a change."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

Statements = Mapping[str, Sequence[str]]
"""By vendor: "sqlite" or "postgresql"."""


class VendorSQL(Operation):
    """Runs the statements of the database in use. Unlike RunPython, it does not have all models built for it first."""

    def __init__(self, forward: Statements, backward: Statements) -> None:
        self.forward = forward
        self.backward = backward

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models know nothing of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """On the way there."""
        _run(self.forward, schema_editor)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """On the way back."""
        _run(self.backward, schema_editor)


def _run(statements: Statements, schema_editor: Any) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
