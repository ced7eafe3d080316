"""The inbox and the search: ways to a case."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evenhand.cases import api as cases
from evenhand.cases.api import Inbox, View
from evenhand.people.api import actor_of, staff_required

_EMPTY: dict[View, tuple[str | Promise, str | Promise]] = {
    View.MINE: (_("Nothing waits for you"), _("Take a case from those that nobody has yet, or take a breath.")),
    View.TEAM: (_("Nothing waits for your team"), _("New cases of your team's queues appear here by themselves.")),
    View.UNASSIGNED: (_("Everything is in somebody's hands"), _("New cases appear here by themselves.")),
    View.WAITING: (_("We wait for nobody"), _("Cases that you have answered stay here until the customer writes.")),
    View.OPEN: (_("Nobody is waiting"), _("Every customer has an answer. New cases appear here by themselves.")),
    View.CLOSED: (_("Nothing is closed yet"), _("Cases that are settled can be found here.")),
}


@dataclass(frozen=True)
class Tab:
    """One view of the inbox, with its count."""

    label: str
    url: str
    is_current: bool
    count: str | None


@dataclass(frozen=True)
class InboxPage:
    """What the page of the inbox shows."""

    inbox: Inbox
    tabs: tuple[Tab, ...]
    url: str
    previous_url: str
    next_url: str
    empty_title: str | Promise
    empty_text: str | Promise


@require_safe
@staff_required
def inbox(request: HttpRequest) -> HttpResponse:
    """The cases of one view, those that matter first."""
    view = _chosen_view(request)
    shown = cases.inbox(actor_of(request), view, _chosen_page(request))
    template = "screens/desk/inbox.html"
    if request.headers.get("HX-Request") == "true":
        template += "#cases"
    return render(request, template, {"page": _page(shown)})


@require_safe
@staff_required
def search(request: HttpRequest) -> HttpResponse:
    """Cases by what was written in them."""
    query = request.GET.get("q", "").strip()[:200]
    found = cases.search(actor_of(request), query, _chosen_page(request)) if query else None
    return render(request, "screens/desk/search.html", {"query": query, "found": found})


def _chosen_view(request: HttpRequest) -> View:
    asked = request.GET.get("view", "")
    return View(asked) if asked in View.__members__.values() else View.OPEN


def _chosen_page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


def _page(shown: Inbox) -> InboxPage:
    title, text = _EMPTY[shown.view]
    return InboxPage(
        inbox=shown,
        tabs=tuple(Tab(each.view.label, _url(each.view), each.view == shown.view, each.label) for each in shown.counts),
        url=_url(shown.view, shown.page),
        previous_url=_url(shown.view, shown.page - 1) if shown.page > 1 else "",
        next_url=_url(shown.view, shown.page + 1) if shown.has_next else "",
        empty_title=title,
        empty_text=text,
    )


def _url(view: View, page: int = 1) -> str:
    return "?" + urlencode({"view": view.value, **({"page": page} if page > 1 else {})})
