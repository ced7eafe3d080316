"""How the doors of visitors answer: JSON or a page in a frame, no cookie, no store, a limit on all that comes in."""

import functools
import json
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from evenhand.cases.api import clean_text
from evenhand.chat.access import chat_of_visitor, require_chat
from evenhand.chat.models import Chat
from evenhand.core.api import Actor, DomainError, InvalidInput
from evenhand.people.api import client_ip

LARGEST_BODY = 32 * 1024
TOKEN_HEADER = "X-Chat"  # noqa: S105 - the name of the header

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def json_door(view: View[P]) -> View[P]:
    """A view that speaks JSON with our own page in the frame. What it refuses, it says in words, with the status.

    No cookie counts here, so there is nothing that another site could ride on: the page names its chat in a header,
    which other sites cannot send to us without our leave, and we give none.
    """

    @functools.wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            require_chat()
            return view(request, *args, **kwargs)
        except DomainError as problem:
            return JsonResponse({"problem": str(problem.message)}, status=problem.status)

    return csrf_exempt(never_cache(door))


def body_of(request: HttpRequest) -> dict[str, Any]:
    """What was sent, an object of JSON, its texts as every database takes them.

    Raises InvalidInput where it is too large, or something else.
    """
    if request.content_type != "application/json":
        raise InvalidInput(_("This door takes JSON."))
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        raise InvalidInput(_("That is more than we can take at once. Please send it in parts."))
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        raise InvalidInput(_("What was sent could not be read. Please try again.")) from None
    if not isinstance(sent, dict):
        raise InvalidInput(_("What was sent could not be read. Please try again."))
    return {name: clean_text(given) if isinstance(given, str) else given for name, given in sent.items()}


def chat_in(request: HttpRequest) -> Chat:
    """The chat that the request names. Raises NotFound."""
    return chat_of_visitor(request.headers.get(TOKEN_HEADER, ""))


def visitor(request: HttpRequest, account_id: int | None = None) -> Actor:
    """Whoever sits before the page, as the log names them."""
    return Actor(
        label="visitor", account_id=account_id, roles=frozenset({"customer"}), source=f"chat {client_ip(request)}"
    )
