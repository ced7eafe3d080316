"""What agents send from the page of a case."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from evenhand.cases.api import LARGEST_SENT, MOST_SENT, Case, Queue, Segment
from evenhand.core.api import asked_number
from evenhand.people.api import Account
from evenhand.screens.desk.times import WORDS
from evenhand.screens.uploads import FilesField, why_not_uploaded
from evenhand.shop.api import Order

LONGEST_TEXT = 100_000
LONGEST_NOTE = 20_000
LARGEST_NUMBER = 2**53  # that scripts can count to
MANY_VERBS = ("take", "assign", "tag", "close", "snooze", "priority")


class ReadingForm(forms.Form):
    """The last line of a chat that somebody had before their eyes."""

    line = forms.IntegerField(min_value=1, max_value=LARGEST_NUMBER)


class TakingForm(forms.Form):
    """Whether somebody takes chats."""

    takes = forms.BooleanField(required=False)


class WrittenField(forms.CharField):
    """What somebody wrote, with line ends as they are kept: browsers send them in two ways."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class NumbersField(forms.Field):
    """Numbers of things that stood on the page, any number of them."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> tuple[int, ...]:
        """Those that are numbers; a page sends nothing else."""
        return tuple(number for each in value or () if (number := asked_number(each)) is not None)


class ReplyForm(forms.Form):
    """A reply. `seen_message_id` is the newest message that stood on the page, `with_files` the files that stood at it;
    `key` makes a second press harmless."""

    text = WrittenField(label=_("Your reply"), max_length=LONGEST_TEXT, strip=False)
    seen_message_id = forms.IntegerField(min_value=0, max_value=LARGEST_NUMBER, widget=forms.HiddenInput)
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    then_close = forms.BooleanField(required=False)
    with_files = NumbersField(required=False)


class FilesForm(forms.Form):
    """Files for a reply."""

    file = FilesField(required=False, max_length=1000)


class DraftForm(forms.Form):
    """What stands in the reply so far, and the version of the draft that it grew from.

    `over` is the version of another window's draft that the writer has seen and puts this one over; `key` is the key
    of the reply; `without_macro` takes the macro off, so that the words alone stay.
    """

    text = WrittenField(max_length=LONGEST_TEXT, required=False, strip=False)
    version = forms.IntegerField(min_value=0, max_value=LARGEST_NUMBER, required=False)
    over = forms.IntegerField(min_value=0, max_value=LARGEST_NUMBER, required=False)
    key = forms.CharField(max_length=60, required=False)
    without_macro = forms.BooleanField(required=False)


class MacroUseForm(forms.Form):
    """A macro with the words as they were left, and the plan that stood on the page."""

    text = WrittenField(max_length=LONGEST_TEXT, required=False, strip=False)
    plan = forms.RegexField(r"^[0-9a-f]{32}$")
    seen_message_id = forms.IntegerField(min_value=0, max_value=LARGEST_NUMBER)
    key = forms.CharField(max_length=60)
    with_files = NumbersField(required=False)


class NoteForm(forms.Form):
    """A note among colleagues."""

    text = WrittenField(
        label=_("What should they know?"),
        help_text=_("The customer never sees it. Write @ and a colleague's name to put it on their list."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "aria-keyshortcuts": "n"}),
    )
    file = FilesField(label=_("Files for them"), required=False, max_length=200)
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def clean_file(self) -> list[UploadedFile]:
        """The files, unless there are too many, or one is too large or of a kind that we do not take."""
        files: list[UploadedFile] = self.cleaned_data.get("file") or []
        problems = why_not_uploaded(files, most=MOST_SENT, largest=LARGEST_SENT)
        if problems:
            raise forms.ValidationError(problems)
        return files


class TransferForm(forms.Form):
    """Where a case goes, and what the next person should know."""

    to = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=Account.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
        widget=forms.Select(attrs={"autofocus": True}),
    )
    queue = forms.ModelChoiceField(
        label=_("Queue, or the team behind it"),
        queryset=Queue.objects.select_related("team").order_by("name"),
        required=False,
        empty_label=_("The one it is in"),
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

    as_what = forms.ChoiceField(choices=[each for each in Case.SetAsideAs.choices if each[0] != Case.SetAsideAs.MERGED])


class OrderForm(forms.Form):
    """Which order a case is about; empty for none."""

    order = forms.ModelChoiceField(queryset=Order.objects.none(), required=False)


class TagForm(forms.Form):
    """Tags to put on, with spaces or commas between them, or one to take off."""

    add = forms.CharField(max_length=200, required=False)
    remove = forms.CharField(max_length=40, required=False)


class PriorityForm(forms.Form):
    """How soon a case has to be seen to."""

    priority = forms.TypedChoiceField(choices=Case.Priority.choices, coerce=int)


class WhenForm(forms.Form):
    """A moment to come, by a word or by day and hour in the reader's time."""

    word = forms.ChoiceField(choices=[("", ""), *WORDS.items()], required=False)
    at = forms.DateTimeField(
        label=_("Day and hour"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )
    why = forms.CharField(label=_("What for?"), max_length=200, required=False)


class TakeBackForm(forms.Form):
    """Which reply is taken back."""

    message = forms.IntegerField(min_value=1, max_value=LARGEST_NUMBER)


class ViewerForm(forms.Form):
    """What somebody does before a case."""

    is_writing = forms.BooleanField(required=False)
    is_leaving = forms.BooleanField(required=False)


class OtherCaseForm(forms.Form):
    """Another case by its number. `goes_there`: this one goes into it; `is_over`: the link is taken away."""

    number = forms.IntegerField(
        min_value=1, max_value=LARGEST_NUMBER, error_messages={"required": _("Type a case's number.")}
    )
    goes_there = forms.BooleanField(required=False)
    is_over = forms.BooleanField(required=False)


class SplitForm(forms.Form):
    """What the new case is called; the messages stand beside it."""

    subject = forms.CharField(max_length=255, required=False)
    key = forms.CharField(max_length=60)


class ManyForm(forms.Form):
    """What is done with the chosen cases; they stand beside it."""

    verb = forms.ChoiceField(
        choices=[(each, each) for each in ("take", "assign", "tag", "close", "snooze", "priority")]
    )
    key = forms.CharField(max_length=60)
    to = forms.IntegerField(min_value=1, max_value=LARGEST_NUMBER, required=False)
    tag = forms.CharField(max_length=40, required=False)
    word = forms.ChoiceField(choices=[("", ""), *WORDS.items()], required=False)
    priority = forms.TypedChoiceField(choices=Case.Priority.choices, coerce=int, required=False, empty_value=None)


class SavedViewForm(forms.Form):
    """A question to the search, and the name under which it is kept."""

    name = forms.CharField(max_length=60, error_messages={"required": _("A view needs a name.")})
    q = forms.CharField(max_length=200)
    is_shared = forms.BooleanField(required=False)
