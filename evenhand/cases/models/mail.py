"""Mail as it arrived, and how far mailboxes have been read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.cases.models.cases import Queue
from evenhand.cases.models.messages import Message


class Mailbox(models.Model):
    """A mailbox of ours: where its mail is fetched, how that is signed in to, and how answers leave.

    Secrets are sealed (core.sealing). `from_settings`: it is the one that EVENHAND_IMAP_URL names, whose address and
    secrets stay in the settings; here stands only how it goes. Times and counts are kept by polling.
    """

    class Security(models.TextChoices):
        TLS = "tls", _("encrypted (TLS)")
        STARTTLS = "starttls", _("encrypted after a greeting (STARTTLS)")
        NONE = "none", _("not encrypted, this machine only")

    class SignIn(models.TextChoices):
        PASSWORD = "password", _("by a password")
        OAUTH2 = "oauth2", _("by OAuth 2")

    name = models.CharField(max_length=100)
    address = models.EmailField(unique=True, help_text="In small letters.")
    queue = models.ForeignKey(Queue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    from_settings = models.BooleanField(default=False)

    imap_host = models.CharField(max_length=255)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security.choices, default=Security.TLS)
    imap_folder = models.CharField(max_length=200, default="INBOX")
    user = models.CharField(max_length=320)
    sign_in = models.CharField(max_length=8, choices=SignIn.choices, default=SignIn.PASSWORD)
    sealed_password = models.TextField(blank=True)
    token_url = models.URLField(max_length=500, blank=True)
    client_id = models.CharField(max_length=300, blank=True)
    scope = models.CharField(max_length=500, blank=True)
    sealed_client_secret = models.TextField(blank=True)
    sealed_refresh_token = models.TextField(blank=True)

    smtp_host = models.CharField(max_length=255, blank=True)
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=8, choices=Security.choices, default=Security.STARTTLS)

    next_poll_at = models.DateTimeField(null=True)
    last_polled_at = models.DateTimeField(null=True)
    last_mail_at = models.DateTimeField(null=True)
    mails_taken = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    failing_since = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.name

    @property
    def log_subject(self) -> str:
        return f"mailbox:{self.pk}"

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def is_failing(self) -> bool:
        return self.is_active and self.failing_since is not None


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
    mailbox = models.ForeignKey(Mailbox, on_delete=models.SET_NULL, null=True, related_name="+")
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
            models.Index(fields=["message_id"], condition=Q(state="accepted"), name="incoming_accepted_by_id"),
            models.Index(fields=["-id"], condition=Q(state="quarantined"), name="incoming_quarantined"),
            models.Index(fields=["sender", "received_at"], name="incoming_by_sender"),
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk} from {self.sender or self.envelope_from or 'nobody'}"

    @property
    def sent_by(self) -> str:
        """The sender for a person to read. What mail servers report comes from no address: "<>" stands for it."""
        address = self.sender or self.envelope_from
        return gettext("a mail server, without an address") if address == "<>" else address or gettext("unknown sender")


class MailboxPosition(models.Model):
    """How far a mailbox has been read: moved on in the transaction that stores the mails read."""

    mailbox = models.CharField(max_length=300, unique=True)
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.mailbox} up to {self.last_uid}"
