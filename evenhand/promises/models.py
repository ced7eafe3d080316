"""Calendars, what is promised, the promises that were made, the time that contacts took, and published figures."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import Channel
from evenhand.promises.goals import Goals, goals_of
from evenhand.promises.hours import OpenHours
from evenhand.promises.levels import Levels, levels_of
from evenhand.promises.opening import hours_of
from evenhand.promises.rules import Clock, Kind, Pause
from evenhand.promises.service import Formula, Share, Waits


class Calendar(models.Model):
    """Opening hours under a name, and `text`: the hours as they were typed.

    With `follows_site`, the site's zone holds in its versions, and its weekend and holidays are shut too.
    """

    name = models.CharField(max_length=80, unique=True)
    text = models.TextField(help_text="The hours as they were typed, as opening.text_of writes them.")
    follows_site = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """What a calendar said from a moment on. Never changed: a promise keeps the hours under which it was made."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(help_text="The hours, as opening.text_of writes them.")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "number"], name="a_calendar_numbers_its_versions")]

    def __str__(self) -> str:
        return f"{self.calendar_id}, version {self.number}"

    @property
    def hours(self) -> OpenHours:
        """The hours themselves."""
        return hours_of(self.text)


class Published(models.Model):
    """What was published from a moment on, each time with the next number. Never changed afterwards."""

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-number"]


class LevelsVersion(Published):
    """What we promised to cases opened from a moment on. Never changed once it is published."""

    text = models.TextField(help_text="The levels, as levels.text_of writes them.")
    why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"Service levels, version {self.number}"

    @property
    def levels(self) -> Levels:
        """What it says."""
        return levels_of(self.text)


