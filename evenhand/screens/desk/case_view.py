"""The page of a case, whole or in the parts that are fetched again when it changes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.cases import api as cases
from evenhand.core.api import NotFound, now
from evenhand.people.api import actor_of, staff_required
from evenhand.remedies.api import Claim
from evenhand.screens.desk.case_screen import case_screen

PARTS = ("standing", "conversation", "beside")
TEMPLATE = "screens/desk/case.html"


@require_safe
@staff_required
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case with everything about it; with `?part=…`, that part alone."""
    actor = actor_of(request)
    shown = cases.case_for(actor, case_id)
    part = request.GET.get("part", "")
    if part and part not in PARTS:
        raise NotFound
    screen = case_screen(shown, actor, now(), claim_kind=_claim_kind(request), show_all="all" in request.GET)
    return render(request, f"{TEMPLATE}#{part}" if part else TEMPLATE, {"screen": screen})


def _claim_kind(request: HttpRequest) -> str | None:
    """The kind of claim that was chosen, "" for the one that suggests itself, None to leave it out for now."""
    asked = request.GET.get("claim", "" if request.GET.get("part") == "beside" else None)
    return asked if asked is None or asked in Claim.Kind.values else ""
