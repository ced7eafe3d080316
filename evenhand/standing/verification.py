"""Recomputes results from their stored inputs and says whether they are, bit for bit, what was frozen."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from evenhand.core.api import ActivityEntry, site_calendar
from evenhand.standing.freezing import fingerprint
from evenhand.standing.looking import METHODS
from evenhand.standing.models import Computation, StandingResult

FIGURES = ("sent", "yes", "no", "marks", "fair_share", "low", "high", "reliability", "verdict", "answers_needed")
COMPARED = (*FIGURES, "may_be_shown")


@dataclass(frozen=True)
class Difference:
    """Something that is not as it was computed, or that an earlier method computed, so that nothing can be said."""

    computation_id: int
    what: str
    is_earlier_method: bool = False

    def __str__(self) -> str:
        return f"computation {self.computation_id}: {self.what}"


def computations_of(day: datetime.date | None) -> QuerySet[Computation]:
    """What was computed on a day where the site is, or ever."""
    every = Computation.objects.select_related("team").order_by("id")
    if day is None:
        return every
    begins, ends = (site_calendar().start_of(each) for each in (day, day + datetime.timedelta(days=1)))
    return every.filter(computed_at__gte=begins, computed_at__lt=ends)


def verify(
    day: datetime.date | None = None, progress: Callable[[], None] = lambda: None
) -> tuple[int, list[Difference]]:
    """How many computations were looked at, and everything that differs from what is stored."""
    looked_at, found = 0, []
    for computation in computations_of(day).iterator(chunk_size=20):
        found += list(differences(computation))
        looked_at += 1
        progress()
    return looked_at, found


def differences(computation: Computation) -> Iterator[Difference]:
    """Whether inputs, hash, method, activity log and results of one computation fit together."""
    told = ActivityEntry.objects.filter(
        verb="standing.compute_results", subject=computation.log_subject, facts__computation=computation.pk
    ).first()
    found = fingerprint(computation.inputs)
    if found != computation.inputs_sha256:
        yield Difference(computation.pk, "its inputs are not those whose hash was stored")
    if told is None:
        yield Difference(computation.pk, "the activity log does not know of it")
    elif told.facts.get("inputs") != computation.inputs_sha256:
        yield Difference(computation.pk, "its hash is not the one in the activity log")
    method = METHODS.get(computation.method_version)
    if method is None:
        words = f"computed by “{computation.method_version}”, which this release no longer has; its hash is as stored"
        yield Difference(computation.pk, words, is_earlier_method=True)
        return
    stored = {result.account_id: result for result in StandingResult.objects.filter(computation=computation)}
    again = {result.account_id: result for result in method.results(computation)}
    if method.share(computation.inputs) != computation.peer_share:
        yield Difference(computation.pk, "the peers' share is another one")
    for account_id in sorted(stored.keys() ^ again.keys()):
        where = "stored, and does not follow" if account_id in stored else "missing"
        yield Difference(computation.pk, f"the result of account {account_id} is {where}")
    shown = method.shown(computation)
    for account_id in sorted(stored.keys() & again.keys()):
        again[account_id].may_be_shown = account_id in shown
        yield from _differing(computation.pk, stored[account_id], again[account_id])


def _differing(computation_id: int, stored: StandingResult, again: StandingResult) -> Iterator[Difference]:
    for name in COMPARED:
        before, now = getattr(stored, name), getattr(again, name)
        if before != now:
            yield Difference(
                computation_id, f"{name} of account {stored.account_id} is stored as {before!r}, computed again {now!r}"
            )
