"""What customers write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import IncomingFile
from evenhand.remedies.api import new_key

LONGEST_TEXT = 20_000
LARGEST_PICTURE = 10 * 1024 * 1024


class WriteForm(forms.Form):
    """A message to us, with one file if they like. `key` makes a second press harmless."""

    text = forms.CharField(
        label=_("Tell us what happened"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("There is no text yet. Write a line or two, then send it.")},
    )
    file = forms.FileField(
        label=_("A picture or another file"), required=False, help_text=_("Up to 10 MB."), max_length=200
    )
    key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", widget=forms.HiddenInput, initial=new_key)

    def clean_file(self) -> object:
        """The file, unless it is too large."""
        file = self.cleaned_data.get("file")
        if file and file.size > LARGEST_PICTURE:
            raise forms.ValidationError(_("This file is larger than 10 MB. Send a smaller one, or write without it."))
        return file

    @property
    def attached(self) -> list[IncomingFile]:
        """The file as the case keeps it."""
        file = self.cleaned_data.get("file")
        return [IncomingFile(file.name, file.content_type or "", file.read())] if file else []


class OrderMessageForm(WriteForm):
    """A message about an order, with a word on what it is about."""

    subject = forms.CharField(label=_("What is it about?"), max_length=200)
    field_order = ["subject", "text", "file", "key"]
