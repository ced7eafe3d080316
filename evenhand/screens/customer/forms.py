"""What customers write."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import IncomingFile
from evenhand.remedies.api import new_key
from evenhand.screens.uploads import FilesField, as_incoming, too_much, why_not_uploaded
from evenhand.shop.api import OrderSummary

LONGEST_TEXT = 20_000
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_TOTAL = 25 * 1024 * 1024
MOST_FILES = 10


class WriteForm(forms.Form):
    """A message to us, with files if they like. `key` makes a second press harmless."""

    text = forms.CharField(
        label=_("Tell us what happened"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("There is no text yet. Write a line or two, then send it.")},
    )
    file = FilesField(
        label=_("Pictures or other files"),
        required=False,
        help_text=_("Up to 10 files, each up to 10 MB, together up to 25 MB. None that can run programs."),
        max_length=200,
        largest=LARGEST_FILE,
        together=LARGEST_TOTAL,
    )
    key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", widget=forms.HiddenInput, initial=new_key)

    def clean_file(self) -> list[UploadedFile]:
        """The files, unless there are too many, or one is too large or of a kind that we do not take."""
        files: list[UploadedFile] = self.cleaned_data.get("file") or []
        problems = why_not_uploaded(files, most=MOST_FILES, largest=LARGEST_FILE)
        if sum(file.size or 0 for file in files) > LARGEST_TOTAL:
            problems.append(str(too_much(LARGEST_TOTAL)))
        if problems:
            problems.append(gettext("Your words are still here; only the files have to be chosen again."))
            raise forms.ValidationError(problems)
        return files

    @property
    def attached(self) -> list[IncomingFile]:
        """The files as the case keeps them."""
        return as_incoming(self.cleaned_data.get("file") or [])


class ClaimForm(forms.Form):
    """What the customer chooses, with words if they like. `key` makes a second press harmless."""

    remedy = forms.RegexField(r"^(refund|replacement|credit|person)$", widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Would you like to add anything?"),
        help_text=_("Whoever looks at this reads it. If you would like an answer, choose “Talk to a person”."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", widget=forms.HiddenInput, initial=new_key)


class EvidenceForm(forms.Form):
    """A photo that helps. What it is, is read from the file itself."""

    photo = forms.FileField(
        label=_("A photo"),
        help_text=_("JPEG, PNG or WebP. We keep the picture only: not where or when it was taken."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": _("Choose a photo first, or leave it: you need none for this.")},
    )
    words = forms.CharField(label=_("What does it show?"), required=False, max_length=300)
    key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", widget=forms.HiddenInput, initial=new_key)


class OrderMessageForm(WriteForm):
    """A message about an order, with a word on what it is about."""

    subject = forms.CharField(
        label=_("What is it about?"),
        max_length=200,
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    field_order = ["subject", "text", "file", "key"]


class NewMatterForm(OrderMessageForm):
    """A new matter, about one of their orders or about none."""

    order = forms.ChoiceField(label=_("Which order is it about?"), required=False)
    field_order = ["subject", "order", "text", "file", "key"]

    def __init__(self, *args: Any, orders: Sequence[OrderSummary], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["order"]
        assert isinstance(choice, forms.ChoiceField)
        named = [(each.number, f"{each.number}: {', '.join(each.line_names)}"[:90]) for each in orders]
        choice.choices = [("", gettext("No order, something else")), *named]
