"""Money that a remedy takes: for dearer pieces, or for other means of payment."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Money
from evenhand.remedies.models.remedies import Remedy


class Charge(models.Model):
    """One amount asked of a customer's means of payment. `key` makes asking twice harmless.

    It comes before the change that it pays for. Where that can no longer be made when the money is here, it goes back.
    """

    class State(models.TextChoices):
        """How far it is. Pending: the payment provider has not said yet; we ask again until it does."""

        PENDING = "pending", _("Asked for")
        PAID = "paid", _("Paid")
        REFUSED = "refused", _("Not paid")
        RETURNED = "returned", _("Paid, and given back")

    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="charges")
    method = models.ForeignKey("shop.PaymentMethod", on_delete=models.PROTECT, related_name="+")
    payment = models.OneToOneField("shop.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    key = models.CharField(max_length=120, unique=True)
    problem = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["remedy"], condition=Q(state="pending"), name="one_charge_at_a_time_per_remedy"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_charge_is_more_than_nothing"),
            models.CheckConstraint(
                condition=Q(state__in=("pending", "refused"), payment=None)
                | Q(state__in=("paid", "returned"), payment__isnull=False),
                name="what_is_paid_is_a_payment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for remedy {self.remedy_id}"

    @property
    def amount(self) -> Money:
        """What is asked for."""
        return Money(self.amount_minor, self.currency)
