"""Says what happened: business failures as pages or notices, and messages also where HTMX fetched only a part."""

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from evenhand.core.api import DomainError
from evenhand.ui.navigation import actor_of, works_at_the_desk

HTML = "text/html"


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
        if _wants_a_part(request):
            return _notice(request, exception)
        return _page(request, exception)


class NoticesMiddleware:
    """Adds what Django's messages hold to a part that HTMX fetched; it lands in the page's live region.

    And says of every page that a part of it may be had at the same address, so that no cache takes one for the other.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _wants_a_part(request) and response.status_code == 200 and not response.streaming:
            said = list(get_messages(request))
            if said:
                response.write(render_to_string("ui/components/notices.html#arriving", {"messages": said}))
        if response.get("Content-Type", HTML).startswith(HTML):  # a "not modified" names none, and is of a page
            patch_vary_headers(response, ["HX-Request"])
        return response


def _wants_a_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def _notice(request: HttpRequest, problem: DomainError) -> HttpResponse:
    response = render(request, "ui/problem.html#notice", {"problem": problem}, status=problem.status)
    response["HX-Retarget"] = "#notices"
    response["HX-Reswap"] = "beforeend"
    return response


def _page(request: HttpRequest, problem: DomainError) -> HttpResponse:
    layout = "ui/desk.html" if works_at_the_desk(actor_of(request)) else "ui/narrow.html"
    return render(request, "ui/problem.html", {"problem": problem, "layout": layout}, status=problem.status)
