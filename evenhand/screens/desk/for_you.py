"""What waits for the reader in particular: kind words, notes that name them, dates that have come. Nothing pops up."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases import api as cases
from evenhand.core.api import now
from evenhand.people.api import actor_of, staff_required
from evenhand.screens.desk.kindness import offer_to
from evenhand.surveys.api import praise_for

PRAISE_STAYS = datetime.timedelta(days=7)


@require_safe
@staff_required
def for_you(request: HttpRequest) -> HttpResponse:
    """The list."""
    actor = actor_of(request)
    moment = now()
    waiting = cases.for_somebody(actor, moment)
    shown = {
        "waiting": waiting,
        "due": [_how_late(each, moment) for each in waiting.due],
        "praise": praise_for(actor.account_id or 0, since=moment - PRAISE_STAYS),
        "offer": offer_to(request),
    }
    return render(request, "screens/desk/for_you.html", shown)


def _how_late(due: cases.Due, moment: datetime.datetime) -> tuple[cases.Due, str, int]:
    """With whether it is close or late, and by how many seconds, in steps as the inbox has them."""
    state, minutes = cases.due_state(due.at, due.soon_at, moment)
    return due, state, minutes * 60


@require_POST
@staff_required
def seen(request: HttpRequest, case_id: int) -> HttpResponse:
    """What named the reader in this case has been seen."""
    case = cases.case_for(actor_of(request), case_id)
    cases.see_mentions(case=case, actor=actor_of(request), now=now())
    return redirect("desk:for_you")
