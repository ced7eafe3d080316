"""Cases that belong together: linked, merged with an undo, split."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases import api as cases
from evenhand.core.api import DomainError, InvalidInput, NotFound, asked_number, now
from evenhand.people.api import actor_of, staff_required
from evenhand.remedies.api import new_key
from evenhand.screens.desk.forms import OtherCaseForm, SplitForm
from evenhand.screens.desk.talk import talk
from evenhand.screens.desk.valid import valid

OTHERS = 20


@require_safe
@staff_required
def joining(request: HttpRequest, case_id: int) -> HttpResponse:
    """What the case could be joined with, and what could be a case of its own."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    page = {
        "case": case,
        "keeping": cases.keeping_of(case, actor, now()),
        "others": cases.cases_of(case.customer_id).exclude(pk=case.pk)[:OTHERS],
        "talk": talk(cases.conversation(case), is_whole=True),
        "key": new_key(),
    }
    return render(request, "screens/desk/joining.html", page)


@require_POST
@staff_required
def links(request: HttpRequest, case_id: int) -> HttpResponse:
    """Link another case, or take the link away."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    chosen = valid(OtherCaseForm(request.POST))
    other = _other(request, chosen["number"])
    verb = cases.unlink_cases if chosen["is_over"] else cases.link_cases
    verb(case=case, other=other, actor=actor, now=now())
    messages.success(request, _("The link is gone.") if chosen["is_over"] else _("The two cases are linked."))
    return redirect("desk:joining", case_id)


@require_POST
@staff_required
def merges(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let one of two cases go into the other."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    chosen = valid(OtherCaseForm(request.POST))
    other = _other(request, chosen["number"])
    going, staying = (case, other) if chosen["goes_there"] else (other, case)
    try:
        cases.merge_cases(case=going, into=staying, actor=actor, now=now())
    except DomainError as problem:
        messages.error(request, problem.message)
        return redirect("desk:joining", case_id)
    return redirect(f"{reverse('desk:case', args=[staying.pk])}?went={going.pk}")


@require_POST
@staff_required
def merge_undo(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a merge back."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    cases.undo_merge(case=case, actor=actor_of(request), now=now())
    messages.success(request, _("The case stands on its own again, with everything that was its own."))
    return redirect("desk:case", case_id)


@require_POST
@staff_required
def splits(request: HttpRequest, case_id: int) -> HttpResponse:
    """Open a case of its own for some of the messages."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    chosen = valid(SplitForm(request.POST))
    chosen_ids = [number for each in request.POST.getlist("message") if (number := asked_number(each)) is not None]
    try:
        new = cases.split_case(
            case=case,
            message_ids=chosen_ids,
            subject=chosen["subject"],
            key=chosen["key"],
            actor=actor_of(request),
            now=now(),
        )
    except DomainError as problem:
        messages.error(request, problem.message)
        return redirect("desk:joining", case_id)
    messages.success(request, _("A case of its own. To take that back, merge it into the other one."))
    return redirect("desk:case", new.pk)


def _other(request: HttpRequest, number: int) -> cases.Case:
    """The case of that number; one that nobody has is said in words, because somebody has typed it."""
    try:
        return cases.case_for(actor_of(request), number, to="work")
    except NotFound:
        raise InvalidInput(_("There is no case #%(number)d. Look at the number again.") % {"number": number}) from None
