"""The full-text index over SearchText, by each database's own means."""

from typing import Any

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE cases_search USING fts5(
         words, content='cases_searchtext', content_rowid='message_id', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER cases_search_added AFTER INSERT ON cases_searchtext BEGIN
         INSERT INTO cases_search(rowid, words) VALUES (new.message_id, new.words);
       END""",
    """CREATE TRIGGER cases_search_removed AFTER DELETE ON cases_searchtext BEGIN
         INSERT INTO cases_search(cases_search, rowid, words) VALUES ('delete', old.message_id, old.words);
       END""",
    """CREATE TRIGGER cases_search_changed AFTER UPDATE ON cases_searchtext BEGIN
         INSERT INTO cases_search(cases_search, rowid, words) VALUES ('delete', old.message_id, old.words);
         INSERT INTO cases_search(rowid, words) VALUES (new.message_id, new.words);
       END""",
]
SQLITE_BACK = [
    "DROP TRIGGER cases_search_added",
    "DROP TRIGGER cases_search_removed",
    "DROP TRIGGER cases_search_changed",
    "DROP TABLE cases_search",
]
POSTGRESQL = [
    """ALTER TABLE cases_searchtext
         ADD COLUMN vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED""",
    "CREATE INDEX cases_search ON cases_searchtext USING gin (vector)",
]
POSTGRESQL_BACK = ["DROP INDEX cases_search", "ALTER TABLE cases_searchtext DROP COLUMN vector"]


def _forwards(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def _backwards(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(_forwards, _backwards)]
