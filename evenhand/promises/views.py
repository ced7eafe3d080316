"""What is promised, and in which hours: read by all who work here, set by those who lead."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.core.api import DomainError, now, site_calendar
from evenhand.people.api import actor_of, staff_required
from evenhand.promises.access import calendar_for, can_lead, require_lead, version_for
from evenhand.promises.forms import CalendarForm, LevelForms, LevelsForm, initial_of, level_initial, typed_levels
from evenhand.promises.hours import OpenHours
from evenhand.promises.models import Calendar, LevelsVersion
from evenhand.promises.opening import first_hours, hours_of, text_of
from evenhand.promises.pages import calendars_shown, counts_by_kind, days_ahead, levels_shown
from evenhand.promises.queries import levels_in_force
from evenhand.promises.rules import Level
from evenhand.promises.setting import effective, publish_levels, save_calendar


@require_safe
@staff_required
def promises(request: HttpRequest) -> HttpResponse:
    """What is promised now, and how promises of the last four weeks stand."""
    moment = now()
    version = levels_in_force(moment)
    page = {
        "version": version,
        "levels": levels_shown(version, moment) if version else (),
        "versions": LevelsVersion.objects.select_related("by"),
        "counts": counts_by_kind(moment),
        "can_lead": can_lead(actor_of(request)),
    }
    return render(request, "promises/promises.html", page)


@require_safe
@staff_required
def version(request: HttpRequest, number: int) -> HttpResponse:
    """What an earlier version promised."""
    found = version_for(actor_of(request), number)
    page = {"version": found, "levels": levels_shown(found, now())}
    return render(request, "promises/version.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def levels(request: HttpRequest) -> HttpResponse:
    """Write the next version of the service levels."""
    require_lead(actor_of(request))
    latest = levels_in_force(now())
    if request.method != "POST":
        return _levels_page(request, _first_form(latest), LevelForms(initial=_first_rows(latest), prefix="level"))
    whole, rows = LevelsForm(request.POST), LevelForms(request.POST, prefix="level")
    if whole.is_valid() and rows.is_valid():
        try:
            typed = typed_levels(whole, list(rows))
            publish_levels(levels=typed, why=whole.cleaned_data["why"], actor=actor_of(request), now=now())
        except DomainError as problem:
            whole.add_error(None, problem.message)
        else:
            messages.success(request, _("Published. It binds the cases that are opened from now on."))
            return redirect("promises:promises")
    return _levels_page(request, whole, rows, status=422)


def _first_form(latest: LevelsVersion | None) -> LevelsForm:
    if latest is None:
        return LevelsForm()
    kept = latest.levels
    return LevelsForm(initial={"warn_percent": kept.warn_percent, "pausing_causes": "\n".join(kept.pausing_causes)})


def _first_rows(latest: LevelsVersion | None) -> list[dict[str, object]]:
    """The levels in force; where there are none, something to begin with."""
    if latest:
        return level_initial(latest.levels.levels)
    calendar = Calendar.objects.order_by("pk").first()
    if calendar is None:
        return []
    usual = Level(calendar.pk, first_minutes=480, next_minutes=480, resolution_minutes=1440)
    urgent = Level(calendar.pk, priority=3, first_minutes=60, next_minutes=60, resolution_minutes=480)
    return level_initial([usual, urgent])


def _levels_page(request: HttpRequest, whole: LevelsForm, rows: object, status: int = 200) -> HttpResponse:
    page = {"form": whole, "rows": rows, "has_calendar": Calendar.objects.exists()}
    return render(request, "promises/levels.html", page, status=status)


@require_safe
@staff_required
def calendars(request: HttpRequest) -> HttpResponse:
    """Every calendar, and whether we are there now."""
    page = {"calendars": calendars_shown(now()), "can_lead": can_lead(actor_of(request))}
    return render(request, "promises/calendars.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def calendar(request: HttpRequest, calendar_id: int | None = None) -> HttpResponse:
    """Make a calendar or change one, with the days to come beside it."""
    require_lead(actor_of(request))
    found = calendar_for(actor_of(request), calendar_id) if calendar_id else None
    first = found or Calendar(name="", text=text_of(first_hours(site_calendar())), follows_site=False)
    form = CalendarForm(request.POST if request.method == "POST" else None, initial=initial_of(first))
    if request.method != "POST":
        return _calendar_page(request, found, form, hours_of(first.text), is_following=first.follows_site)
    if not form.is_valid():
        return _calendar_page(request, found, form, None, is_following=False, status=422)
    following = form.cleaned_data["follows_site"]
    if "preview" in request.POST:
        return _calendar_page(request, found, form, form.hours, is_following=following)
    try:
        name = form.cleaned_data["name"].strip()
        save_calendar(
            calendar=found, name=name, hours=form.hours, follows_site=following, actor=actor_of(request), now=now()
        )
    except DomainError as problem:
        form.add_error(None, problem.message)
        return _calendar_page(request, found, form, form.hours, is_following=following, status=422)
    messages.success(request, _("The hours are saved. They hold for promises made from now on."))
    return redirect("promises:calendars")


def _calendar_page(
    request: HttpRequest,
    found: Calendar | None,
    form: CalendarForm,
    hours: OpenHours | None,
    *,
    is_following: bool,
    status: int = 200,
) -> HttpResponse:
    holding = effective(hours, follows_site=is_following) if hours else None
    page = {
        "calendar": found,
        "form": form,
        "days": days_ahead(holding, timezone.localtime(now()).date()) if holding else (),
        "hours": holding,
    }
    return render(request, "promises/calendar.html", page, status=status)
