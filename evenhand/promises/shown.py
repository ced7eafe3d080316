"""The promises of one case, as the desk shows them."""

import datetime
from dataclasses import dataclass
from typing import Literal

from evenhand.cases.api import stepped_minutes
from evenhand.core.api import Prepared
from evenhand.promises.models import Promise

State = Literal["running", "soon", "over", "resting"]


@dataclass(frozen=True)
class ShownPromise:
    """One promise that is still owed. `due_seconds`: until it is due, or since. `gone` of `target` has gone by.

    `rest_words` say why its clock stands still.
    """

    kind: str
    kind_words: str
    state: State
    due_at: datetime.datetime | None
    due_seconds: int
    gone: datetime.timedelta
    target: datetime.timedelta
    rest_words: str


def promises_of(case_id: int, now: datetime.datetime) -> tuple[ShownPromise, ...]:
    """What is owed in a case, what is due first before the rest. One query."""
    shown = [_shown(each, now) for each in _OWED.rows(case_id)]
    return tuple(sorted(shown, key=lambda each: (each.due_at is None, each.due_at, each.kind)))


_OWED = Prepared(lambda case: Promise.objects.filter(case=case, settled_at=None).select_related("hours", "version"))


def _shown(promise: Promise, now: datetime.datetime) -> ShownPromise:
    return ShownPromise(
        kind=promise.kind,
        kind_words=promise.get_kind_display(),
        state=_state(promise, now),
        due_at=promise.owed_at,
        due_seconds=stepped_minutes(abs(promise.owed_at - now)) * 60 if promise.owed_at else 0,
        gone=promise.clock.elapsed(now),
        target=promise.clock.target,
        rest_words=promise.get_pause_display() if promise.pause else "",
    )


def _state(promise: Promise, now: datetime.datetime) -> State:
    if promise.broken_at or (promise.due_at and promise.due_at <= now):
        return "over"
    if promise.since is None:
        return "resting"
    return "soon" if promise.soon_at and promise.soon_at <= now else "running"
