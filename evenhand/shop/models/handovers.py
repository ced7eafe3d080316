"""How a customer's next parcels are handed over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.shop.models.customers import Customer


class Handover(models.Model):
    """That parcels sent to a customer in some time are handed over in a safer way. It says nothing of why."""

    class Kind(models.TextChoices):
        """How."""

        CODE = "one_time_code", _("Against a code")
        PICK_UP = "pick_up_point", _("At a pick-up point")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="handovers")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=100)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "key"], name="a_handover_is_arranged_once"),
            models.CheckConstraint(condition=Q(ends_at__gte=models.F("begins_at")), name="a_handover_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.ends_at:%Y-%m-%d}"
