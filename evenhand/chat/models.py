"""Chats as visitors see them, and who takes them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Chat(models.Model):
    """That a case is, or was, a chat: whose page it is on, what each side has read, and how it ended.

    What is said are the case's messages. `nonce` stands for the visitor, who holds it signed; by `start_key` a second
    press of "start" finds the first. Whether somebody is writing is never stored.
    """

    class EndedBy(models.TextChoices):
        VISITOR = "visitor", _("The customer ended it")
        AGENT = "agent", _("We ended it")
        QUIET = "quiet", _("Nothing was said for a while")
        MAIL = "mail", _("It goes on by mail")
        MERGED = "merged", _("It went on in another case")

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=43, unique=True)
    start_key = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    is_verified = models.BooleanField(default=False, help_text="The shop has signed who the customer is.")
    visitor_seen_at = models.DateTimeField()
    visitor_read = models.BigIntegerField(default=0, help_text="The last line that their page has.")
    agent_read = models.BigIntegerField(default=0, help_text="The last line that an agent at work had on the page.")
    gone_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=7, choices=EndedBy.choices, blank=True)
    copy_wanted_at = models.DateTimeField(null=True)
    copy_sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="a_chat_that_ended_says_how",
            ),
            models.CheckConstraint(
                condition=Q(copy_sent_at=None) | Q(copy_wanted_at__isnull=False), name="no_copy_that_nobody_wanted"
            ),
        ]
        indexes = [models.Index(fields=["visitor_seen_at"], condition=Q(ended_at=None), name="chat_running")]

    def __str__(self) -> str:
        return f"Chat in {self.case_id}"

    @property
    def log_subject(self) -> str:
        """Its name in the activity log and in live hints."""
        return f"chat:{self.pk}"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    def line_key(self, key: str) -> str:
        """The key of a message that the visitor wrote; by it, their lines are told from any other."""
        return f"chat:{self.nonce[:20]}:{key}"


class Taker(models.Model):
    """That somebody takes chats, from `since` on. Counts while their page gives signs."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} takes chats"