class Promise(models.Model):
    """That a customer is answered, or a matter settled, within so much business time, and what became of it.

    The clock is `counted` up to `since`, which is empty while it stands still. `key` makes each promise once;
    `made_place` is the level under which it was made, `place` the one that holds now (a queue or priority may change).
    """

    KINDS = [
        (Kind.FIRST.value, _("First reply")),
        (Kind.NEXT.value, _("Next reply")),
        (Kind.RESOLUTION.value, _("Resolution")),
    ]
    PAUSES = [
        (Pause.CUSTOMER.value, _("we wait for the customer")),
        (Pause.ASLEEP.value, _("the case is asleep")),
        (Pause.HOLD.value, _("we wait for somebody else")),
        (Pause.SET_ASIDE.value, _("the case is set aside")),
    ]

    class Outcome(models.TextChoices):
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Broken")
        RELEASED = "released", _("No longer needed")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    version = models.ForeignKey(LevelsVersion, on_delete=models.PROTECT, related_name="+")
    made_place = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    hours = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="+")
    target_minutes = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    counted = models.DurationField()
    since = models.DateTimeField(null=True)
    pause = models.CharField(max_length=10, choices=PAUSES, blank=True)
    paused_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    reply_number = models.BigIntegerField(null=True, help_text="The message that kept it, which can be taken back.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, outcome="") | (Q(settled_at__isnull=False, since=None) & ~Q(outcome="")),
                name="a_settled_promise_says_how",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(paused_at=None, pause=""), name="a_running_clock_is_not_paused"
            ),
        ]
        indexes = [
            models.Index(fields=["soon_at"], condition=Q(settled_at=None, warned_at=None), name="promise_soon"),
            models.Index(fields=["due_at"], condition=Q(settled_at=None, broken_at=None), name="promise_due"),
            models.Index(fields=["made_at", "kind"], name="promise_made"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for case {self.case_id}"

    @property
    def owed_at(self) -> datetime.datetime | None:
        """When it is due, or was: one that is broken was due then, whatever holds now. None while its clock rests."""
        return self.due_at and (self.broken_at or self.due_at)

    @property
    def clock(self) -> Clock:
        """Its clock, to reckon with. Needs `hours` to be read along."""
        return Clock(datetime.timedelta(minutes=self.target_minutes), self.hours.hours, self.counted, self.since)

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None


class BookedTime(models.Model):
    """The time that a contact took, in seconds, booked when its after-contact work ended, to the queue in which it was.

    The row is made when the contact ends; its seconds are reckoned within a minute. Until then `booked_at` is empty.
    """

    contact = models.OneToOneField("cases.Contact", on_delete=models.CASCADE, primary_key=True, related_name="+")
    queue = models.ForeignKey("cases.Queue", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12)
    ended_at = models.DateTimeField()
    talk = models.FloatField(default=0)
    hold = models.FloatField(default=0)
    after = models.FloatField(default=0)
    booked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ended_at"], name="booked_by_end"),
            models.Index(fields=["contact"], condition=Q(booked_at=None), name="to_be_booked"),
        ]

    def __str__(self) -> str:
        return f"Time of contact {self.contact_id}"


class GoalsVersion(Published):
    """For how long work of each kind is meant to take, from a moment on. Never changed once it is published."""

    text = models.TextField(help_text="The goals, as goals.text_of writes them.")
    why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"Goals, version {self.number}"

    @property
    def goals(self) -> Goals:
        """What it says."""
        return goals_of(self.text)


FORMULAS = [
    (Formula.ALL_WHO_CAME.value, _("answered in time, of all who came")),
    (Formula.WITHOUT_EARLY_LEAVERS.value, _("answered in time, of all but those who gave up early")),
    (Formula.EARLY_LEAVERS_COUNT.value, _("answered in time or gave up early, of all who came")),
    (Formula.SHORT_CALLS_COUNT.value, _("answered in time or gave up at once, of all who came")),
    (Formula.ANSWERED_ONLY.value, _("answered in time, of those answered (hides who gave up; not recommended)")),
]


class ServiceRule(Published):
    """By which formula the service level is published from a moment on, and in how many seconds a call is answered.

    A chat is answered in `chat_within_seconds`; where nobody said, as a call.
    """

    formula = models.CharField(max_length=24, choices=FORMULAS)
    within_seconds = models.PositiveIntegerField()
    chat_within_seconds = models.PositiveIntegerField(null=True, blank=True)
    short_seconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"Service level by {self.get_formula_display()}, version {self.number}"

    def target_seconds(self, channel: str) -> int:
        """In how many seconds somebody on a live channel is answered in time."""
        return self.chat_seconds if channel == Channel.CHAT else self.within_seconds

    @property
    def chat_seconds(self) -> int:
        """In how many seconds the first answer in a chat is in time."""
        return self.within_seconds if self.chat_within_seconds is None else self.chat_within_seconds


class ServiceFigure(models.Model):
    """The service level of one queue on one day, published once nobody of that day waits any more. Never changed.

    It keeps the rule by which it was made and the counts that it was made of, so that another rule rewrites nothing.
    """

    day = models.DateField()
    queue = models.ForeignKey("cases.Queue", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(ServiceRule, on_delete=models.PROTECT, related_name="+")
    answered_in_time = models.PositiveIntegerField()
    answered_late = models.PositiveIntegerField()
    left_short = models.PositiveIntegerField()
    left_in_time = models.PositiveIntegerField()
    left_late = models.PositiveIntegerField()
    part = models.PositiveIntegerField()
    whole = models.PositiveIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "queue_id"]
        constraints = [
            models.UniqueConstraint(fields=["day", "queue"], name="a_day_is_published_once_for_a_queue"),
            models.CheckConstraint(condition=Q(part__lte=models.F("whole")), name="a_share_is_a_part_of_its_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.whole} on {self.day}"

    @property
    def waits(self) -> Waits:
        """The counts that it was made of."""
        return Waits(self.answered_in_time, self.answered_late, self.left_short, self.left_in_time, self.left_late)

    @property
    def share(self) -> Share:
        """The figure itself, as its two counts."""
        return Share(self.part, self.whole)
