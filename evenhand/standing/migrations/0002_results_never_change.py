"""The database itself refuses to change a computed result."""

from django.db import migrations

TABLES = ["standing_computation", "standing_standingresult"]


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        # Removal is refused by the models alone: Django's tests empty SQLite tables by DELETE.
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'a computed result never changes'); END"
            )
        return
    schema_editor.execute(
        "CREATE FUNCTION refuse_result_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a computed result never changes'; END $$"
    )
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_result_change()"
        )


def backward(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_never_changes" + (f" ON {table}" if on_postgresql else ""))
    if on_postgresql:
        schema_editor.execute("DROP FUNCTION refuse_result_change()")


class Migration(migrations.Migration):
    dependencies = [("standing", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
