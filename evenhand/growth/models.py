"""Steps, the plans and sessions that belong to them, appeals, and the letters in which people read of all this."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import DomainError, WrittenOnce
from evenhand.growth.rules import Effect, Kind, Measure, Outcome

PERSON = settings.AUTH_USER_MODEL


class LetterNeverChanges(DomainError):
    """A letter stays as it was sent."""

    message = "A letter stays as it was sent. What has changed since is written in another letter."


class Step(models.Model):
    """What is proposed, and perhaps issued, about one person.

    Three people: who proposes, whom it is about, who decides. `evidence` is frozen when it is proposed (see
    evidence.Evidence), `gate` when it is decided. `rests_on` is the step that had to come before. `known_since` is
    when the person was told of `policy_version`.
    """

    class State(models.TextChoices):
        """Where it is. Whether an issued one still counts also depends on the day, and on an open appeal."""

        PROPOSED = "proposed", _("Proposed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DECLINED = "declined", _("Not taken")
        ISSUED = "issued", _("Issued")
        REVOKED = "revoked", _("Revoked")

    KINDS = [
        (Kind.RECOGNITION.value, _("Recognition")),
        (Kind.COACHING.value, _("Coaching")),
        (Kind.PLAN.value, _("Improvement plan")),
        (Kind.WRITTEN_WARNING.value, _("Written warning")),
        (Kind.FINAL_WARNING.value, _("Final warning")),
        (Kind.NOTICE.value, _("Notice")),
        (Kind.RESTRICTION.value, _("Restriction")),
    ]

    audience = models.CharField(max_length=10, default="agents", help_text="Whose ladder it is: see rules.LADDERS.")
    account = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    why = models.TextField(max_length=4000)
    expected = models.TextField(max_length=4000, blank=True)
    scope = models.CharField(max_length=500, blank=True, help_text="What a restriction restricts, and nothing beyond.")
    contact = models.ForeignKey("cases.Contact", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.ForeignKey("standing.StandingResult", on_delete=models.PROTECT, null=True, related_name="+")
    evidence = models.JSONField(default=dict)
    policy_version = models.ForeignKey("policies.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    known_since = models.DateTimeField(null=True)
    rests_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="rest_on_it")

    answer_on = models.DateField(null=True, help_text="The last day on which the person can answer.")
    answer_until = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, max_length=8000)
    answered_at = models.DateTimeField(null=True)

    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True, max_length=4000)
    gate = models.JSONField(default=list)
    live_from = models.DateField(null=True)
    live_until = models.DateField(null=True, help_text="The last day on which it counts.")
    appeal_on = models.DateField(null=True, help_text="The last day on which the person can appeal.")
    appeal_until = models.DateTimeField(null=True)

    ended_at = models.DateTimeField(null=True, help_text="When it was withdrawn or revoked.")
    ended_why = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(proposed_by=F("account")), name="nobody_proposes_their_own_step"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("account")) & ~Q(decided_by=F("proposed_by")),
                name="a_step_is_decided_by_a_third",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "declined"]) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_step_is_issued_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["revoked", "withdrawn"]) | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="a_step_that_ends_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="restriction", state="issued")
                | ~Q(scope="") & Q(live_from__isnull=False, live_until__isnull=False),
                name="a_restriction_has_scope_and_end",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="proposed"), name="one_step_is_proposed_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["account", "result"],
                condition=Q(state__in=["proposed", "issued"]) & ~Q(result=None),
                name="no_step_twice_for_the_same_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.account_id}"

    @property
    def log_subject(self) -> str:
        """In the activity log, a step belongs to the record of its person."""
        return f"record:{self.account_id}"

    @property
    def open_appeal(self) -> "Appeal | None":
        """The appeal that is not decided yet."""
        appeal = getattr(self, "appeal", None)
        return appeal if appeal is not None and appeal.decided_at is None else None

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it stands and is something to be spared: what was said in praise stays said."""
        return self.state == self.State.ISSUED and self.kind != Kind.RECOGNITION

    def counts_on(self, day: datetime.date) -> bool:
        """Whether it counts on `day`: issued, begun, not run out, and nobody looking at it again."""
        is_issued = self.state == self.State.ISSUED and self.open_appeal is None
        return is_issued and not self.has_run_out_on(day) and not self.begins_after(day)

    def begins_after(self, day: datetime.date) -> bool:
        """Whether its first day is still to come, as while the notice of a restriction runs."""
        return self.live_from is not None and day < self.live_from

    def has_run_out_on(self, day: datetime.date) -> bool:
        """Whether its last day lies before `day`."""
        return self.live_until is not None and day > self.live_until


