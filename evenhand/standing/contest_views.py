"""Pages of contests: the person asks, a reviewer decides, everybody inside sees how often decisions fall."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.cases.api import download_kept
from evenhand.core.api import DomainError, NotFound
from evenhand.core.api import now as clock
from evenhand.people.api import actor_of, roles_required, sign_in_required, staff_required
from evenhand.standing import access, actions, contests
from evenhand.standing.forms import ContestDecisionForm, ContestForm
from evenhand.standing.models import Contest
from evenhand.standing.queries import evidence_of, open_contests, overturn_rates

PAGE_SIZE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*access.RATED)
def contest_mark(request: HttpRequest, mark_id: int) -> HttpResponse:
    """The form with which a rated person contests one of their marks."""
    actor, now = actor_of(request), clock()
    mark = access.mark_to_contest(actor, mark_id)
    form = ContestForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            contest = contests.contest_mark(
                mark=mark, words=form.cleaned_data["words"], attached=form.attached, actor=actor, now=now
            )
        except DomainError as problem:
            form.add_error("words", problem.message)
        else:
            messages.success(request, _("Thank you. Until somebody else has decided, this mark does not count."))
            return redirect("standing:contest", contest.pk)
    words = {
        "mark": mark,
        "evidence": evidence_of(mark.finding),
        "form": form,
        "until": contests.contest_until(mark),
        "can_contest": contests.can_be_contested(mark, now),
    }
    return render(request, "standing/contest_mark.html", words, status=422 if form.errors else 200)


@require_safe
@sign_in_required
def contest(request: HttpRequest, contest_id: int) -> HttpResponse:
    """One contest: to whoever asked, and to those who decide."""
    actor, now = actor_of(request), clock()
    found = access.contest_for(actor, contest_id, now)
    if actor.account_id != found.account_id:
        actions.note_look(account_id=found.account_id, actor=actor, now=now)
    return _contest_page(request, found, ContestDecisionForm())


@require_POST
@sign_in_required
def contest_decision(request: HttpRequest, contest_id: int) -> HttpResponse:
    """Decide a contest."""
    actor, now = actor_of(request), clock()
    found = access.contest_for(actor, contest_id, now, to="decide")
    form = ContestDecisionForm(request.POST)
    if form.is_valid():
        is_upheld, words = form.cleaned_data["outcome"] == Contest.Outcome.UPHELD, form.cleaned_data["words"].strip()
        try:
            contests.decide_contest(contest=found, is_upheld=is_upheld, words=words, actor=actor, now=now)
        except DomainError as problem:
            form.add_error("words", problem.message)
        else:
            messages.success(request, _("Decided, and the person has been told. The figures are computed again."))
            return redirect("standing:contests")
    return _contest_page(request, found, form, status=422)


def _contest_page(request: HttpRequest, found: Contest, form: ContestDecisionForm, status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), clock()
    words = {
        "contest": found,
        "evidence": evidence_of(found.mark.finding),
        "files": found.files.all(),
        "form": form,
        "is_own": actor.account_id == found.account_id,
        "is_overdue": found.is_overdue(now),
        "can_decide": found.decided_at is None and access.can_decide_contest(actor, found, now),
    }
    return render(request, "standing/contest.html", words, status=status)


@require_safe
@sign_in_required
def contest_file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """A file of a contest, as a download."""
    file = access.contest_file_for(actor_of(request), file_id, clock())
    return download_kept(file.sha256, file.name)


@require_safe
@roles_required(*access.BOARD_READERS)
def contest_queue(request: HttpRequest) -> HttpResponse:
    """Contests that wait, the most urgent first; to the reviewers' lead those that are overdue."""
    actor, now = actor_of(request), clock()
    may_decide = actor.has_role(*access.OVERSEERS)
    if not may_decide and not access.leads_reviewers(actor, now):
        raise NotFound
    page = Paginator(open_contests(actor, now), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(each, each.is_overdue(now)) for each in page]
    return render(request, "standing/contests.html", {"page": page, "rows": rows, "may_open": may_decide})


@require_safe
@staff_required
def overturns(request: HttpRequest) -> HttpResponse:
    """How often decisions about marks fell when somebody else looked: for everybody who works here."""
    reviewers, deciders = overturn_rates()
    return render(request, "standing/overturns.html", {"reviewers": reviewers, "deciders": deciders})
