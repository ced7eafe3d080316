"""The inbox with many cases at once: one press changes them, one press takes that back; and views that people keep."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from evenhand.cases import api as cases
from evenhand.core.api import Actor, DomainError, NotPermitted, asked_number, now
from evenhand.people.api import Account, Team, accounts_by_id, actor_of, staff_required
from evenhand.people.api import teams as all_teams
from evenhand.screens.desk.forms import ManyForm, SavedViewForm
from evenhand.screens.desk.times import moment_of
from evenhand.screens.desk.valid import valid


@require_POST
@staff_required
def many(request: HttpRequest) -> HttpResponse:
    """Do one thing with every case that was chosen."""
    actor = _worker(request)
    chosen = valid(ManyForm(request.POST))
    ids = [number for each in request.POST.getlist("case") if (number := asked_number(each)) is not None]
    try:
        done = cases.change_many(case_ids=ids, change=_change(chosen, actor), key=chosen["key"], actor=actor, now=now())
    except DomainError as problem:
        messages.error(request, problem.message)
        return _back(request)
    said = ngettext("%(n)d case was changed.", "%(n)d cases were changed.", done.changed) % {"n": done.changed}
    messages.success(request, said)
    for reason in done.refused[:5]:
        messages.warning(request, reason)
    return _back(request, changed=done.bulk.pk)


@require_POST
@staff_required
def many_undo(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Take the change back, where nobody has changed the cases since and it is not too late."""
    actor = _worker(request)
    bulk = cases.bulk_change_for(actor, bulk_id)
    try:
        back = cases.undo_many(bulk=bulk, actor=actor, now=now())
    except DomainError as problem:
        messages.error(request, problem.message)
        return _back(request)
    messages.success(request, ngettext("%(n)d case is as before.", "%(n)d cases are as before.", back) % {"n": back})
    return _back(request)


@require_POST
@staff_required
def views(request: HttpRequest) -> HttpResponse:
    """Keep a question as a view, for oneself or for one's team."""
    actor = actor_of(request)
    kept = valid(SavedViewForm(request.POST))
    team = _team(actor, is_shared=kept["is_shared"])
    cases.save_view(name=kept["name"], question=kept["q"], team=team, actor=actor, now=now())
    messages.success(request, _("The view is kept. It stands above the inbox from now on."))
    return _back(request)


@require_POST
@staff_required
def view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Change what a view of one's own is called, what it looks for, or who sees it."""
    actor = actor_of(request)
    kept = valid(SavedViewForm(request.POST))
    changed = cases.change_view(
        view=cases.saved_view_for(actor, view_id),
        name=kept["name"],
        question=kept["q"],
        team=_team(actor, is_shared=kept["is_shared"]),
        actor=actor,
        now=now(),
    )
    messages.success(request, _("The view is changed."))
    return redirect(f"{reverse('desk:search')}?{urlencode({'q': changed.question})}")


@require_POST
@staff_required
def view_end(request: HttpRequest, view_id: int) -> HttpResponse:
    """Keep a view no longer."""
    actor = actor_of(request)
    cases.forget_view(view=cases.saved_view_for(actor, view_id), actor=actor, now=now())
    messages.success(request, _("The view is gone; the cases are where they were."))
    return redirect("desk:inbox")


def _team(actor: Actor, *, is_shared: bool) -> Team | None:
    """The team that sees a shared view: the actor's own."""
    return all_teams().filter(pk__in=actor.team_ids).first() if is_shared else None


def _change(chosen: dict[str, object], actor: Actor) -> cases.Change:
    """What was pressed, with what it needs. To take a case is to have it assigned to oneself: no contact begins."""
    verb, word = str(chosen["verb"]), str(chosen["word"])
    priority = chosen["priority"]
    return cases.Change(
        verb="assign" if verb == "take" else verb,
        account=_assignee(verb, chosen["to"], actor),
        tag=str(chosen["tag"]),
        until=moment_of(word, timezone.localtime(now())) if word else None,
        priority=priority if isinstance(priority, int) else 1,
    )


def _assignee(verb: str, to: object, actor: Actor) -> Account | None:
    wanted = actor.account_id if verb == "take" else to
    return accounts_by_id([wanted]).get(wanted) if isinstance(wanted, int) else None


def _worker(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.has_role(*cases.WORKERS):
        raise NotPermitted
    return actor


def _back(request: HttpRequest, changed: int = 0) -> HttpResponse:
    """To the list from which the press came; after a change, with the way to take it back."""
    there = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    there = there if is_ours and there.startswith("/desk/") else reverse("desk:inbox")
    mark = "&" if "?" in there else "?"
    return redirect(f"{there}{mark}changed={changed}" if changed else there)
