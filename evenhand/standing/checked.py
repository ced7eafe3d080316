"""Tables of the second look: which decided causes were drawn by lot, and what a second and a third person found."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evenhand.standing.rules import Cause

CAUSES = [(cause.value, cause.value) for cause in Cause]


class SampleDraw(models.Model):
    """One drawing by lot among the causes decided since the one before. The same seed draws the same again."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    until = models.DateTimeField(help_text="Decided before this moment, and not before the last drawing.")
    seed = models.BigIntegerField()
    percent = models.PositiveSmallIntegerField()
    considered = models.JSONField(default=list)
    drawn = models.JSONField(default=list)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{len(self.drawn)} of {len(self.considered)} on {self.day}"


class SecondLook(models.Model):
    """One drawn finding, looked at blind by a second person; where they see it otherwise, a third settles it."""

    finding = models.OneToOneField("standing.Finding", on_delete=models.PROTECT, related_name="second_look")
    draw = models.ForeignKey(SampleDraw, on_delete=models.PROTECT, related_name="looks")
    first_cause = models.CharField(max_length=10, choices=CAUSES)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=10, choices=CAUSES, blank=True)
    words = models.TextField(blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    settled_cause = models.CharField(max_length=10, choices=CAUSES, blank=True)
    settled_words = models.TextField(blank=True, max_length=2000)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by=None) | Q(first_by=None) | ~Q(by=F("first_by")), name="a_second_look_is_anothers"
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None)
                | ~Q(settled_by=F("by")) & (Q(first_by=None) | ~Q(settled_by=F("first_by"))),
                name="a_third_person_settles",
            ),
            models.CheckConstraint(
                condition=Q(at=None, cause="") | Q(at__isnull=False) & ~Q(cause=""), name="a_second_look_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"second look at finding {self.finding_id}"

    @property
    def agrees(self) -> bool:
        """Whether the second person found the same."""
        return self.at is not None and self.cause == self.first_cause

    @property
    def is_disputed(self) -> bool:
        """Whether the two see it differently, and nobody has settled it yet."""
        return self.at is not None and not self.agrees and self.settled_at is None

    @property
    def log_subject(self) -> str:
        """Its name in the activity log."""
        return f"finding:{self.finding_id}"
