"""Input: a macro as somebody writes it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import WORKERS, Case, Queue
from evenhand.core.api import Actor
from evenhand.macros.access import KEEPERS, may_keep
from evenhand.macros.actions import LONGEST_NAME, LONGEST_NOTE, LONGEST_TEXT, Wanted
from evenhand.macros.rules import LONGEST_SLEEP_DAYS, Deeds
from evenhand.macros.words import language_choices
from evenhand.people.api import Account, accounts_with_role, teams
from evenhand.remedies.api import Claim, Remedy, remedies_for

OWN, SHOP = "own", "shop"


def _languages_or_none() -> list[tuple[str, Any]]:
    return [("", _("Choose a language")), *language_choices()]


class WordsForm(forms.Form):
    """The words in one language. Without any, that language is left out."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages_or_none, required=False)
    text = forms.CharField(
        label=_("Words"), required=False, max_length=LONGEST_TEXT, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def clean(self) -> dict[str, Any]:
        """Words need a language."""
        written = super().clean() or {}
        if (written.get("text") or "").strip() and not written.get("language"):
            self.add_error("language", _("In which language are these words?"))
        return written


WordsFormSet = forms.formset_factory(WordsForm, extra=1, max_num=40, absolute_max=40, validate_max=True)


class MacroForm(forms.Form):
    """A macro's name, whose it is, and what it does besides its words."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, help_text=_("One finds it by this."))
    whose = forms.ChoiceField(label=_("For whom"))
    remedy = forms.ChoiceField(
        label=_("Remedy"),
        required=False,
        help_text=_("Given where the policy in force allows it, for the amount that it names, else refused."),
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=300, help_text=_("With spaces or commas between them.")
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        required=False,
        choices=[("", _("As it is")), *Case.Priority.choices],
        coerce=int,
        empty_value=None,
    )
    assign = forms.ChoiceField(
        label=_("Whose it is then"),
        required=False,
        choices=[("", _("As it is")), ("me", _("Whoever uses the macro")), ("nobody", _("Nobody's"))],
    )
    hand_to = forms.ModelChoiceField(
        label=_("Hand it on to"), queryset=Account.objects.none(), required=False, empty_label=_("Nobody in particular")
    )
    hand_queue = forms.ModelChoiceField(
        label=_("Hand it on to the queue"),
        queryset=Queue.objects.order_by("name"),
        required=False,
        empty_label=_("The one it is in"),
    )
    note = forms.CharField(
        label=_("A note for colleagues"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where it hands the case on. Placeholders work here too."),
    )
    sleep_days = forms.IntegerField(
        label=_("Let it sleep for days"), required=False, min_value=1, max_value=LONGEST_SLEEP_DAYS
    )
    closes = forms.BooleanField(label=_("Close the case"), required=False)
    edition = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        _choices(self.fields["whose"], whose_choices(actor))
        _choices(self.fields["remedy"], remedy_choices())
        hand_to = self.fields["hand_to"]
        assert isinstance(hand_to, forms.ModelChoiceField)
        hand_to.queryset = accounts_with_role(sorted(WORKERS))

    def wanted(self, texts: Mapping[str, str]) -> Wanted:
        """The macro that was written, with its words."""
        written = self.cleaned_data
        claim_kind, _colon, remedy_kind = written["remedy"].partition(":")
        whose: str = written["whose"]
        return Wanted(
            name=written["name"],
            texts=texts,
            owner_id=self.actor.account_id if whose == OWN else None,
            team_id=int(whose) if whose.isdigit() else None,
            deeds=Deeds(
                tags=tuple(written["tags"].replace(",", " ").split()),
                priority=written["priority"],
                assign=written["assign"],
                hand_to=written["hand_to"].pk if written["hand_to"] else None,
                hand_queue=written["hand_queue"].pk if written["hand_queue"] else None,
                note=written["note"],
                sleep_days=written["sleep_days"],
                closes=written["closes"],
                claim_kind=claim_kind,
                remedy_kind=remedy_kind,
            ),
        )


def texts_of(words: forms.BaseFormSet[WordsForm]) -> dict[str, str]:
    """The texts that were written, by language; of two in one language, the later."""
    said = [form.cleaned_data for form in words.forms if form.cleaned_data]
    return {each["language"]: each["text"] for each in said if each["text"].strip()}


def whose_choices(actor: Actor) -> list[tuple[str, Any]]:
    """For whom `actor` may keep macros."""
    choices: list[tuple[str, Any]] = [(OWN, _("For me alone"))]
    if actor.has_role(*KEEPERS):
        led = [team for team in teams() if may_keep(actor, owner_id=None, team_id=team.pk)]
        choices += [(str(team.pk), _("For the team %(team)s") % {"team": team.name}) for team in led]
        choices.append((SHOP, _("For everybody")))
    return choices


def remedy_choices() -> list[tuple[str, Any]]:
    """Each remedy for each claim, grouped by what went wrong."""
    kinds = dict(Remedy.Kind.choices)
    groups: list[tuple[str, Any]] = [
        (str(words), [(f"{claim}:{kind}", f"{words}: {kinds[kind]}") for kind in remedies_for(claim)])
        for claim, words in Claim.Kind.choices
    ]
    return [("", _("None")), *groups]


def _choices(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
