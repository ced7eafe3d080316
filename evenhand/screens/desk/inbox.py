"""The inbox and the search: ways to a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evenhand.cases import api as cases
from evenhand.cases.api import BulkChange, Case, Inbox, SavedView, Sort, View
from evenhand.core.api import Actor, NotFound, asked_number, now
from evenhand.people.api import actor_of, staff_required
from evenhand.remedies.api import new_key
from evenhand.routing.api import Colleague, colleagues, handback_of
from evenhand.screens.desk.times import WORDS

_EMPTY: dict[View, tuple[str | Promise, str | Promise]] = {
    View.MINE: (_("Nothing waits for you"), _("Take a case from those that nobody has yet, or take a breath.")),
    View.TEAM: (_("Nothing waits for your team"), _("New cases of your team's queues appear here by themselves.")),
    View.UNASSIGNED: (_("Everything is in somebody's hands"), _("New cases appear here by themselves.")),
    View.OVERDUE: (_("Nothing is overdue"), _("What is late stands here; what is close says so in every view.")),
    View.WAITING: (_("We wait for nobody"), _("Cases that you have answered stay here until the customer writes.")),
    View.SNOOZED: (_("Nothing is asleep"), _("Cases that sleep until a date stand here, the next to wake first.")),
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
class Choices:
    """What there is to choose for many cases at once. Two are the same while everybody is who and where they were."""

    colleagues: tuple[Colleague, ...]

    @property
    def naps(self) -> Iterable[tuple[str, str | Promise]]:
        return WORDS.items()

    @property
    def priorities(self) -> Iterable[tuple[int, str | Promise]]:
        return Case.Priority.choices


@dataclass(frozen=True)
class InboxPage:
    """What the page of the inbox shows."""

    inbox: Inbox
    tabs: tuple[Tab, ...]
    sorts: tuple[Tab, ...]
    views: tuple[SavedView, ...]
    url: str
    path: str
    key: str
    can_work: bool
    to_undo: BulkChange | None
    choices: Choices
    post: Colleague | None
    handback_id: int | None
    previous_url: str
    next_url: str
    empty_title: str | Promise
    empty_text: str | Promise


@require_safe
@staff_required
def inbox(request: HttpRequest) -> HttpResponse:
    """The cases of one view, those that matter first."""
    actor = actor_of(request)
    shown = cases.inbox(actor, _chosen_view(request), _chosen_page(request), _chosen_sort(request), now=now())
    page = _page(shown, actor, request.path, _just_changed(request))
    if request.headers.get("HX-Request") == "true":
        return render(request, "screens/desk/inbox.html#cases", {"page": page})
    return render(request, "screens/desk/inbox.html", {"page": page})


@require_safe
@staff_required
def search(request: HttpRequest) -> HttpResponse:
    """Cases by what was written in them."""
    query = request.GET.get("q", "").strip()[:200]
    actor = actor_of(request)
    numbered = _case_of_number(actor, query)
    if numbered:
        return redirect("desk:case", numbered)
    found = cases.search(actor, query, _chosen_page(request)) if query else None
    page = {"query": query, "found": found, "views": cases.saved_views(actor), "actor": actor}
    return render(request, "screens/desk/search.html", page)


def _case_of_number(actor: Actor, query: str) -> int | None:
    """The case that somebody asks for by "#41"; None where nobody has that number, or it is an order's."""
    number = asked_number(query.removeprefix("#")) if query.startswith("#") else None
    if number is None:
        return None
    try:
        return cases.case_for(actor, number).pk
    except NotFound:
        return None


def _chosen_view(request: HttpRequest) -> View:
    asked = request.GET.get("view", "")
    return View(asked) if asked in View.__members__.values() else View.OPEN


def _chosen_page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


def _just_changed(request: HttpRequest) -> BulkChange | None:
    """The change of many cases from which this page comes."""
    asked = asked_number(request.GET.get("changed", ""))
    return cases.change_to_undo(actor_of(request), asked, now()) if asked is not None else None


def _chosen_sort(request: HttpRequest) -> Sort:
    asked = request.GET.get("sort", "")
    return Sort(asked) if asked in Sort.__members__.values() else Sort.FIRST


def _page(shown: Inbox, actor: Actor, path: str, to_undo: BulkChange | None) -> InboxPage:
    title, text = _EMPTY[shown.view]
    can_work = actor.has_role(*cases.WORKERS)
    everybody = colleagues() if can_work else ()
    post = next((each for each in everybody if each.id == actor.account_id), None)
    return InboxPage(
        inbox=shown,
        tabs=tuple(Tab(each.view.label, _url(each.view), each.view == shown.view, each.label) for each in shown.counts),
        sorts=tuple(Tab(each.label, _url(shown.view, 1, each), each == shown.sort, None) for each in Sort),
        views=tuple(cases.saved_views(actor)),
        url=_url(shown.view, shown.page, shown.sort),
        path=path + _url(shown.view, shown.page, shown.sort),
        key=new_key(),
        can_work=can_work,
        to_undo=to_undo,
        choices=Choices(everybody),
        post=post,
        handback_id=handback_of(post) if post else None,
        previous_url=_url(shown.view, shown.page - 1, shown.sort) if shown.page > 1 else "",
        next_url=_url(shown.view, shown.page + 1, shown.sort) if shown.has_next else "",
        empty_title=title,
        empty_text=text,
    )


def _url(view: View, page: int = 1, sort: Sort = Sort.FIRST) -> str:
    more = {**({"sort": sort.value} if sort != Sort.FIRST else {}), **({"page": page} if page > 1 else {})}
    return "?" + urlencode({"view": view.value, **more})
