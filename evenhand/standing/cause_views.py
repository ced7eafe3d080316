"""Second looks, who changes causes how often, what the unexplained are about, and the policies' own figures."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.core.api import DomainError, site_day
from evenhand.core.api import now as clock
from evenhand.people.api import STAFF_ROLES, actor_of, members_on, roles_required
from evenhand.standing import access, second_looks
from evenhand.standing.changers import agreement, who_changes
from evenhand.standing.checked import SampleDraw, SecondLook
from evenhand.standing.computing import last_review, window_until
from evenhand.standing.facts import people_named
from evenhand.standing.forms import DecisionForm
from evenhand.standing.policy import second_look_percent, standing_rules
from evenhand.standing.queries import cause_words, evidence_of
from evenhand.standing.rules import Cause
from evenhand.standing.scoreboard import scoreboard
from evenhand.standing.unexplained import explained_by
from evenhand.surveys.api import Window, answers

SETTLED_SHOWN = 20


@require_safe
@roles_required(*access.BOARD_READERS)
def looks(request: HttpRequest) -> HttpResponse:
    """What waits for a second look, what two saw differently, and how often both agree."""
    actor, now = actor_of(request), clock()
    waiting, disputed = second_looks.looks_for(actor, now)
    done = SecondLook.objects.filter(at__isnull=False).select_related("by", "first_by", "settled_by")
    words = {
        "waiting": waiting,
        "disputed": disputed,
        "agreement": agreement(done),
        "settled": done.exclude(settled_at=None).order_by("-settled_at")[:SETTLED_SHOWN],
        "percent": second_look_percent(now),
        "draw": SampleDraw.objects.first(),
    }
    return render(request, "standing/second_looks.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*access.DECIDERS)
def look(request: HttpRequest, look_id: int) -> HttpResponse:
    """One finding looked at a second time, blind; or settled by a third person, who sees both.

    What was written on the blind page settles nothing, even where somebody else has looked in the meantime.
    """
    actor, now = actor_of(request), clock()
    found = second_looks.look_for(actor, look_id, now, to="give" if request.method == "POST" else "see")
    form = DecisionForm(request.POST or None, people=people_named(found.finding))
    del form.fields["policy_key"]
    if request.method != "POST":
        return _look_page(request, found, form)
    if form.is_valid():
        settles = found.at is not None and found.by_id != actor.account_id and "blind" not in request.POST
        do = second_looks.settle_second_look if settles else second_looks.give_second_look
        cause, words = Cause(form.cleaned_data["cause"]), form.cleaned_data["words"].strip()
        try:
            do(look=found, cause=cause, words=words, actor=actor, now=now)
        except DomainError as problem:
            form.add_error("words", problem.message)
        else:
            messages.success(request, _("Thank you. It is written down."))
            return redirect("standing:second_looks")
    return _look_page(request, found, form, status=422)


def _look_page(request: HttpRequest, found: SecondLook, form: DecisionForm, status: int = 200) -> HttpResponse:
    words = {
        "look": found,
        "finding": found.finding,
        "evidence": evidence_of(found.finding),
        "form": form,
        "first_words": cause_words(found.first_cause),
        "second_words": cause_words(found.cause),
    }
    return render(request, "standing/second_look.html", words, status=status)


@require_safe
@roles_required(*access.BOARD_READERS)
def changers(request: HttpRequest) -> HttpResponse:
    """Who changes causes how often."""
    return render(request, "standing/changers.html", {"rows": who_changes(clock())})


@require_safe
@roles_required(*access.BOARD_READERS)
def unexplained(request: HttpRequest) -> HttpResponse:
    """What the unexplained "no" of the last window are probably about: a lead sees the own teams' together."""
    actor, now = actor_of(request), clock()
    rules, end = standing_rules(now), last_review(now)
    window = window_until(end, rules.window_days)
    agents = None
    if not actor.has_role(*access.OVERSEERS):
        agents = [each.account_id for team in access.led_teams(actor, now) for each in members_on(team, site_day(now))]
    found = explained_by(answers(window, agents), prior=rules.cause_prior)
    shares = [(share, cause_words(share.cause)) for share in found.shares if share.unexplained]
    words = {"window": window, "found": found, "shares": shares, "rules": rules}
    return render(request, "standing/unexplained.html", words)


@require_safe
@roles_required(*STAFF_ROLES)
def policies(request: HttpRequest) -> HttpResponse:
    """The policies' own figures, over the last window of standing."""
    now = clock()
    days = standing_rules(now).window_days
    window = Window(now - datetime.timedelta(days=days), now)
    words = {"board": scoreboard(window, now=now), "days": days}
    can_look = actor_of(request).has_role(*access.BOARD_READERS)
    return render(request, "standing/scoreboard.html", {**words, "can_look": can_look})
