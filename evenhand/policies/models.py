"""Policies, their dated versions and clauses, and who was told of them when."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import DomainError


class PublishedNeverChanges(DomainError):
    """A published version stays as people read it."""

    message = "This version is published and stays as it is. Make a draft of the next version instead."


class Policy(models.Model):
    """A written rule of the house: whose it is, and whom it binds."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    audiences = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title


class OnlyDraftsAreDeleted(models.QuerySet[Any]):
    """Rows that can be removed only while they belong to a draft."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Removes drafts; PublishedNeverChanges, and nothing removed, where one of the rows is published."""
        published = f"{self.model.VERSION_PATH}published_at__isnull"
        if self.filter(**{published: False}).exists():
            raise PublishedNeverChanges
        return super().delete()


class PolicyVersion(models.Model):
    """One text of a policy, from a date on. A draft until it is published; then the database refuses changes.

    `parameters` is a list of {"name", "value", "unit", "explanation"}: every threshold and time limit of the policy.
    `sha256` seals text, clauses and parameters. `revision` counts the saves of a draft, so that two writers notice.
    """

    VERSION_PATH = ""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    changes = models.CharField(max_length=500, blank=True)
    parameters = models.JSONField(default=list)
    notice_days = models.PositiveSmallIntegerField(default=0)
    audience_days = models.JSONField(null=True, blank=True, help_text='Other notice for some, as in {"sellers": 15}.')
    needs_acknowledgement = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    effective_from = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)

    objects = OnlyDraftsAreDeleted.as_manager()

    class Meta:
        ordering = ["policy", "number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="a_version_has_its_number"),
            models.UniqueConstraint(
                fields=["policy"], condition=models.Q(published_at=None), name="a_policy_has_one_draft"
            ),
            models.CheckConstraint(
                condition=models.Q(published_at=None) | models.Q(effective_from__isnull=False) & ~models.Q(sha256=""),
                name="published_means_dated_and_sealed",
            ),
        ]
        indexes = [models.Index(fields=["policy", "-effective_from"], name="versions_in_force")]

    def __str__(self) -> str:
        return f"{self.policy}, version {self.number}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Removes a draft."""
        if self.is_published:
            raise PublishedNeverChanges
        return super().delete(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        """Whether people may rely on it, and nobody may change it."""
        return self.published_at is not None

    def days_for(self, audiences: Iterable[str]) -> int:
        """The notice promised to somebody of these audiences: of several, the longest."""
        own = self.audience_days or {}
        concerned = set(audiences) & set(self.policy.audiences)
        return max((int(own.get(audience, self.notice_days)) for audience in concerned), default=self.notice_days)

    @property
    def longest_notice(self) -> int:
        """The longest notice that anybody is promised."""
        told = [audience for audience in self.policy.audiences if audience != "customers"]
        return self.days_for(told) if told else self.notice_days


class Clause(models.Model):
    """One numbered part of a version; with a question it also decides."""

    VERSION_PATH = "version__"

    class Effect(models.TextChoices):
        """What follows where the condition is true."""

        NONE = "", _("says how we work; decides nothing")
        KEEP = "keep", _("lets earlier orders keep what they were promised")
        ALLOW = "allow", _("allows")
        NEEDS_APPROVAL = "needs_approval", _("asks for a second person")
        REFUSE = "refuse", _("does not allow")

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    text = models.TextField()
    questions = models.CharField(max_length=300, blank=True)
    effect = models.CharField(max_length=16, choices=Effect.choices, blank=True)
    condition = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = OnlyDraftsAreDeleted.as_manager()

    class Meta:
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="a_clause_has_its_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Removes a clause of a draft."""
        if self.version.is_published:
            raise PublishedNeverChanges
        return super().delete(*args, **kwargs)


class Notice(models.Model):
    """That somebody was told of a version, and when. A version binds a person only after notice."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="notices")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField(null=True, help_text="Promised to this person. Empty: the version's own.")

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["version", "account"], name="told_of_a_version_once")]

    def __str__(self) -> str:
        return f"{self.account}: {self.version}"

    @property
    def promised_days(self) -> int:
        """The notice promised to this person; the version binds no earlier."""
        return self.version.notice_days if self.days is None else self.days


class Acknowledgement(models.Model):
    """That somebody said they have read what they were told."""

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="acknowledgement")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.notice} at {self.at:%Y-%m-%d}"


class OwnerQuestion(models.Model):
    """Something that the owner of a policy is asked, to be answered in writing until a day. An answer stays."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="questions")
    words = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True, max_length=4000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answer="")
                | models.Q(answered_at__isnull=False) & ~models.Q(answer=""),
                name="an_answer_to_a_question_is_written",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}, asked {self.asked_at:%Y-%m-%d}"
