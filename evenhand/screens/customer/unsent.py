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

from evenhand.core.api import now
from evenhand.people.api import actor_of
from evenhand.screens.customer.forms import LONGEST_TEXT

KEPT = "unsent_words"
KEPT_FOR = datetime.timedelta(hours=1)
NAMES = ("subject", "order", "text")
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def keeps_words(view: View[P]) -> View[P]:
    """A page to write on. Who is signed out by then is asked to sign in, and finds their words there afterwards."""

    @functools.wraps(view)
    def keeping(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST" or actor_of(request).account_id is not None:
            return view(request, *args, **kwargs)
        words = {name: request.POST.get(name, "")[:LONGEST_TEXT] for name in NAMES}
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
