"""What a person may send about a finding."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.people.api import Account
from evenhand.standing.models import Finding
from evenhand.standing.rules import PERSONAL, Cause


class DecisionForm(forms.Form):
    """The cause, confirmed or changed, and what it rests on. A person is offered only where we know who."""

    cause = forms.ChoiceField(label=_("What caused it?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What it rests on"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Needed where you see it otherwise than proposed, and wherever it names a person: "
            "then quote what in this contact shows it. The person reads these words."
        ),
    )

    def __init__(self, *args: Any, people: dict[Cause, Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["cause"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [
            (cause, f"{words} ({people[Cause(cause)]})" if Cause(cause) in people else words)
            for cause, words in Finding.CAUSES
            if Cause(cause) in people or Cause(cause) not in PERSONAL
        ]
