"""What an agent writes in a case: the reply with its draft, and notes. Whatever goes wrong, no word is lost."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evenhand.cases import api as cases
from evenhand.cases.api import Case, DraftChanged
from evenhand.core.api import DomainError, now
from evenhand.people.api import actor_of, staff_required
from evenhand.screens.desk.answers import TEMPLATE, answer, show_advice, wants_a_part
from evenhand.screens.desk.case_screen import WHOLE, case_screen
from evenhand.screens.desk.case_verbs import valid
from evenhand.screens.desk.composer import composer, parted
from evenhand.screens.desk.forms import DraftForm, NoteForm, ReplyForm


@require_POST
@staff_required
def replies(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer the customer, and close the case where the button said so."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    sent = valid(ReplyForm(request.POST))
    try:
        cases.reply(case=case, **sent, actor=actor_of(request), now=now())
    except DomainError as problem:
        return _not_sent(request, case, sent["text"], problem)
    messages.success(request, _("Sent, and the case is closed.") if sent["then_close"] else _("Sent."))
    return answer(request, case_id, "composer")


@require_POST
@staff_required
def draft(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep the draft, and say what a kind colleague would say of it."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    written = valid(DraftForm(request.POST))
    version = written["over"] or written["version"] or 0
    try:
        cases.save_draft(case=case, text=written["text"], version=version, actor=actor_of(request), now=now())
    except DraftChanged:
        return _two_drafts(request, case, written["text"], version)
    if wants_a_part(request):
        return show_advice(request, composer(case, actor_of(request), now()))
    return answer(request, case_id, "composer", anchor="reply")


@require_POST
@staff_required
def notes(request: HttpRequest, case_id: int) -> HttpResponse:
    """Leave a note for colleagues."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    written = valid(NoteForm(request.POST))
    cases.add_note(case=case, text=written["text"], key=written["key"], actor=actor_of(request), now=now())
    messages.success(request, _("The note is added."))
    return answer(request, case_id, "note")


def _not_sent(request: HttpRequest, case: Case, text: str, problem: DomainError) -> HttpResponse:
    """Nothing went out. The text stays where it was written, and is kept as the draft too."""
    actor = actor_of(request)
    kept = cases.draft_of(case, actor)
    cases.save_draft(case=case, text=text, version=kept.version if kept else 0, actor=actor, now=now())
    messages.error(request, problem.message)
    if not wants_a_part(request):
        return answer(request, case.pk, "composer", anchor="reply")
    response = show_advice(request, composer(case, actor, now()))
    response["HX-Retarget"], response["HX-Reswap"] = "#advice", "innerHTML"
    return response


def _two_drafts(request: HttpRequest, case: Case, text: str, version: int) -> HttpResponse:
    """Another window kept something else meanwhile: both texts are shown, and the writer says which one stays."""
    actor = actor_of(request)
    composed = parted(case, actor, now(), text=text, version=version)
    if wants_a_part(request):
        return show_advice(request, composed)
    screen = case_screen(case, actor, now(), parts=WHOLE, composed=composed)
    return render(request, TEMPLATE, {"screen": screen}, status=DraftChanged.status)
