"""Turns business failures into pages and notices that people can read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.core.api import DomainError
from evenhand.ui.navigation import actor_of, works_at_the_desk


class ProblemMiddleware:
    """Answers a DomainError with its status: a whole page, or for HTMX a notice in the page's live region."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Anything that is no DomainError goes its usual way."""
        if not isinstance(exception, DomainError):
            return None
        if request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers:
            return _notice(request, exception)
        return _page(request, exception)


def _notice(request: HttpRequest, problem: DomainError) -> HttpResponse:
    response = render(request, "ui/problem.html#notice", {"problem": problem}, status=problem.status)
    response["HX-Retarget"] = "#notices"
    response["HX-Reswap"] = "beforeend"
    return response


def _page(request: HttpRequest, problem: DomainError) -> HttpResponse:
    layout = "ui/desk.html" if works_at_the_desk(actor_of(request)) else "ui/narrow.html"
    return render(request, "ui/problem.html", {"problem": problem, "layout": layout}, status=problem.status)
