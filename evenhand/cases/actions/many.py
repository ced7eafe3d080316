"""One press for many cases, and one press to take it back."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evenhand.cases.actions.desk import assign_case, can_have_cases, close_case, set_priority, undo_close
from evenhand.cases.actions.sleep import snooze_case
from evenhand.cases.actions.tags import tag_case, untag_case
from evenhand.cases.conversation import locked
from evenhand.cases.events import CaseMoved
from evenhand.cases.lists import CAN_BE_UNDONE_FOR
from evenhand.cases.models import BulkChange, Case
from evenhand.cases.rules import tag_name
from evenhand.cases.states import as_it_stands, restore_status
from evenhand.core.api import ActivityEntry, Actor, DomainError, InvalidInput, one_transaction, publish, record
from evenhand.people.api import Account, accounts_by_id

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Change:
    """What is done with each case: `verb` is assign, tag, close, snooze or priority, and `value` what it needs."""

    verb: str
    account: Account | None = None
    tag: str = ""
    until: datetime.datetime | None = None
    priority: int = 1


@dataclass(frozen=True)
class ManyChanged:
    """How many cases were changed, and why others were not."""

    bulk: BulkChange
    changed: int
    refused: tuple[str, ...]


class TooLateToUndo(DomainError):
    """Cases have gone their ways since they were changed at one press."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You changed these cases more than %(minutes)d minutes ago, so one press does not take it back any "
                "more. Choose the cases again and change them as you want them."
            )
            % {"minutes": CAN_BE_UNDONE_FOR.total_seconds() // 60}
        )


def change_many(
    *, case_ids: Sequence[int], change: Change, key: str, actor: Actor, now: datetime.datetime
) -> ManyChanged:
    """Change each case in a transaction of its own, with what it was before, so that a break in between loses nothing.

    A `key` that was used before changes nothing.
    """
    if change.verb not in _DO:
        raise InvalidInput(_("Choose what shall be done with the cases."))
    if not 0 < len(set(case_ids)) <= MOST_AT_ONCE:
        raise InvalidInput(_("Choose at least one case, and at most %(most)d.") % {"most": MOST_AT_ONCE})
    assert actor.account_id is not None
    bulk, is_new = BulkChange.objects.get_or_create(
        key=key, defaults={"account_id": actor.account_id, "verb": change.verb, "at": now}
    )
    refused: list[str] = []
    for case in Case.objects.filter(pk__in=case_ids).order_by("pk") if is_new else ():
        try:
            _change_one(case, change, bulk, actor, now)
        except DomainError as problem:
            refused.append(f"#{case.pk}: {problem.message}")
    return ManyChanged(bulk, len(bulk.rows), tuple(refused))


def _change_one(case: Case, change: Change, bulk: BulkChange, actor: Actor, now: datetime.datetime) -> None:
    with one_transaction():
        before = _DO[change.verb](locked(case), change, actor, now)
        if before is None:
            return
        bulk.rows = [*bulk.rows, {"case": case.pk, **before}]
        bulk.save(update_fields=["rows"])


def undo_many(*, bulk: BulkChange, actor: Actor, now: datetime.datetime) -> int:
    """Take a change of many cases back where nobody has changed them since; answers how many. Twice changes nothing.

    What a colleague did anew since stays, even where the case stands just as the change had left it. Raises
    TooLateToUndo when it is not offered any more.
    """
    with one_transaction():
        if not BulkChange.objects.filter(pk=bulk.pk, undone_at=None).update(undone_at=now):
            return 0
        if bulk.at <= now - CAN_BE_UNDONE_FOR:
            raise TooLateToUndo
        cases = Case.objects.in_bulk([row["case"] for row in bulk.rows])
        rows = sorted((row for row in bulk.rows if row["case"] in cases), key=lambda row: int(row["case"]))
        return sum(_UNDO[bulk.verb](locked(cases[row["case"]]), row, actor, now) for row in rows)


def _assign(case: Case, change: Change, actor: Actor, now: datetime.datetime) -> dict[str, Any] | None:
    before, to = case.assignee_id, change.account
    count = _times(case, _GIVEN)
    assign_case(case=case, to=to, actor=actor, now=now)
    after = to.pk if to else None
    return None if before == after else {"before": before, "after": after, "times": count + 1}


