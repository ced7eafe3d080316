"""Reading policies: the list, a version, what changed between two, what one was told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.core.api import NotFound, asked_number, now
from evenhand.people.api import actor_of, layout_for, sign_in_required
from evenhand.policies import access, actions, queries
from evenhand.policies.audiences import audiences_of
from evenhand.policies.forms import OwnerForm
from evenhand.ui.pdf import pdf_response


@require_safe
@sign_in_required
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy that concerns the reader, with the version in force."""
    actor = actor_of(request)
    rows = queries.policies_for(audiences_of(actor.roles), sees_all=access.reads_all(actor), at=now())
    return render(request, "policies/policies.html", {"layout": layout_for(actor), "rows": rows})


@require_safe
@sign_in_required
def policy(request: HttpRequest, key: str) -> HttpResponse:
    """The version in force."""
    return _version_page(request, key)


@require_safe
@sign_in_required
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version, in force or not."""
    return _version_page(request, key, number)


def _version_page(request: HttpRequest, key: str, number: int | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = access.policy_for(actor, key)
    versions = list(queries.published_versions(found))
    current = queries.in_force(versions, now())
    shown = current if number is None else next((each for each in versions if each.number == number), None)
    if shown is None:
        raise NotFound
    context = {
        "layout": layout_for(actor),
        "policy": found,
        "version": shown,
        "clauses": queries.clauses_of(shown),
        "versions": versions,
        "current": current,
        "writes": access.writes(actor),
        "works_here": access.reads_all(actor),
        "watches": actor.has_role(*access.WATCHERS),
        "owner_form": OwnerForm() if access.may_hand_over(actor, found) else None,
        "parameters": queries.parameters_shown(shown, now() if access.reads_all(actor) else None),
        "draft": queries.draft_of(found) if access.writes(actor) else None,
    }
    return render(request, "policies/version.html", context)


@require_safe
@sign_in_required
def changes(request: HttpRequest, key: str, older: int, newer: int) -> HttpResponse:
    """What changed from one version to another, word by word."""
    actor = actor_of(request)
    before, after = access.version_for(actor, key, older), access.version_for(actor, key, newer)
    context = {
        "layout": layout_for(actor),
        "policy": after.policy,
        "versions": queries.published_versions(after.policy),
        "older": before,
        "newer": after,
        "differences": queries.differences(queries.words_of(before), queries.words_of(after)),
    }
    return render(request, "policies/changes.html", context)


@require_safe
@sign_in_required
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """Any two versions: the form on the page leads to their own address."""
    found = access.policy_for(actor_of(request), key)
    numbers = sorted(
        number for name in ("older", "newer") if (number := asked_number(request.GET.get(name, ""))) is not None
    )
    if len(numbers) != 2:
        raise NotFound
    return redirect("policies:changes", found.key, *numbers)


@require_safe
@sign_in_required
def paper(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version as PDF."""
    shown = access.version_for(actor_of(request), key, number)
    context = {"policy": shown.policy, "version": shown, "clauses": queries.clauses_of(shown)}
    return pdf_response(request, "policies/paper.html", context, filename=f"{key}-version-{number}.pdf")


@require_POST
@sign_in_required
def acknowledgement(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The reader says: I have read this."""
    actor = actor_of(request)
    actions.acknowledge(notice=access.notice_for(actor, notice_id), actor=actor, now=now())
    messages.success(request, _("Thank you. We have noted that you read it."))
    return redirect("policies:told")
