"""What is said in a case: messages with their files, drafts, and the words by which they are found."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand.cases.models.cases import Case


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


class DraftFile(models.Model):
    """A file that goes with a reply once that is sent: kept with its draft, and gone with it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "sha256", "name"], name="a_file_stands_once_in_a_draft")
        ]

    def __str__(self) -> str:
        return self.name


class SearchText(models.Model):
    """The words by which a message is found: small letters, no accents, one space between.

    The database's own full-text index stands on this table: FTS5 on SQLite, tsvector on PostgreSQL.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    words = models.TextField()

    def __str__(self) -> str:
        return self.words[:60]
