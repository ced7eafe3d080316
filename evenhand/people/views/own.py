"""Everybody's own page: name, language, time zone, password, code, sessions."""

from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.core.api import now
from evenhand.people import actions
from evenhand.people.access import actor_of, layout_for, sign_in_required
from evenhand.people.forms import ProfileForm
from evenhand.people.models import STAFF_ROLES, Account


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def me(request: HttpRequest) -> HttpResponse:
    """Look at and change one's own particulars."""
    account = _self(request)
    form = ProfileForm(request.POST or None, instance=Account.objects.get(pk=account.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_profile(account=account, **form.cleaned_data, actor=actor_of(request), now=now())
        messages.success(request, _("Saved."))
        return redirect("people:me")
    context = {
        "form": form,
        "layout": layout_for(actor_of(request)),
        "has_code": is_mfa_enabled(account),
        "has_password": account.has_usable_password(),
        "is_staff": actor_of(request).has_role(*STAFF_ROLES),
    }
    return render(request, "people/me.html", context, status=422 if form.errors else 200)


@require_POST
@sign_in_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of one's own but this one."""
    account = actions.end_sessions(account=_self(request), actor=actor_of(request), now=now())
    update_session_auth_hash(request, account)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("people:me")


def _self(request: HttpRequest) -> Account:
    return cast(Account, request.user)
