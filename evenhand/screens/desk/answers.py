"""How the addresses of a case answer: HTMX with the part that changed, a plain browser with the way back."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evenhand.cases.api import Case, case_for
from evenhand.core.api import now
from evenhand.people.api import actor_of
from evenhand.screens.desk.case_screen import case_screen
from evenhand.screens.desk.composer import Composer

TEMPLATE = "screens/desk/case.html"
ADVICE = "screens/desk/advice.html"


def wants_a_part(request: HttpRequest) -> bool:
    """Whether a page that is open asked, and needs only what changed."""
    return request.headers.get("HX-Request") == "true"


def show_part(request: HttpRequest, case: Case, part: str, *, claim_kind: str = "") -> HttpResponse:
    """One part of the page; the same markup as in the whole."""
    is_whole = "all" in request.GET
    screen = case_screen(case, actor_of(request), now(), parts=(part,), claim_kind=claim_kind, show_all=is_whole)
    return render(request, f"{TEMPLATE}#{part}", {"screen": screen})


def show_advice(request: HttpRequest, composed: Composer) -> HttpResponse:
    """What stands below the reply: whether it is kept, and what could be looked at again."""
    return render(request, ADVICE, {"composer": composed})


def answer(
    request: HttpRequest, case_id: int, part: str, *, claim_kind: str = "", anchor: str = "", status: int = 302
) -> HttpResponse:
    """After a verb: `part` as it is now, or the way back to the page. The line of hints brings the other parts."""
    if wants_a_part(request):
        return show_part(request, case_for(actor_of(request), case_id), part, claim_kind=claim_kind)
    query = f"?{urlencode({'claim': claim_kind})}" if claim_kind else ""
    address = reverse("desk:case", args=[case_id])
    return HttpResponse(status=status, headers={"Location": address + query + (f"#{anchor}" if anchor else "")})
