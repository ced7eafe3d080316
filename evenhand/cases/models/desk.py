"""What the desk keeps about a case besides what was said: sleep, dates, tags, links, merges, mentions, viewers."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evenhand.cases.models.cases import Case
from evenhand.cases.models.messages import Message


class Snooze(models.Model):
    """That a case sleeps until a moment: it wakes by itself then, or earlier when somebody writes.

    `waiting_since` is what the case had before, so that it wakes in its old place: who waited has waited all the time.
    """

    class EndCause(models.TextChoices):
        TIME = "time", _("Its time came")
        MESSAGE = "message", _("Somebody wrote")
        HAND = "hand", _("Somebody went on with it")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="snoozes")
    until = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    waiting_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=7, choices=EndCause.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="a_case_sleeps_once")]

    def __str__(self) -> str:
        return f"{self.case_id} asleep until {self.until:%Y-%m-%d %H:%M}"

    def waits_since(self, woken_at: datetime.datetime) -> datetime.datetime:
        """Since when the case waits for us once it is awake: one that waited for the customer, since its time came."""
        return self.waiting_since or min(self.until, woken_at)


class FollowUp(models.Model):
    """A date on which somebody wants to look at a case again. The case stays where it is; the date comes to them."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "account"], condition=Q(done_at=None), name="one_follow_up_for_a_person_and_case"
            )
        ]
        indexes = [models.Index(fields=["account", "due_at"], condition=Q(done_at=None), name="follow_up_due")]

    def __str__(self) -> str:
        return f"{self.case_id} again on {self.due_at:%Y-%m-%d}"


class Tag(models.Model):
    """A word by which cases are found together, in small letters. Made by its first use."""

    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CaseTag(models.Model):
    """That a case carries a tag."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="case_tags")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "tag"], name="a_case_carries_a_tag_once")]

    def __str__(self) -> str:
        return f"{self.tag} on {self.case_id}"


class CaseLink(models.Model):
    """That two cases have to do with each other; `first` is the older one."""

    first = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_cases_are_linked_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="the_older_case_comes_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class Merge(models.Model):
    """That a case went into another, with what it took along, so that an undo gives back exactly that.

    `carried` names, for each kind of row, those that went along; `before` is how the case stood.
    """

    source = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    carried = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=Q(undone_at=None), name="a_case_goes_into_one_other"),
            models.CheckConstraint(condition=~Q(source=F("into")), name="no_case_goes_into_itself"),
        ]
        indexes = [models.Index(fields=["into"], condition=Q(undone_at=None), name="merged_into")]

    def __str__(self) -> str:
        return f"{self.source_id} into {self.into_id}"


class Mention(models.Model):
    """That a note names a colleague, and whether they have seen it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "account"], name="a_note_names_somebody_once")]
        indexes = [models.Index(fields=["account", "-id"], condition=Q(seen_at=None), name="mention_unseen")]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.message_id}"


class HeldReply(models.Model):
    """That a reply can still be taken back: it leaves at `until`. `before` is how the case stood when it was sent."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="held")
    until = models.DateTimeField()
    before = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.message_id} until {self.until:%H:%M:%S}"

    def is_held(self, now: datetime.datetime) -> bool:
        """Whether it can still be taken back."""
        return now < self.until


class Viewer(models.Model):
    """That somebody has a case before their eyes, or writes in it. Counts for a while after the last sign only."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="viewers")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    writing_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "account"], name="one_viewer_for_a_person_and_case")]
        indexes = [models.Index(fields=["seen_at"], name="viewer_seen")]

    def __str__(self) -> str:
        return f"{self.account_id} at {self.case_id}"


class SavedView(models.Model):
    """A question to the search that somebody keeps under a name; with a team, its people see it too."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("people.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    question = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="a_view_has_its_own_name")]

    def __str__(self) -> str:
        return self.name


class BulkChange(models.Model):
    """One press that changed many cases: `rows` say what each was before, so that one press takes it back."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=12)
    at = models.DateTimeField()
    key = models.CharField(max_length=60, unique=True)
    rows = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.verb} on {len(self.rows)} cases"