class Plan(models.Model):
    """An improvement plan: what is to be reached by own effort, the help promised, and how it ended.

    Its last day follows from `starts_on`, `days` and the person's leave, and so moves with leave noted later. `unaided`
    is what the next answers would bring with no help at all: the bar by which the help, too, is judged.
    """

    OUTCOMES = [
        (Outcome.REACHED.value, _("reached")),
        (Outcome.NOT_REACHED.value, _("not reached yet")),
        (Outcome.TOO_FEW.value, _("too little to say")),
    ]
    EFFECTS = [
        (Effect.MORE_THAN_BY_ITSELF.value, _("better than would have come by itself")),
        (Effect.AS_BY_ITSELF.value, _("as would have come by itself")),
        (Effect.LESS_THAN_BY_ITSELF.value, _("less than would have come by itself")),
        (Effect.NOT_KNOWN.value, _("cannot be told")),
    ]

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="plan")
    days = models.PositiveSmallIntegerField()
    sessions_per_week = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=16, blank=True, help_text="In which the goals were written, as we know it.")
    goals_confirmed_by = models.ForeignKey(
        PERSON,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who said, where no file of words looks at this language, that each goal is in the person's hands.",
    )
    starts_on = models.DateField(null=True, help_text="Empty until the step is issued.")
    unaided = models.JSONField(default=dict)
    assessed_at = models.DateTimeField(null=True)
    assessed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    result = models.ForeignKey("standing.StandingResult", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=OUTCOMES, blank=True)
    effect = models.CharField(max_length=20, choices=EFFECTS, blank=True)
    words = models.TextField(blank=True, max_length=4000)

    def __str__(self) -> str:
        return f"plan of step {self.step_id}"


class Goal(models.Model):
    """Something that the person can reach by own effort."""

    MEASURES = [
        (Measure.EVERY_TIME.value, _("every time")),
        (Measure.AT_LEAST.value, _("at least so often in each week")),
        (Measure.AT_MOST.value, _("at most so often in the whole plan")),
    ]

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals")
    words = models.CharField(max_length=500)
    measure = models.CharField(max_length=10, choices=MEASURES, default=Measure.EVERY_TIME.value)
    target = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure="every_time", target=None) | ~Q(measure="every_time") & Q(target__isnull=False),
                name="a_goal_is_measurable",
            )
        ]

    def __str__(self) -> str:
        return self.words


class Checkpoint(models.Model):
    """A day in the middle of a plan on which both look together at how it goes."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="checkpoints")
    due_on = models.DateField()
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"checkpoint on {self.due_on}"


class Session(models.Model):
    """A coaching session, promised for a day. It is given when both sides say so.

    It looks at one contact of an agent's, or one mark of a seller's or driver's.
    """

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="sessions")
    promised_for = models.DateField()
    coach = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    held_on = models.DateField(null=True)
    contact = models.ForeignKey("cases.Contact", on_delete=models.PROTECT, null=True, related_name="+")
    mark = models.ForeignKey("standing.Mark", on_delete=models.PROTECT, null=True, related_name="+")
    notes = models.TextField(blank=True, max_length=8000)
    noted_at = models.DateTimeField(null=True)
    took_place = models.BooleanField(null=True, help_text="What the person says.")
    person_words = models.TextField(blank=True, max_length=4000)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["promised_for", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(noted_at=None)
                | Q(coach__isnull=False, held_on__isnull=False)
                & (Q(contact__isnull=False) | Q(mark__isnull=False))
                & ~Q(notes=""),
                name="notes_cite_what_they_are_about",
            ),
        ]

    def __str__(self) -> str:
        return f"session on {self.promised_for}"

    @property
    def is_given(self) -> bool:
        """Whether both sides say that it took place."""
        return self.noted_at is not None and self.took_place is True


class Appeal(models.Model):
    """That the person asked somebody else to look at a step again, and what came of it."""

    class Outcome(models.TextChoices):
        """What came of it."""

        UPHELD = "upheld", _("The step falls")
        REJECTED = "rejected", _("The step stands")
        MOOT = "moot", _("The step had fallen already")

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="appeal")
    account = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    first_decider = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=8000)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | ~Q(decided_by=F("account")) & ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("first_decider")),
                name="an_appeal_is_decided_by_a_fourth",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="")
                | Q(decided_at__isnull=False) & ~Q(outcome="") & ~Q(decision=""),
                name="an_appeal_is_decided_in_writing",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(decided_at=None), name="appeals_to_decide")]

    def __str__(self) -> str:
        return f"appeal against step {self.step_id}"

    def is_overdue(self, now: datetime.datetime) -> bool:
        """Whether it should have been decided by now."""
        return self.decided_at is None and now >= self.due_at


class SentOnce(WrittenOnce):
    """Letters: written once."""

    refusal = LetterNeverChanges


class Letter(models.Model):
    """What a person is told in writing about a step, word for word as it was sent.

    `parts` is a list of {"heading", "paragraphs", "facts"}; facts are pairs of a name and what it says.
    """

    class About(models.TextChoices):
        """What it tells."""

        PROPOSED = "proposed", _("What is being considered")
        WITHDRAWN = "withdrawn", _("It is no longer considered")
        ISSUED = "issued", _("What was decided")
        DECLINED = "declined", _("It was not taken")
        REVOKED = "revoked", _("It was taken back")
        APPEAL_OPENED = "appeal_opened", _("Your appeal has arrived")
        APPEAL_REJECTED = "appeal_rejected", _("Your appeal was decided")
        PLAN_ENDED = "plan_ended", _("How the plan ended")

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="letters")
    account = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=20, choices=About.choices)
    language = models.CharField(max_length=16, blank=True)
    title = models.CharField(max_length=200)
    parts = models.JSONField()
    written_at = models.DateTimeField()

    objects = SentOnce.as_manager()

    class Meta:
        ordering = ["-written_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes it, once."""
        if not self._state.adding:
            raise LetterNeverChanges
        super().save(*args, **kwargs)
