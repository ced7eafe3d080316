"""Trying a text on past decisions, batch by batch: the views of the editor."""

import datetime
from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.core.api import now, site_calendar, site_day
from evenhand.people.api import actor_of, staff_required
from evenhand.policies import access, queries
from evenhand.policies.forms import TrialForm
from evenhand.policies.trials import decisions_in, try_batch
from evenhand.policies.wording import problems


@require_safe
@staff_required
def trial(request: HttpRequest, key: str) -> HttpResponse:
    """What the draft would have said to the decisions of a time: one batch at a time, with how far it is."""
    draft = access.draft_for(actor_of(request), key)
    words, today = queries.words_of(draft), site_day(now())
    first = {"first": today - datetime.timedelta(days=30), "last": today}
    form = TrialForm({**first, **request.GET.dict()})
    context: dict[str, object] = {
        "policy": draft.policy,
        "draft": draft,
        "form": form,
        "problems": problems(key, words),
    }
    if form.is_valid() and not context["problems"]:
        first, last, calendar = form.cleaned_data["first"], form.cleaned_data["last"], site_calendar()
        start, end = calendar.start_of(first), calendar.start_of(last + datetime.timedelta(days=1))
        total = decisions_in(key, start, end)
        batch = try_batch(words, key, start, end, form.cleaned_data["after"])
        counted = Counter({"looked_at": form.cleaned_data["seen"] or 0, "changed": form.cleaned_data["found"] or 0})
        counted.update(looked_at=batch.looked_at, changed=len(batch.changed))
        context |= {"batch": batch, "total": total, **counted}
    context["is_next"] = is_next = request.headers.get("HX-Request") == "true"
    return render(request, "policies/trial.html#batch" if is_next else "policies/trial.html", context)
