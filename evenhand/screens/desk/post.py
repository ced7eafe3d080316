"""How one stands oneself: here, back soon, or away; and the next case, please."""

import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from evenhand.cases.api import WORKERS
from evenhand.core.api import DomainError, now
from evenhand.people.api import actor_of, roles_required
from evenhand.routing import api as routing
from evenhand.screens.desk.valid import valid

worker_required = roles_required(*WORKERS)
BREAKS = {"15": datetime.timedelta(minutes=15), "30": datetime.timedelta(minutes=30), "60": datetime.timedelta(hours=1)}


class PostForm(forms.Form):
    """Here, away, or back in so many minutes."""

    state = forms.ChoiceField(choices=[(each, each) for each in ("here", "away", *BREAKS)])


@require_POST
@worker_required
def post(request: HttpRequest) -> HttpResponse:
    """Say how one stands; who goes away gives unanswered cases back, and is told how many."""
    actor, state = actor_of(request), valid(PostForm(request.POST))["state"]
    if state == "here":
        routing.be_here(actor=actor, now=now())
        messages.success(request, _("Welcome. Cases come to you now."))
    elif state in BREAKS:
        routing.be_back_at(back_at=now() + BREAKS[state], actor=actor, now=now())
        messages.success(request, _("Nothing new comes to you until you are here again. Your cases stay yours."))
    else:
        handback = routing.be_away(actor=actor, now=now())
        messages.success(request, _gone(len(handback.case_ids) if handback else 0))
    return redirect("desk:inbox")


def _gone(count: int) -> str:
    if not count:
        return _("Have a good time. Nothing of yours waited for an answer.")
    words = ngettext(
        "Have a good time. %(n)d case waits in its queue again, with your draft.",
        "Have a good time. %(n)d cases wait in their queues again, with your drafts.",
        count,
    )
    return words % {"n": count}


@require_POST
@worker_required
def handback_undo(request: HttpRequest, handback_id: int) -> HttpResponse:
    """Not gone after all: what nobody has taken since is one's own again."""
    handback = routing.handback_for(actor_of(request), handback_id)
    count = routing.undo_handback(handback=handback, actor=actor_of(request), now=now())
    words = ngettext("%(n)d case is yours again.", "%(n)d cases are yours again.", count)
    messages.success(request, words % {"n": count})
    return redirect("desk:inbox")


@require_POST
@worker_required
def next_case(request: HttpRequest) -> HttpResponse:
    """Take the next case that waits for somebody like oneself."""
    try:
        case = routing.take_next(actor=actor_of(request), now=now())
    except DomainError as problem:
        messages.info(request, problem.message)
        return redirect("desk:inbox")
    return redirect("desk:case", case.pk)
