"""What stands in the reply when a button of its form is pressed: kept as the draft, words and files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.cases import api as cases
from evenhand.cases.api import AddedFiles, Case, DraftChanged
from evenhand.core.api import InvalidInput, asked_words, now
from evenhand.people.api import actor_of
from evenhand.screens.desk.answers import TEMPLATE, show_advice, wants_a_part
from evenhand.screens.desk.case_screen import WHOLE, case_screen
from evenhand.screens.desk.composer import parted
from evenhand.screens.desk.forms import DraftForm, FilesForm
from evenhand.screens.desk.valid import valid
from evenhand.screens.uploads import as_incoming


def keep_what_is_written(request: HttpRequest, case: Case) -> HttpResponse | None:
    """Keep the reply as it stands in the box, with its files; where another window kept another text, show both."""
    if "text" not in request.POST:
        return None
    written = valid(DraftForm(request.POST))
    version = written["over"] or written["version"] or 0
    kept = {"text": written["text"], "version": version, "key": written["key"]}
    added = add_chosen_files(request, case, key=written["key"])
    try:
        cases.save_draft(case=case, **kept, actor=actor_of(request), now=now())
    except DraftChanged:
        return two_drafts(request, case, written["text"], version)
    for problem in added.problems:
        messages.error(request, problem)
    return None


def add_what_is_chosen(request: HttpRequest, case: Case, text: str) -> tuple[int, ...]:
    """The files that came along with a press of the button, at the draft now. Raises InvalidInput for those that we do
    not send; then `text` is the draft."""
    added = add_chosen_files(request, case, key=asked_words(request.POST.get("key", "")))
    if added.problems:
        cases.keep_words(case=case, text=text, actor=actor_of(request), now=now())
        raise InvalidInput(" ".join(added.problems))
    return added.ids


def add_chosen_files(request: HttpRequest, case: Case, *, key: str = "") -> AddedFiles:
    """Keep the files that came with a request at the draft."""
    if not request.FILES:
        return AddedFiles()
    files = as_incoming(valid(FilesForm(request.POST, request.FILES))["file"])
    return cases.add_draft_files(case=case, files=files, key=key, actor=actor_of(request), now=now())


def two_drafts(request: HttpRequest, case: Case, text: str, version: int) -> HttpResponse:
    """Another window kept something else meanwhile: both texts are shown, and the writer says which one stays."""
    actor = actor_of(request)
    composed = parted(case, actor, now(), text=text, version=version)
    if wants_a_part(request):
        return show_advice(request, composed)
    screen = case_screen(case, actor, now(), parts=WHOLE, composed=composed)
    return render(request, TEMPLATE, {"screen": screen}, status=DraftChanged.status)
