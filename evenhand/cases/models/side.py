"""Side conversations: what we ask a seller or a carrier about a case, out of the customer's sight."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evenhand.cases.models.cases import Case


class SideThread(models.Model):
    """A talk by mail with somebody who is not the customer. They answer to an address that we signed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sides")
    with_name = models.CharField(max_length=120, blank=True)
    with_address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    is_answered = models.BooleanField(default=False, help_text="They wrote last.")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["case"], name="sides_of_case")]

    def __str__(self) -> str:
        return f"{self.with_name or self.with_address} in {self.case_id}"


class SideMessage(models.Model):
    """One mail in a side conversation. It is no message of the case: nothing that shows a customer their case reads it.

    `files` are those that came with it: name, size, hash, and why not kept. `key` makes a second press harmless.
    """

    thread = models.ForeignKey(SideThread, on_delete=models.CASCADE, related_name="messages")
    is_ours = models.BooleanField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    text = models.TextField(blank=True)
    quoted_text = models.TextField(blank=True)
    files = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()
    message_id = models.CharField(max_length=255, blank=True)
    outgoing = models.ForeignKey("core.OutgoingMail", on_delete=models.SET_NULL, null=True, related_name="+")
    incoming = models.ForeignKey("cases.IncomingMail", on_delete=models.SET_NULL, null=True, related_name="+")
    problem = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - unset must not collide

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["message_id"], condition=~Q(message_id=""), name="side_by_message_id")]

    def __str__(self) -> str:
        return f"{self.from_name} in {self.thread_id}"
