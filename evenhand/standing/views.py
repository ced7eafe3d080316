"""My record, the team board, and the queue of causes to be checked by a person."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.core.api import InvalidInput, NotFound, asked_number, asked_words
from evenhand.core.api import now as clock
from evenhand.people.api import STAFF_ROLES, Account, actor_of, layout_for, roles_required, sign_in_required
from evenhand.standing import access, actions
from evenhand.standing.board import Board, team_board
from evenhand.standing.board_parts import cohorts_of, mix_of, what_would_help
from evenhand.standing.contests import note_marks_seen
from evenhand.standing.facts import people_named
from evenhand.standing.forms import DecisionForm
from evenhand.standing.funnel import FunnelPoint, funnel_svg
from evenhand.standing.handling import handling_of
from evenhand.standing.luck import lower_share
from evenhand.standing.measures import measures_for, measures_parts
from evenhand.standing.models import Finding
from evenhand.standing.policy import standing_rules
from evenhand.standing.queries import FindingFilter, cause_words, evidence_of, findings_for, history_of
from evenhand.standing.record import my_record as record_of
from evenhand.standing.record_parts import parts_of
from evenhand.standing.rules import Cause
from evenhand.standing.second_looks import hides_decision
from evenhand.standing.showing import shown_result
from evenhand.standing.turning_words import turning_shown
from evenhand.surveys.api import Window

PAGE_SIZE = 25
SAME_LOOK = datetime.timedelta(minutes=10)
"""A record and what it fetches are one look."""


@require_safe
@roles_required(*access.RATED)
def my_record(request: HttpRequest) -> HttpResponse:
    """The reader's own record."""
    actor, now = actor_of(request), clock()
    assert actor.account_id is not None
    account = access.record_for(actor, actor.account_id, now)
    if request.method == "GET":
        note_marks_seen(account_id=account.pk, actor=actor, now=now)
    return render(request, "standing/my_record.html", _record_words(account, is_own=True))


@require_safe
@sign_in_required
def record(request: HttpRequest, account_id: int) -> HttpResponse:
    """Somebody's record. That it was opened stands in it."""
    actor, now = actor_of(request), clock()
    account = access.record_for(actor, account_id, now)
    if actor.account_id == account.pk:
        return redirect("standing:my_record")
    actions.note_look(account_id=account.pk, actor=actor, now=now)
    return render(request, "standing/my_record.html", _record_words(account, is_own=False))


@require_safe
@sign_in_required
def turning(request: HttpRequest, account_id: int) -> HttpResponse:
    """What would change somebody's verdict: fetched by the record once it stands, since it takes a moment."""
    actor, now = actor_of(request), clock()
    account = access.record_for(actor, account_id, now)
    is_own = actor.account_id == account.pk
    if not is_own:
        actions.note_look(account_id=account.pk, actor=actor, now=now, unless_within=SAME_LOOK)
    result = shown_result(account.pk, now)
    if result is None:
        raise NotFound
    template = "standing/turning_part.html" if request.headers.get("HX-Request") else "standing/turning.html"
    return render(request, template, {"person": account, "is_own": is_own, "turning": turning_shown(result)})


def _record_words(account: Account, *, is_own: bool) -> dict[str, object]:
    now = clock()
    return {"record": record_of(account, is_own=is_own, now=now), "parts": parts_of(account, is_own=is_own, now=now)}


@require_safe
@roles_required(*access.RATED, *STAFF_ROLES)
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure, weight and figure that applies to the reader today."""
    actor, now = actor_of(request), clock()
    words = {
        "layout": layout_for(actor),
        "measures": measures_for(actor, now),
        "parts": measures_parts(actor, now),
    }
    return render(request, "standing/measures.html", words)


@require_safe
@roles_required(*access.BOARD_READERS)
def boards(request: HttpRequest) -> HttpResponse:
    """The reader's team, or the first of several; a kind word to a lead without one."""
    teams = access.boards_for(actor_of(request), clock())
    return redirect("standing:board", teams[0].pk) if teams else render(request, "standing/no_board.html")


