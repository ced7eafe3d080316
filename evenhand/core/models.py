"""The activity log: one entry for each change, each carrying the hash of the one before."""

import hashlib
import json
from typing import Any

from django.db import models


class ActivityEntry(models.Model):
    """Who did what, when, why and from where. Written once; the database refuses changes.

    Its words (label, reason, source) stand apart from what is chained: the chain carries `words_sha256`, their digest
    with `salt`. They can be erased together, salt and all, and the chain holds. The rest are identifiers and plain
    facts, never a person's words or name. `subject` names what changed as "kind:id", which is also the live hint that
    pages follow.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    verb = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    reason = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    salt = models.CharField(
        max_length=32,
        blank=True,
        default="",
        help_text="Goes with the words: their digest alone tells nothing of them.",
    )
    words_sha256 = models.CharField(max_length=64, default="")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["subject", "id"], name="activity_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label}: {self.verb} {self.subject}"

    def words_digest(self) -> str:
        """The digest of the words as they stand here."""
        return _digest([self.salt, self.actor_label, self.reason, self.source])

    def has_its_words(self) -> bool:
        """Whether the words are those that were written, or none at all because they were erased."""
        if self.salt:
            return self.words_digest() == self.words_sha256
        return not (self.actor_label or self.reason or self.source)

    def computed_hash(self) -> str:
        """The hash that this entry must carry, from its own content and `previous_hash`."""
        at = self.at.isoformat()
        return _digest([self.previous_hash, at, self.actor_id, self.words_sha256, self.verb, self.subject, self.facts])


def _digest(content: list[Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


class OutgoingMail(models.Model):
    """A mail that leaves, or has left: written with the change that causes it, handed over afterwards."""

    class State(models.TextChoices):
        """Where it is. `kept`: no mail server is set, so it stays here, where a page shows it."""

        WAITING = "waiting", "Waiting"
        HANDED_OVER = "handed_over", "Handed over"
        KEPT = "kept", "Kept here"
        FAILED = "failed", "Failed"

    message_id = models.CharField(max_length=255, unique=True)
    about = models.CharField(max_length=100, db_index=True)
    sender = models.CharField(max_length=320)
    recipient = models.CharField(max_length=320, db_index=True)
    returns_to = models.CharField(max_length=320, blank=True, help_text="Where a failure is told; empty: the sender.")
    route = models.CharField(max_length=40, blank=True, help_text="How it leaves; empty: by the settings.")
    subject = models.CharField(max_length=998)
    raw = models.BinaryField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    posted_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=models.Q(state="waiting"), name="mail_due_to_leave")
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"
