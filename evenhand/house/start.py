"""The first page: whoever is known goes to their own, everybody else to the door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evenhand.core.api import environment
from evenhand.people.api import actor_of

DEMO_DOOR = "demo:welcome"
"""Where the demo offers its personas; without that page, its visitors sign in as everywhere."""


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Sends on, so that `/` is right for everybody."""
    if actor_of(request).account_id is not None:
        return redirect("people:arrival")
    return redirect(_door())


def _door() -> str:
    if environment().mode == "demo":
        try:
            return reverse(DEMO_DOOR)
        except NoReverseMatch:
            pass
    return reverse("people:sign_in")
