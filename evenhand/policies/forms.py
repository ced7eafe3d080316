"""The shape of a draft as it is typed, and of its publication."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.people.api import Account, Role, accounts_with_role
from evenhand.policies.audiences import AUDIENCES
from evenhand.policies.models import Clause, PolicyVersion
from evenhand.policies.rules import Parameter
from evenhand.policies.wording import ClauseWords, VersionWords
from evenhand.ui.fields import DayField


class DraftForm(forms.Form):
    """What belongs to the version as a whole. `revision` is the state that the writer began from."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    changes = forms.CharField(
        label=gettext_lazy("What changes, in a sentence or two"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Stands in the mail by which people are told."),
    )
    text = forms.CharField(label=gettext_lazy("Introduction"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice"),
        min_value=0,
        max_value=365,
        help_text=gettext_lazy("It binds a person only this many days after that person was told."),
    )
    needs_acknowledgement = forms.BooleanField(
        label=gettext_lazy("It binds a person only once that person says they have read it"), required=False
    )

    def __init__(self, *args: Any, audiences: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = tuple(audience for audience in audiences if audience != "customers")
        for audience in self.told if len(self.told) > 1 else ():
            self.fields[f"days_{audience}"] = forms.IntegerField(
                label=_("Other notice for: %(audience)s") % {"audience": AUDIENCES[audience]},
                min_value=0,
                max_value=365,
                required=False,
                help_text=_("In days. Empty: as above."),
            )

    @property
    def audience_fields(self) -> list[forms.BoundField]:
        """The fields for those who are promised another notice."""
        return [self[name] for name in self.fields if name.startswith("days_")]

    @property
    def audience_days(self) -> dict[str, int]:
        """Who is promised another notice than the rest, and how long."""
        typed = {audience: self.cleaned_data.get(f"days_{audience}") for audience in self.told}
        return {audience: days for audience, days in typed.items() if days is not None}


class ParameterForm(forms.Form):
    """One threshold, limit or switch."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    value = forms.CharField(label=gettext_lazy("Value"), max_length=200)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60, required=False)
    explanation = forms.CharField(label=gettext_lazy("What it means"), max_length=500, required=False)


class ClauseForm(forms.Form):
    """One numbered part, and what it decides, if anything."""

    number = forms.CharField(label=gettext_lazy("Number"), max_length=12)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120, required=False)
    text = forms.CharField(label=gettext_lazy("Text"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    questions = forms.CharField(
        label=gettext_lazy("Decides these questions"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("As in “refund.lost, replacement.*”. Empty: the clause decides nothing."),
    )
    effect = forms.ChoiceField(label=gettext_lazy("Effect"), choices=Clause.Effect.choices, required=False)
    condition = forms.CharField(
        label=gettext_lazy("Where this is true"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=gettext_lazy("As in “days_after_promise >= lost_after_days”. Empty: always."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Words to say aloud"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Facts and parameters in braces are filled in, as in {amount_minor}."),
    )


class ClausesOfOneVersion(forms.BaseFormSet[ClauseForm]):
    """All clauses together: each has its own number."""

    def clean(self) -> None:
        """Two clauses of one number cannot be told apart."""
        numbers = [row["number"] for row in _kept(self)]
        for number in sorted({number for number in numbers if numbers.count(number) > 1}):
            raise forms.ValidationError(
                _("There are two clauses %(number)s. Give one of them another number.") % {"number": number}
            )


ParameterForms = forms.formset_factory(ParameterForm, extra=1, can_delete=True, max_num=200, absolute_max=200)
ClauseForms = forms.formset_factory(
    ClauseForm, formset=ClausesOfOneVersion, extra=1, can_delete=True, max_num=500, absolute_max=500
)


class PublicationForm(forms.Form):
    """From when on it shall hold."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    effective_on = DayField(label=gettext_lazy("In force from"))
    effective_at = forms.TimeField(
        label=gettext_lazy("At what time of that day"),
        help_text=gettext_lazy("On the clock of the site."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )

    def clean_effective_at(self) -> datetime.time:
        """The time of day; the day's beginning where none is said."""
        return self.cleaned_data["effective_at"] or datetime.time.min


class OwnerForm(forms.Form):
    """Who shall keep the policy: one of the policy owners."""

    owner = forms.ModelChoiceField(label=gettext_lazy("Hand it over to"), queryset=Account.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["owner"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = accounts_with_role([Role.POLICY_OWNER])


class AskForm(forms.Form):
    """What the owner is asked, and until when."""

    words = forms.CharField(
        label=gettext_lazy("What would you like to know?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = DayField(label=gettext_lazy("Answer due on"))


class AnswerForm(forms.Form):
    """The owner's answer."""

    answer = forms.CharField(label=gettext_lazy("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class OnDayForm(forms.Form):
    """A day to look at."""

    on = DayField(label=gettext_lazy("On"), required=False)


class TrialForm(forms.Form):
    """Over which days a text is tried; and, as it goes on, where it is and what was found so far."""

    first = DayField(label=gettext_lazy("From"))
    last = DayField(label=gettext_lazy("To"))
    after = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    found = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class DraftForms:
    """The three forms of the editor as one: the version, its parameters, its clauses."""

    def __init__(self, draft: PolicyVersion, words: VersionWords, posted: Any = None) -> None:
        version = {
            "revision": draft.revision,
            "changes": draft.changes,
            "text": words.text,
            "notice_days": draft.notice_days,
            "needs_acknowledgement": draft.needs_acknowledgement,
            **{f"days_{audience}": days for audience, days in (draft.audience_days or {}).items()},
        }
        self.version = DraftForm(posted, initial=version, audiences=draft.policy.audiences)
        self.parameters = ParameterForms(
            posted, prefix="parameters", initial=[_typed(each) for each in words.parameters]
        )
        self.clauses = ClauseForms(posted, prefix="clauses", initial=[asdict(each) for each in words.clauses])

    def is_valid(self) -> bool:
        """Whether it can be kept as a draft; whether it can be published is another question."""
        return all([self.version.is_valid(), self.parameters.is_valid(), self.clauses.is_valid()])

    @property
    def words(self) -> VersionWords:
        """What was typed, the clauses in the order of their numbers."""
        clauses = sorted(_kept(self.clauses), key=lambda row: _place(row["number"]))
        return VersionWords(
            text=_unified(self.version.cleaned_data["text"]),
            parameters=tuple(
                Parameter(row["name"], _value(row["value"]), row["unit"], row["explanation"])
                for row in _kept(self.parameters)
            ),
            clauses=tuple(
                ClauseWords(**{field: _unified(value) for field, value in row.items() if field != "DELETE"})
                for row in clauses
            ),
        )

    def now_at(self, revision: int) -> None:
        """From here on, what was typed answers to `revision`: saving again keeps it."""
        self.version.data = {**dict(self.version.data.items()), "revision": str(revision)}


def _kept(rows: Iterable[forms.Form]) -> list[dict[str, Any]]:
    filled = [row.cleaned_data for row in rows if row.is_valid() and row.cleaned_data]
    return [row for row in filled if not row.get("DELETE")]


def _place(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d{1,9}", number))


def _unified(value: str) -> str:
    """Browsers send line ends their own way; a version has one."""
    return value.replace("\r\n", "\n").strip()


def _value(typed: str) -> bool | int | float | str:
    """Whole numbers, decimals, true and false as such; everything else as text."""
    if typed in ("true", "false"):
        return typed == "true"
    if re.fullmatch(r"-?\d{1,15}", typed):
        return int(typed)
    if re.fullmatch(r"-?\d{1,12}\.\d{1,6}", typed):
        return float(typed)
    return typed


def _typed(parameter: Parameter) -> dict[str, str]:
    value = str(parameter.value).lower() if isinstance(parameter.value, bool) else str(parameter.value)
    return {**asdict(parameter), "value": value}
