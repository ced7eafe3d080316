"""`evenhand verify_ledger`: whether every amount adds up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evenhand.core.api import Money
from evenhand.remedies.models import LedgerAccount
from evenhand.remedies.verification import verify_ledger


class Command(BaseCommand):
    """Reads the whole ledger; changes nothing."""

    help = "Check that the ledger sums to zero and says the same as remedies and payments. Ends with 1 where not."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, list the balances, name what is wrong."""
        report = verify_ledger(lambda words: self.stdout.write(f"Looking whether {words} …"))
        for kind, currency, total in report.totals:
            label = str(LedgerAccount.Kind(kind).label)
            self.stdout.write(f"  {label:<40} {Money(total, currency).format():>16}")
        if report.problems:
            raise CommandError("The ledger does not add up:\n" + "\n".join(report.problems))
        self.stdout.write(f"{report.transactions} transactions with {report.postings} postings: all add up.")
