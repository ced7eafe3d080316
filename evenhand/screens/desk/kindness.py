"""What is for the reader's own good: kind words of customers, and a pause where one would do good. For them alone."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.api import PauseOffer, pause_offer
from evenhand.core.api import now
from evenhand.people.api import actor_of, staff_required
from evenhand.screens.desk.answers import wants_a_part

KEPT = "no_pause_offered_until"
QUIET_FOR = datetime.timedelta(hours=1)


def offer_to(request: HttpRequest) -> PauseOffer | None:
    """The pause to offer, unless the reader said "not now" within the hour. That is noted in their session alone."""
    quiet_until = request.session.get(KEPT, 0)
    if now().timestamp() < quiet_until:
        return None
    return pause_offer(actor_of(request), now())


@require_safe
@never_cache
@staff_required
def pause(request: HttpRequest) -> HttpResponse:
    """The card, for pages that fetch it after they have opened."""
    return render(request, "screens/desk/pause.html", {"offer": offer_to(request)})


@require_POST
@staff_required
def pause_dismissal(request: HttpRequest) -> HttpResponse:
    """The reader has seen it: no offer for an hour."""
    request.session[KEPT] = (now() + QUIET_FOR).timestamp()
    if wants_a_part(request):
        return render(request, "screens/desk/pause.html", {"offer": None})
    return redirect("desk:for_you")
