"""Coming in: by link, by invitation; where one lands."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.core.api import asked_words, now
from evenhand.people import invites, links
from evenhand.people.access import actor_of, sign_in_required
from evenhand.people.forms import AcceptForm, AskLinkForm
from evenhand.people.middleware import client_ip
from evenhand.people.models import STAFF_ROLES, Role
from evenhand.people.sessions import start_session


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """A customer asks for a link. What is answered does not tell whether we know the address."""
    next_path = _safe_path(request)
    form = AskLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        links.ask_for_link(
            email=address, ip=client_ip(request), next_path=next_path, actor=actor_of(request), now=now()
        )
        return render(request, "people/link_sent.html", {"address": address})
    return render(request, "people/sign_in.html", {"form": form, "next": next_path})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a mailed link. Only a press of its button signs in, since programs follow links too."""
    found = links.link_with(token)
    moment = now()
    if not links.is_usable(found, moment):
        return render(request, "people/link_spent.html", {"link": found}, status=links.LinkSpent.status)
    if request.method != "POST":
        return render(request, "people/link.html", {"link": found})
    try:
        account = links.use_link(link=found, actor=actor_of(request), now=moment)
    except links.LinkSpent as spent:
        return render(request, "people/link_spent.html", {"link": found}, status=spent.status)
    start_session(request, account)
    return redirect(found.next_path or "people:arrival")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """An invited person says who they are, chooses a password, and is in; with an app, once its code is given too."""
    invite = invites.invite_with(token)
    moment = now()
    if not invite.is_open(moment):
        raise invites.InviteClosed
    form = AcceptForm(request.POST or None, email=invite.email)
    if request.method == "POST" and form.is_valid():
        account = invites.accept_invite(
            invite=invite,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            actor=actor_of(request),
            now=moment,
        )
        if is_mfa_enabled(account):  # somebody who works here already: an invitation proves no more than a mailbox
            messages.success(request, _("Your password is set. Sign in with it, and with the code from your app."))
            return redirect("account_login")
        start_session(request, account)
        return redirect("people:arrival")
    roles = [Role(role).label for role in invite.roles]
    return render(request, "people/accept.html", {"form": form, "invite": invite, "roles": roles})


@require_safe
@sign_in_required
def arrival(request: HttpRequest) -> HttpResponse:
    """To each their own first page."""
    actor = actor_of(request)
    if actor.has_role(*STAFF_ROLES):
        return redirect(_first_address("screens:desk", "/desk/"))
    if actor.has_role(Role.SELLER, Role.DRIVER):
        return redirect(_first_address("screens:record", "/record/"))
    return redirect(_first_address("screens:my", "/my/"))


def _first_address(name: str, otherwise: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return otherwise


def _safe_path(request: HttpRequest) -> str:
    """Where the visitor was going, if that is a page of ours."""
    wanted = asked_words(request.POST.get("next") or request.GET.get("next") or "")
    return wanted if links.may_lead_to(wanted) else ""
