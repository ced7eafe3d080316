"""Contacts and the stretches of their time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.cases.models.cases import Case, Channel
from evenhand.cases.models.messages import Message


class Contact(models.Model):
    """One interaction in a case on one channel with one agent; it has handle time, and a survey asks about it."""

    class EndCause(models.TextChoices):
        CLOSED = "closed", _("The case was closed")
        ENDED = "ended", _("The agent ended it")
        TRANSFERRED = "transferred", _("It was handed on")
        FORGOTTEN = "forgotten", _("Nothing had happened for a while")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    last_sign_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=12, choices=EndCause.choices, blank=True)
    is_forgotten = models.BooleanField(default=False)
    reply = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agent"], condition=Q(ended_at=None), name="a_contact_runs_once_per_agent"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at")), name="a_contact_ends_after_it_began"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "opened_at"], name="contact_of_agent"),
            models.Index(fields=["last_sign_at"], condition=Q(ended_at=None), name="contact_running"),
        ]

    def __str__(self) -> str:
        return f"Contact {self.pk} in {self.case_id}"


class Segment(models.Model):
    """A stretch of a contact's time."""

    class Kind(models.TextChoices):
        TALK = "talk", _("Talk")
        HOLD = "hold", _("Hold")
        AFTER = "after", _("After-contact work")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="segments")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    cause = models.CharField(max_length=60, blank=True, help_text="As in waiting on carrier, slow system.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(ended_at=None), name="one_segment_runs_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="a_segment_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.started_at:%H:%M:%S}"
