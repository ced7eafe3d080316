"""Who was told of what, and what binds whom today or on any past day: the views."""

import datetime

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.core.api import asked_words, now, site_calendar, site_day
from evenhand.people.api import Account, actor_of, layout_for, roles_held, roles_required, sign_in_required
from evenhand.policies import access, queries
from evenhand.policies.binding import TOLD_ROLES, Bound, bindings_of, people_bound, policies_binding
from evenhand.policies.forms import OnDayForm

PEOPLE_SHOWN = 50


@require_safe
@roles_required(*access.SEES_OTHERS)
def binding(request: HttpRequest) -> HttpResponse:
    """What binds whom, today or on a past day: a lead sees the own team, who watches over all sees everybody."""
    actor, (at, on) = actor_of(request), _moment(request)
    words, page_number = asked_words(request.GET.get("q", "")), request.GET.get("page")
    led = None if actor.has_role(*access.WATCHERS) else access.led_by(actor, site_day(now()))
    page = Paginator(people_bound(words, led), PEOPLE_SHOWN).get_page(page_number)
    policies = policies_binding(TOLD_ROLES)
    found = bindings_of([person.pk for person in page], policies, at)
    rows = [Bound(person.pk, str(person), found[person.pk]) for person in page]
    context = {"page": page, "rows": rows, "policies": policies, "at": at, "on": on, "words": words}
    return render(request, "policies/binding.html", {**context, "form": OnDayForm(initial={"on": on})})


@require_safe
@sign_in_required
def person(request: HttpRequest, account_id: int) -> HttpResponse:
    """One person's notices and acknowledgements, and what binds them on a day."""
    account = access.person_for(actor_of(request), account_id, site_day(now()))
    return _person_page(request, account)


@require_safe
@sign_in_required
def told(request: HttpRequest) -> HttpResponse:
    """What the reader was told, and when."""
    actor = actor_of(request)
    return _person_page(request, access.person_for(actor, actor.account_id or 0, site_day(now())))


def _person_page(request: HttpRequest, account: Account) -> HttpResponse:
    actor, (at, on) = actor_of(request), _moment(request)
    held = roles_held([account.pk]).get(account.pk, frozenset())
    context = {
        "layout": layout_for(actor),
        "person": account,
        "is_own": account.pk == actor.account_id,
        "notices": queries.notices_of(account.pk),
        "bindings": bindings_of([account.pk], policies_binding(held), at)[account.pk],
        "at": at,
        "on": on,
        "form": OnDayForm(initial={"on": on}),
    }
    return render(request, "policies/told.html", context)


@require_safe
@roles_required(*access.WATCHERS)
def notices(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Everybody who was told of one version: when, with which notice, and when they said that they read it."""
    version = access.version_for(actor_of(request), key, number)
    told_of = queries.notices_about(version)
    counts = told_of.aggregate(told=Count("id"), read=Count("acknowledgement"))
    open_only = request.GET.get("show") == "unread"
    shown = told_of.filter(acknowledgement=None) if open_only else told_of
    page = Paginator(shown, PEOPLE_SHOWN).get_page(request.GET.get("page"))
    context = {"policy": version.policy, "version": version, "page": page, "open_only": open_only, **counts}
    return render(request, "policies/notices.html", context)


def _moment(request: HttpRequest) -> tuple[datetime.datetime, datetime.date]:
    """The moment that is asked about: now, or the end of a past day where the site is. A day to come is today."""
    here, form = now(), OnDayForm(request.GET)
    today = site_day(here)
    asked = form.cleaned_data["on"] if form.is_valid() else None
    if asked is None or asked >= today:
        return here, today
    end = site_calendar().start_of(asked + datetime.timedelta(days=1))
    return end - datetime.timedelta(microseconds=1), asked
