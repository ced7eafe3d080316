"""The page of a case, whole or in the parts that are fetched again when it changes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.cases import api as cases
from evenhand.cases.api import Case
from evenhand.core.api import NotFound, asked_number, now
from evenhand.macros.api import Macro, macro_for
from evenhand.people.api import actor_of, staff_required
from evenhand.remedies.api import Claim
from evenhand.screens.desk.answers import TEMPLATE, show_part
from evenhand.screens.desk.case_screen import WHOLE, case_screen
from evenhand.screens.desk.composer import composer
from evenhand.screens.desk.remedy_panel import ORDER

PARTS = ("standing", "conversation", "beside", "composer", "chat")
ASKED_FOR = {"beside": "claim", "chat": "chat"}
"""What the page has at once only where its address says so: without scripts it is asked for by a link."""


@require_safe
@staff_required
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case; with `?part=…`, that part alone; with `?claim=…`, what stands beside it too; with `?macro=…`, that."""
    actor = actor_of(request)
    shown = cases.case_for(actor, case_id)
    part, claim_kind = request.GET.get("part", ""), _claim_kind(request)
    if part and part not in PARTS:
        raise NotFound
    macro = _macro(request)
    if part:
        return show_part(request, shown, part, claim_kind=claim_kind, macro=macro)
    parts = (*WHOLE, *(name for name, asked in ASKED_FOR.items() if asked in request.GET))
    is_whole = "all" in request.GET
    composed = composer(shown, actor, now(), macro=macro) if macro else None
    screen = case_screen(shown, actor, now(), parts=parts, claim_kind=claim_kind, show_all=is_whole, composed=composed)
    return render(request, TEMPLATE, {"screen": screen, "went": _that_went(request, shown)})


def _that_went(request: HttpRequest, shown: Case) -> Case | None:
    """The case that was merged into this one just now, while it is still here."""
    asked = asked_number(request.GET.get("went", ""))
    if asked is None:
        return None
    went = cases.case_for(actor_of(request), asked)
    is_here = went.set_aside_as == Case.SetAsideAs.MERGED and cases.survivor_of(went).pk == shown.pk
    return went if is_here else None


def _macro(request: HttpRequest) -> Macro | None:
    """The macro that was chosen, for somebody who may use it."""
    asked = asked_number(request.GET.get("macro", ""))
    return macro_for(actor_of(request), asked) if asked is not None else None


def _claim_kind(request: HttpRequest) -> str:
    """The kind of claim that was chosen, "" for the one that suggests itself."""
    asked = request.GET.get("claim", "")
    return asked if asked in (ORDER, *Claim.Kind.values) else ""
