"""Invitations to answer, the votes cast and the reasons given; and, apart from these, what fetched the page."""

import datetime
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evenhand.surveys.rules import Choice, Owner
from evenhand.surveys.words import REASON_WORDS

CHOICES = [(Choice.YES.value, pgettext_lazy("answer", "Yes")), (Choice.NO.value, pgettext_lazy("answer", "No"))]


def new_nonce() -> str:
    """128 random bits, as they stand in a link."""
    return secrets.token_urlsafe(16)


class Reason(models.Model):
    """Something that a customer can say after the vote. Retired, it is offered no more and stays readable."""

    OWNERS = [
        (Owner.PROCESS.value, _("how we work")),
        (Owner.CAPACITY.value, _("too few hands")),
        (Owner.POLICY.value, _("our policy")),
        (Owner.PRODUCT.value, _("the product")),
        (Owner.SELLER.value, _("the seller")),
        (Owner.DELIVERY.value, _("the delivery")),
        (Owner.AGENT.value, _("the person who answered")),
        (Owner.VOID.value, _("does not count")),
        (Owner.UNKNOWN.value, _("not known")),
    ]

    code = models.SlugField(max_length=40, unique=True)
    owner = models.CharField(max_length=10, choices=OWNERS)
    own_words = models.CharField(max_length=120, blank=True, help_text="Empty: our own words for this code.")
    place = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place", "code"]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """As the customer reads it."""
        return self.own_words or str(REASON_WORDS.get(self.code, self.code))

    @property
    def is_void(self) -> bool:
        """Whether an answer with this reason counts for nobody."""
        return self.owner == Owner.VOID


class Invitation(models.Model):
    """One question about one contact. The agent answerable is fixed when it is sent.

    `circumstances` are fixed then too: what was so before the agent acted (channel, matter, whether we had failed this
    customer before). `choice` and `reason` repeat the latest of the history, which is what counts. `yes_first` is the
    order of the two buttons, in the mail and on the page.
    """

    class State(models.TextChoices):
        """Whether the question has gone out. `withdrawn`: it had, and was taken back before it was answered."""

        DUE = "due", _("Due")
        SENT = "sent", _("Sent")
        WITHHELD = "withheld", _("Not sent")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    contact = models.OneToOneField("cases.Contact", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    circumstances = models.JSONField(default=dict)
    nonce = models.CharField(max_length=32, unique=True, default=new_nonce)
    yes_first = models.BooleanField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    withheld_reason = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    choice = models.CharField(max_length=3, choices=CHOICES, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(agent__isnull=False, sent_at__isnull=False, expires_at__isnull=False),
                name="sent_means_agent_and_dates_are_fixed",
            ),
            models.CheckConstraint(
                condition=Q(choice="", answered_at=None) | (~Q(choice="") & Q(answered_at__isnull=False)),
                name="an_answer_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="due"), name="survey_due"),
            models.Index(fields=["agent", "sent_at"], name="survey_by_agent"),
            models.Index(fields=["customer", "sent_at"], name="survey_by_customer"),
            models.Index(fields=["sent_at"], name="survey_by_sent_at"),
        ]

    def __str__(self) -> str:
        return f"question about contact {self.contact_id}"

    @property
    def log_subject(self) -> str:
        """Its name in the activity log. Not the case's: an open case page would flicker, and show who has voted."""
        return f"question:{self.pk}"

    def is_open(self, now: datetime.datetime) -> bool:
        """Whether it can be answered, or answered anew."""
        return self.state == self.State.SENT and self.expires_at is not None and now < self.expires_at

    @property
    def is_void(self) -> bool:
        """Whether the customer said that the answer was a slip, so that it counts for nobody."""
        return self.reason is not None and self.reason.is_void


class Vote(models.Model):
    """One press of a button. All are kept; the latest before expiry counts."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="votes")
    choice = models.CharField(max_length=3, choices=CHOICES)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.choice} at {self.at:%Y-%m-%d %H:%M}"


class VoteReason(models.Model):
    """Why, in the customer's own words or ours, given after a vote. All are kept; the latest is the one that holds.

    `position` is the reason's place among those shown, counted from 0, so that an effect of order can be seen.
    `pass_on`: the customer wants whoever helped to read the comment at once.
    """

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="reasons")
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True, max_length=2000)
    pass_on = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.reason or 'a comment'} for vote {self.vote_id}"


class Refusal(models.Model):
    """That a customer asked us to ask no more."""

    customer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer_id} wants no questions"


class PageRequest(models.Model):
    """Something fetched the page of a question. Kept apart from votes and never counted as one."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="page_requests")
    at = models.DateTimeField()
    method = models.CharField(max_length=7)
    choice = models.CharField(max_length=3, blank=True)
    is_decoy = models.BooleanField(default=False)
    agent_hash = models.CharField(max_length=16, help_text="A short hash of the user agent; no address is kept.")
    looks_like_robot = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.method} for question {self.invitation_id}"
