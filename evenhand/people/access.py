"""Who may see and change people, and the doors that views declare."""

import functools
from collections.abc import Callable, Collection
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from evenhand.core.api import NOBODY, Actor, NotFound
from evenhand.people.models import STAFF_ROLES, Account, Invite, Role, Team

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def roles_required(*roles: str) -> Callable[[View[P]], View[P]]:
    """A view for those with one of `roles`. The signed-out are asked to sign in; for all others it does not exist."""
    return _required(frozenset(roles))


def staff_required(view: View[P]) -> View[P]:
    """A view for everybody who works at the desk."""
    return _required(STAFF_ROLES)(view)


def sign_in_required(view: View[P]) -> View[P]:
    """A view for everybody who is signed in."""
    return _required(frozenset(Role.values))(view)


def _required(roles: Collection[str]) -> Callable[[View[P]], View[P]]:
    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = actor_of(request)
            if actor.account_id is None:
                return _ask_to_sign_in(request, "account_login" if STAFF_ROLES.issuperset(roles) else "people:sign_in")
            if not actor.has_role(*roles):
                raise NotFound
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _ask_to_sign_in(request: HttpRequest, door: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": reverse(door)})
    there = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    return redirect_to_login(there, reverse(door))


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, or nobody."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return actor


def layout_for(actor: Actor) -> str:
    """The layout in which this reader sees pages that are for everybody."""
    return "ui/desk.html" if actor.has_role(*STAFF_ROLES) else "ui/page.html"


def account_for(actor: Actor, account_id: int) -> Account:
    """Anybody, to an administrator; oneself, to everybody. Raises NotFound."""
    if not (actor.has_role(Role.ADMINISTRATOR) or actor.account_id == account_id):
        raise NotFound
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound
    return account


def invite_for(actor: Actor, invite_id: int) -> Invite:
    """An invite, to an administrator. Raises NotFound."""
    invite = Invite.objects.filter(pk=invite_id).first() if actor.has_role(Role.ADMINISTRATOR) else None
    if invite is None:
        raise NotFound
    return invite


def team_for(actor: Actor, team_id: int) -> Team:
    """A team, to an administrator. Raises NotFound."""
    team = Team.objects.filter(pk=team_id).first() if actor.has_role(Role.ADMINISTRATOR) else None
    if team is None:
        raise NotFound
    return team
