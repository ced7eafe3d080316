"""Cases and what happens in them: contacts with their time, messages, files, drafts, and mail as it arrived."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
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
    """One customer's matter. Open: it waits for us. Waiting: it waits for the customer.

    The columns below `opened_at` repeat what the messages say, so that the inbox reads one table; actions keep them.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WAITING = "waiting", _("Waiting for the customer")
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
    opened_at = models.DateTimeField()

    last_message_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True)
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
            models.Index(fields=["customer", "-last_message_at"], name="case_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", waiting_since__isnull=False)
                | (~Q(status="open") & Q(waiting_since__isnull=True)),
                name="an_open_case_waits_for_us",
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


class Message(models.Model):
    """One entry in a case: a public reply or an internal note.

    `at` is when it came to us or was written here; `sent_at` is what a mail claims of itself. `quoted_text` is the
    history that a mail carries along, folded away on screen. `key` makes a second press harmless.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Internal note")

    class AuthorKind(models.TextChoices):
        """`other`: somebody who wrote into the case from an address that is not the customer's."""

        CUSTOMER = "customer", _("Customer")
        AGENT = "agent", _("Agent")
        SELLER = "seller", _("Seller")
        DRIVER = "driver", _("Driver")
        SYSTEM = "system", _("System")
        OTHER = "other", _("Somebody else")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.REPLY)
    author_kind = models.CharField(max_length=8, choices=AuthorKind.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    quoted_text = models.TextField(blank=True)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=255, blank=True)
    in_reply_to = models.CharField(max_length=255, blank=True)
    outgoing = models.ForeignKey("core.OutgoingMail", on_delete=models.SET_NULL, null=True, related_name="+")
    bounced_at = models.DateTimeField(null=True)
    bounce_reason = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - unset must not collide

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="message_of_case"),
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="message_by_message_id"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message_id"], condition=Q(outgoing__isnull=False), name="our_message_ids_are_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.case_id} by {self.author_kind}"

    @property
    def is_ours(self) -> bool:
        return self.author_kind in (self.AuthorKind.AGENT, self.AuthorKind.SYSTEM)


class Attachment(models.Model):
    """A file that came with a message. Its bytes lie outside the web root under their hash; `problem` says why not."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """One interaction in a case on one channel with one agent; it has handle time, and a survey asks about it."""

    class EndCause(models.TextChoices):
        CLOSED = "closed", _("The case was closed")
        ENDED = "ended", _("The agent ended it")
        TRANSFERRED = "transferred", _("It was handed on")
        FORGOTTEN = "forgotten", _("Nothing had happened for a while")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    last_sign_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=12, choices=EndCause.choices, blank=True)
    is_forgotten = models.BooleanField(default=False)
    reply = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agent"], condition=Q(ended_at=None), name="a_contact_runs_once_per_agent"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at")), name="a_contact_ends_after_it_began"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "opened_at"], name="contact_of_agent"),
            models.Index(fields=["last_sign_at"], condition=Q(ended_at=None), name="contact_running"),
        ]

    def __str__(self) -> str:
        return f"Contact {self.pk} in {self.case_id}"


class Segment(models.Model):
    """A stretch of a contact's time."""

    class Kind(models.TextChoices):
        TALK = "talk", _("Talk")
        HOLD = "hold", _("Hold")
        AFTER = "after", _("After-contact work")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="segments")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    cause = models.CharField(max_length=60, blank=True, help_text="As in waiting on carrier, slow system.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(ended_at=None), name="one_segment_runs_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="a_segment_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.started_at:%H:%M:%S}"


class Draft(models.Model):
    """What an agent has begun to write in a case, kept on the server. `version` rises with each save."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "agent"], name="one_draft_per_agent_and_case")]

    def __str__(self) -> str:
        return f"Draft in {self.case_id}"


class SearchText(models.Model):
    """The words by which a message is found: small letters, no accents, one space between.

    The database's own full-text index stands on this table: FTS5 on SQLite, tsvector on PostgreSQL.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    words = models.TextField()

    def __str__(self) -> str:
        return self.words[:60]


class IncomingMail(models.Model):
    """A mail as it arrived, byte for byte. Accepted means on disk; landed means it stands in a case.

    `landed_key` is what makes a mail the same mail when it comes twice: the database lets one of them land.
    """

    class Source(models.TextChoices):
        SMTP = "smtp", "SMTP"
        LMTP = "lmtp", "LMTP"
        IMAP = "imap", "IMAP"
        FORM = "form", _("Form")

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        LANDED = "landed", _("Landed")
        DUPLICATE = "duplicate", _("Came twice")
        IGNORED = "ignored", _("Not for a person")
        QUARANTINED = "quarantined", _("In quarantine")

    digest = models.CharField(max_length=64, db_index=True, help_text="SHA-256 of the bytes and the envelope.")
    message_id = models.CharField(max_length=255, blank=True)
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = models.JSONField(default=list)
    source = models.CharField(max_length=4, choices=Source.choices)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=11, choices=State.choices, default=State.ACCEPTED)
    problem = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    landed_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unset must not collide
    landed_in = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    size = models.PositiveIntegerField()
    raw = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(state="accepted"), name="incoming_accepted"),
            models.Index(fields=["-id"], condition=Q(state="quarantined"), name="incoming_quarantined"),
            models.Index(fields=["sender", "received_at"], name="incoming_by_sender"),
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk} from {self.sender or self.envelope_from or 'nobody'}"


class MailboxPosition(models.Model):
    """How far a mailbox has been read: moved on in the transaction that stores the mails read."""

    mailbox = models.CharField(max_length=300, unique=True)
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.mailbox} up to {self.last_uid}"
