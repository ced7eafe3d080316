"""The page of a case, whole or in the parts that are fetched again when it changes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.cases import api as cases
from evenhand.core.api import NotFound, now
from evenhand.people.api import actor_of, staff_required
from evenhand.remedies.api import Claim
from evenhand.screens.desk.answers import TEMPLATE, show_part
from evenhand.screens.desk.case_screen import WHOLE, case_screen

PARTS = ("standing", "conversation", "beside")


@require_safe
@staff_required
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case; with `?part=…`, that part alone; with `?claim=…`, what stands beside it too."""
    actor = actor_of(request)
    shown = cases.case_for(actor, case_id)
    part, claim_kind = request.GET.get("part", ""), _claim_kind(request)
    if part and part not in PARTS:
        raise NotFound
    if part:
        return show_part(request, shown, part, claim_kind=claim_kind)
    parts = (*WHOLE, "beside") if "claim" in request.GET else WHOLE
    is_whole = "all" in request.GET
    screen = case_screen(shown, actor, now(), parts=parts, claim_kind=claim_kind, show_all=is_whole)
    return render(request, TEMPLATE, {"screen": screen})


def _claim_kind(request: HttpRequest) -> str:
    """The kind of claim that was chosen, "" for the one that suggests itself."""
    asked = request.GET.get("claim", "")
    return asked if asked in Claim.Kind.values else ""
