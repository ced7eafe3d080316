"""Writing policies: the views of the editor, for policy owners."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.core.api import now
from evenhand.people.api import actor_of, staff_required
from evenhand.policies import access, actions, queries
from evenhand.policies.forms import DraftForms, PublicationForm
from evenhand.policies.models import PolicyVersion
from evenhand.policies.numbering import added_after, mentions, moved_down, moved_up
from evenhand.policies.questions import QUESTIONS
from evenhand.policies.wording import VersionWords, problems


@require_POST
@staff_required
def start_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Begin the next version, or go on with the draft that is there."""
    policy = access.policy_for(actor_of(request), key, to="write")
    actions.start_draft(policy=policy, actor=actor_of(request), now=now())
    return redirect("policies:draft", key)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """The editor. What is typed is kept, right or not yet right; the page says what is missing to publish it."""
    found = access.draft_for(actor_of(request), key)
    words = queries.words_of(found)
    if request.method != "POST":
        return _page(request, found, words, DraftForms(found, words))
    forms = DraftForms(found, words, request.POST)
    if not forms.is_valid():
        return _page(request, found, words, forms, status=422)
    fields, (ordered, anchor) = forms.version.cleaned_data, _reordered(forms.words, request.POST.get("order", ""))
    try:
        actions.save_draft(
            draft=found,
            words=ordered,
            changes=fields["changes"],
            notice_days=fields["notice_days"],
            needs_acknowledgement=fields["needs_acknowledgement"],
            audience_days=forms.version.audience_days,
            revision=fields["revision"],
            actor=actor_of(request),
            now=now(),
        )
    except actions.DraftMoved as moved:
        return _both(request, found, words, forms, moved)
    messages.success(request, _("The draft is saved."))
    _warn_of_mentions(request, forms.words, ordered)
    return redirect(reverse("policies:draft", args=[key]) + anchor)


_ORDERS = {"up": moved_up, "down": moved_down, "add": added_after}


def _reordered(words: VersionWords, order: str) -> tuple[VersionWords, str]:
    """The words with one clause moved, or one added, as in "up 2.1"; and where on the page that clause is now."""
    what, _space, number = order.partition(" ")
    if what not in _ORDERS or number not in [each.number for each in words.clauses]:
        return words, ""
    clauses = _ORDERS[what](words.clauses, number)
    place = {"up": -1, "down": 1, "add": 1}[what] + [each.number for each in words.clauses].index(number)
    return replace(words, clauses=clauses), f"#clause-{clauses[max(0, min(place, len(clauses) - 1))].number}"


def _warn_of_mentions(request: HttpRequest, before: VersionWords, after: VersionWords) -> None:
    old = {clause.title: clause.number for clause in before.clauses}
    moved = [old[clause.title] for clause in after.clauses if old.get(clause.title, clause.number) != clause.number]
    if speaking := mentions(after.clauses, moved):
        messages.warning(
            request,
            _("Numbers have changed. These clauses speak of one that moved, please look: %(clauses)s.")
            % {"clauses": ", ".join(speaking)},
        )


@require_safe
@staff_required
def draft_changes(request: HttpRequest, key: str) -> HttpResponse:
    """What the draft would change, word by word, against the newest published version."""
    found = access.draft_for(actor_of(request), key)
    newest = queries.published_versions(found.policy).first()
    before = queries.words_of(newest) if newest else VersionWords("", (), ())
    context = {
        "layout": "ui/desk.html",
        "policy": found.policy,
        "older": newest,
        "newer": found,
        "differences": queries.differences(before, queries.words_of(found)),
    }
    return render(request, "policies/changes.html", context)


@require_POST
@staff_required
def publication(request: HttpRequest, key: str) -> HttpResponse:
    """Publish the draft, to hold from a day on. Who keeps the policy may."""
    found = access.draft_for(actor_of(request), key, to="publish")
    form = PublicationForm(request.POST)
    if not form.is_valid():
        messages.error(
            request,
            _("Say from which day it shall hold, as in 2027-01-31, and if you like from which time, as in 12:00."),
        )
        return redirect("policies:draft", key)
    try:
        published = actions.publish_version(draft=found, **form.cleaned_data, actor=actor_of(request), now=now())
    except (actions.NotFitToPublish, actions.TooSoon, actions.DraftMoved) as problem:
        messages.error(request, problem.message)
        return redirect("policies:draft", key)
    messages.success(request, _("Published. Everybody whom it concerns is being told."))
    return redirect("policies:version", key, published.number)


@require_POST
@staff_required
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throw the draft away."""
    found = access.draft_for(actor_of(request), key)
    actions.discard_draft(draft=found, actor=actor_of(request), now=now())
    messages.success(request, _("The draft is gone. The published versions stand as they were."))
    return redirect("policies:policy", key)


def _both(
    request: HttpRequest, found: PolicyVersion, theirs: VersionWords, forms: DraftForms, moved: actions.DraftMoved
) -> HttpResponse:
    """Two wrote at once: keep what this one typed in the form, and show beside it what the other saved."""
    mine, latest = forms.words, access.draft_for(actor_of(request), found.policy.key)
    forms.now_at(latest.revision)
    differences = queries.differences(theirs, mine)
    return _page(request, latest, mine, forms, status=moved.status, moved=moved.message, differences=differences)


def _page(
    request: HttpRequest,
    found: PolicyVersion,
    words: VersionWords,
    forms: DraftForms,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "policy": found.policy,
        "draft": found,
        "forms": forms,
        "problems": problems(found.policy.key, words),
        "parameters": queries.parameters_shown(found, now()),
        "keeps": access.keeps(actor_of(request), found.policy),
        "questions": sorted(QUESTIONS.values(), key=lambda question: question.name),
        "publication": PublicationForm(
            initial={
                "revision": found.revision,
                "effective_on": actions.earliest_day(found, now()),
                "effective_at": "00:00",
            }
        ),
        **more,
    }
    return render(request, "policies/draft.html", context, status=status)
