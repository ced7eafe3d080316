"""The pages behind a board: its luck, the cases behind a bar of handle time, and what was frozen."""

import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenhand.core.api import NotFound, asked_words
from evenhand.core.api import now as clock
from evenhand.people.api import STAFF_ROLES, actor_of, roles_required
from evenhand.policies.api import FigureNote
from evenhand.standing import access
from evenhand.standing.handling import contacts_with_cause
from evenhand.standing.luck import Luck, lower_share, luck_at_large, luck_of
from evenhand.standing.models import StandingResult
from evenhand.standing.policy import standing_rules
from evenhand.standing.record import latest_computation
from evenhand.surveys.api import Window

PAGE_SIZE = 25
STEP = 16  # from one square of the picture to the next


@require_safe
@roles_required(*access.BOARD_READERS)
def luck(request: HttpRequest, team_id: int) -> HttpResponse:
    """What the bare lower-share rule would have done to this very team."""
    now = clock()
    team, rules = access.board_for(actor_of(request), team_id, now), standing_rules(now)
    computation = latest_computation(team.pk)
    results = list(StandingResult.objects.filter(computation=computation)) if computation else []
    found = luck_of([each.answers for each in results], [each.no for each in results], share=rules.tail_share)
    words = {
        "team": team,
        "rules": rules,
        "luck": found,
        **(_drawn(found) if found else {}),
        "rule": lower_share(computation, rules) if computation else None,
        "at_large": luck_at_large(rules.tail_share),
    }
    return render(request, "standing/luck.html", words)


def _drawn(found: Luck) -> dict[str, object]:
    """The squares of the picture, a row for each look, and the same in words."""
    squares = [
        (STEP * place, STEP * look, is_named)
        for look, row in enumerate(found.looks)
        for place, is_named in enumerate(row)
    ]
    named = [[str(place + 1) for place, is_named in enumerate(row) if is_named] for row in found.looks]
    size = {"luck_width": STEP * found.people, "luck_height": STEP * len(found.looks)}
    return {"squares": squares, "named_rows": named, **size}


@require_safe
@roles_required(*STAFF_ROLES)
def luck_in_general(request: HttpRequest) -> HttpResponse:
    """What the bare rule does to a hundred people, for whoever thinks of switching it on."""
    rules = standing_rules(clock())
    return render(request, "standing/luck.html", {"rules": rules, "at_large": luck_at_large(rules.tail_share)})


def luck_note(now: datetime.datetime) -> FigureNote:
    """What stands beside the switch of the lower-share rule."""
    row = next(each for each in luck_at_large(standing_rules(now).tail_share) if each.answers == 40)
    return FigureNote(
        words=_(
            "Bare, with 40 answers each, %(wrong)s of 100 people whom this rule names would not be among the worst. "
            "Switched on here, it applies only to those who are worse beyond doubt."
        )
        % {"wrong": round(100 * row.wrong_share)},
        link_words=_("What luck alone would do"),
        url=reverse("standing:luck_in_general"),
    )


@require_safe
@roles_required(*access.BOARD_READERS)
def times(request: HttpRequest, team_id: int) -> HttpResponse:
    """The contacts in which time went into one cause."""
    team = access.board_for(actor_of(request), team_id, clock())
    computation, cause = latest_computation(team.pk), asked_words(request.GET.get("cause", ""))
    if computation is None or not cause:
        raise NotFound
    agents = [person["agent"] for person in computation.inputs["people"]]
    found = contacts_with_cause(agents, Window(computation.window_start, computation.window_end), cause)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "standing/times.html", {"team": team, "cause": cause, "page": page})
