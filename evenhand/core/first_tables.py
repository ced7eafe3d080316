"""For migrations: a room's first tables, made at once."""

from typing import Any

from django.db import migrations


class FirstTables(migrations.Migration):
    """A migration that creates models and does nothing else.

    When a model is added, Django builds the classes of all models anew that have to do with it. Nearly every table
    points to accounts, so each further one would have it build all those before. Here that is done once, at the end.
    """

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        """As Django's, but all models are there before the first table is made."""
        before = project_state.clone()
        project_state.__dict__.pop("apps", None)
        after = self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, after)
        return after
