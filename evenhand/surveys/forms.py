"""What a customer may send from the page of a question."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.surveys.models import Reason


class ReasonForm(forms.Form):
    """Why, if the customer likes to say. Both parts may stay empty."""

    reason = forms.ChoiceField(label=_("What was not right?"), required=False, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("Anything you would like to add"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": _(
                "That is longer than fits here (2,000 characters). Please shorten it, or reply to our mail."
            )
        },
    )

    pass_on = forms.BooleanField(
        label=_("Show my words, without my name, to the person who helped me, today"), required=False
    )

    def __init__(self, *args: Any, reasons: list[Reason], is_praise: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_praise:
            del self.fields["pass_on"]
        if reasons:
            choice = self.fields["reason"]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [(reason.code, reason.words) for reason in reasons]
        else:
            del self.fields["reason"]


class AgainForm(forms.Form):
    """What the customer writes to us again."""

    words = forms.CharField(
        label=_("Write to us again"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please tell us what is still open. Then a person looks at it again.")},
    )
