"""The shape of what those who lead type: calendars and service levels."""

import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.cases.api import Case, Queue
from evenhand.core.api import InvalidInput
from evenhand.promises.hours import OpenHours, Shift
from evenhand.promises.levels import PAUSING_CAUSES, Levels
from evenhand.promises.models import Calendar
from evenhand.promises.opening import holidays_in, holidays_text, hours_of, shifts_in, shifts_text
from evenhand.promises.rules import Level

MOST_MINUTES = 60 * 24 * 90
_TIME = re.compile(r"(?:(\d{1,4})\s*h(?:ours?)?)?\s*(?:(\d{1,6})\s*(?:min(?:utes?)?|m)?)?", re.IGNORECASE)


class ShiftsField(forms.CharField):
    """The stretches of one day."""

    def clean(self, value: Any) -> tuple[Shift, ...]:
        text = super().clean(value)
        try:
            return shifts_in(text)
        except InvalidInput as problem:
            raise forms.ValidationError(problem.message) from None


class MinutesField(forms.CharField):
    """Business time, as in "30 min", "4 h" or "1 h 30"; empty for none."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip()
        if not text:
            return None
        match = _TIME.fullmatch(text)
        minutes = int(match[1] or 0) * 60 + int(match[2] or 0) if match else 0
        if not 0 < minutes <= MOST_MINUTES:
            raise forms.ValidationError(_("Write a time as in 30 min, 4 h or 1 h 30."))
        return minutes


def minutes_text(minutes: int | None) -> str:
    """As somebody would type it."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest}" if hours and rest else f"{hours} h" if hours else f"{rest} min"


class CalendarForm(forms.Form):
    """A calendar's name, its hours from Monday to Sunday, and its holidays."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    follows_site = forms.BooleanField(
        label=gettext_lazy("It follows the site: its time zone, and shut on its weekend and holidays too"),
        required=False,
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=[(name, name) for name in sorted(available_timezones())],
        help_text=gettext_lazy("Where the people are who answer. A calendar that follows the site takes the site's."),
    )
    holidays = forms.CharField(
        label=gettext_lazy("Holidays"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One a line: 12-25 Christmas for every year, 2026-04-03 Good Friday for one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, name in WEEKDAYS.items():
            self.fields[f"day_{weekday}"] = ShiftsField(label=name, required=False, max_length=120)

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the week, Monday first."""
        return [self[f"day_{weekday}"] for weekday in WEEKDAYS]

    def clean_holidays(self) -> Any:
        try:
            return holidays_in(self.cleaned_data["holidays"])
        except InvalidInput as problem:
            raise forms.ValidationError(problem.message) from None

    @property
    def hours(self) -> OpenHours:
        """What was typed, once it is valid."""
        week = tuple(self.cleaned_data[f"day_{weekday}"] for weekday in WEEKDAYS)
        return OpenHours(self.cleaned_data["zone"], week, self.cleaned_data["holidays"])


def initial_of(calendar: Calendar) -> dict[str, Any]:
    """What stands in the form of a calendar at first."""
    hours = hours_of(calendar.text)
    days = {f"day_{weekday}": shifts_text(shifts) for weekday, shifts in enumerate(hours.week)}
    return {
        "name": calendar.name,
        "follows_site": calendar.follows_site,
        "zone": hours.zone,
        "holidays": holidays_text(hours.holidays),
        **days,
    }


class LevelForm(forms.Form):
    """One level: for whom, in which hours, and what is promised."""

    queue = forms.ModelChoiceField(
        label=gettext_lazy("Queue"),
        queryset=Queue.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("Any"),
    )
    reason = forms.SlugField(
        label=gettext_lazy("Reason (a tag)"),
        max_length=40,
        required=False,
        allow_unicode=True,
        error_messages={"invalid": gettext_lazy("A tag has letters, digits and hyphens, as in late-parcel.")},
    )
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"),
        choices=[("", gettext_lazy("Any")), *Case.Priority.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    calendar = forms.ModelChoiceField(
        label=gettext_lazy("Hours"), queryset=Calendar.objects.order_by("name"), required=False, empty_label=None
    )
    first = MinutesField(label=gettext_lazy("First reply"), required=False, max_length=20)
    next = MinutesField(label=gettext_lazy("Next reply"), required=False, max_length=20)
    resolution = MinutesField(label=gettext_lazy("Resolution"), required=False, max_length=20)

    @property
    def is_filled(self) -> bool:
        """Whether anything is promised in it."""
        return any(self.cleaned_data.get(name) is not None for name in ("first", "next", "resolution"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and self.is_filled and cleaned.get("calendar") is None:
            self.add_error("calendar", _("Choose the hours in which the time is counted."))
        return cleaned

    @property
    def level(self) -> Level:
        """What was typed, once it is valid."""
        typed = self.cleaned_data
        return Level(
            calendar_id=typed["calendar"].pk,
            queue_id=typed["queue"].pk if typed["queue"] else None,
            reason=typed["reason"].casefold(),
            priority=typed["priority"],
            first_minutes=typed["first"],
            next_minutes=typed["next"],
            resolution_minutes=typed["resolution"],
        )


LevelForms = forms.formset_factory(LevelForm, extra=2, max_num=60, absolute_max=60, validate_max=True)


class LevelsForm(forms.Form):
    """What holds for all levels, and why they are changed."""

    warn_percent = forms.IntegerField(
        label=gettext_lazy("Warn after this share of the time, in percent"), min_value=10, max_value=99, initial=75
    )
    pausing_causes = forms.CharField(
        label=gettext_lazy("A clock rests on hold for"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One cause a line, as agents choose it at the case. For other causes it runs on."),
        initial="\n".join(PAUSING_CAUSES),
    )
    why = forms.CharField(label=gettext_lazy("Why this change"), max_length=300, required=False)

    def clean_pausing_causes(self) -> tuple[str, ...]:
        lines = (line.strip()[:60] for line in self.cleaned_data["pausing_causes"].splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))


def level_initial(levels: Sequence[Level]) -> list[dict[str, Any]]:
    """What stands in the rows at first."""
    return [
        {
            "queue": level.queue_id,
            "reason": level.reason,
            "priority": level.priority,
            "calendar": level.calendar_id,
            "first": minutes_text(level.first_minutes),
            "next": minutes_text(level.next_minutes),
            "resolution": minutes_text(level.resolution_minutes),
        }
        for level in levels
    ]


def typed_levels(whole: LevelsForm, rows: Sequence[LevelForm]) -> Levels:
    """The levels as typed, once they are valid. A row in which nothing is promised is left out."""
    return Levels(
        levels=tuple(row.level for row in rows if row.is_filled),
        warn_percent=whole.cleaned_data["warn_percent"],
        pausing_causes=whole.cleaned_data["pausing_causes"],
    )
