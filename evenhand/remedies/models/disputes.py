"""What customers' banks say of a payment, and which of the providers' messages were read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Money


class Dispute(models.Model):
    """That a customer's bank asks about a payment (an inquiry), or takes it back until it has decided (a chargeback).

    `told_at` is when its source last said something of it: what was said earlier and arrives later changes nothing.
    """

    class Kind(models.TextChoices):
        """What the bank wants."""

        INQUIRY = "inquiry", _("Inquiry")
        CHARGEBACK = "chargeback", _("Chargeback")

    class State(models.TextChoices):
        """How it stands. An inquiry is closed; a chargeback is won (the money is ours again) or lost."""

        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")
        CLOSED = "closed", _("Closed")

    payment = models.ForeignKey("shop.Payment", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    key = models.CharField(max_length=220, unique=True, help_text="The provider's number, or that of one press.")
    reference = models.CharField(max_length=200, blank=True, help_text="The provider's or the bank's number for it.")
    reason = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    noted_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["payment", "state"], name="disputes_of_a_payment")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_dispute_is_about_something"),
            models.CheckConstraint(
                condition=Q(kind="inquiry", state__in=("open", "closed"))
                | Q(kind="chargeback", state__in=("open", "won", "lost")),
                name="a_dispute_ends_as_its_kind_does",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="a_dispute_ends_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.amount}"

    @property
    def amount(self) -> Money:
        """What it is about."""
        return Money(self.amount_minor, self.currency)

    @property
    def holds_minor(self) -> int:
        """How much of the payment the bank holds or kept."""
        holds = self.kind == self.Kind.CHARGEBACK and self.state in (self.State.OPEN, self.State.LOST)
        return self.amount_minor if holds else 0


class ProviderMessage(models.Model):
    """One signed message of a payment provider that was read: a second time it changes nothing."""

    reference = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=100)
    said_at = models.DateTimeField()
    read_at = models.DateTimeField()
    was_ours = models.BooleanField(help_text="Whether it was about something that we know.")

    def __str__(self) -> str:
        return f"{self.kind} ({self.reference})"
