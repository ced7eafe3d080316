"""Who bears what a remedy cost."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Money
from evenhand.remedies.models.remedies import Remedy


class CostShare(models.Model):
    """A part of a remedy's cost, proposed for settlement between companies on their contract.

    It is no finding, names no person, and no standing is worked out from it.
    """

    class Party(models.TextChoices):
        """A company."""

        PLATFORM = "platform", _("We ourselves")
        SELLER = "seller", _("The seller")
        CARRIER = "carrier", _("The carrier")

    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="cost_shares")
    party = models.CharField(max_length=10, choices=Party.choices)
    company = models.CharField(max_length=200, blank=True, help_text="Its name, where it is another company.")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    policy_version = models.ForeignKey("policies.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    clauses = models.JSONField(default=list, help_text='As in [{"number": "10.2", "title": "On the way"}].')
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["remedy", "id"]
        constraints = [
            models.UniqueConstraint(fields=["remedy", "party"], name="a_company_bears_one_share"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="a_share_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.amount}"

    @property
    def amount(self) -> Money:
        """What this company would bear."""
        return Money(self.amount_minor, self.currency)
