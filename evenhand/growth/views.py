"""Pages of steps: what waits, one person, proposing with the gate in sight, one step, its letters."""

import datetime
from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.core.api import Actor, DomainError, NotFound
from evenhand.core.api import now as clock
from evenhand.growth import access, appeals, steps
from evenhand.growth.errors import GateClosed
from evenhand.growth.forms import APPEAL_CHOICES, STEP_CHOICES, DecisionForm, LeaveForm, ProposalForm, WordsForm
from evenhand.growth.models import Step
from evenhand.growth.own_days import answer_deadline
from evenhand.growth.pages import checks_shown, kinds_shown, revocation_form, step_page
from evenhand.growth.queries import (
    letters_of,
    open_steps_of,
    people_led,
    restrictions,
    sellers_and_drivers,
    steps_of,
    waiting_appeals,
    waiting_steps,
)
from evenhand.growth.rules import LADDERS, Kind
from evenhand.people.api import Role, actor_of, leaves_of, roles_required, sign_in_required
from evenhand.standing.api import audience_of, note_look, open_contests, waits_until
from evenhand.ui.pdf import pdf_response


@require_safe
@roles_required(*access.READERS)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits: for a lead their people, for reviewers steps and appeals to decide."""
    actor, now = actor_of(request), clock()
    reviews = actor.has_role(Role.REVIEWER, Role.ADMINISTRATOR)
    led = [*people_led(actor, now), *sellers_and_drivers(actor, now)]
    opened = open_steps_of(led, now)
    words = {
        "people": [(person, opened[person.pk]) for person in led],
        "steps": [(each, answer_deadline(each)) for each in waiting_steps() if reviews],
        "appeals": [(each, each.is_overdue(now)) for each in waiting_appeals() if reviews],
        "overdue_contests": sum(each.is_overdue(now) for each in open_contests(actor, now)),
        "restrictions": restrictions(now) if reviews else [],
        "now": now,
        "reviews": reviews,
        "leads": actor.has_role(Role.LEAD, Role.ADMINISTRATOR),
    }
    return render(request, "growth/queue.html", words)


@require_safe
@roles_required(*access.READERS)
def person(request: HttpRequest, account_id: int) -> HttpResponse:
    """One person: which steps the gate would let through today, what there was, when they are away."""
    actor, now = actor_of(request), clock()
    account = access.person_for(actor, account_id, now)
    note_look(account_id=account.pk, actor=actor, now=now)
    can_lead = access.leads_today(actor, account_id, now)
    words = {
        "person": account,
        "kinds": kinds_shown(account, actor, now) if can_lead else [],
        "steps": steps_of(account.pk, now),
        "letters": letters_of(account.pk),
        "leaves": leaves_of(account.pk),
        "leave_form": LeaveForm(),
        "can_lead": can_lead,
        "waits_until": waits_until(account.pk, now) if can_lead else None,
    }
    return render(request, "growth/person.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*access.READERS)
def proposal(request: HttpRequest, account_id: int, kind: str) -> HttpResponse:
    """Propose a step, with each condition of the gate ticked or missing."""
    actor, now = actor_of(request), clock()
    account = access.person_for(actor, account_id, now, to="lead")
    if kind not in LADDERS[audience_of(account)]:
        raise NotFound
    form = ProposalForm(request.POST or None, kind=Kind(kind), contacts=access.contacts_of(account.pk))
    if form.is_valid():
        try:
            step = steps.propose_step(account=account, proposal=form.proposal(), actor=actor, now=now)
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("Proposed. The person is heard first; then somebody else decides."))
            return redirect("growth:step", step.pk)
    words = {
        "person": account,
        "kind_words": dict(Step.KINDS)[kind],
        "checks": checks_shown(steps.gate_now(Kind(kind), account, actor=actor, now=now)),
        "form": form,
    }
    return render(request, "growth/proposal.html", words, status=422 if form.errors else 200)


@require_safe
@sign_in_required
def step(request: HttpRequest, step_id: int) -> HttpResponse:
    """One step, with what this reader may do about it."""
    actor, now = actor_of(request), clock()
    found = access.step_for(actor, step_id, now)
    _note_look(actor, found.account_id, now)
    return _page(request, found)


def _note_look(actor: Actor, account_id: int, now: datetime.datetime) -> None:
    """That somebody else read this stands in the person's record."""
    if actor.account_id != account_id:
        note_look(account_id=account_id, actor=actor, now=now)


def _page(
    request: HttpRequest, found: Step, form: Form | None = None, name: str = "", status: int = 200
) -> HttpResponse:
    words = step_page(found, actor_of(request), clock())
    if form is not None:
        words[name] = form
    return render(request, "growth/step.html", words, status=status)


