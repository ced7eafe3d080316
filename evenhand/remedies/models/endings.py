"""How claims end beside being put right."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.remedies.models.claims import Claim


class FoundParcel(models.Model):
    """That a parcel turned up after all, and what the customer chose to do with it. What was given stays given."""

    class Choice(models.TextChoices):
        """What becomes of what came twice."""

        KEEP = "keep", _("Keeps it")
        SEND_BACK = "send_back", _("Hands it back, at our cost")
        PAY = "pay", _("Would like to pay for it")

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="found")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_by_label = models.CharField(max_length=200)
    choice = models.CharField(max_length=10, choices=Choice.choices, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)
    chosen_by_label = models.CharField(max_length=200, blank=True)
    hand_over_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice="", chosen_at=None) | ~Q(choice="") & Q(chosen_at__isnull=False),
                name="a_choice_is_made_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"parcel of claim {self.claim_id}"
