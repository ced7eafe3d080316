"""Freezes what came out of a computation with what went in: written once, and anew beside it where anything changed."""

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping

from evenhand.core.api import Actor, record
from evenhand.people.api import Team
from evenhand.standing.models import Computation, StandingResult
from evenhand.standing.rules import Audience
from evenhand.surveys.api import Window


def freeze(
    inputs: Mapping[str, object],
    results: Callable[[Computation], Iterable[StandingResult]],
    *,
    window: Window,
    is_regular: bool,
    method: str,
    policy_version_id: int,
    peer_share: float | None,
    actor: Actor,
    now: datetime.datetime,
    team: Team | None = None,
    audience: Audience = Audience.AGENTS,
) -> Computation:
    """What stands of this window where the same `inputs` went in by the same `method`; else one more look at it.

    `results` says what a computation means for each person. Whoever calls holds a lock, so that of two at once the
    second finds what the first wrote.
    """
    whose = {"team": team, "audience": audience.value, "is_regular": is_regular}
    looks = Computation.objects.filter(**whose, window_start=window.start, window_end=window.end)
    latest: Computation | None = looks.order_by("-look", "-id").first()
    sha256 = fingerprint(inputs)
    if latest and (latest.inputs_sha256, latest.method_version) == (sha256, method):
        return latest
    computation = Computation.objects.create(
        **whose,
        window_start=window.start,
        window_end=window.end,
        inputs_sha256=sha256,
        method_version=method,
        look=latest.look + 1 if latest else 1,
        policy_version_id=policy_version_id,
        inputs=inputs,
        peer_share=peer_share,
        computed_at=now,
    )
    StandingResult.objects.bulk_create(results(computation))
    record(
        actor=actor,
        verb="standing.compute_results",
        subject=computation.log_subject,
        now=now,
        computation=computation.pk,
        inputs=sha256,
    )
    return computation


def fingerprint(inputs: Mapping[str, object]) -> str:
    """The hash by which a later change of any input shows."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
