"""Keeping a policy: handing it over, being asked, answering. The views."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.core.api import DomainError, now, site_day
from evenhand.people.api import actor_of, staff_required
from evenhand.policies import access, owners
from evenhand.policies.decisions import parameters_of, version_in_force
from evenhand.policies.forms import AnswerForm, AskForm, OwnerForm

ANSWER_DAYS = 14
MARKS = "survey-and-marks"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def questions(request: HttpRequest, key: str) -> HttpResponse:
    """What the owner of a policy was asked and answered; a new question by POST."""
    actor, policy = actor_of(request), access.policy_for(actor_of(request), key, to="ask")
    form = AskForm(request.POST or None, initial={"due_on": site_day(now()) + _answer_time()})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            owners.ask_owner(policy=policy, **form.cleaned_data, actor=actor, now=now())
        except DomainError as problem:
            form.add_error("due_on", problem.message)
        else:
            messages.success(request, _("Asked. The answer will stand here, in writing."))
            return redirect("policies:questions", key)
    if request.method == "POST":
        status = 422
    return _questions_page(request, key, form, status)


@require_POST
@staff_required
def answer(request: HttpRequest, key: str, question_id: int) -> HttpResponse:
    """The owner answers."""
    actor = actor_of(request)
    question = access.question_for(actor, key, question_id)
    form = AnswerForm(request.POST, prefix=f"answer-{question_id}")
    if not form.is_valid():
        messages.error(request, _("Please write an answer."))
        return redirect("policies:questions", key)
    owners.answer_question(question=question, answer=form.cleaned_data["answer"], actor=actor, now=now())
    messages.success(request, _("Answered. It stands here for everybody at the desk."))
    return redirect("policies:questions", key)


@require_POST
@staff_required
def owner(request: HttpRequest, key: str) -> HttpResponse:
    """Hand the policy over to another policy owner."""
    actor = actor_of(request)
    policy = access.policy_for(actor, key, to="hand_over")
    form = OwnerForm(request.POST)
    if form.is_valid():
        owners.hand_over(policy=policy, owner=form.cleaned_data["owner"], actor=actor, now=now())
        messages.success(request, _("Handed over."))
    else:
        messages.error(request, _("Choose one of the policy owners."))
    return redirect("policies:policy", key)


def _questions_page(request: HttpRequest, key: str, form: AskForm, status: int) -> HttpResponse:
    actor = actor_of(request)
    policy = access.policy_for(actor, key)
    keeps = access.keeps(actor, policy)
    asked = policy.questions.select_related("asked_by", "answered_by").order_by("-asked_at", "-id")
    rows = [
        (each, AnswerForm(prefix=f"answer-{each.pk}") if keeps and each.answered_at is None else None) for each in asked
    ]
    context = {"policy": policy, "rows": rows, "form": form, "today": site_day(now())}
    return render(request, "policies/questions.html", context, status=status)


def _answer_time() -> datetime.timedelta:
    found = parameters_of(version_in_force(MARKS, now()))
    return datetime.timedelta(days=found.integer(owners.ANSWER_DAYS, ANSWER_DAYS))
