"""What the customer says went wrong with an order."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """What the customer says went wrong with an order. Their word is enough to open it; it says nothing about fault."""

    class Kind(models.TextChoices):
        """What went wrong."""

        LOST = "lost", _("Lost on the way")
        NOT_RECEIVED = "not_received", _("Marked delivered, not received")
        DAMAGED = "damaged", _("Arrived damaged")
        WRONG_ITEM = "wrong_item", _("Wrong item")
        MISSING_PART = "missing_part", _("Part missing")
        LATE = "late", _("Late")
        NOT_AS_DESCRIBED = "not_as_described", _("Not as described")

    class State(models.TextChoices):
        """How it stands."""

        OPEN = "open", _("Open")
        SETTLED = "settled", _("Put right")
        WITHDRAWN = "withdrawn", _("Withdrawn by the customer")
        FOUND = "found", _("Parcel turned up")
        CHARGEBACK = "chargeback", _("With the customer's bank")

    order = models.ForeignKey("shop.Order", on_delete=models.PROTECT, related_name="+")
    shipment = models.ForeignKey("shop.Shipment", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lines = models.ManyToManyField("shop.Line", related_name="+", blank=True)
    pieces = models.CharField(max_length=500, blank=True, help_text="The numbers of its lines, as in 3,7.")
    case = models.ForeignKey("cases.Case", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    customer_words = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    key = models.CharField(max_length=100, blank=True, help_text="Of one press of one button, where there was one.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "shipment", "pieces"],
                condition=Q(state="open", shipment__isnull=False),
                name="one_open_claim_per_pieces_and_kind",
            ),
            models.UniqueConstraint(
                fields=["order", "kind", "pieces"],
                condition=Q(state="open", shipment__isnull=True),
                name="one_open_claim_without_parcel_per_pieces_and_kind",
            ),
            models.UniqueConstraint(fields=["order", "key"], condition=~Q(key=""), name="one_press_opens_one_claim"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="a_claim_ends_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, order {self.order_id}"
