"""The shape of what people send about telephones."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import Queue
from evenhand.phone.models import AfterCallExtension


class ExtendForm(forms.Form):
    """Why the work after a call goes on; `key` makes a second press harmless."""

    cause = forms.ChoiceField(choices=AfterCallExtension.Cause.choices)
    key = forms.CharField(max_length=60)


class NumberForm(forms.Form):
    """A customer's telephone number."""

    number = forms.CharField(
        label=_("Telephone number"),
        help_text=_("With its country, as in +44 7700 900123."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


class CallerForm(forms.Form):
    """Who called from a number that nobody knew."""

    email = forms.EmailField(
        label=_("The caller's e-mail address"),
        help_text=_("As the shop knows them. Ask for it: only then do their orders stand beside the case."),
        max_length=254,
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)


class ExtensionForm(forms.Form):
    """Which telephone is somebody's."""

    extension = forms.CharField(max_length=40, required=False)


class LineForm(forms.Form):
    """A telephone line."""

    name = forms.CharField(label=_("Name"), max_length=100)
    queue = forms.ModelChoiceField(
        label=_("Queue for its cases"), queryset=Queue.objects.order_by("name"), empty_label=None
    )
    country_code = forms.RegexField(
        r"^[1-9]\d{0,2}$",
        label=_("Country code"),
        help_text=_("Put before numbers that come without one: 44 for the United Kingdom."),
        required=False,
        max_length=3,
    )
    after_call_goal_seconds = forms.IntegerField(
        label=_("Seconds for the work after a call"),
        help_text=_("Empty: as the policy “Survey and marks” says."),
        min_value=0,
        max_value=3600,
        required=False,
    )


class ChangedLineForm(LineForm):
    """A line that is there already, which can also rest."""

    is_active = forms.BooleanField(label=_("Its calls come in"), required=False)
