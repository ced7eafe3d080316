"""How it travelled."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.shop.addresses import Address
from evenhand.shop.models.catalogue import Driver
from evenhand.shop.models.handovers import Handover
from evenhand.shop.models.orders import Line, Order


class Shipment(models.Model):
    """One parcel. `shipped_at` is when the sender confirmed it; the carrier's own first scan is a fact of its own."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments")
    carrier = models.CharField(max_length=100, blank=True)
    tracking = models.CharField(max_length=100, blank=True, db_index=True)
    more_tracking = models.JSONField(default=list, blank=True, help_text="Further numbers of the same consignment.")
    shipped_at = models.DateTimeField(null=True, blank=True)
    promised_from = models.DateField(null=True, blank=True)
    promised_until = models.DateField(null=True, blank=True)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, null=True, blank=True, related_name="shipments")
    address = models.JSONField(default=dict, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements")
    key = models.CharField(max_length=100, blank=True, help_text="Makes sending a replacement twice harmless.")
    handover = models.CharField(max_length=20, choices=Handover.Kind.choices, blank=True, help_text="Empty: as usual.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(promised_from=None) | Q(promised_until=None) | Q(promised_from__lte=F("promised_until")),
                name="a_promise_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_shipment_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking}".strip()

    @property
    def is_replacement(self) -> bool:
        """Whether it was sent in another's place: what the shop says of the order is not about this parcel."""
        return self.key != ""

    @property
    def goes_to(self) -> Address | None:
        """Where it is delivered."""
        return Address.from_json(self.address)


class ShipmentLine(models.Model):
    """That a piece of the order is in this parcel."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="contents")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="placements")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shipment", "line"], name="a_piece_is_in_a_parcel_once")]

    def __str__(self) -> str:
        return f"{self.line_id} in {self.shipment_id}"


class Scan(models.Model):
    """One thing that happened to a parcel, as the carrier or driver reported it, with what bears it out."""

    class Kind(models.TextChoices):
        """What happened."""

        LABELLED = "labelled", _("Label printed")
        COLLECTED = "collected", _("Handed to the carrier")
        IN_TRANSIT = "in_transit", _("On its way")
        OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
        DELIVERED = "delivered", _("Delivered")
        ATTEMPTED = "attempted", _("Delivery attempted")
        EXCEPTION = "exception", _("Held up")
        RETURNED = "returned", _("Back with the sender")

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="scans")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    place = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    evidence = models.JSONField(default=dict, blank=True, help_text='As in {"photo": "…", "one_time_code": "matched"}.')

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "at", "kind"], name="a_scan_is_kept_once"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="a_place_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
