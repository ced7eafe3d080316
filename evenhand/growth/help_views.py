"""Pages of the help that was promised: sessions, checkpoints, the end of a plan, days away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.core.api import DomainError, site_day
from evenhand.core.api import now as clock
from evenhand.growth import access, plans
from evenhand.growth.forms import LeaveForm, SessionAnswerForm, SessionForm, WordsForm
from evenhand.people.api import actor_of, cancel_leave, note_leave, roles_required, sign_in_required
from evenhand.standing.api import Audience

FORMS = ["GET", "HEAD", "POST"]


@require_http_methods(FORMS)
@sign_in_required
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """A coaching session or talk: who gives it notes it, with what it was about; the person reads it."""
    actor, now = actor_of(request), clock()
    found = access.session_for(actor, session_id, now, to="note" if request.method == "POST" else "see")
    person, is_agent = found.step.account_id, found.step.audience == Audience.AGENTS
    form = SessionForm(
        request.POST or None,
        contacts=access.contacts_of(person),
        marks=None if is_agent else access.marks_of(person),
        today=site_day(now),
    )
    if form.is_valid():
        try:
            plans.note_session(session=found, **form.cleaned_data, actor=actor, now=now)
        except DomainError as problem:
            form.add_error("notes", problem.message)
        else:
            messages.success(request, _("Noted. It counts as given once the person says so too."))
            return redirect("growth:session", found.pk)
    words = {
        "session": found,
        "is_own": actor.account_id == person,
        "form": form if access.leads_today(actor, person, now) else None,
        "answer_form": SessionAnswerForm() if actor.account_id == person and found.noted_at else None,
    }
    return render(request, "growth/session.html", words, status=422 if form.errors else 200)


@require_POST
@sign_in_required
def session_answer(request: HttpRequest, session_id: int) -> HttpResponse:
    """The person says whether it took place as noted."""
    actor, now = actor_of(request), clock()
    found = access.session_for(actor, session_id, now, to="answer")
    form = SessionAnswerForm(request.POST)
    if form.is_valid():
        took_place, words = form.cleaned_data["took_place"] == "yes", form.cleaned_data["words"].strip()
        try:
            plans.answer_session(session=found, took_place=took_place, words=words, actor=actor, now=now)
        except DomainError as problem:
            form.add_error("words", problem.message)
        else:
            messages.success(request, _("Thank you, it is noted."))
            return redirect("growth:session", found.pk)
    page = {"session": found, "is_own": True, "form": None, "answer_form": form}
    return render(request, "growth/session.html", page, status=422)


@require_http_methods(FORMS)
@sign_in_required
def checkpoint(request: HttpRequest, checkpoint_id: int) -> HttpResponse:
    """The lead notes what both saw at a checkpoint."""
    actor, now = actor_of(request), clock()
    found = access.checkpoint_for(actor, checkpoint_id, now)
    form = WordsForm(request.POST or None, label=_("What you saw together"))
    if form.is_valid():
        plans.hold_checkpoint(checkpoint=found, words=form.cleaned_data["words"], actor=actor, now=now)
        messages.success(request, _("Noted."))
        return redirect("growth:step", found.plan.step_id)
    title = _("Checkpoint for %(name)s") % {"name": found.plan.step.account}
    return _one_form(request, form, title, _("Note the checkpoint"))


@require_http_methods(FORMS)
@sign_in_required
def assessment(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The lead looks back on a plan that is over."""
    actor, now = actor_of(request), clock()
    found = access.plan_for(actor, plan_id, now)
    form = WordsForm(
        request.POST or None,
        label=_("What you saw in these weeks"),
        help_text=_(
            "The figures are computed from the plan's own time alone, and stand beside your words in a letter."
        ),
    )
    if form.is_valid():
        try:
            plans.assess_plan(plan=found, words=form.cleaned_data["words"], actor=actor, now=now)
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("Done. The person has a letter that says how the plan ended."))
            return redirect("growth:step", found.step_id)
    title = _("How the plan of %(name)s ended") % {"name": found.step.account}
    return _one_form(request, form, title, _("Look back on the plan"))


def _one_form(request: HttpRequest, form: WordsForm, title: str, button: str) -> HttpResponse:
    words = {"form": form, "title": title, "button": button}
    return render(request, "growth/one_form.html", words, status=422 if form.errors else 200)


@require_http_methods(FORMS)
@roles_required(*access.READERS)
def leave(request: HttpRequest, account_id: int) -> HttpResponse:
    """The lead notes that somebody is away, for whatever reason."""
    actor, now = actor_of(request), clock()
    account = access.person_for(actor, account_id, now, to="lead")
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            note_leave(account=account, **form.cleaned_data, actor=actor, now=now)
        except DomainError as problem:
            form.add_error("last_day", problem.message)
        else:
            messages.success(request, _("Noted. Those days do not count in a plan."))
            return redirect("growth:person", account.pk)
    words = {"form": form, "title": _("%(name)s is away") % {"name": account}, "button": _("Note it")}
    return render(request, "growth/one_form.html", words, status=422 if form.errors else 200)


@require_POST
@roles_required(*access.READERS)
def leave_cancellation(request: HttpRequest, account_id: int, leave_id: int) -> HttpResponse:
    """They were not away after all."""
    actor, now = actor_of(request), clock()
    cancel_leave(leave=access.leave_for(actor, account_id, leave_id, now), actor=actor, now=now)
    messages.success(request, _("Cancelled. Those days count again."))
    return redirect("growth:person", account_id)
