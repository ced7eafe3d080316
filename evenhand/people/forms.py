"""The shape of what people type in."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from evenhand.people.models import Account, Role, Team

INVITED_ROLES = [(role.value, role.label) for role in Role if role != Role.CUSTOMER]


class AskLinkForm(forms.Form):
    """A customer's way in."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class InviteForm(forms.Form):
    """Whom to let in, and as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=INVITED_ROLES, widget=forms.CheckboxSelectMultiple, initial=[Role.AGENT]
    )
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("None for now")
    )


class AcceptForm(forms.Form):
    """What an invited person tells us."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("As colleagues and customers shall read it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("A password"),
        strip=False,
        help_text=_("At least 12 characters. A few words in a row are easy to remember and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        """By the house's rules for passwords."""
        password: str = self.cleaned_data["password"]
        somebody = Account(email=self.email, name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, somebody)
        return password


class ProfileForm(forms.ModelForm[Account]):
    """What everybody may change about themselves."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the site has it")), *settings.LANGUAGES]
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=[("", _("As the site has it")), *((zone, zone) for zone in sorted(zoneinfo.available_timezones()))],
    )

    class Meta:
        model = Account
        fields = ("name", "language", "time_zone")


class RoleForm(forms.Form):
    """A role to give."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class MembershipForm(forms.Form):
    """A team to join."""

    team = forms.ModelChoiceField(Team.objects.order_by("name"), label=_("Team"))
    is_lead = forms.BooleanField(label=_("Leads this team"), required=False)


class TeamForm(forms.Form):
    """A team to make."""

    name = forms.CharField(label=_("Name"), max_length=100)
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[("mail", _("Mail")), ("chat", _("Chat")), ("phone", _("Phone")), ("mixed", _("Mixed"))],
    )
    kind_of_work = forms.CharField(
        label=_("Kind of work"),
        max_length=100,
        required=False,
        help_text=_("Agents of a team are compared with each other, so they should do the same kind of work."),
    )
