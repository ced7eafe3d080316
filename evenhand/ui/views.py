"""The gallery: every component with its inputs and states, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.core.api import NotFound, environment
from evenhand.ui.gallery import EXHIBITS
from evenhand.ui.navigation import actor_of, works_at_the_desk
from evenhand.ui.samples import Sample
from evenhand.ui.words import reader_now

LAYOUTS = frozenset({"desk", "page", "narrow"})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All components. For the staff; in a demo or a test, for everyone."""
    _open_to(request)
    return render(request, "ui/gallery/index.html", {"exhibits": EXHIBITS, "sample": Sample(reader_now())})


@require_safe
def gallery_layout(request: HttpRequest, layout: str) -> HttpResponse:
    """A page in one of the layouts, as it looks when it is lived in."""
    _open_to(request)
    if layout not in LAYOUTS:
        raise NotFound
    return render(request, f"ui/gallery/{layout}.html", {"sample": Sample(reader_now())})


def _open_to(request: HttpRequest) -> None:
    if environment().mode == "production" and not works_at_the_desk(actor_of(request)):
        raise NotFound
