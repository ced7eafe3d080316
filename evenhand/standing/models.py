"""Findings of what caused a "no" or a claim, the marks that follow, and frozen results."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import DomainError, WrittenOnce
from evenhand.standing.checked import SampleDraw, SecondLook
from evenhand.standing.rules import Audience, Cause

__all__ = [
    "Computation",
    "Contest",
    "ContestFile",
    "Finding",
    "Frozen",
    "FrozenNeverChanges",
    "Mark",
    "SampleDraw",
    "SecondLook",
    "StandingResult",
]


class FrozenNeverChanges(DomainError):
    """A computed result stays as it was."""

    message = "A result stays as it was computed. Compute again: a new result then stands beside it."


class Finding(models.Model):
    """Who or what is answerable for a "no", or for a claim: proposed by rule, decided by a person.

    `person` is the one whom the decision names, where the cause is a person. `evidence` is a list of {"fact",
    "source", "values"}: what is known and where that stands. A later answer or decision supersedes an earlier finding.
    """

    class State(models.TextChoices):
        """How far it is."""

        PROPOSED = "proposed", _("Proposed")
        DECIDED = "decided", _("Decided")
        SUPERSEDED = "superseded", _("Superseded")

    CAUSES = [
        (Cause.AGENT.value, _("the person who answered")),
        (Cause.POLICY.value, _("our policy")),
        (Cause.CARRIER.value, _("the carrier")),
        (Cause.DRIVER.value, _("the driver")),
        (Cause.SELLER.value, _("the seller")),
        (Cause.PRODUCT.value, _("the product")),
        (Cause.SYSTEM.value, _("how we work")),
        (Cause.UNKNOWN.value, _("not known")),
    ]

    vote = models.ForeignKey("surveys.Invitation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    claim = models.ForeignKey("remedies.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cause = models.CharField(max_length=10, choices=CAUSES)
    proposed_cause = models.CharField(max_length=10, choices=CAUSES)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    clause = models.CharField(max_length=120, blank=True, help_text="As in refunds-and-claims 4, clause 3.2.")
    policy_key = models.CharField(max_length=60, blank=True, help_text="Where the cause is a policy: which.")
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.CharField(max_length=200, help_text="A rule with its version, or a person.")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(vote__isnull=False, claim=None) | Q(vote=None, claim__isnull=False),
                name="a_finding_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(decided_at__isnull=False), name="a_decision_has_its_time"
            ),
            models.UniqueConstraint(
                fields=["vote"], condition=~Q(state="superseded"), name="one_finding_holds_per_vote"
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=~Q(state="superseded"), name="one_finding_holds_per_claim"
            ),
        ]
        indexes = [models.Index(fields=["proposed_at"], condition=Q(state="proposed"), name="finding_to_decide")]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} ({self.get_state_display()})"

    @property
    def log_subject(self) -> str:
        """Its name in the activity log."""
        return f"finding:{self.pk}"

    @property
    def decided_by_label(self) -> str:
        """Who decided, as it reads where their account is gone too."""
        return str(self.decided_by) if self.decided_by else self.proposed_by

    @property
    def why_not_counted(self) -> str:
        """Why a "no" does not count against whoever answered: another cause, or the fate of its mark (words.LEFT_OUT).

        Empty where it counts.
        """
        if self.cause != Cause.AGENT or not hasattr(self, "mark"):
            return self.cause if self.state == self.State.DECIDED else Cause.UNKNOWN.value
        return self.why_mark_is_left_out

    @property
    def why_mark_is_left_out(self) -> str:
        """What keeps its mark from counting (words.LEFT_OUT); empty where it counts, or there is none."""
        mark, look = getattr(self, "mark", None), getattr(self, "second_look", None)
        if mark is None:
            return ""
        if mark.revoked_at is not None:
            return "taken_back"
        if mark.is_contested:
            return "contested"
        return "seen_otherwise" if look is not None and look.is_disputed else ""

    @property
    def happened_at(self) -> datetime.datetime:
        """When what it is about happened: the end of the contact, the opening of the claim."""
        if self.vote:
            return self.vote.contact.ended_at or self.vote.contact.opened_at
        assert self.claim is not None
        return self.claim.opened_at


class Mark(models.Model):
    """An event that counts in somebody's standing, under the policy version that bound them when it happened."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="mark")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="When what it is about happened.")
    set_at = models.DateTimeField()
    first_seen_at = models.DateTimeField(null=True, blank=True, help_text="When the person first saw it.")
    policy_version = models.ForeignKey("policies.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revoked_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(revoked_at=None) | ~Q(revoked_why=""), name="a_revocation_says_why")
        ]
        indexes = [models.Index(fields=["account", "at"], name="marks_of_account")]

    def __str__(self) -> str:
        return f"mark of {self.account_id} at {self.at:%Y-%m-%d}"

    @property
    def counts(self) -> bool:
        """Whether it still counts. One that is contested counts again only when that is decided."""
        return self.revoked_at is None and not self.is_contested

    @property
    def is_contested(self) -> bool:
        """Whether somebody else is looking at it."""
        contest = getattr(self, "contest", None)
        return contest is not None and contest.decided_at is None

    @property
    def log_subject(self) -> str:
        """In the activity log, a mark belongs to the record of its person."""
        return f"record:{self.account_id}"


