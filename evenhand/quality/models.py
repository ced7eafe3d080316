"""Scorecards, the lots drawn, the reviews given, and disputes about them."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import DomainError, WrittenOnce
from evenhand.quality.rules import Answer, Item, Kind, Outcome, combined, outcome

PERSON = settings.AUTH_USER_MODEL


class ScorecardNeverChanges(DomainError):
    """A published scorecard stays as it is."""

    message = (
        "A scorecard stays as it was published. Publish the next version instead: what was reviewed keeps its own."
    )


class PublishedOnce(WrittenOnce):
    """Scorecards: written once."""

    refusal = ScorecardNeverChanges


class Scorecard(models.Model):
    """What a contact is looked at for: a version, its items as {"key", "kind", "words"}, and why it came."""

    version = models.PositiveIntegerField(unique=True)
    items = models.JSONField()
    why = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, help_text="Empty: it came with the house.")
    published_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PublishedOnce.as_manager()

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{_('Scorecard')} {self.version}"

    @property
    def lines(self) -> tuple[Item, ...]:
        """The items as values."""
        return tuple(Item(each["key"], Kind(each["kind"]), each["words"]) for each in self.items)


class Draw(models.Model):
    """One drawing by lot, for one week: the contacts considered by agent, and the seed that draws the same again."""

    week_start = models.DateTimeField(unique=True)
    week_end = models.DateTimeField()
    at = models.DateTimeField()
    seed = models.BigIntegerField()
    per_agent = models.PositiveSmallIntegerField()
    second_percent = models.PositiveSmallIntegerField()
    considered = models.JSONField(default=dict, help_text='By agent, as in {"7": [11, 12]}.')
    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-week_start"]

    def __str__(self) -> str:
        return f"lots for the week from {self.week_start:%Y-%m-%d}"

    def considered_of(self, agent_id: int) -> list[int]:
        """The contacts of one agent that could have been drawn."""
        found: list[int] = self.considered.get(str(agent_id), [])
        return found


class Sample(models.Model):
    """One contact that was drawn. It is done when every seat at it was filled."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="samples")
    contact = models.OneToOneField("cases.Contact", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    first_seen_at = models.DateTimeField(null=True, help_text="When the person first opened it.")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["agent", "done_at"], name="samples_of_agent")]

    def __str__(self) -> str:
        return f"contact {self.contact_id}, drawn"

    @property
    def log_subject(self) -> str:
        """Its name in the activity log."""
        return f"sample:{self.pk}"

    @property
    def outcome(self) -> Outcome:
        """How the contact came out: what two saw differently, and what a dispute granted, is in the person's favour."""
        dispute = getattr(self, "dispute", None)
        given = [review.answers for review in self.reviews.all() if review.given_at]
        return outcome(self.scorecard.lines, combined(given, dispute.granted if dispute else ()))


class Review(models.Model):
    """One seat at a sample: handed to a reviewer, who gives it without seeing another's."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="reviews")
    seat = models.PositiveSmallIntegerField()
    agent = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    words = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["sample", "seat"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "seat"], name="one_review_per_seat"),
            models.UniqueConstraint(
                fields=["sample", "reviewer"], condition=~Q(reviewer=None), name="nobody_reviews_a_contact_twice"
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("agent")), name="nobody_reviews_their_own_contact"
            ),
            models.CheckConstraint(
                condition=Q(given_at=None) | Q(reviewer__isnull=False), name="a_review_is_given_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(given_at=None), name="reviews_to_give")]

    def __str__(self) -> str:
        return f"seat {self.seat} at sample {self.sample_id}"

    def missed(self) -> list[str]:
        """The items that this reviewer saw missed."""
        return [key for key, answer in self.answers.items() if answer == Answer.MISSED]


class Dispute(models.Model):
    """That the person sees some items differently, and what somebody else decided."""

    sample = models.OneToOneField(Sample, on_delete=models.PROTECT, related_name="dispute")
    account = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(help_text="The keys of the items in question.")
    words = models.TextField(max_length=4000)
    opened_at = models.DateTimeField()
    due_on = models.DateField(help_text="The last day on which it is to be decided.")
    due_at = models.DateTimeField(help_text="The first moment at which it is overdue.")
    granted = models.JSONField(default=list, help_text="The keys of the items decided for the person.")
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("account")), name="nobody_decides_their_own_dispute"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision=""),
                name="a_dispute_is_decided_in_writing",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(decided_at=None), name="disputes_to_decide")]

    def __str__(self) -> str:
        return f"dispute about sample {self.sample_id}"

    def is_overdue(self, now: datetime.datetime) -> bool:
        """Whether it should have been decided by now."""
        return self.decided_at is None and now >= self.due_at
