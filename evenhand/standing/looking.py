"""When and of whom standing is computed: on each review day, and again where something has changed."""

import datetime
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from evenhand.core.api import Actor, action, system
from evenhand.people.api import teams
from evenhand.policies.api import NoVersionInForce
from evenhand.standing.by_orders import METHOD_ORDERS, compute_orders, order_results, people_of, share_of_all
from evenhand.standing.computing import (
    METHOD,
    METHOD_WEIGHED,
    compute_results,
    last_review,
    peer_share_of,
    results_again,
    who_is_shown,
)
from evenhand.standing.models import Computation, Mark, StandingResult
from evenhand.standing.policy import standing_rules
from evenhand.standing.rules import Audience
from evenhand.standing.showing import shown_result

BY_ORDERS = (Audience.SELLERS, Audience.DRIVERS)


class Method(NamedTuple):
    """How one method gets from stored inputs to results, to everybody's share, and to who is shown their part."""

    results: Callable[[Computation], list[StandingResult]]
    share: Callable[[Any], float | None]
    shown: Callable[[Computation], Collection[int]]


METHODS: Mapping[str, Method] = {
    METHOD: Method(results_again, peer_share_of, who_is_shown),
    METHOD_WEIGHED: Method(results_again, peer_share_of, who_is_shown),
    METHOD_ORDERS: Method(order_results, share_of_all, people_of),
}


@action
def compute_like(
    *,
    computation: Computation,
    window_end: datetime.datetime,
    actor: Actor,
    now: datetime.datetime,
    since: datetime.datetime | None = None,
) -> Computation:
    """How the same people stood in another window, or in the same one as things are now.

    With `since`, the window begins there and the result is nobody's regular standing: see `compute_results`.
    """
    if computation.team is not None:
        return compute_results(team=computation.team, window_end=window_end, since=since, actor=actor, now=now)
    audience = Audience(computation.audience)
    new = compute_orders(audience=audience, window_end=window_end, since=since, actor=actor, now=now)
    return new or computation


@action
def figures_anew(*, mark: Mark, actor: Actor, now: datetime.datetime) -> None:
    """Compute again the latest window and the one that the person is shown, where `mark` lies in them."""
    regular = Computation.objects.filter(results__account=mark.account_id, is_regular=True)
    latest = regular.select_related("team").order_by("-window_end").first()
    shown = shown_result(mark.account_id, now)
    by_window = {each.window_end: each for each in (latest, shown and shown.computation) if each}
    for computation in by_window.values():
        if computation.team is None or _was_asked_in(computation, mark):
            compute_like(computation=computation, window_end=computation.window_end, actor=actor, now=now)


def _was_asked_in(computation: Computation, mark: Mark) -> bool:
    vote = mark.finding.vote
    asked = vote.sent_at if vote else None
    return asked is not None and computation.window_start <= asked < computation.window_end


def compute_due(*, now: datetime.datetime) -> int:
    """Compute every team, all sellers and all drivers up to the last review date; answers how many were new.

    Where no policy was in force on that date, as in the first week of an installation, nothing is computed: nobody is
    compared by a rule that was not yet written.
    """
    review = _review_under_a_policy(now)
    if review is None:
        return 0
    before, actor = Computation.objects.count(), system("standing")
    for team in teams():
        compute_results(team=team, window_end=review, actor=actor, now=now)
    for audience in BY_ORDERS:
        compute_orders(audience=audience, window_end=review, actor=actor, now=now)
    return Computation.objects.count() - before


def _review_under_a_policy(now: datetime.datetime) -> datetime.datetime | None:
    try:
        review = last_review(now)
        standing_rules(review)
    except NoVersionInForce:
        return None
    return review
