"""The shape of what those who lead type about work: goals, the formula of the service level, how long a line is."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.cases.api import Channel, Queue
from evenhand.promises.goals import FLOOR, KINDS, Goal, Goals
from evenhand.promises.models import FORMULAS
from evenhand.promises.publishing import SHORT_SECONDS, WITHIN_SECONDS

MOST_SECONDS = 4 * 3600
_SPAN = re.compile(r"(?:(\d{1,3})\s*(?:min(?:utes?)?|m))?\s*(?:(\d{1,5})\s*(?:s(?:ec(?:onds?)?)?)?)?", re.IGNORECASE)


class SecondsField(forms.CharField):
    """A stretch of time, as in "6 min", "1 min 30" or "90 s"; empty for no goal."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip()
        if not text:
            return None
        match = _SPAN.fullmatch(text)
        seconds = int(match[1] or 0) * 60 + int(match[2] or 0) if match else -1
        if not 0 <= seconds <= MOST_SECONDS:
            raise forms.ValidationError(_("Write a time as in 6 min, 1 min 30 or 90 s."))
        return seconds


def seconds_text(seconds: int | None) -> str:
    """As somebody would type it."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest}" if minutes and rest else f"{minutes} min" if minutes else f"{rest} s"


class GoalForm(forms.Form):
    """The goals for one kind of work."""

    queue = forms.ModelChoiceField(queryset=Queue.objects.all(), widget=forms.HiddenInput)
    channel = forms.ChoiceField(choices=Channel.choices, widget=forms.HiddenInput)
    talk = SecondsField(label=gettext_lazy("Talk, or working on the answer"), required=False, max_length=20)
    hold = SecondsField(label=gettext_lazy("Hold"), required=False, max_length=20)
    after = SecondsField(label=gettext_lazy("After-contact work"), required=False, max_length=20)

    @property
    def times(self) -> list[forms.BoundField]:
        """The fields that are seen."""
        return [self[kind] for kind in KINDS]

    @property
    def goal(self) -> Goal:
        """What was typed, once it is valid."""
        typed = self.cleaned_data
        return Goal(typed["queue"].pk, typed["channel"], typed["talk"], typed["hold"], typed["after"])


GoalForms = forms.formset_factory(GoalForm, extra=0, max_num=200, absolute_max=200, validate_max=True)


class GoalsForm(forms.Form):
    """What holds for all goals."""

    floor = forms.IntegerField(
        label=gettext_lazy("Say nothing of fewer contacts than"), min_value=5, max_value=500, initial=FLOOR
    )
    why = forms.CharField(label=gettext_lazy("Why this change"), max_length=300, required=False)


def typed_goals(whole: GoalsForm, rows: Iterable[GoalForm]) -> Goals:
    """The goals as typed, once they are valid; kinds of work without any are left out."""
    goals = (row.goal for row in rows)
    return Goals(
        tuple(goal for goal in goals if (goal.talk, goal.hold, goal.after) != (None, None, None)),
        whole.cleaned_data["floor"],
    )


class ServiceForm(forms.Form):
    """By which formula the service level is published."""

    formula = forms.ChoiceField(
        label=gettext_lazy("Count as the service level"), choices=FORMULAS, widget=forms.RadioSelect
    )
    within_seconds = forms.IntegerField(
        label=gettext_lazy("A call is in time within so many seconds"),
        min_value=1,
        max_value=3600,
        initial=WITHIN_SECONDS,
        help_text=gettext_lazy("Letters are in time within the first reply that was promised."),
    )
    chat_within_seconds = forms.IntegerField(
        label=gettext_lazy("The first answer in a chat is in time within so many seconds"),
        min_value=1,
        max_value=3600,
        required=False,
        help_text=gettext_lazy("Left empty: as a call."),
    )
    short_seconds = forms.IntegerField(
        label=gettext_lazy("Gave up at once means within so many seconds"),
        min_value=0,
        max_value=600,
        initial=SHORT_SECONDS,
    )


class StaffingForm(forms.Form):
    """How long a line is."""

    calls = forms.FloatField(label=gettext_lazy("Calls an hour"), min_value=0.1, max_value=50_000)
    handle = forms.FloatField(label=gettext_lazy("Seconds each takes"), min_value=1, max_value=14_400)
    within = forms.FloatField(label=gettext_lazy("Answered within so many seconds"), min_value=0, max_value=3600)
    share = forms.FloatField(label=gettext_lazy("Percent that are"), min_value=1, max_value=99.9)
    people = forms.IntegerField(
        label=gettext_lazy("People who are there, if known"), min_value=1, max_value=5_000, required=False
    )
