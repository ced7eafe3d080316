"""Macros, their words, how they were at each edition, and when they were used."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from evenhand.cases.api import Case, Message, Queue
from evenhand.macros.rules import Deeds
from evenhand.remedies.api import Remedy


class Macro(models.Model):
    """A prepared answer: of one person, of a team, or, with neither, of the shop. From `tags` on stands what it does.

    `edition` rises with each change; what it was before stands in its editions. `uses_count` repeats what the uses say.
    """

    ASSIGN = (("me", "me"), ("nobody", "nobody"))

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey("people.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    tags = models.JSONField(default=list, blank=True)
    priority = models.SmallIntegerField(null=True, blank=True)
    assign = models.CharField(max_length=6, choices=ASSIGN, blank=True)
    hand_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hand_queue = models.ForeignKey(Queue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    sleep_days = models.PositiveSmallIntegerField(null=True, blank=True)
    closes = models.BooleanField(default=False)
    claim_kind = models.CharField(max_length=20, blank=True)
    remedy_kind = models.CharField(max_length=20, blank=True)
    edition = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    uses_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="a_macro_is_own_or_of_a_team"),
            models.CheckConstraint(
                condition=Q(closes=False) | Q(sleep_days=None), name="a_macro_closes_or_puts_to_sleep"
            ),
            models.CheckConstraint(
                condition=Q(claim_kind="", remedy_kind="") | (~Q(claim_kind="") & ~Q(remedy_kind="")),
                name="a_macros_remedy_rests_on_a_claim",
            ),
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(owner__isnull=False, retired_at=None), name="own_macros_by_name"
            ),
            models.UniqueConstraint(
                fields=["team", "name"], condition=Q(team__isnull=False, retired_at=None), name="team_macros_by_name"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(owner=None, team=None, retired_at=None), name="shop_macros_by_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def log_subject(self) -> str:
        """Its name in the activity log."""
        return f"macro:{self.pk}"

    @property
    def deeds(self) -> Deeds:
        """What it does besides its words."""
        return Deeds(
            tags=tuple(self.tags),
            priority=self.priority,
            assign=self.assign,
            hand_to=self.hand_to_id,
            hand_queue=self.hand_queue_id,
            note=self.note,
            sleep_days=self.sleep_days,
            closes=self.closes,
            claim_kind=self.claim_kind,
            remedy_kind=self.remedy_kind,
        )


class MacroWords(models.Model):
    """A macro's words in one language, as in en or de-at."""

    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(max_length=16)
    text = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["macro", "language"], name="a_macro_says_it_once_per_language")]

    def __str__(self) -> str:
        return f"{self.language}: {self.text[:40]}"


class MacroEdition(models.Model):
    """A macro as it was from `at` on: name, words and deeds. Never changed."""

    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_label = models.CharField(max_length=200)
    kept: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["macro", "number"], name="editions_are_numbered")]

    def __str__(self) -> str:
        return f"{self.macro_id}, edition {self.number}"


class MacroUse(models.Model):
    """That somebody used a macro in a case, once for each press: `key` makes pressing twice harmless."""

    macro = models.ForeignKey(Macro, on_delete=models.PROTECT, related_name="uses")
    edition = models.PositiveIntegerField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=80, unique=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    remedy = models.ForeignKey(Remedy, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["macro", "at"], name="macro_uses_lately")]

    def __str__(self) -> str:
        return f"{self.macro_id} in {self.case_id}"
