"""Who is there, what they can and how much they take; how queues give cases out; how new cases are sorted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import Case, Channel, Queue


class Availability(models.Model):
    """Whether somebody is at the desk, since when, and when they are back. It is held while they are given a case."""

    class State(models.TextChoices):
        HERE = "here", _("Here")
        BREAK = "break", _("Back soon")
        AWAY = "away", _("Away")

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="availability")
    state = models.CharField(max_length=5, choices=State.choices, default=State.HERE)
    since = models.DateTimeField()
    back_at = models.DateTimeField(null=True, blank=True)
    last_given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "availabilities"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="break", back_at__isnull=False) | (~Q(state="break") & Q(back_at=None)),
                name="a_break_says_until_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.state}"

    @property
    def is_here(self) -> bool:
        return self.state == self.State.HERE


class Ability(models.Model):
    """What somebody can and takes: skills and languages as words, and how many cases of a channel at once."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    skills = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    capacity = models.JSONField(default=dict, blank=True, help_text="By channel; those not named as usual.")

    class Meta:
        verbose_name_plural = "abilities"

    def __str__(self) -> str:
        return f"{self.account_id}: {', '.join(self.skills)}"


class QueueMode(models.Model):
    """How a queue gives its cases out. A queue without a row waits until somebody takes one."""

    class Mode(models.TextChoices):
        PULL = "pull", _("Agents take the next one")
        ROUND_ROBIN = "round_robin", _("Round robin: each in turn")
        LEAST_BUSY = "least_busy", _("To whoever has least in hand")

    queue = models.OneToOneField(Queue, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=11, choices=Mode.choices, default=Mode.PULL)

    def __str__(self) -> str:
        return f"{self.queue}: {self.mode}"


class Rule(models.Model):
    """How new cases of a kind are sorted: what they have to be like, and what is done. The first that fits does it."""

    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    channel = models.CharField(max_length=12, choices=Channel.choices, blank=True)
    language = models.CharField(max_length=16, blank=True)
    from_queue = models.ForeignKey(Queue, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    words = models.JSONField(default=list, blank=True, help_text="One of them has to stand in the subject or text.")
    to_queue = models.ForeignKey(Queue, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    priority = models.SmallIntegerField(choices=Case.Priority.choices, null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text="A tag that says what it is about.")
    skill = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Arrival(models.Model):
    """That a new case was looked at once, and by which rule it was sorted. `skill` is what it asks for."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="+")
    skill = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.case_id} by {self.rule_id}"


class Handback(models.Model):
    """That somebody's unanswered cases went back to their queues, so that one press gives back those still free."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    case_ids = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-id"], condition=Q(undone_at=None), name="handback_of_account")]

    def __str__(self) -> str:
        return f"{len(self.case_ids)} of {self.account_id}"
