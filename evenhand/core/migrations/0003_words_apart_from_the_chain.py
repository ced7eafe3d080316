"""An entry's words stand apart from what is chained: the chain carries their digest, so that they can be erased.

The database refuses every change but that one: all words of an entry become empty, and nothing else moves.
"""

from django.db import migrations, models

from evenhand.core.vendor_sql import vendor_sql

STAYS = ("id", "at", "actor_id", "verb", "subject", "facts", "words_sha256", "previous_hash", "hash")
GOES = ("actor_label", "reason", "source", "salt")


def _is_erasing(same: str) -> str:
    return " AND ".join([*(f"NEW.{name} {same} OLD.{name}" for name in STAYS), *(f"NEW.{name} = ''" for name in GOES)])


OPEN = {
    "sqlite": ["DROP TRIGGER activity_is_append_only"],
    "postgresql": ["DROP TRIGGER activity_is_append_only ON core_activityentry"],
}
CLOSE = {
    "sqlite": [
        "CREATE TRIGGER activity_is_append_only BEFORE UPDATE ON core_activityentry "
        f"WHEN NOT ({_is_erasing('IS')}) BEGIN SELECT RAISE(ABORT, 'the activity log is append-only'); END"
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_activity_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {_is_erasing('IS NOT DISTINCT FROM')} THEN RETURN NEW; END IF; END IF; "
        "RAISE EXCEPTION 'the activity log is append-only'; END $$",
        "CREATE TRIGGER activity_is_append_only BEFORE UPDATE OR DELETE ON core_activityentry "
        "FOR EACH ROW EXECUTE FUNCTION refuse_activity_change()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("core", "0002_activity_is_append_only")]
    operations = [
        vendor_sql(OPEN, CLOSE),
        migrations.AddField(
            "activityentry",
            "salt",
            models.CharField(
                blank=True,
                default="",
                help_text="Goes with the words: their digest alone tells nothing of them.",
                max_length=32,
            ),
        ),
        migrations.AddField("activityentry", "words_sha256", models.CharField(default="", max_length=64)),
        vendor_sql(CLOSE, OPEN),
    ]
