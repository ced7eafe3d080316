"""The draft that a language model offers: asked for, taken into the reply, thrown away. Nothing here sends anything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from evenhand.cases import api as cases
from evenhand.cases.api import Case
from evenhand.core.api import now
from evenhand.drafting.api import drop_proposal, propose, take_proposal
from evenhand.people.api import actor_of, staff_required
from evenhand.screens.desk.answers import answer, wants_a_part
from evenhand.screens.desk.offers import Offer, offer_in, offer_with
from evenhand.screens.desk.written import keep_what_is_written


@require_POST
@staff_required
def proposal(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask for one. What was written so far stays where it is."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    if not wants_a_part(request):
        parted = keep_what_is_written(request, case)
        if parted is not None:
            return parted
    offer = offer_with(propose(case=case, actor=actor, now=now()))
    return (
        _region(request, case, offer)
        if wants_a_part(request)
        else answer(request, case_id, "composer", anchor="proposal")
    )


@require_POST
@staff_required
def taking(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put it into the reply, before what is written there."""
    case = cases.case_for(actor_of(request), case_id, to="work")
    parted = keep_what_is_written(request, case)
    if parted is not None:
        return parted
    take_proposal(case=case, actor=actor_of(request), now=now())
    return answer(request, case_id, "composer", anchor="reply")


@require_POST
@staff_required
def dropping(request: HttpRequest, case_id: int) -> HttpResponse:
    """Throw it away."""
    actor = actor_of(request)
    case = cases.case_for(actor, case_id, to="work")
    if not wants_a_part(request):
        parted = keep_what_is_written(request, case)
        if parted is not None:
            return parted
    drop_proposal(case=case, actor=actor)
    if wants_a_part(request):
        return _region(request, case, offer_in(case, actor))
    return answer(request, case_id, "composer", anchor="reply")


def _region(request: HttpRequest, case: Case, offer: Offer) -> HttpResponse:
    return render(request, "screens/desk/proposal.html", {"offer": offer, "case_id": case.pk})
