"""Calls as the telephone system measured them, for the service level."""

import datetime

from evenhand.phone.api import Call, Line
from evenhand.promises.api import Came, Measured, Wait

NEVER = float("inf")


def waits_on_the_phone(start: datetime.datetime, end: datetime.datetime) -> Measured:
    """Who called from `start` until `end`, and how long they waited. One whom nobody answered, for another reason than
    that they hung up, waited for ever."""
    lines = frozenset(Line.objects.values_list("queue_id", flat=True))
    calls = Call.objects.filter(direction=Call.Direction.INBOUND, began_at__gte=start, began_at__lt=end)
    fields = ("line__queue_id", "began_at", "wait_seconds", "answered_at", "ended_at", "state")
    return Measured(
        queue_ids=lines,
        came=tuple(
            Came(queue_id, began_at, _wait(seconds, answered_at is not None, ended_at is not None, state))
            for queue_id, began_at, seconds, answered_at, ended_at, state in calls.values_list(*fields)
        ),
    )


def _wait(seconds: float, was_answered: bool, is_over: bool, state: str) -> Wait | None:
    if was_answered:
        return Wait(seconds, was_answered=True)
    if not is_over:
        return None
    return Wait(NEVER if state == "missed" else seconds, was_answered=False)