@require_safe
@roles_required(*access.BOARD_READERS)
def board(request: HttpRequest, team_id: int) -> HttpResponse:
    """One team's board."""
    actor, now = actor_of(request), clock()
    team = access.board_for(actor, team_id, now)
    shown = team_board(team, now=now)
    words = {
        "team": team,
        "teams": access.boards_for(actor, now),
        "board": shown,
        "funnel": _funnel(shown) if shown and shown.rows else "",
        **(_parts(shown, now) if shown and shown.answers else {}),
    }
    return render(request, "standing/board.html", words)


def _parts(board: Board, now: datetime.datetime) -> dict[str, object]:
    """What stands below the people: what would help, times, how settled it is, the mix, and whom a share rule meets."""
    computation, names = board.computation, {row.account_id: row.name for row in board.known + board.unknown}
    rules = standing_rules(now)
    rule = lower_share(computation, rules)
    return {
        "helps": what_would_help(computation),
        "handling": handling_of(names, Window(computation.window_start, computation.window_end), now=now),
        "cohorts": cohorts_of(computation, now=now),
        "mix": mix_of(computation, names),
        "share_rule": rule,
        "share_rule_names": [names[account_id] for account_id in rule.applies_to if account_id in names],
    }


def _funnel(board: Board) -> str:
    points = [
        FunnelPoint(
            name=row.name,
            answers=row.answers,
            no=row.no,
            href=f"{reverse('standing:findings')}?computation={board.computation.pk}&agent={row.account_id}&state=",
            is_known=row.is_known,
        )
        for row in board.rows
    ]
    return funnel_svg(points, board.no / board.answers)


@require_safe
@roles_required(*access.BOARD_READERS)
def findings(request: HttpRequest) -> HttpResponse:
    """Causes that wait for a person, or those behind one bar of a board."""
    asked = {name: asked_words(request.GET.get(name, "")) for name in request.GET}
    wanted = FindingFilter(
        state=asked.get("state", Finding.State.PROPOSED),
        cause=asked.get("cause", ""),
        computation_id=asked_number(asked.get("computation", "")),
        policy_key=asked.get("policy", ""),
        matter=asked.get("matter", ""),
        agent_id=asked_number(asked.get("agent", "")),
        since=_moment(asked.get("since", "")),
    )
    found = findings_for(actor_of(request), wanted, clock())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "standing/findings.html", {"page": page, "wanted": wanted, "cause_words": cause_words(wanted.cause)}
    )


def _moment(text: str) -> datetime.datetime | None:
    """The moment that a link names; None for whatever is none."""
    try:
        found = parse_datetime(text)
        return found.astimezone(datetime.UTC) if found is not None and found.tzinfo else None
    except (ValueError, OverflowError):
        return None


@require_safe
@roles_required(*access.BOARD_READERS)
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """One finding with its evidence, and the form for those who may decide it."""
    found = access.finding_for(actor_of(request), finding_id, clock())
    initial = {"cause": found.cause, "policy_key": found.policy_key}
    return _finding_page(request, found, DecisionForm(initial=initial, people=people_named(found)))


@require_POST
@roles_required(*access.BOARD_READERS)
def decision(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Confirm or change the cause."""
    actor, now = actor_of(request), clock()
    found = access.finding_for(actor, finding_id, now, to="decide")
    form = DecisionForm(request.POST, people=people_named(found))
    if form.is_valid():
        cause, words = Cause(form.cleaned_data["cause"]), form.cleaned_data["words"].strip()
        try:
            actions.decide_finding(
                finding=found,
                cause=cause,
                words=words,
                policy_key=form.cleaned_data["policy_key"],
                is_first="undecided" in request.POST,
                actor=actor,
                now=now,
            )
        except InvalidInput as problem:
            form.add_error("words", problem.message)
        else:
            messages.success(request, _("Decided. The figures follow when they are next computed."))
            return redirect("standing:findings")
    return _finding_page(request, found, form, status=422)


def _finding_page(request: HttpRequest, found: Finding, form: DecisionForm, status: int = 200) -> HttpResponse:
    words = {
        "finding": found,
        "evidence": evidence_of(found),
        "history": history_of(found),
        "form": form,
        "is_hidden": hides_decision(found, actor_of(request)),
        "can_decide": access.can_decide(actor_of(request), found, clock()),
    }
    return render(request, "standing/finding.html", words, status=status)
