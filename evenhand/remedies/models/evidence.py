"""What somebody gave with a claim."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.remedies.models.claims import Claim


class Evidence(models.Model):
    """One thing given with a claim: a photo, a note of the police, some words. Never asked for before the first remedy.

    The parcel's scans, their places and the one-time code are evidence too; they stay with the parcel.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PHOTO = "photo", _("Photo")
        POLICE_NOTE = "police_note", _("Note of the police")
        WORDS = "words", _("In the customer's words")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Under which the picture is kept.")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=100, help_text="Of one press of one button.")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    given_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "key"], name="evidence_is_given_once"),
            models.CheckConstraint(
                condition=Q(kind="words") & ~Q(text="") | ~Q(kind="words") & ~Q(sha256=""),
                name="evidence_holds_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} with claim {self.claim_id}"
