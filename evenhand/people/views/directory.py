"""For administrators: everybody who is here, and who was asked to come."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.core.api import asked_words, now
from evenhand.people import actions, invites, queries
from evenhand.people.access import account_for, actor_of, invite_for, roles_required, team_for
from evenhand.people.forms import InviteForm, MembershipForm, RoleForm, TeamForm
from evenhand.people.models import Account, Role

administrators_only = roles_required(Role.ADMINISTRATOR)
PEOPLE_ON_A_PAGE = 50


@require_safe
@administrators_only
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role, found by words, role and whether they still sign in."""
    words, role = asked_words(request.GET.get("q", "")), request.GET.get("role", "")
    past = request.GET.get("past") == "on"
    found = queries.people(words, role if role in Role.values else "", include_inactive=past)
    page = Paginator(found, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "role": role, "roles": Role.choices, "past": past}
    return render(request, "people/people.html", {**context, "waiting": queries.open_invites().count()})


@require_safe
@administrators_only
def person(request: HttpRequest, account_id: int) -> HttpResponse:
    """One person: roles, teams, and what was done about them."""
    account = account_for(actor_of(request), account_id)
    context = {
        "account": account,
        "grants": queries.grants_of(account),
        "memberships": queries.memberships_of(account),
        "history": queries.history_of(account),
        "role_form": RoleForm(),
        "membership_form": MembershipForm(),
    }
    return render(request, "people/person.html", context)


@require_POST
@administrators_only
def grant_role(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give somebody a role."""
    account = account_for(actor_of(request), account_id)
    actions.grant_role(account=account, role=request.POST.get("role", ""), actor=actor_of(request), now=now())
    return _back_to(request, account, _("The role is given."))


@require_POST
@administrators_only
def end_role(request: HttpRequest, account_id: int, role: str) -> HttpResponse:
    """Take a role back."""
    account = account_for(actor_of(request), account_id)
    actions.end_role(account=account, role=role, actor=actor_of(request), now=now())
    return _back_to(request, account, _("The role has ended."))


@require_POST
@administrators_only
def join_team(request: HttpRequest, account_id: int) -> HttpResponse:
    """Put somebody in a team."""
    account = account_for(actor_of(request), account_id)
    form = MembershipForm(request.POST)
    if not form.is_valid():
        return _back_to(request, account, _("Choose a team first."), messages.WARNING)
    joined = {"team": form.cleaned_data["team"], "is_lead": form.cleaned_data["is_lead"]}
    actions.join_team(account=account, **joined, actor=actor_of(request), now=now())
    return _back_to(request, account, _("The team is joined."))


@require_POST
@administrators_only
def leave_team(request: HttpRequest, account_id: int, team_id: int) -> HttpResponse:
    """End somebody's time in a team."""
    account = account_for(actor_of(request), account_id)
    actions.leave_team(account=account, team=team_for(actor_of(request), team_id), actor=actor_of(request), now=now())
    return _back_to(request, account, _("The team is left, from tomorrow."))


@require_POST
@administrators_only
def deactivation(request: HttpRequest, account_id: int) -> HttpResponse:
    """Close an account."""
    account = account_for(actor_of(request), account_id)
    actions.deactivate_account(account=account, actor=actor_of(request), now=now())
    return _back_to(request, account, _("The account is closed. What the person did stays."))


@require_POST
@administrators_only
def reactivation(request: HttpRequest, account_id: int) -> HttpResponse:
    """Open a closed account again."""
    account = account_for(actor_of(request), account_id)
    actions.reactivate_account(account=account, actor=actor_of(request), now=now())
    return _back_to(request, account, _("The account is open again."))


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def invitations(request: HttpRequest) -> HttpResponse:
    """Who was asked to come and has not answered, and whom to ask next."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invites.invite_person(**form.cleaned_data, actor=actor_of(request), now=now())
        messages.success(request, _("The invitation is on its way. It is good for seven days."))
        return redirect("people:invitations")
    context = {"form": form, "invites": queries.open_invites(), "now": now()}
    return render(request, "people/invitations.html", context, status=422 if form.errors else 200)


@require_POST
@administrators_only
def send_again(request: HttpRequest, invite_id: int) -> HttpResponse:
    """Send an invitation again."""
    invites.resend_invite(invite=invite_for(actor_of(request), invite_id), actor=actor_of(request), now=now())
    messages.success(request, _("The invitation is on its way again, with seven new days."))
    return redirect("people:invitations")


@require_POST
@administrators_only
def withdrawal(request: HttpRequest, invite_id: int) -> HttpResponse:
    """Take an invitation back."""
    invites.withdraw_invite(invite=invite_for(actor_of(request), invite_id), actor=actor_of(request), now=now())
    messages.success(request, _("The invitation is taken back; its link no longer works."))
    return redirect("people:invitations")


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def teams(request: HttpRequest) -> HttpResponse:
    """Every team, with how many work in it, and a form for another."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.create_team(**form.cleaned_data, actor=actor_of(request), now=now())
        return redirect("people:teams")
    context = {"form": form, "teams": queries.teams_with_sizes()}
    return render(request, "people/teams.html", context, status=422 if form.errors else 200)


def _back_to(request: HttpRequest, account: Account, words: str, level: int = messages.SUCCESS) -> HttpResponse:
    messages.add_message(request, level, words)
    return redirect("people:person", account.pk)
