"""What the virus scanner said of a file, once for the same bytes wherever they came from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FileScan(models.Model):
    """A file as the scanner sees it. While it waits it is not served; one that is infected lies apart, and never is."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not scanned yet")
        CLEAN = "clean", _("Nothing found")
        INFECTED = "infected", _("Infected")

    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    found = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(state="waiting"), name="files_to_scan")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {self.state}"
