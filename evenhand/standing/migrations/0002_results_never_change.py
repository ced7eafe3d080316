"""The database itself refuses to change a computed result."""

from django.db import migrations

from evenhand.core.vendor_sql import VendorSQL

TABLES = ["standing_computation", "standing_standingresult"]
FORWARD = {
    "sqlite": [
        # Removal is refused by the models alone: Django's tests empty SQLite tables by DELETE.
        f"""CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table}
            BEGIN SELECT RAISE(ABORT, 'a computed result never changes'); END"""
        for table in TABLES
    ],
    "postgresql": [
        """CREATE FUNCTION refuse_result_change() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'a computed result never changes'; END $$""",
        *(
            f"""CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION refuse_result_change()"""
            for table in TABLES
        ),
    ],
}
BACKWARD = {
    "sqlite": [f"DROP TRIGGER {table}_never_changes" for table in TABLES],
    "postgresql": [
        *(f"DROP TRIGGER {table}_never_changes ON {table}" for table in TABLES),
        "DROP FUNCTION refuse_result_change()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("standing", "0001_tables")]
    operations = [VendorSQL(FORWARD, BACKWARD)]
