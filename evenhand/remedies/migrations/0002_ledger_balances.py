"""The database itself refuses a ledger that does not balance, and changes to what is written in it.

Postings come first; the transaction row, written after them, seals them. Its trigger refuses postings that do not sum
to zero; the postings' foreign key, checked at commit, refuses postings that nothing seals. So no commit can leave an
unbalanced transaction, on either database. One change is let through: the name of who wrote a transaction is erased.
"""

from django.db import migrations

from evenhand.core.vendor_sql import VendorSQL

STAYS = ("id", "idempotency_key", "at", "actor_id", "description", "remedy_id", "dispute_id")


def _is_erasing(same: str) -> str:
    return " AND ".join([*(f"NEW.{name} {same} OLD.{name}" for name in STAYS), "NEW.actor_label = ''"])


FORWARD = {
    "sqlite": [
        """CREATE TRIGGER ledger_sums_to_zero BEFORE INSERT ON remedies_ledgertransaction
           WHEN (SELECT COUNT(*) FROM remedies_ledgerposting WHERE transaction_id = NEW.id) < 2
             OR EXISTS (SELECT 1 FROM remedies_ledgerposting WHERE transaction_id = NEW.id
                        GROUP BY currency HAVING SUM(amount_minor) <> 0)
           BEGIN SELECT RAISE(ABORT, 'a ledger transaction must sum to zero in each currency'); END""",
        """CREATE TRIGGER ledger_is_sealed BEFORE INSERT ON remedies_ledgerposting
           WHEN EXISTS (SELECT 1 FROM remedies_ledgertransaction WHERE id = NEW.transaction_id)
           BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: this transaction is sealed'); END""",
        # Removal is left to `verify_ledger`: Django's tests empty SQLite tables by DELETE.
        """CREATE TRIGGER ledger_posting_stays BEFORE UPDATE ON remedies_ledgerposting
           BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
        "CREATE TRIGGER ledger_transaction_stays BEFORE UPDATE ON remedies_ledgertransaction "
        f"WHEN NOT ({_is_erasing('IS')}) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ],
    "postgresql": [
        """CREATE FUNCTION ledger_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN
             IF (SELECT COUNT(*) FROM remedies_ledgerposting WHERE transaction_id = NEW.id) < 2
                OR EXISTS (SELECT 1 FROM remedies_ledgerposting WHERE transaction_id = NEW.id
                           GROUP BY currency HAVING SUM(amount_minor) <> 0)
             THEN RAISE EXCEPTION 'a ledger transaction must sum to zero in each currency';
             END IF;
             RETURN NEW;
           END $$""",
        """CREATE TRIGGER ledger_sums_to_zero BEFORE INSERT ON remedies_ledgertransaction
           FOR EACH ROW EXECUTE FUNCTION ledger_sums_to_zero()""",
        """CREATE FUNCTION ledger_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN
             IF EXISTS (SELECT 1 FROM remedies_ledgertransaction WHERE id = NEW.transaction_id)
             THEN RAISE EXCEPTION 'the ledger is append-only: this transaction is sealed';
             END IF;
             RETURN NEW;
           END $$""",
        """CREATE TRIGGER ledger_is_sealed BEFORE INSERT ON remedies_ledgerposting
           FOR EACH ROW EXECUTE FUNCTION ledger_is_sealed()""",
        """CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$""",
        """CREATE TRIGGER ledger_posting_stays BEFORE UPDATE OR DELETE ON remedies_ledgerposting
           FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
        """CREATE TRIGGER ledger_transaction_stays BEFORE DELETE ON remedies_ledgertransaction
           FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
        "CREATE TRIGGER ledger_transaction_keeps BEFORE UPDATE ON remedies_ledgertransaction FOR EACH ROW "
        f"WHEN (NOT ({_is_erasing('IS NOT DISTINCT FROM')})) EXECUTE FUNCTION ledger_is_append_only()",
    ],
}
BACKWARD = {
    "sqlite": [
        "DROP TRIGGER ledger_sums_to_zero",
        "DROP TRIGGER ledger_is_sealed",
        "DROP TRIGGER ledger_posting_stays",
        "DROP TRIGGER ledger_transaction_stays",
    ],
    "postgresql": [
        "DROP TRIGGER ledger_sums_to_zero ON remedies_ledgertransaction",
        "DROP TRIGGER ledger_is_sealed ON remedies_ledgerposting",
        "DROP TRIGGER ledger_posting_stays ON remedies_ledgerposting",
        "DROP TRIGGER ledger_transaction_stays ON remedies_ledgertransaction",
        "DROP TRIGGER ledger_transaction_keeps ON remedies_ledgertransaction",
        "DROP FUNCTION ledger_sums_to_zero()",
        "DROP FUNCTION ledger_is_sealed()",
        "DROP FUNCTION ledger_is_append_only()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("remedies", "0001_tables")]
    operations = [VendorSQL(FORWARD, BACKWARD)]
