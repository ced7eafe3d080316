"""How work goes: for those who lead. By kind of work, never by person."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.cases.api import Channel, Queue
from evenhand.core.api import DomainError, now
from evenhand.people.api import actor_of, roles_required
from evenhand.promises.access import LEADERS
from evenhand.promises.goals import Goals
from evenhand.promises.models import BookedTime, GoalsVersion
from evenhand.promises.publishing import publish_rule, rule_in_force
from evenhand.promises.service import Formula
from evenhand.promises.setting import publish_goals
from evenhand.promises.staffing import Line, TooFewPeople, line_with, people_for
from evenhand.promises.work import WINDOWS, work_of
from evenhand.promises.work_forms import (
    GoalForm,
    GoalForms,
    GoalsForm,
    ServiceForm,
    StaffingForm,
    seconds_text,
    typed_goals,
)

USUAL_LINE = {"calls": 200, "handle": 240, "within": 20, "share": 80}


@require_safe
@roles_required(*LEADERS)
def work(request: HttpRequest) -> HttpResponse:
    """Times, causes, service level, and how many people a line needs."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, WINDOWS) else 28
    form = StaffingForm(request.GET if "calls" in request.GET else None, initial=USUAL_LINE)
    page = {
        "work": work_of(days, now()),
        "windows": [
            {"label": _("%(n)d days") % {"n": each}, "url": f"?days={each}", "is_current": each == days, "count": None}
            for each in WINDOWS
        ],
        "staffing": form,
        "answer": _staffing(form) if form.is_bound and form.is_valid() else None,
    }
    return render(request, "promises/work.html", page)


@dataclass(frozen=True)
class StaffingAnswer:
    """The fewest people who will do, None where no number will, and the line with those who are there."""

    fewest: Line | None
    there: Line | None
    people: int | None
    load: float

    @property
    def is_too_few(self) -> bool:
        """Whether those who are there could never keep up."""
        return self.people is not None and self.there is None


def _staffing(form: StaffingForm) -> StaffingAnswer:
    typed = form.cleaned_data
    line = {"calls_per_hour": typed["calls"], "handle_seconds": typed["handle"], "within_seconds": typed["within"]}
    fewest = there = None
    try:
        fewest = people_for(typed["share"] / 100, **line)
        there = line_with(typed["people"], **line) if typed["people"] else None
    except TooFewPeople:
        pass
    return StaffingAnswer(fewest, there, typed["people"], typed["calls"] * typed["handle"] / 3600)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*LEADERS)
def goals(request: HttpRequest) -> HttpResponse:
    """Set for how long work of each kind is meant to take."""
    latest = GoalsVersion.objects.first()
    kept = latest.goals if latest else Goals()
    if request.method != "POST":
        whole, rows = GoalsForm(initial={"floor": kept.floor}), GoalForms(initial=_kinds_of_work(kept), prefix="goal")
        return _goals_page(request, whole, rows, latest)
    whole, rows = GoalsForm(request.POST), GoalForms(request.POST, prefix="goal")
    if not (whole.is_valid() and rows.is_valid()):
        return _goals_page(request, whole, rows, latest, status=422)
    typed = typed_goals(whole, list(rows))
    publish_goals(goals=typed, why=whole.cleaned_data["why"], actor=actor_of(request), now=now())
    messages.success(request, _("The goals are published. They are for the work, and mark nobody."))
    return redirect("work:work")


def _kinds_of_work(kept: Goals) -> list[dict[str, object]]:
    """Every queue with its channel, and what else came in there; with the goals that hold."""
    pairs = set(Queue.objects.values_list("pk", "channel"))
    pairs |= set(BookedTime.objects.order_by().values_list("queue_id", "channel").distinct())
    rows = []
    for queue_id, channel in sorted(pairs):
        goal = kept.goal_for(queue_id, channel)
        times = {kind: seconds_text(goal.seconds_for(kind) if goal else None) for kind in ("talk", "hold", "after")}
        rows.append({"queue": queue_id, "channel": channel, **times})
    return rows


def _goals_page(
    request: HttpRequest,
    whole: GoalsForm,
    rows: "BaseFormSet[GoalForm]",
    latest: GoalsVersion | None,
    status: int = 200,
) -> HttpResponse:
    queues = {str(key): name for key, name in Queue.objects.values_list("pk", "name")}
    titled = [
        (queues.get(str(row["queue"].value()), ""), dict(Channel.choices).get(row["channel"].value(), ""), row)
        for row in rows
    ]
    page = {"form": whole, "rows": rows, "titled": titled, "latest": latest}
    return render(request, "promises/goals.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*LEADERS)
def service(request: HttpRequest) -> HttpResponse:
    """Choose the formula of the service level."""
    rule = rule_in_force()
    chosen = (
        {name: getattr(rule, name) for name in ServiceForm.base_fields}
        if rule
        else {"formula": Formula.ALL_WHO_CAME.value}
    )
    form = ServiceForm(request.POST if request.method == "POST" else None, initial=chosen)
    if form.is_bound and form.is_valid():
        typed = {**form.cleaned_data, "formula": Formula(form.cleaned_data["formula"])}
        try:
            publish_rule(**typed, actor=actor_of(request), now=now())
        except DomainError as problem:
            form.add_error("short_seconds", problem.message)
        else:
            messages.success(request, _("Days are published by this formula from now on. Those published stay."))
            return redirect("work:work")
    return render(request, "promises/service.html", {"form": form, "rule": rule}, status=422 if form.is_bound else 200)
