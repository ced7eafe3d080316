"""Input: what leads say about queues, people and new cases."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import Case, Channel, Queue
from evenhand.routing.actions import MOST_CASES, WantedRule
from evenhand.routing.models import Ability, QueueMode, Rule
from evenhand.routing.rules import USUAL_CAPACITY


def _languages() -> list[tuple[str, str]]:
    return sorted(((code, gettext(name)) for code, name in settings.LANGUAGES), key=lambda each: each[1])


def _any_language() -> list[tuple[str, Any]]:
    return [("", _("Any")), *_languages()]


class ModeForm(forms.Form):
    """How a queue gives its cases out."""

    mode = forms.ChoiceField(choices=QueueMode.Mode.choices)


class AbilitiesForm(forms.Form):
    """What somebody can, and how much they take at once."""

    skills = forms.CharField(
        label=_("Skills"),
        required=False,
        max_length=400,
        help_text=_("Words of your own, as in “warranty, furniture”, with commas between. Rules ask for them."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=_languages,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("In which they write to customers. None chosen: in all."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for channel in Channel:
            self.fields[f"most_{channel}"] = forms.IntegerField(
                label=_("%(channel)s: open cases at once") % {"channel": channel.label},
                min_value=0,
                max_value=MOST_CASES,
                required=False,
                widget=forms.NumberInput(attrs={"placeholder": USUAL_CAPACITY[channel]}),
            )

    @property
    def capacity_fields(self) -> list[forms.BoundField]:
        """The fields that say how much, one a channel."""
        return [self[f"most_{channel}"] for channel in Channel]

    def wanted(self) -> dict[str, Any]:
        """As `set_abilities` takes it; channels that were left empty are as usual."""
        written = self.cleaned_data
        most = {str(channel): written[f"most_{channel}"] for channel in Channel}
        return {
            "skills": written["skills"].split(","),
            "languages": written["languages"],
            "capacity": {channel: count for channel, count in most.items() if count is not None},
        }


def filled(ability: Ability | None) -> dict[str, Any]:
    """What an AbilitiesForm begins with."""
    if ability is None:
        return {}
    most = {f"most_{channel}": count for channel, count in ability.capacity.items()}
    return {"skills": ", ".join(ability.skills), "languages": ability.languages, **most}


class RuleForm(forms.Form):
    """A rule: what new cases are like, and what is done with them."""

    name = forms.CharField(label=_("Name"), max_length=80)
    channel = forms.ChoiceField(label=_("Channel"), choices=[("", _("Any")), *Channel.choices], required=False)
    language = forms.ChoiceField(label=_("Language"), choices=_any_language, required=False)
    from_queue = forms.ModelChoiceField(
        label=_("Came into"), queryset=Queue.objects.order_by("name"), required=False, empty_label=_("Any queue")
    )
    words = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=600,
        help_text=_("With commas between. One of them begins a word of the subject or of what was written first."),
    )
    to_queue = forms.ModelChoiceField(
        label=_("Put it into"), queryset=Queue.objects.order_by("name"), required=False, empty_label=_("As it is")
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=[("", _("As it is")), *Case.Priority.choices],
        coerce=int,
        required=False,
        empty_value=None,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=40, required=False, help_text=_("A tag that says what it is about.")
    )
    skill = forms.CharField(
        label=_("Skill that it asks for"),
        max_length=40,
        required=False,
        help_text=_("Only those who have it are given the case; where nobody has it, anybody."),
    )

    def wanted(self) -> WantedRule:
        """The rule that was written."""
        written = dict(self.cleaned_data)
        return WantedRule(**{**written, "words": tuple(written["words"].split(","))})


def as_written(rule: Rule) -> dict[str, Any]:
    """What a RuleForm begins with."""
    names = ("name", "channel", "language", "from_queue", "to_queue", "priority", "reason", "skill")
    return {**{name: getattr(rule, name) for name in names}, "words": ", ".join(rule.words)}