@require_POST
@sign_in_required
def answer(request: HttpRequest, step_id: int) -> HttpResponse:
    """The person says how they see it."""
    actor, now = actor_of(request), clock()
    found = access.step_for(actor, step_id, now, to="answer")
    return _done(
        request,
        found,
        (WordsForm(request.POST), "answer_form"),
        lambda form: steps.answer_step(step=found, words=form.cleaned_data["words"], actor=actor, now=now),
        _("Thank you. It is read before anybody decides, and you can still change it."),
    )


@require_POST
@sign_in_required
def withdrawal(request: HttpRequest, step_id: int) -> HttpResponse:
    """Who proposed it takes it back."""
    actor, now = actor_of(request), clock()
    found = access.step_for(actor, step_id, now, to="withdraw")
    return _done(
        request,
        found,
        (WordsForm(request.POST), "withdrawal_form"),
        lambda form: steps.withdraw_step(step=found, why=form.cleaned_data["words"], actor=actor, now=now),
        _("Withdrawn, and the person has been told."),
    )


@require_POST
@sign_in_required
def decision(request: HttpRequest, step_id: int) -> HttpResponse:
    """A reviewer issues it, or decides against it."""
    actor, now = actor_of(request), clock()
    found = access.step_for(actor, step_id, now, to="decide")
    return _done(
        request,
        found,
        (
            DecisionForm(request.POST, choices=STEP_CHOICES, asks_goals=steps.needs_goals_confirmed(found)),
            "decision_form",
        ),
        lambda form: steps.decide_step(
            step=found,
            is_issued=form.cleaned_data["outcome"] == "yes",
            words=form.cleaned_data["words"],
            confirms_goals=form.cleaned_data.get("confirms_goals", False),
            actor=actor,
            now=now,
        ),
        _("Decided. The person has a letter that says so."),
    )


@require_POST
@sign_in_required
def appeal(request: HttpRequest, step_id: int) -> HttpResponse:
    """The person asks that somebody else looks again."""
    actor, now = actor_of(request), clock()
    found = access.step_for(actor, step_id, now, to="appeal")
    return _done(
        request,
        found,
        (WordsForm(request.POST), "appeal_form"),
        lambda form: appeals.appeal_step(step=found, words=form.cleaned_data["words"], actor=actor, now=now),
        _("Your appeal has arrived. Until it is decided, this rests."),
    )


@require_POST
@sign_in_required
def appeal_decision(request: HttpRequest, step_id: int) -> HttpResponse:
    """Somebody who had no part in it decides the appeal."""
    actor, now = actor_of(request), clock()
    found = access.step_for(actor, step_id, now, to="decide_appeal")
    if not hasattr(found, "appeal"):
        raise NotFound
    return _done(
        request,
        found,
        (DecisionForm(request.POST, choices=APPEAL_CHOICES), "appeal_decision_form"),
        lambda form: appeals.decide_appeal(
            appeal=found.appeal,
            is_upheld=form.cleaned_data["outcome"] == "yes",
            words=form.cleaned_data["words"],
            actor=actor,
            now=now,
        ),
        _("Decided. The person has a letter that says so."),
    )


@require_POST
@sign_in_required
def revocation(request: HttpRequest, step_id: int) -> HttpResponse:
    """Somebody who had no part in it takes an issued step back."""
    actor, now = actor_of(request), clock()
    found = access.step_for(actor, step_id, now, to="take_back")
    return _done(
        request,
        found,
        (revocation_form(request.POST), "revocation_form"),
        lambda form: steps.take_back_step(step=found, why=form.cleaned_data["words"], actor=actor, now=now),
        _("Taken back. The person has a letter that says so."),
    )


def _done(
    request: HttpRequest,
    found: Step,
    named_form: tuple[Form, str],
    act: Callable[[Form], object],
    thanks: str,
) -> HttpResponse:
    """Do it and say so; or show the page again with what is missing, and what was written."""
    form, name = named_form
    if form.is_valid():
        try:
            act(form)
        except GateClosed as closed:
            form.add_error(None, closed.message)
        except DomainError as problem:
            form.add_error("words", problem.message)
        else:
            messages.success(request, thanks)
            return redirect("growth:step", found.pk)
    fresh = access.step_for(actor_of(request), found.pk, clock())
    return _page(request, fresh, form, name, status=422)


@require_safe
@sign_in_required
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A letter as a page."""
    actor, now = actor_of(request), clock()
    found = access.letter_for(actor, letter_id, now)
    _note_look(actor, found.account_id, now)
    return render(request, "growth/letter.html", {"letter": found, "is_own": actor.account_id == found.account_id})


@require_safe
@sign_in_required
def letter_paper(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A letter on paper."""
    actor, now = actor_of(request), clock()
    found = access.letter_for(actor, letter_id, now)
    _note_look(actor, found.account_id, now)
    return pdf_response(request, "growth/letter_paper.html", {"letter": found}, filename=f"letter-{found.pk}.pdf")