class Contest(models.Model):
    """That the rated person asked somebody else to look at a mark again, and what came of it.

    `first_decider` decided the cause; whoever decides here is another. Nothing decides it but a person; a mark that
    falls in the meantime, as after the customer's "yes", leaves nothing to decide.
    """

    class Outcome(models.TextChoices):
        """What came of it."""

        UPHELD = "upheld", _("The mark falls")
        REJECTED = "rejected", _("The mark stands")
        MOOT = "moot", _("The mark had fallen already")

    mark = models.OneToOneField(Mark, on_delete=models.PROTECT, related_name="contest")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(max_length=4000)
    opened_at = models.DateTimeField()
    due_on = models.DateField(help_text="The last day on which it is to be decided.")
    due_at = models.DateTimeField(help_text="The first moment at which it is overdue.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="")
                | Q(decided_at__isnull=False) & ~Q(outcome="") & ~Q(decision=""),
                name="a_contest_is_decided_in_writing",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("account")), name="nobody_decides_their_own_contest"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(first_decider=None) | ~Q(decided_by=F("first_decider")),
                name="a_contest_is_decided_by_another",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(decided_at=None), name="contests_to_decide")]

    def __str__(self) -> str:
        return f"contest of mark {self.mark_id}"

    def is_overdue(self, now: datetime.datetime) -> bool:
        """Whether it should have been decided by now."""
        return self.decided_at is None and now >= self.due_at


class ContestFile(models.Model):
    """A file that the person added to their words. `problem` says why one was not kept."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Frozen(WrittenOnce):
    """Rows that are written once."""

    refusal = FrozenNeverChanges


class Computation(models.Model):
    """One computation for one team and window: its inputs as they were, the method, the policy version.

    Sellers and drivers have no team: all of an `audience` are computed together, each against the written standard.

    One with `is_regular` false was made for one look, as at the end of somebody's plan, and is no team's standing.
    """

    AUDIENCES = [
        (Audience.AGENTS.value, _("Agents")),
        (Audience.SELLERS.value, _("Sellers")),
        (Audience.DRIVERS.value, _("Drivers")),
    ]

    audience = models.CharField(max_length=10, choices=AUDIENCES, default=Audience.AGENTS.value)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, null=True, related_name="+")
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    method_version = models.CharField(max_length=40)
    policy_version = models.ForeignKey("policies.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    peer_share = models.FloatField(null=True)
    is_regular = models.BooleanField(default=True)
    look = models.PositiveIntegerField(default=1, help_text="The how many-eth computation of this window it is.")
    computed_at = models.DateTimeField()

    objects = Frozen.as_manager()

    class Meta:
        ordering = ["-window_end", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "window_start", "window_end", "inputs_sha256", "method_version", "is_regular", "look"],
                name="the_same_inputs_are_computed_once",
            ),
            models.UniqueConstraint(
                fields=[
                    "audience",
                    "window_start",
                    "window_end",
                    "inputs_sha256",
                    "method_version",
                    "is_regular",
                    "look",
                ],
                condition=Q(team=None),
                name="the_same_orders_are_computed_once",
            ),
            models.CheckConstraint(
                condition=Q(audience="agents", team__isnull=False) | ~Q(audience="agents") & Q(team=None),
                name="agents_are_computed_by_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_whom} until {self.window_end:%Y-%m-%d}"

    @property
    def of_whom(self) -> str:
        """The team, or all sellers, or all drivers."""
        return str(self.team or self.get_audience_display())

    @property
    def log_subject(self) -> str:
        """Its name in the activity log."""
        return f"team:{self.team_id}" if self.team_id else f"audience:{self.audience}"


class StandingResult(models.Model):
    """How one person stood in one window. Written once and never computed again in place.

    `yes` and `no` are all answers, `marks` the "no" that count against the person; `sent` the questions asked.
    `fair_share`, `low` and `high` are None where nobody answered. Of sellers and drivers, `yes` are the orders or
    parcels without a mark, `no` and `marks` those with one, and `sent` those about which anything was reported.
    """

    computation = models.ForeignKey(Computation, on_delete=models.PROTECT, related_name="results")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent = models.PositiveIntegerField()
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    marks = models.PositiveIntegerField()
    fair_share = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    reliability = models.FloatField(null=True)
    verdict = models.CharField(max_length=30)
    answers_needed = models.PositiveIntegerField(null=True, help_text="More of them, for a verdict. Empty: not known.")
    may_be_shown = models.BooleanField(default=True, help_text="To the person: no answer can be told apart by it.")

    objects = Frozen.as_manager()

    class Meta:
        ordering = ["computation", "account"]
        constraints = [
            models.UniqueConstraint(fields=["computation", "account"], name="one_result_per_person_and_computation")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.verdict}"

    @property
    def answers(self) -> int:
        """How many answered."""
        return self.yes + self.no

    @property
    def counted(self) -> int:
        """How many answers the fair share rests on: each "yes", and each "no" with a mark."""
        return self.yes + self.marks
