"""The ledger refuses every change but one: that the name of who wrote a transaction is erased."""

from django.db import migrations

from evenhand.core.vendor_sql import vendor_sql

STAYS = ("id", "idempotency_key", "at", "actor_id", "description", "remedy_id", "dispute_id")


def _is_erasing(same: str) -> str:
    return " AND ".join([*(f"NEW.{name} {same} OLD.{name}" for name in STAYS), "NEW.actor_label = ''"])


ON = "ON remedies_ledgertransaction"
FORWARD = {
    "sqlite": [
        "DROP TRIGGER ledger_transaction_stays",
        f"CREATE TRIGGER ledger_transaction_stays BEFORE UPDATE {ON} WHEN NOT ({_is_erasing('IS')}) "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ],
    "postgresql": [
        f"DROP TRIGGER ledger_transaction_stays {ON}",
        f"CREATE TRIGGER ledger_transaction_stays BEFORE DELETE {ON} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()",
        f"CREATE TRIGGER ledger_transaction_keeps BEFORE UPDATE {ON} FOR EACH ROW "
        f"WHEN (NOT ({_is_erasing('IS NOT DISTINCT FROM')})) EXECUTE FUNCTION ledger_is_append_only()",
    ],
}
BACKWARD = {
    "sqlite": [
        "DROP TRIGGER ledger_transaction_stays",
        f"CREATE TRIGGER ledger_transaction_stays BEFORE UPDATE {ON} "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ],
    "postgresql": [
        f"DROP TRIGGER ledger_transaction_keeps {ON}",
        f"DROP TRIGGER ledger_transaction_stays {ON}",
        f"CREATE TRIGGER ledger_transaction_stays BEFORE UPDATE OR DELETE {ON} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("remedies", "0002_ledger_balances")]
    operations = [vendor_sql(FORWARD, BACKWARD)]
