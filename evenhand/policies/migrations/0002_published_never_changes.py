"""The database itself refuses to change a published version or its clauses."""

from django.db import migrations

from evenhand.core.vendor_sql import VendorSQL

FORWARD = {
    "sqlite": [
        # Removal is refused by the models alone: Django's tests empty SQLite tables by DELETE.
        """CREATE TRIGGER published_version_never_changes BEFORE UPDATE ON policies_policyversion
           WHEN OLD.published_at IS NOT NULL
           BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END""",
        """CREATE TRIGGER published_clause_never_changes BEFORE UPDATE ON policies_clause
           WHEN EXISTS (SELECT 1 FROM policies_policyversion
                        WHERE id IN (OLD.version_id, NEW.version_id) AND published_at IS NOT NULL)
           BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END""",
        """CREATE TRIGGER published_version_gains_no_clause BEFORE INSERT ON policies_clause
           WHEN EXISTS (SELECT 1 FROM policies_policyversion
                        WHERE id = NEW.version_id AND published_at IS NOT NULL)
           BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'a published version never changes'; END $$""",
        """CREATE TRIGGER published_version_never_changes BEFORE UPDATE OR DELETE ON policies_policyversion
           FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_version_change()""",
        """CREATE FUNCTION refuse_clause_change() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN
               IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM policies_policyversion
                   WHERE id = OLD.version_id AND published_at IS NOT NULL) THEN
                 RAISE EXCEPTION 'a published version never changes';
               END IF;
               IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
               IF EXISTS (SELECT 1 FROM policies_policyversion
                   WHERE id = NEW.version_id AND published_at IS NOT NULL) THEN
                 RAISE EXCEPTION 'a published version never changes';
               END IF;
               RETURN NEW;
           END $$""",
        """CREATE TRIGGER published_clause_never_changes BEFORE INSERT OR UPDATE OR DELETE ON policies_clause
           FOR EACH ROW EXECUTE FUNCTION refuse_clause_change()""",
    ],
}
BACKWARD = {
    "sqlite": [
        "DROP TRIGGER published_version_never_changes",
        "DROP TRIGGER published_clause_never_changes",
        "DROP TRIGGER published_version_gains_no_clause",
    ],
    "postgresql": [
        "DROP TRIGGER published_version_never_changes ON policies_policyversion",
        "DROP FUNCTION refuse_version_change()",
        "DROP TRIGGER published_clause_never_changes ON policies_clause",
        "DROP FUNCTION refuse_clause_change()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_tables")]
    operations = [VendorSQL(FORWARD, BACKWARD)]
