"""What an agent writes in a case: the reply with its draft, and notes. Whatever goes wrong, no word is lost."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases import api as cases
from evenhand.cases.api import Case
from evenhand.core.api import DomainError, now
from evenhand.people.api import actor_of, staff_required
from evenhand.routing.api import colleagues
from evenhand.screens.desk.answers import answer, show_advice, wants_a_part
from evenhand.screens.desk.composer import composer
from evenhand.screens.desk.draft_files import FILES
from evenhand.screens.desk.forms import NoteForm, ReplyForm
from evenhand.screens.desk.valid import valid
from evenhand.screens.desk.written import add_what_is_chosen, keep_what_is_written
from evenhand.screens.uploads import as_incoming


@require_POST
@staff_required
def replies(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer the customer, and close the case where the button said so."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    sent = valid(ReplyForm(request.POST))
    try:
        sent["with_files"] += add_what_is_chosen(request, case, sent["text"])
        cases.reply(case=case, **sent, actor=actor_of(request), now=now())
    except DomainError as problem:
        return _not_sent(request, case, problem)
    messages.success(request, _("Sent, and the case is closed.") if sent["then_close"] else _("Sent."))
    response = answer(request, case_id, "composer", anchor="latest")
    response["HX-Trigger-After-Settle"] = "reply-sent"
    return response


@require_POST
@staff_required
def draft(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep the draft, and say what a kind colleague would say of it."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    parted = keep_what_is_written(request, case)
    if parted is not None:
        return parted
    if wants_a_part(request) and "without_macro" not in request.POST:
        return show_advice(request, composer(case, actor_of(request), now()))
    return answer(request, case_id, "composer", anchor="reply")


@require_POST
@staff_required
def notes(request: HttpRequest, case_id: int) -> HttpResponse:
    """Leave a note for colleagues."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    written = valid(NoteForm(request.POST, request.FILES))
    note = cases.add_note(
        case=case,
        text=written["text"],
        key=written["key"],
        attached=as_incoming(written["file"]),
        actor=actor_of(request),
        now=now(),
    )
    named = cases.named_in(note)
    said = _("The note is added. It stands on the list of %(names)s.") if named.people else _("The note is added.")
    messages.success(request, said % {"names": ", ".join(named.people)} if named.people else said)
    if named.nobodys:
        words = _("Nobody could be told by @%(words)s: write the whole name of a colleague.")
        messages.warning(request, words % {"words": ", @".join(named.nobodys)})
    return answer(request, case_id, "note")


@require_safe
@staff_required
def names(request: HttpRequest) -> HttpResponse:
    """Whom a note can name, with how they stand."""
    actor = actor_of(request)
    others = [each for each in colleagues() if each.id != actor.account_id]
    return render(request, "screens/desk/names.html", {"colleagues": others})


def _not_sent(request: HttpRequest, case: Case, problem: DomainError) -> HttpResponse:
    """Nothing went out. The text stays where it was written; it was kept as the draft too."""
    actor = actor_of(request)
    messages.error(request, problem.message)
    if not wants_a_part(request):
        return answer(request, case.pk, "composer", anchor="reply")
    composed = composer(case, actor, now())
    response = show_advice(request, composed)
    response.write(render_to_string(FILES, {"composer": composed, "is_beside": True}, request))
    response["HX-Retarget"], response["HX-Reswap"] = "#advice", "innerHTML"
    return response
