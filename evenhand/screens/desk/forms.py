"""What agents send from the page of a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import Case, Queue, Segment
from evenhand.people.api import Account
from evenhand.shop.api import Order

LONGEST_TEXT = 100_000
LONGEST_NOTE = 20_000


class WrittenField(forms.CharField):
    """What somebody wrote, with line ends as they are kept: browsers send them in two ways."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class ReplyForm(forms.Form):
    """A reply. `seen_message_id` is the newest message that stood on the page; `key` makes a second press harmless."""

    text = WrittenField(label=_("Your reply"), max_length=LONGEST_TEXT, strip=False)
    seen_message_id = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    then_close = forms.BooleanField(required=False)


class DraftForm(forms.Form):
    """What stands in the reply so far, and the version of the draft that it grew from.

    `over` is the version of another window's draft that the writer has seen and puts this one over.
    """

    text = WrittenField(max_length=LONGEST_TEXT, required=False, strip=False)
    version = forms.IntegerField(min_value=0, required=False)
    over = forms.IntegerField(min_value=0, required=False)


class NoteForm(forms.Form):
    """A note among colleagues."""

    text = WrittenField(
        label=_("What should they know?"),
        help_text=_("The customer never sees it."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "aria-keyshortcuts": "n"}),
    )
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)


class TransferForm(forms.Form):
    """Where a case goes, and what the next person should know."""

    to = forms.ModelChoiceField(
        label=_("Colleague"), queryset=Account.objects.none(), required=False, empty_label=_("Nobody in particular")
    )
    queue = forms.ModelChoiceField(
        label=_("Queue"), queryset=Queue.objects.order_by("name"), required=False, empty_label=_("The one it is in")
    )
    note = WrittenField(
        label=_("What was done, and what is left"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SegmentForm(forms.Form):
    """In which stretch the contact is from now on."""

    kind = forms.ChoiceField(choices=Segment.Kind.choices)
    cause = forms.CharField(max_length=60, required=False)


class SetAsideForm(forms.Form):
    """As what a case is set aside."""

    as_what = forms.ChoiceField(choices=Case.SetAsideAs.choices)


class OrderForm(forms.Form):
    """Which order a case is about; empty for none."""

    order = forms.ModelChoiceField(queryset=Order.objects.none(), required=False)
