"""The shape of what visitors send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.chat.rules import MOST_SIGNS

_KEY = r"^[A-Za-z0-9-]{8,60}$"


class WordsField(forms.CharField):
    """What somebody writes: at most a screen full, and something."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=MOST_SIGNS,
            error_messages={
                "required": _("There is no text yet. Write a line or two, then send it."),
                "max_length": _("This is longer than %(limit_value)d characters. Please send it in two parts."),
            },
            **options,
        )


class NameField(forms.CharField):
    """What somebody calls themselves: one line, as the header of a mail takes it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=100, required=False, **options)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class KeyField(forms.RegexField):
    """The key that a page gives to what it sends, so that sending it twice is harmless."""

    def __init__(self) -> None:
        super().__init__(_KEY, error_messages={"invalid": _("Please reload the page, then send it again.")})


class StartForm(forms.Form):
    """A chat begins."""

    press = forms.CharField(max_length=300)
    text = WordsField()
    name = NameField()
    email = forms.EmailField(max_length=254, required=False)
    identity = forms.CharField(max_length=2000, required=False)
    order = forms.CharField(max_length=60, required=False)


class LineForm(forms.Form):
    """A line is written."""

    key = KeyField()
    text = WordsField()


class AddressForm(forms.Form):
    """A mail address, where one is not known yet."""

    email = forms.EmailField(
        label=_("Your mail address"),
        max_length=254,
        required=False,
        error_messages={"invalid": _("This does not look like a mail address. An example: name@mail.example")},
    )


class ReadForm(forms.Form):
    """Which line a page had last."""

    after = forms.IntegerField(min_value=0, max_value=2**62, required=False)

    def last(self) -> int:
        """The number of that line, 0 where there is none."""
        return int(self.cleaned_data.get("after") or 0) if self.is_valid() else 0


class MessageForm(forms.Form):
    """What somebody leaves while nobody is there to chat."""

    text = WordsField(
        label=_("What is it about?"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    email = forms.EmailField(
        label=_("Your mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please give us a mail address, so that we know where to write.")},
    )
    name = NameField(
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    press = forms.CharField(max_length=300, required=False)