def _unassign(case: Case, row: dict[str, Any], actor: Actor, now: datetime.datetime) -> bool:
    if case.assignee_id != row["after"] or _times(case, _GIVEN) != row["times"]:
        return False
    before = accounts_by_id([row["before"]]).get(row["before"])
    to = before if before and can_have_cases(before) else None  # whoever has left holds nothing up
    assign_case(case=case, to=to, actor=actor, now=now)
    return True


_GIVEN = ("cases.take_case", "cases.assign_case", "cases.transfer_case")
_HURRIED = ("cases.set_priority",)


def _times(case: Case, verbs: Sequence[str]) -> int:
    """How often that was done with a locked case: no row of its own tells one time from another."""
    return ActivityEntry.objects.filter(subject=case.log_subject, verb__in=verbs).count()


def _tag(case: Case, change: Change, actor: Actor, now: datetime.datetime) -> dict[str, Any] | None:
    is_new = tag_case(case=case, name=change.tag, actor=actor, now=now)
    if not is_new:
        return None
    name = tag_name(change.tag)
    return {"after": name, "case_tag": case.case_tags.filter(tag__name=name).values_list("pk", flat=True).first()}


def _untag(case: Case, row: dict[str, Any], actor: Actor, now: datetime.datetime) -> bool:
    if not case.case_tags.filter(pk=row["case_tag"]).exists():
        return False
    return untag_case(case=case, name=row["after"], actor=actor, now=now)


def _close(case: Case, change: Change, actor: Actor, now: datetime.datetime) -> dict[str, Any] | None:
    was_closed = case.is_closed
    close_case(case=case, actor=actor, now=now)
    return None if was_closed else {"closure": case.closures.get(ended_at=None).pk}


def _unclose(case: Case, row: dict[str, Any], actor: Actor, now: datetime.datetime) -> bool:
    if not case.closures.filter(pk=row["closure"], ended_at=None).exists():
        return False
    undo_close(case=case, actor=actor, now=now)
    return True


def _snooze(case: Case, change: Change, actor: Actor, now: datetime.datetime) -> dict[str, Any] | None:
    assert change.until is not None
    if case.snoozed_until == change.until:
        return None
    before = as_it_stands(case)
    snooze_case(case=case, until=change.until, actor=actor, now=now)
    return {"before": before, "snooze": case.snoozes.get(ended_at=None).pk}


def _unsnooze(case: Case, row: dict[str, Any], actor: Actor, now: datetime.datetime) -> bool:
    if not case.snoozes.filter(pk=row["snooze"], ended_at=None).exists():
        return False
    restore_status(case, row["before"], at=now)
    case.save()
    record(actor=actor, verb="cases.wake_case", subject=case.log_subject, now=now, cause="undone")
    publish(CaseMoved(case_id=case.pk, at=now, is_undo=True))
    return True


def _prioritise(case: Case, change: Change, actor: Actor, now: datetime.datetime) -> dict[str, Any] | None:
    before, count = case.priority, _times(case, _HURRIED)
    set_priority(case=case, priority=change.priority, actor=actor, now=now)
    return None if before == change.priority else {"before": before, "after": change.priority, "times": count + 1}


def _unprioritise(case: Case, row: dict[str, Any], actor: Actor, now: datetime.datetime) -> bool:
    if case.priority != row["after"] or _times(case, _HURRIED) != row["times"]:
        return False
    set_priority(case=case, priority=row["before"], actor=actor, now=now)
    return True


_DO: dict[str, Callable[[Case, Change, Actor, datetime.datetime], dict[str, Any] | None]] = {
    "assign": _assign,
    "tag": _tag,
    "close": _close,
    "snooze": _snooze,
    "priority": _prioritise,
}
_UNDO: dict[str, Callable[[Case, dict[str, Any], Actor, datetime.datetime], bool]] = {
    "assign": _unassign,
    "tag": _untag,
    "close": _unclose,
    "snooze": _unsnooze,
    "priority": _unprioritise,
}
