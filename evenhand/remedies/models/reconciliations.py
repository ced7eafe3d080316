"""Comparisons of our ledger with what a payment provider reports."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Money
from evenhand.remedies.models.disputes import Dispute
from evenhand.remedies.models.remedies import Remedy


class Reconciliation(models.Model):
    """One comparison, kept as it came out. `report` is what was read, so that it can be done again later."""

    provider = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    report = models.TextField()
    since = models.DateField()
    until = models.DateField()
    left_aside = models.PositiveIntegerField(default=0, help_text="Rows about other things: fees, payouts, sales.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_by_label = models.CharField(max_length=200)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.since} to {self.until}"


class ReconciliationLine(models.Model):
    """One movement as both sides tell it; an amount is None where that side does not know it."""

    class Outcome(models.TextChoices):
        """How the two sides agree."""

        DIFFERS = "differs", _("Amounts differ")
        MISSING_THERE = "missing_there", _("Ours, not in the report")
        MISSING_HERE = "missing_here", _("In the report, not ours")
        MATCHED = "matched", _("The same")

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="lines")
    outcome = models.CharField(max_length=15, choices=Outcome.choices)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=220, blank=True)
    currency = models.CharField(max_length=3)
    our_minor = models.BigIntegerField(null=True, blank=True)
    their_minor = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    line = models.PositiveIntegerField(null=True, blank=True, help_text="In their file.")
    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["reconciliation", "outcome"], name="lines_by_outcome")]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.name}"

    @property
    def ours(self) -> Money | None:
        """The amount that we know; negative is money that left."""
        return None if self.our_minor is None else Money(self.our_minor, self.currency)

    @property
    def theirs(self) -> Money | None:
        """The amount that they report."""
        return None if self.their_minor is None else Money(self.their_minor, self.currency)
