"""Where a case stands: moved from one state to another, written down, and given back as it was."""

import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from evenhand.cases.models import Case, Closure, Snooze


def stand(
    case: Case,
    status: str,
    *,
    at: datetime.datetime,
    waiting_since: datetime.datetime | None = None,
    set_aside_as: str = "",
    snoozed_until: datetime.datetime | None = None,
    woken_by: str = Snooze.EndCause.HAND,
) -> None:
    """Bring a locked case to `status`, and end the closing or the sleep that held it. The caller saves it."""
    if case.status == Case.Status.CLOSED and status != Case.Status.CLOSED:
        case.closures.filter(ended_at=None).update(ended_at=at)
    if case.status == Case.Status.SNOOZED:
        case.snoozes.filter(ended_at=None).update(ended_at=at, end_cause=woken_by)
    case.status, case.set_aside_as, case.waiting_since = status, set_aside_as, waiting_since
    case.snoozed_until = snoozed_until


def as_it_stands(case: Case) -> dict[str, Any]:
    """Everything that `restore` needs to bring a locked case back to where it stands now; plain JSON."""
    return {
        "status": case.status,
        "set_aside_as": case.set_aside_as,
        "waiting_since": _text(case.waiting_since),
        "snoozed_until": _text(case.snoozed_until),
        "priority": case.priority,
        "order": case.order_id,
        "assignee": case.assignee_id,
        "closure": _current(Closure, case),
        "snooze": _current(Snooze, case),
    }


def restore(case: Case, before: dict[str, Any], *, at: datetime.datetime) -> None:
    """Bring a locked case back to where it stood, whose and how urgent it was. Saves it."""
    restore_status(case, before, at=at)
    case.priority, case.order_id, case.assignee_id = before["priority"], before["order"], before["assignee"]
    case.save()


def restore_status(case: Case, before: dict[str, Any], *, at: datetime.datetime) -> None:
    """Bring a locked case back to the status it had, with its closing or its sleep. The caller saves it."""
    stand(
        case,
        before["status"],
        at=at,
        waiting_since=moment_in(before["waiting_since"]),
        set_aside_as=before["set_aside_as"],
        snoozed_until=moment_in(before["snoozed_until"]),
    )
    if before["closure"]:
        Closure.objects.filter(pk=before["closure"]).update(ended_at=None)
    if before["snooze"]:
        Snooze.objects.filter(pk=before["snooze"]).update(ended_at=None, end_cause="")


def _current(kind: type[Closure] | type[Snooze], case: Case) -> int | None:
    return kind.objects.filter(case=case, ended_at=None).values_list("pk", flat=True).first()


def _text(moment: datetime.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def moment_in(text: str | None) -> datetime.datetime | None:
    """A moment as `as_it_stands` wrote it down."""
    return parse_datetime(text) if text else None
