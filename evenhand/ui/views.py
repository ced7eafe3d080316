"""The gallery: every component with its inputs and states, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.core.api import NotFound, environment
from evenhand.ui.navigation import actor_of, works_at_the_desk


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """For the staff; in a demo or a test, for everyone."""
    if environment().mode == "production" and not works_at_the_desk(actor_of(request)):
        raise NotFound
    return render(request, "ui/gallery.html")
