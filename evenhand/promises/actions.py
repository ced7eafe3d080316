"""Writes: promises are made, run, stand still, and are kept or broken, in the transaction of what happened to the case.

Every function looks at how the case stands and brings its promises in line, so that a second call changes nothing.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from evenhand.cases.api import Channel, Due, Message, forget_due, note_dues
from evenhand.core.api import Prepared, action, record, system
from evenhand.promises.models import LevelsVersion, Promise
from evenhand.promises.queries import Hours, NewCases, Situation, levels_in_force, situation_of
from evenhand.promises.rules import Kind, Pause, level_for, pause_of
from evenhand.promises.turning import Turn, break_if_late, settle, start_clock, stop_clock, unsettle

PROMISES = system("promises")
REPLIES = (Kind.FIRST.value, Kind.NEXT.value)
AT_ONCE = 200


@action
def promise_to_cases(*, case_ids: Sequence[int]) -> None:
    """New cases: a first reply where the customer waits for one, and a resolution, as the levels in force say.

    A few queries, however many cases there are.
    """
    opened = NewCases.of(case_ids)
    made = [
        promise
        for stands, at in opened.cases
        for kind in (Kind.FIRST, Kind.RESOLUTION)
        if kind == Kind.RESOLUTION or stands.waiting_since
        for promise in [_made_for_new(opened, stands, kind, at)]
        if promise is not None
    ]
    if not made:
        return
    _keep(made)
    first = {promise.case_id: promise for promise in sorted(made, key=_due_last_first)}
    note_dues(dues=[_due(promise) for promise in first.values() if promise.owed_at])


def _made_for_new(opened: NewCases, stands: Situation, kind: Kind, at: datetime.datetime) -> Promise | None:
    """The promise for a case that nobody has worked on yet: it has no tags, and nobody is on hold."""
    version = opened.version_at(at)
    if version is None:
        return None
    levels = version.levels
    place = level_for(levels.levels, queue_id=stands.queue_id, tags=(), priority=stands.priority)
    since = (stands.waiting_since if kind == Kind.FIRST else None) or at
    pause = pause_of(stands.status, (), levels.pausing_causes)
    return _made(Making(stands, version, place, pause), kind, f"{kind} {stands.case_id}", since, opened.hours)


def _due_last_first(promise: Promise) -> tuple[bool, float]:
    return promise.owed_at is not None, -promise.owed_at.timestamp() if promise.owed_at else 0.0


def _due(promise: Promise) -> Due:
    assert promise.owed_at is not None
    return Due(case_id=promise.case_id, at=promise.owed_at, soon_at=promise.soon_at, what=promise.kind)


@action
def promise_reply(*, case_id: int, message_id: int, now: datetime.datetime) -> None:
    """A message from outside: an answer is owed from now on, unless one is owed since before. The clocks run again."""
    open_ones = list(Promise.objects.filter(case_id=case_id, settled_at=None).select_related("version"))
    made = None
    if not any(each.kind in REPLIES for each in open_ones) and _is_answered_before(case_id, message_id):
        version = open_ones[0].version if open_ones else _version_of(case_id, now)
        stands = situation_of(case_id)
        if version and stands.waiting_since and not Promise.objects.filter(key=f"next {message_id}").exists():
            place, pause = stands.place_in(version.levels), stands.pause_under(version.levels)
            making = Making(stands, version, place, pause)
            made = _made(making, Kind.NEXT, f"next {message_id}", now, Hours())
    if made:
        _keep([made])
    if made or any(each.since is None for each in open_ones):
        look_again(case_id=case_id, now=now, has_others=bool(made))


def _version_of(case_id: int, now: datetime.datetime) -> LevelsVersion | None:
    """The version by which the case is bound: that of its promises, else the one in force."""
    earlier = Promise.objects.filter(case_id=case_id).select_related("version").order_by("-id").first()
    return earlier.version if earlier else levels_in_force(now)


def _is_answered_before(case_id: int, message_id: int) -> bool:
    ours = Message.objects.filter(case_id=case_id, kind=Message.Kind.REPLY, author_kind=Message.AuthorKind.AGENT)
    return ours.filter(pk__lt=message_id).exists()


@dataclass(frozen=True)
class Making:
    """For which case a promise is made, at which place of which levels, and why its clock rests at once, if it does."""

    stands: Situation
    version: LevelsVersion
    place: int | None
    pause: Pause | None


def _made(making: Making, kind: Kind, key: str, since: datetime.datetime, hours: Hours) -> Promise | None:
    """The promise that the level makes; None where it makes none."""
    version, place = making.version, making.place
    minutes = version.levels.minutes_for(place, kind) if place is not None else None
    if place is None or minutes is None:
        return None
    promise = Promise(
        case_id=making.stands.case_id,
        key=key,
        kind=kind.value,
        version=version,
        made_place=place,
        place=place,
        hours=hours.of(version.levels.levels[place].calendar_id),
        target_minutes=minutes,
        made_at=since,
        counted=datetime.timedelta(),
    )
    start_clock(promise, since)
    if making.pause:
        stop_clock(promise, making.pause, since)
    return promise


def _keep(new: Sequence[Promise]) -> None:
    Promise.objects.bulk_create(new)
    for each in new:
        record(
            actor=PROMISES,
            verb="promises.promise",
            subject=f"case:{each.case_id}",
            now=each.made_at,
            kind=each.kind,
            minutes=each.target_minutes,
            version=each.version.number,
        )


@action
def settle_replies(*, case_id: int, message_id: int, now: datetime.datetime) -> None:
    """We have answered: what was owed as an answer is kept, or was broken."""
    owed = _held(case_id).filter(kind__in=REPLIES, settled_at=None)
    for promise in owed:
        settle(promise, now, reply_number=message_id)
        promise.save()
        _record_outcome(promise, now)
    look_again(case_id=case_id, now=now)


@action
def unsettle_replies(*, case_id: int, message_id: int, now: datetime.datetime) -> None:
    """The answer was taken back before it left: what it kept is owed as if it had never been."""
    for promise in _held(case_id).filter(reply_number=message_id, settled_at__isnull=False):
        unsettle(promise)
        promise.save()
    look_again(case_id=case_id, now=now, is_undo=True)


@action
def settle_with_later(*, case_id: int, message_id: int, later_id: int) -> None:
    """What one reply had kept was settled by a later one only, as the first never left: the clock ran on in between."""
    later = Message.objects.get(pk=later_id)
    for promise in _held(case_id).filter(reply_number=message_id, settled_at__isnull=False):
        answered_at = promise.settled_at
        assert answered_at is not None
        unsettle(promise)
        start_clock(promise, answered_at)
        settle(promise, later.at, reply_number=later.pk)
        promise.save()


@action
def look_again(*, case_id: int, now: datetime.datetime, is_undo: bool = False, has_others: bool = False) -> None:
    """Bring the promises of a case in line with how it stands.

    `is_undo`: what had stopped them was taken back. `has_others`: promises have come or gone.
    """
    promises = _MOVABLE.rows(case_id)
    if not promises:
        if has_others:
            forget_due(case_id=case_id)
        return
    stands = situation_of(case_id)
    turn = Turn(stands, now, is_undo)
    turned = [each for each in promises if turn.brings_in_line(each)]
    for promise in turned:
        promise.save()
        if promise.is_settled:
            _record_outcome(promise, now)
    if stands.channel == Channel.PHONE:
        turned += _answered_by_phone(stands, promises, now)
    if turned or has_others:
        _tell_due(case_id, promises)


def may_end_a_hold(case_id: int) -> bool:
    """Whether what just began in a contact can matter: a clock rests for a hold, or a call waits for its first word."""
    return _WAITS_FOR_A_CONTACT.first(case_id) is not None


_WAITS_FOR_A_CONTACT = Prepared(
    lambda case_id: (
        Promise.objects.filter(case_id=case_id, settled_at=None)
        .filter(Q(pause=Pause.HOLD.value) | Q(kind=Kind.FIRST.value, case__channel=Channel.PHONE))
        .values_list("pk")
    )
)


def _answered_by_phone(stands: Situation, promises: Sequence[Promise], now: datetime.datetime) -> list[Promise]:
    """On the phone, the first word is the first reply."""
    owed = [each for each in promises if each.kind == Kind.FIRST and not each.is_settled]
    answered_at = stands.first_contact_at() if owed else None
    if answered_at is None:
        return []
    for promise in owed:
        settle(promise, max(answered_at, promise.made_at))
        promise.save()
        _record_outcome(promise, now)
    return owed


def _tell_due(case_id: int, promises: Sequence[Promise]) -> None:
    """Write down for the inbox what is due next."""
    due = [(each.owed_at, each) for each in promises if each.owed_at and not each.is_settled]
    if not due:
        forget_due(case_id=case_id)
        return
    _at, first = min(due, key=lambda pair: (pair[0], pair[1].pk or 0))
    note_dues(dues=[_due(first)])


@action
def move_promises(*, promise_ids: Sequence[int], to_case_id: int) -> None:
    """Promises belong to another case from now on: two cases were merged, or a merge was undone."""
    Promise.objects.filter(pk__in=promise_ids).update(case_id=to_case_id)


def watch_due(*, now: datetime.datetime) -> int:
    """Warn of each promise that comes close, and note each that is broken; once each. Answers how many."""
    return _warn(now=now) + _break(now=now)


@action
def _warn(*, now: datetime.datetime) -> int:
    close = _unwatched().filter(settled_at=None, warned_at=None, soon_at__lte=now).order_by("soon_at")[:AT_ONCE]
    promises = list(close)
    for promise in promises:
        promise.warned_at = now
        record(actor=PROMISES, verb="promises.warn", subject=f"case:{promise.case_id}", now=now, kind=promise.kind)
    Promise.objects.bulk_update(promises, ["warned_at"])
    return len(promises)


@action
def _break(*, now: datetime.datetime) -> int:
    late = _unwatched().filter(settled_at=None, broken_at=None, due_at__lt=now).order_by("due_at")[:AT_ONCE]
    promises = list(late)
    for promise in promises:
        break_if_late(promise, now)
        record(actor=PROMISES, verb="promises.break", subject=f"case:{promise.case_id}", now=now, kind=promise.kind)
    Promise.objects.bulk_update(promises, ["broken_at"])
    return len(promises)


def _unwatched() -> QuerySet[Promise]:
    return Promise.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)


def _held(case_id: int) -> QuerySet[Promise]:
    """A case's promises, held until the transaction ends."""
    held = Promise.objects.select_for_update(of=("self",), no_key=True)
    return held.filter(case_id=case_id).select_related("version", "hours").order_by("id")


_MOVABLE = Prepared(
    lambda case_id: _held(case_id).filter(
        Q(settled_at=None) | Q(kind=Kind.RESOLUTION.value) | Q(outcome=Promise.Outcome.RELEASED)
    )
)


def _record_outcome(promise: Promise, now: datetime.datetime) -> None:
    record(
        actor=PROMISES,
        verb="promises.settle",
        subject=f"case:{promise.case_id}",
        now=now,
        kind=promise.kind,
        outcome=promise.outcome,
    )
