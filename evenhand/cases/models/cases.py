"""Cases, the queues in which they wait, and that they were closed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way by which a customer reached us."""

    MAIL = "mail", _("Mail")
    CHAT = "chat", _("Chat")
    PHONE = "phone", _("Phone")
    FORM = "form", _("Form")
    ORDER_PAGE = "order_page", _("Order page")


class Queue(models.Model):
    """Where cases of one kind wait. Mail sent to `address` comes in here."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=60, unique=True)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    address = models.EmailField(blank=True, help_text="Mail to this address comes in here; in small letters.")
    team = models.ForeignKey("people.Team", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=~Q(address=""), name="an_address_feeds_one_queue")
        ]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """One customer's matter. Open: it waits for us. Waiting: for the customer. Asleep: for a date, or for a message.

    The columns below `opened_at` repeat what the messages say, so that the inbox reads one table; actions keep them.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WAITING = "waiting", _("Waiting for the customer")
        SNOOZED = "snoozed", _("Asleep")
        CLOSED = "closed", _("Closed")
        SET_ASIDE = "set_aside", _("Set aside")

    class SetAsideAs(models.TextChoices):
        SPAM = "spam", _("Spam")
        MERGED = "merged", _("Merged into another case")
        AUTOMATIC = "automatic", _("Automatic mail")

    class Priority(models.IntegerChoices):
        LOW = 0, _("Low")
        NORMAL = 1, _("Normal")
        HIGH = 2, _("High")
        URGENT = 3, _("Urgent")

    subject = models.CharField(max_length=255)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("shop.Order", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    set_aside_as = models.CharField(max_length=10, choices=SetAsideAs.choices, blank=True)
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    language = models.CharField(max_length=16, blank=True, help_text="As in en or de-at; empty: not known.")
    is_live = models.BooleanField(default=False, help_text="The customer reads on their screen, in a chat: no mail.")
    opened_at = models.DateTimeField()

    last_message_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    messages_count = models.PositiveIntegerField(default=0)
    last_preview = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-priority", "waiting_since", "id"], condition=Q(status="open"), name="case_inbox_open"
            ),
            models.Index(
                fields=["assignee", "-priority", "waiting_since", "id"],
                condition=Q(status="open", assignee__isnull=False),
                name="case_inbox_mine",
            ),
            models.Index(
                fields=["-priority", "waiting_since", "id"],
                condition=Q(status="open", assignee=None),
                name="case_inbox_unassigned",
            ),
            models.Index(
                fields=["queue", "-priority", "waiting_since", "id"],
                condition=Q(status="open"),
                name="case_inbox_queue",
            ),
            models.Index(fields=["-last_message_at", "-id"], condition=Q(status="waiting"), name="case_inbox_waiting"),
            models.Index(fields=["-last_message_at", "-id"], condition=Q(status="closed"), name="case_inbox_closed"),
            models.Index(fields=["-last_message_at", "-id"], condition=Q(status="open"), name="case_inbox_open_newest"),
            models.Index(fields=["snoozed_until", "id"], condition=Q(status="snoozed"), name="case_inbox_snoozed"),
            models.Index(fields=["customer", "-last_message_at"], name="case_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", waiting_since__isnull=False)
                | (~Q(status="open") & Q(waiting_since__isnull=True)),
                name="an_open_case_waits_for_us",
            ),
            models.CheckConstraint(
                condition=Q(status="snoozed", snoozed_until__isnull=False)
                | (~Q(status="snoozed") & Q(snoozed_until__isnull=True)),
                name="a_sleeping_case_says_until_when",
            ),
            models.CheckConstraint(
                condition=(Q(status="set_aside") & ~Q(set_aside_as="")) | (~Q(status="set_aside") & Q(set_aside_as="")),
                name="what_is_set_aside_says_as_what",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @property
    def log_subject(self) -> str:
        """Its name in the activity log and in live hints."""
        return f"case:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED


class Due(models.Model):
    """By when a case wants its next step, as a room above reckons it. No row: nothing is promised, or the clock rests.

    A table of its own, because whole cases are saved by many verbs, and the one who reckons comes in between.
    """

    class What(models.TextChoices):
        FIRST = "first", _("First reply")
        NEXT = "next", _("Reply")
        RESOLUTION = "resolution", _("Resolution")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="due")
    at = models.DateTimeField()
    soon_at = models.DateTimeField(null=True)
    what = models.CharField(max_length=10, choices=What.choices)

    class Meta:
        indexes = [models.Index(fields=["at", "case"], name="case_due")]

    def __str__(self) -> str:
        return f"{self.what} of {self.case_id} by {self.at:%Y-%m-%d %H:%M}"


class Closure(models.Model):
    """That a case was closed: when, by whom, why. Ends when the case is opened again.

    `waiting_since` is what the case had before, so that an undo gives back the same place in the inbox.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="closures")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    waiting_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="a_case_is_closed_once")
        ]

    def __str__(self) -> str:
        return f"{self.case} closed {self.at:%Y-%m-%d %H:%M}"
