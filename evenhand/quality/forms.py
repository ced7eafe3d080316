"""What people may send about reviews."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.quality.models import Dispute, Sample, Scorecard
from evenhand.quality.rules import Item, Kind
from evenhand.quality.words import ANSWER_WORDS, KIND_WORDS

LONGEST, LONGEST_LINE = 4000, 200


class ReviewForm(forms.Form):
    """One answer for each item of the scorecard, and words."""

    words = forms.CharField(
        label=_("What in this contact shows it"),
        help_text=_("Needed where you saw something missed: quote it, and say what would have been better."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, card: Scorecard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        for item in card.lines:
            self.fields[f"item_{item.key}"] = forms.ChoiceField(
                label=item.words,
                choices=[(answer.value, words) for answer, words in ANSWER_WORDS.items()],
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose one.")},
            )
        self.order_fields([*(f"item_{item.key}" for item in card.lines), "words"])

    def answers(self) -> dict[str, str]:
        """By item."""
        return {item.key: self.cleaned_data[f"item_{item.key}"] for item in self.card.lines}

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The items by class, as the page shows them."""
        return [
            (KIND_WORDS[kind], [self[f"item_{item.key}"] for item in self.card.lines if item.kind is kind])
            for kind in Kind
            if any(item.kind is kind for item in self.card.lines)
        ]


def _chosen(items: list[Item], label: Any, *, required: bool) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(item.key, item.words) for item in items],
        required=required,
        widget=forms.CheckboxSelectMultiple,
    )


def _words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("There is no text yet. Write a line or two, then send it.")},
    )


class DisputeForm(forms.Form):
    """Which of the missed items the person sees differently, and why."""

    words = _words(_("What was different?"))

    def __init__(self, *args: Any, sample: Sample, missed: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [item for item in sample.scorecard.lines if item.key in missed]
        self.fields["items"] = _chosen(items, _("Which of these?"), required=True)
        self.order_fields(["items", "words"])


class DisputeDecisionForm(forms.Form):
    """Which of the disputed items fall, and why."""

    words = _words(_("Why?"))

    def __init__(self, *args: Any, dispute: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [item for item in dispute.sample.scorecard.lines if item.key in dispute.items]
        self.fields["granted"] = _chosen(items, _("Which of these does the person see rightly?"), required=False)
        self.order_fields(["granted", "words"])


class ScorecardForm(forms.Form):
    """The items of the next version, one a line, by class; and why it changes."""

    why = forms.CharField(label=_("Why does it change?"), max_length=500, required=False)

    def __init__(self, *args: Any, card: Scorecard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, words in KIND_WORDS.items():
            lines = [item.words for item in card.lines if item.kind is kind]
            self.fields[kind.value] = forms.CharField(
                label=words,
                required=False,
                initial="\n".join(lines),
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": max(4, len(lines) + 1)}),
                help_text=_("One item a line, each something that can be seen in one contact."),
            )
            self.fields[kind.value].validators.append(_short_lines)
        self.order_fields([*(kind.value for kind in Kind), "why"])

    def lines(self) -> dict[Kind, list[str]]:
        """By class, without empty lines."""
        return {
            kind: [line for each in self.cleaned_data[kind.value].splitlines() if (line := each.strip())]
            for kind in Kind
        }


def _short_lines(text: str) -> None:
    if any(len(line.strip()) > LONGEST_LINE for line in text.splitlines()):
        raise forms.ValidationError(_("One of these lines is longer than 200 characters. Please say it shorter."))
