"""How the addresses of a case answer: HTMX with the part that changed, a plain browser with the way back."""

import json
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from evenhand.cases.api import Case, case_for
from evenhand.core.api import now
from evenhand.macros.api import Macro
from evenhand.people.api import actor_of
from evenhand.screens.desk.case_screen import case_screen
from evenhand.screens.desk.composer import Composer, composer

TEMPLATE = "screens/desk/case.html"
ADVICE = "screens/desk/advice.html"
RESTING = "screens/desk/resting.html"


def wants_a_part(request: HttpRequest) -> bool:
    """Whether a page that is open asked, and needs only what changed."""
    return request.headers.get("HX-Request") == "true"


def show_part(
    request: HttpRequest, case: Case, part: str, *, claim_kind: str = "", macro: Macro | None = None
) -> HttpResponse:
    """One part of the page; the same markup as in the whole."""
    actor, is_whole = actor_of(request), "all" in request.GET
    composed = composer(case, actor, now(), macro=macro) if macro else None
    screen = case_screen(case, actor, now(), parts=(part,), claim_kind=claim_kind, show_all=is_whole, composed=composed)
    return render(request, f"{TEMPLATE}#{part}", {"screen": screen})


def show_advice(request: HttpRequest, composed: Composer) -> HttpResponse:
    """What stands below the reply: whether it is kept, and what could be looked at again."""
    return render(request, ADVICE, {"composer": composed})


def answer(
    request: HttpRequest, case_id: int, part: str, *, claim_kind: str = "", anchor: str = "", said: str = ""
) -> HttpResponse:
    """After a verb: `part` as it is now, or the way back to the page. The line of hints brings the other parts.

    `said` is what changed, for those who hear the page; others see it.
    """
    if wants_a_part(request):
        case = case_for(actor_of(request), case_id)
        shown = show_part(request, case, part, claim_kind=claim_kind)
        if part == "standing":
            screen = case_screen(case, actor_of(request), now(), parts=())
            shown.write(render_to_string(RESTING, {"screen": screen, "is_beside": True}, request))
        if said:
            shown["HX-Trigger"] = json.dumps({"said": said})
        return shown
    query = f"?{urlencode({'claim': claim_kind})}" if claim_kind else ""
    address = reverse("desk:case", args=[case_id])
    return HttpResponse(status=302, headers={"Location": address + query + (f"#{anchor}" if anchor else "")})
