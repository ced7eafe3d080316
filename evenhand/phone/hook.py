"""HTTP: where telephone systems tell of their calls. Every answer is JSON, and says what to do."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from evenhand.core.api import DomainError, now
from evenhand.phone.errors import EventIdUsedAgain, NotSigned, TooLarge, UnknownExtension
from evenhand.phone.shapes import LARGEST_BODY, BrokenEvent
from evenhand.phone.taking import line_that_signed, take_event

_CODES: dict[type[DomainError], tuple[str, bool]] = {
    NotSigned: ("not_signed", False),
    TooLarge: ("too_large", False),
    BrokenEvent: ("not_an_event", True),
    EventIdUsedAgain: ("id_used_again", True),
    UnknownExtension: ("unknown_extension", True),
}
"""The word for each failure, and whether what was sent is kept all the same."""


@csrf_exempt
@require_POST
def events(request: HttpRequest, key: str) -> HttpResponse:
    """One event of one call. 201 taken, 200 known from before, 400, 401, 409 and 413 with the reason."""
    try:
        return _taken(request, key)
    except tuple(_CODES) as problem:
        code, is_kept = _CODES[type(problem)]
        answer = {"state": "refused", "problem": code, "message": problem.message, "kept": is_kept}
        return JsonResponse(answer, status=problem.status)


def _taken(request: HttpRequest, key: str) -> HttpResponse:
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        raise TooLarge
    line = line_that_signed(
        key=key,
        timestamp=request.headers.get("Evenhand-Timestamp", ""),
        signature=request.headers.get("Evenhand-Signature", ""),
        body=request.body,
        now=now(),
    )
    taken = take_event(line=line, body=request.body, now=now())
    answer = {"state": taken.state, "call": taken.call_id, "event": taken.event_id}
    return JsonResponse(answer, status=201 if taken.state == "taken" else 200)
