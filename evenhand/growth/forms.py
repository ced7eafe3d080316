"""What people write about steps, sessions and plans."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evenhand.cases.api import Contact
from evenhand.growth.goal_languages import depends_on_others
from evenhand.growth.models import Goal
from evenhand.growth.rules import ADVERSE, FEWEST_GOALS, MOST_GOALS, Aim, Kind, Measure
from evenhand.growth.steps import Proposal
from evenhand.standing.api import Mark
from evenhand.ui.fields import DayField

LONGEST = 4000
DEPENDS_ON_OTHERS = _(
    "This depends on what others do, so nobody can reach it by their own effort. Name something that this person can "
    "do or leave."
)


def _text(label: Any, help_text: Any = "", *, rows: int = 5, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("There is no text yet. Write a line or two, then send it.")},
    )


class ContactField(forms.ChoiceField):
    """One of a person's own contacts, by day and subject."""

    def __init__(self, contacts: list[Contact], **kwargs: Any) -> None:
        self.contacts = {str(contact.pk): contact for contact in contacts}
        none: list[tuple[str, Any]] = [("", _("none"))] if not kwargs.get("required", True) else [("", _("choose one"))]
        choices = [
            (key, f"{each.opened_at:%Y-%m-%d} · {each.case.subject}"[:90]) for key, each in self.contacts.items()
        ]
        super().__init__(choices=[*none, *choices], **kwargs)

    def clean(self, value: Any) -> Contact | None:
        """The contact itself."""
        return self.contacts.get(super().clean(value))


class MarkField(forms.ChoiceField):
    """One of the marks of a seller or driver, by day and order."""

    def __init__(self, marks: list[Mark], **kwargs: Any) -> None:
        self.marks = {str(mark.pk): mark for mark in marks}
        choices = [(key, f"{each.at:%Y-%m-%d} · {_order_of(each)}") for key, each in self.marks.items()]
        super().__init__(choices=[("", _("choose one")), *choices], **kwargs)

    def clean(self, value: Any) -> Mark | None:
        """The mark itself."""
        return self.marks.get(super().clean(value))


def _order_of(mark: Mark) -> str:
    finding = mark.finding
    if finding.claim:
        return str(finding.claim.order)
    return finding.vote.case.subject[:90] if finding.vote else ""


class ProposalForm(forms.Form):
    """What is proposed and why; for a plan its goals."""

    why = _text(
        _("Why?"),
        _("What you saw, in words that the person can answer. They read them. Not how others do."),
    )

    def __init__(self, *args: Any, kind: Kind, contacts: list[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind in (Kind.RECOGNITION, Kind.COACHING) and contacts:
            self.fields["contact"] = ContactField(contacts, label=_("The contact it is about"), required=False)
        if kind in ADVERSE:
            self.fields["expected"] = _text(_("What would you expect?"), rows=3)
        if kind is Kind.RESTRICTION:
            self.fields["scope"] = forms.CharField(
                label=_("What exactly would be restricted?"),
                help_text=_("As narrow as it can be. Whatever is not named stays open."),
                max_length=500,
            )
        if kind is Kind.PLAN:
            for number in range(1, MOST_GOALS + 1):
                self._add_goal(number)

    def _add_goal(self, number: int) -> None:
        words = {"number": number}
        self.fields[f"goal_{number}"] = forms.CharField(
            label=_("Goal %(number)s") % words,
            required=number <= FEWEST_GOALS,
            max_length=500,
            help_text=_("Something the person can do or leave, whatever others do.") if number == 1 else "",
        )
        self.fields[f"measure_{number}"] = forms.ChoiceField(
            label=_("Goal %(number)s is reached if it is done") % words,
            required=False,
            choices=Goal.MEASURES,
            initial=Measure.EVERY_TIME.value,
        )
        self.fields[f"target_{number}"] = forms.IntegerField(
            label=_("Goal %(number)s: how often") % words,
            required=False,
            min_value=0,
            max_value=1000,
            help_text=_("Empty for “every time”.") if number == 1 else "",
        )

    def clean(self) -> dict[str, Any]:
        """Each goal says how often, and none depends on what others do."""
        cleaned = super().clean() or {}
        for number in range(1, MOST_GOALS + 1):
            aim = _aim(cleaned, number)
            if aim and depends_on_others(aim.words):
                self.add_error(f"goal_{number}", DEPENDS_ON_OTHERS)
            if aim and not aim.is_measurable:
                self.add_error(
                    f"target_{number}", _("Please write how often, or choose “every time” and leave it empty.")
                )
        return cleaned

    def proposal(self) -> Proposal:
        """What was written, as the room takes it."""
        given = self.cleaned_data
        return Proposal(
            kind=self.kind,
            why=given["why"].strip(),
            expected=given.get("expected", "").strip(),
            contact=given.get("contact"),
            scope=given.get("scope", "").strip(),
            goals=[aim for number in range(1, MOST_GOALS + 1) if (aim := _aim(given, number))],
        )


def _aim(given: dict[str, Any], number: int) -> Aim | None:
    """A goal as it was written; None where the line is empty."""
    words = given.get(f"goal_{number}") or ""
    measure = Measure(given.get(f"measure_{number}") or Measure.EVERY_TIME)
    return Aim(words, measure, given.get(f"target_{number}")) if words else None


class WordsForm(forms.Form):
    """Some words: an answer, an appeal, a reason."""

    words = _text(_("In your own words"))

    def __init__(self, *args: Any, label: Any = "", help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["words"].label = label
        self.fields["words"].help_text = help_text


class DecisionForm(WordsForm):
    """Whether something is issued, or an appeal upheld, and why."""

    outcome = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect)
    field_order = ["outcome", "words"]

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], asks_goals: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, label=_("Why, in writing"), help_text=_("The person reads these words."), **kwargs)
        if asks_goals:
            self.fields["confirms_goals"] = forms.BooleanField(
                label=_("I have read each goal: the person can reach it by own effort, whatever others do."),
                help_text=_(
                    "Needed to issue: our check by words does not know this language. Your name stands with it."
                ),
                required=False,
            )
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = choices


STEP_CHOICES: list[tuple[str, Any]] = [("yes", _("It is issued")), ("no", _("It is not taken"))]
APPEAL_CHOICES: list[tuple[str, Any]] = [("yes", _("The step falls")), ("no", _("The step stands"))]


class SessionForm(forms.Form):
    """A session that took place: when, about which contact, what was agreed."""

    held_on = DayField(label=_("Day"))
    notes = _text(_("What you looked at, and agreed on"))

    def __init__(
        self,
        *args: Any,
        contacts: list[Contact],
        marks: list[Mark] | None = None,
        today: datetime.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = today
        if marks is None:
            self.fields["contact"] = ContactField(contacts, label=_("The contact it was about"))
        else:
            self.fields["contact"] = MarkField(marks, label=_("The mark it was about"))
        self.order_fields(["held_on", "contact", "notes"])


class SessionAnswerForm(forms.Form):
    """Whether a session took place as noted."""

    took_place = forms.ChoiceField(
        label=_("Did it take place as noted?"),
        choices=[("yes", pgettext_lazy("answer", "Yes")), ("no", _("No, or not like this"))],
        widget=forms.RadioSelect,
    )
    words = _text(_("What you would add"), rows=3, required=False)


class LeaveForm(forms.Form):
    """Days on which somebody is away."""

    first_day = DayField(label=_("First day away"))
    last_day = DayField(label=_("Last day away"))
