"""Files that somebody sends from a page: several at once, each with a name and none of them empty."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.cases.api import BEGINNING, LARGEST_SENT, LARGEST_SENT_TOGETHER, MOST_SENT, IncomingFile, why_not_kept


class FilesInput(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, none of them empty; `largest` and `together` in bytes, said by the page before it sends."""

    widget = FilesInput

    def __init__(self, *, largest: int = LARGEST_SENT, together: int = LARGEST_SENT_TOGETHER, **options: Any) -> None:
        self.largest, self.together = largest, together
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the page has to know of the limits."""
        return {**super().widget_attrs(widget), **sizes_for_page(self.largest, self.together)}

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files, each looked at as one would be alone."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if empty := [_("%(name)s is empty.") % {"name": file.name} for file in files if not file.size]:
            raise forms.ValidationError(empty)
        return [file for each in files if (file := super(FilesField, self).clean(each, initial))]


def as_incoming(files: Sequence[UploadedFile]) -> list[IncomingFile]:
    """Uploaded files as the case keeps them."""
    return [IncomingFile(file.name or "", file.content_type or "", file.read()) for file in files]


def limits_of_sent() -> str:
    """How many files go with what we send, and how large they may be, for the writer."""
    sizes = {"most": MOST_SENT, "each": LARGEST_SENT // 1024**2, "together": LARGEST_SENT_TOGETHER // 1024**2}
    return _("Up to %(most)d, each up to %(each)d MB, together %(together)d MB. They can be dropped here, too.") % sizes


def sizes_for_page(largest: int = LARGEST_SENT, together: int = LARGEST_SENT_TOGETHER) -> dict[str, Any]:
    """Attributes of a field for files, by which the page says at once, not after a long wait, that one is too large."""
    too_large = gettext_lazy("{name} is larger than {size} MB. Choose a smaller one.")
    return {
        "data-largest": largest,
        "data-together": together,
        "data-too-large": format_lazy(too_large, name="{}", size=largest // 1024**2),
        "data-too-much": too_much(together),
    }


def too_much(together: int) -> str | Promise:
    """That files are larger than so many bytes together, in words that the page and the server say alike."""
    words = gettext_lazy("Together these files are larger than {size} MB. Send some in another message.")
    return format_lazy(words, size=together // 1024**2)


def why_not_uploaded(files: Sequence[UploadedFile], *, most: int, largest: int) -> list[str]:
    """What is wrong with files, in the words of whoever chose them."""
    problems = [problem for file in files if (problem := _why_not_taken(file, largest))]
    if len(files) > most:
        problems.append(_("These are more than %(most)d files. Send the rest in another message.") % {"most": most})
    return problems


def _why_not_taken(file: UploadedFile, largest: int) -> str:
    name, size = file.name or "", file.size or 0
    if size > largest:
        return _("%(name)s is larger than %(size)d MB.") % {"name": name, "size": largest // 1024**2}
    beginning = file.read(BEGINNING)
    file.seek(0)
    if why_not_kept(name, size, beginning=beginning):
        return _("%(name)s is of a kind that can run programs, so we do not take it.") % {"name": name}
    return ""
