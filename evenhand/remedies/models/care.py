"""Quiet care about parcels that keep going wrong: who decided what about the next ones, and who looked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Care(models.Model):
    """A proposal that the next parcels to somebody are handed over in a safer way, and what a person decided.

    Its only effect is on parcels to come. It is part of no case, greeting, survey, option or decision of a remedy, and
    it is written so that those whom it is about may read every word of it.
    """

    class State(models.TextChoices):
        """How it stands."""

        PROPOSED = "proposed", _("Waits for a person")
        AGREED = "agreed", _("In effect")
        DECLINED = "declined", _("Left as it was")
        ENDED = "ended", _("Over")

    accounts = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    key = models.CharField(max_length=64, help_text="Who it is about, as a hash, so that there is one at a time.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    figures = models.JSONField(help_text="Counts and shares on which it was proposed, as they were.")
    proposed_at = models.DateTimeField()
    handover = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_on = models.DateField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=("proposed", "agreed")), name="one_care_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None)
                | ~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason=""),
                name="a_person_decides_about_care",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(ends_at__gt=F("decided_at"), review_on__isnull=False),
                name="care_ends_and_is_looked_at_again",
            ),
        ]

    def __str__(self) -> str:
        return f"care {self.pk}"


class CareLook(models.Model):
    """That somebody read one of these, when, and what for. Kept for those whom it is about."""

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.by_id} looked at {self.care_id}"
