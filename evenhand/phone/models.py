"""Telephone lines and their secrets, events as they came, calls with their legs, and the work after them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import Case, Contact, Queue
from evenhand.phone.rules import Kind, State, shown_number

KINDS = [(kind.value, kind.value) for kind in Kind]


class Line(models.Model):
    """A telephone line, or a trunk of many: a system that tells us of its calls at an address of its own, `key`."""

    name = models.CharField(max_length=100)
    key = models.SlugField(max_length=40, unique=True)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="+")
    country_code = models.CharField(max_length=3, blank=True)
    after_call_goal_seconds = models.PositiveIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class LineSecret(models.Model):
    """A secret with which a line signs, worked out from `nonce` and the house's own key. Two may hold at once."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="secrets")
    nonce = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.line} since {self.made_at:%Y-%m-%d}"


class Call(models.Model):
    """One call, as its events tell of it. All but `customer` and `case` is worked out anew with each event.

    `wait_seconds` is what the caller waited: stored for service levels, never handle time. `forgotten_at` says that the
    house ended it, because the telephone system never did.
    """

    class Direction(models.TextChoices):
        INBOUND = "inbound", _("They called")
        OUTBOUND = "outbound", _("We called")

    STATES = [
        (State.RINGING.value, _("Ringing")),
        (State.TALKING.value, _("Speaking")),
        (State.ENDED.value, _("Over")),
        (State.ABANDONED.value, _("They hung up before anybody answered")),
        (State.MISSED.value, _("Nobody answered")),
    ]

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="calls")
    reference = models.CharField(max_length=100)
    direction = models.CharField(max_length=8, choices=Direction.choices)
    number = models.CharField(max_length=60, blank=True)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=STATES, default=State.RINGING.value)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField()
    wait_seconds = models.FloatField(default=0)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "reference"], name="a_line_has_a_call_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="a_call_ends_after_it_began"
            ),
            models.CheckConstraint(condition=Q(wait_seconds__gte=0), name="nobody_waits_less_than_no_time"),
        ]
        indexes = [
            models.Index(fields=["last_event_at"], condition=Q(ended_at=None), name="call_running"),
            models.Index(fields=["-began_at"], name="call_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.reference}"

    @property
    def log_subject(self) -> str:
        """Its name in the activity log."""
        return f"call:{self.pk}"

    @property
    def shown_number(self) -> str:
        """The customer's number in groups; "" where it was withheld."""
        return shown_number(self.number)

    @property
    def is_outbound(self) -> bool:
        return self.direction == self.Direction.OUTBOUND


class CallEvent(models.Model):
    """What a telephone system told, once, with its own time and as it came. `agent` is whose extension it was then."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="events")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=KINDS)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    extension = models.CharField(max_length=40, blank=True)
    to = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    sequence = models.PositiveBigIntegerField(default=0)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    raw = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "event_id"], name="an_event_is_taken_once")]
        indexes = [
            models.Index(fields=["extension"], condition=Q(agent=None) & ~Q(extension=""), name="event_of_nobody")
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%H:%M:%S}"


class CallLeg(models.Model):
    """One agent's part of a call, and the contact that holds its time. `seen_at` is the last sign of the agent's own
    page, apart from those that we give for as long as the call runs."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="legs")
    extension = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    sign_given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "extension", "place"], name="a_leg_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.extension} in {self.call_id}"


class CallRing(models.Model):
    """That a call rings for somebody now, so that their desk shows it. Goes when it is answered or over."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="rings")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "agent"], name="a_call_rings_once_for_somebody")]

    def __str__(self) -> str:
        return f"{self.call_id} rings for {self.agent_id}"


class AfterCall(models.Model):
    """The work after an agent's part of a call. At `until` it ends by itself, unless somebody still writes."""

    leg = models.OneToOneField(CallLeg, on_delete=models.CASCADE, related_name="after")
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["until"], condition=Q(ended_at=None), name="after_call_running")]

    def __str__(self) -> str:
        return f"after {self.leg} until {self.until:%H:%M:%S}"


class AfterCallExtension(models.Model):
    """That the work after a call went on for longer, and why."""

    class Cause(models.TextChoices):
        CARRIER = "waiting on carrier", _("Waiting on the carrier")
        SYSTEM = "slow system", _("A slow system")
        POLICY = "policy look-up", _("Looking up a policy")
        WRITING = "writing up", _("Writing it up")
        OTHER = "other", _("Something else")

    after = models.ForeignKey(AfterCall, on_delete=models.CASCADE, related_name="extensions")
    cause = models.CharField(max_length=20, choices=Cause.choices)
    at = models.DateTimeField()
    until = models.DateTimeField()
    key = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return f"{self.cause} until {self.until:%H:%M:%S}"


class KnownNumber(models.Model):
    """A customer's telephone number, as the whole world dials it. A household may share one."""

    number = models.CharField(max_length=20)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "account"], name="a_number_is_noted_once")]

    def __str__(self) -> str:
        return self.number


class KeptRequest(models.Model):
    """What a line sent, rightly signed, and we could not take: kept as it came, for a person to look at."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    raw = models.TextField()
    problem = models.CharField(max_length=500)
    received_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "digest"], name="a_request_is_kept_once")]
        indexes = [models.Index(fields=["-id"], condition=Q(seen_at=None), name="kept_unseen")]

    def __str__(self) -> str:
        return self.problem
