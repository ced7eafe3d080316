"""What a person may send about a finding."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import IncomingFile
from evenhand.people.api import Account
from evenhand.policies.api import Policy
from evenhand.standing.models import Finding
from evenhand.standing.rules import PERSONAL, Cause


class DecisionForm(forms.Form):
    """The cause, confirmed or changed, and what it rests on. A person is offered only where we know who."""

    cause = forms.ChoiceField(label=_("What caused it?"), widget=forms.RadioSelect)
    policy_key = forms.ChoiceField(
        label=_("Which policy?"), required=False, help_text=_("Where the cause is our policy: its owner is told by it.")
    )
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
        which = self.fields["policy_key"]
        assert isinstance(which, forms.ChoiceField)
        which.choices = [("", _("not said")), *Policy.objects.values_list("key", "title")]
        choice = self.fields["cause"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [
            (cause, f"{words} ({people[Cause(cause)]})" if Cause(cause) in people else words)
            for cause, words in Finding.CAUSES
            if Cause(cause) in people or Cause(cause) not in PERSONAL
        ]


LARGEST_FILE = 10 * 1024 * 1024
MOST_FILES = 5


class SeveralFilesInput(forms.ClearableFileInput):
    """Lets somebody choose several files at once."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Several files, each within the limit."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files that were sent, none being one too."""
        sent = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(_("Please choose five files at most."))
        return [self._one(each, initial) for each in sent]

    def _one(self, file: Any, initial: Any) -> Any:
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("One of these files is larger than 10 MB. Please send a smaller one."))
        return super().clean(file, initial)


class ContestForm(forms.Form):
    """Why the mark should fall, with files."""

    words = forms.CharField(
        label=_("What was different?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write in a sentence or two what was different from what stands here.")},
    )
    added = SeveralFiles(
        label=_("Files that show it"),
        required=False,
        widget=SeveralFilesInput(attrs={"multiple": True}),
        help_text=_("Up to five, 10 MB each. Only you, reviewers and administrators can open them."),
    )

    @property
    def attached(self) -> list[IncomingFile]:
        """The files as they are kept."""
        return [IncomingFile(each.name, each.content_type or "", each.read()) for each in self.cleaned_data["added"]]


class ContestDecisionForm(forms.Form):
    """Whether the mark falls, and why, in writing."""

    outcome = forms.ChoiceField(
        label=_("What do you find?"),
        choices=[("upheld", _("The mark falls")), ("rejected", _("The mark stands"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why, in writing"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say what in the contact shows it. The person reads these words."),
        error_messages={"required": _("Please write down why. The person reads these words.")},
    )
