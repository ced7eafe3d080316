"""The database itself refuses to change or remove an activity entry.

All but one change: an entry's words stand apart from what is chained (the chain carries their digest), so that they can
be erased. Then all of them become empty, and nothing else moves.
"""

from django.db import migrations

from evenhand.core.vendor_sql import VendorSQL

STAYS = ("id", "at", "actor_id", "verb", "subject", "facts", "words_sha256", "previous_hash", "hash")
GOES = ("actor_label", "reason", "source", "salt")


def _is_erasing(same: str) -> str:
    return " AND ".join([*(f"NEW.{name} {same} OLD.{name}" for name in STAYS), *(f"NEW.{name} = ''" for name in GOES)])


FORWARD = {
    "sqlite": [
        # Removal is guarded by the hash chain alone: Django's tests empty SQLite tables by DELETE.
        "CREATE TRIGGER activity_is_append_only BEFORE UPDATE ON core_activityentry "
        f"WHEN NOT ({_is_erasing('IS')}) BEGIN SELECT RAISE(ABORT, 'the activity log is append-only'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_activity_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {_is_erasing('IS NOT DISTINCT FROM')} THEN RETURN NEW; END IF; END IF; "
        "RAISE EXCEPTION 'the activity log is append-only'; END $$",
        "CREATE TRIGGER activity_is_append_only BEFORE UPDATE OR DELETE ON core_activityentry "
        "FOR EACH ROW EXECUTE FUNCTION refuse_activity_change()",
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
    operations = [VendorSQL(FORWARD, BACKWARD)]
