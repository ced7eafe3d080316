"""Files at the reply that is being written: added as soon as they are chosen, taken away again, looked at."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases import api as cases
from evenhand.cases.api import AddedFiles, Case
from evenhand.core.api import now
from evenhand.people.api import actor_of, staff_required
from evenhand.screens.desk.answers import answer, wants_a_part
from evenhand.screens.desk.composer import composer
from evenhand.screens.desk.written import add_chosen_files, keep_what_is_written

FILES = "screens/desk/draft_files.html"


@require_POST
@staff_required
def adding(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep files with the draft; a plain browser sends the words along, and they are kept too."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    added = AddedFiles()
    if wants_a_part(request):
        added = add_chosen_files(request, case)
    else:
        parted = keep_what_is_written(request, case)
        if parted is not None:
            return parted
    return _list(request, case, added)


@require_POST
@staff_required
def removal(request: HttpRequest, case_id: int, file_id: int) -> HttpResponse:
    """Take a file away again."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.remove_draft_file(case=case, file_id=file_id, actor=actor_of(request))
    parted = None if wants_a_part(request) else keep_what_is_written(request, case)
    return parted or _list(request, case, AddedFiles())


@require_safe
@staff_required
def file(request: HttpRequest, case_id: int, file_id: int) -> FileResponse:
    """One of them as a download, for the one who added it."""
    actor = actor_of(request)
    kept = cases.draft_file_for(actor, cases.case_for(actor, case_id, to="work"), file_id)
    return cases.download_kept(kept.sha256, kept.name)


def _list(request: HttpRequest, case: Case, added: AddedFiles) -> HttpResponse:
    if not wants_a_part(request):
        return answer(request, case.pk, "composer", anchor="reply_file")
    for problem in added.problems:
        messages.error(request, problem)
    return render(request, FILES, {"composer": composer(case, actor_of(request), now())})
