"""The database itself refuses to change or remove an activity entry."""

from django.db import migrations

from evenhand.core.vendor_sql import vendor_sql

FORWARD = {
    "sqlite": [
        # Removal is guarded by the hash chain alone: Django's tests empty SQLite tables by DELETE.
        """CREATE TRIGGER activity_is_append_only BEFORE UPDATE ON core_activityentry
           BEGIN SELECT RAISE(ABORT, 'the activity log is append-only'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION refuse_activity_change() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'the activity log is append-only'; END $$""",
        """CREATE TRIGGER activity_is_append_only BEFORE UPDATE OR DELETE ON core_activityentry
           FOR EACH ROW EXECUTE FUNCTION refuse_activity_change()""",
    ],
}
BACKWARD = {
    "sqlite": ["DROP TRIGGER activity_is_append_only"],
    "postgresql": [
        "DROP TRIGGER activity_is_append_only ON core_activityentry",
        "DROP FUNCTION refuse_activity_change()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("core", "0001_tables")]
    operations = [vendor_sql(FORWARD, BACKWARD)]
