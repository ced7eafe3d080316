"""What a customer sent when their session was over: the words wait until they have signed in again."""

import datetime
import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.core.api import DomainError, is_too_much, now
from evenhand.people.api import actor_of, client_ip
from evenhand.screens.customer.forms import LONGEST_TEXT

KEPT = "unsent_words"
KEPT_FOR = datetime.timedelta(hours=1)
KEPT_FROM_ONE_PLACE = 30  # in that time
NAMES = {"subject": 200, "order": 40, "text": LONGEST_TEXT}
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class TooMuchUnsent(DomainError):
    """More words of people who are not signed in came from one place than we keep."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            _(
                "You were signed out meanwhile, and much was written from here without being signed in, so your words "
                "could not be kept. Go back to them, copy them, and sign in first."
            )
        )


def keeps_words(view: View[P]) -> View[P]:
    """A page to write on. Who is signed out by then is asked to sign in, and finds their words there afterwards.

    Anybody can write so, so that it is bounded: raises TooMuchUnsent beyond so much from one place, and a session that
    keeps nothing else is over with the words, which the duty of old sessions then removes.
    """

    @functools.wraps(view)
    def keeping(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST" or actor_of(request).account_id is not None:
            return view(request, *args, **kwargs)
        minutes = int(KEPT_FOR.total_seconds() // 60)
        if is_too_much(KEPT_FROM_ONE_PLACE, minutes, of="unsent-words", by=client_ip(request), now=now()):
            raise TooMuchUnsent
        words = {name: request.POST.get(name, "")[:longest] for name, longest in NAMES.items()}
        if not set(request.session.keys()) - {KEPT}:
            request.session.set_expiry(int(KEPT_FOR.total_seconds()))
        until = (now() + KEPT_FOR).timestamp()
        request.session[KEPT] = {"page": request.path, "words": words, "until": until}
        messages.info(request, _("You were signed out meanwhile. Sign in: your words are kept, and not sent yet."))
        return redirect_to_login(request.path, reverse("people:sign_in"))

    return keeping


def unsent_words(request: HttpRequest) -> dict[str, str]:
    """What was kept for this page; once something is sent from a page, it is kept no longer."""
    if request.method == "POST":
        request.session.pop(KEPT, None)
        return {}
    kept = request.session.get(KEPT)
    if not kept or kept["page"] != request.path or kept["until"] < now().timestamp():
        return {}
    words: dict[str, str] = kept["words"]
    return words
