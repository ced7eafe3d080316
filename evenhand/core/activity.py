"""Actions and the entries they leave.

Every write of the house is an *action*: one verb, one transaction, at least one activity entry. Entries are gathered
while the action runs and chained as its last step, under one lock, just before the commit: the chain has the order of
the commits, and the lock is never held while another is waited for.
"""

import datetime
import functools
import secrets
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from evenhand.core.actors import Actor
from evenhand.core.models import ActivityEntry

GENESIS = "0" * 64
_CHAIN_LOCK = 0x45564E48  # an arbitrary number of our own for PostgreSQL's advisory lock

P = ParamSpec("P")
R = TypeVar("R")


class _Gathered(threading.local):
    def __init__(self) -> None:
        self.depth = 0
        self.entries: list[ActivityEntry] = []
        self.read: dict[Hashable, Any] = {}


_gathered = _Gathered()


@contextmanager
def one_transaction() -> Iterator[None]:
    """Everything within becomes true at once, with its activity entries, or not at all.

    May be nested: what fails within can be caught outside, and the rest of the open transaction stands.
    """
    with _part(can_fail_alone=True):
        yield


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Marks a function that changes something: it runs in one transaction and calls `record`.

    Called within another action, it fails together with it: to catch what it raises, call it in `one_transaction`.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with _part(can_fail_alone=False):
            return function(*args, **kwargs)

    return run


@contextmanager
def _part(*, can_fail_alone: bool) -> Iterator[None]:
    outermost = _gathered.depth == 0
    if outermost:
        _gathered.entries = []
    kept = len(_gathered.entries)
    _gathered.depth += 1
    try:
        with transaction.atomic(savepoint=outermost or can_fail_alone):
            yield
            if outermost:
                _chain(_gathered.entries)
    except BaseException:
        del _gathered.entries[kept:]
        _gathered.read.clear()  # rows are let go with the part that locked them, and are as they were before it
        raise
    finally:
        _gathered.depth -= 1
        if outermost:
            _gathered.read.clear()


def read_once(key: Hashable, read: Callable[[], R]) -> R:
    """What `read` answers, asked once while an action is open; outside one, each time.

    For what cannot change meanwhile, or only by our own hand: a row that is locked, the rules in force at a moment.
    """
    if _gathered.depth == 0:
        return read()
    if key not in _gathered.read:
        _gathered.read[key] = read()
    answer: R = _gathered.read[key]
    return answer


def forget_read(key: Hashable) -> None:
    """What was read under `key` in the action that is open is not so any more: the next one who asks reads it anew."""
    _gathered.read.pop(key, None)


def record(*, actor: Actor, verb: str, subject: str, now: datetime.datetime, reason: str = "", **facts: Any) -> None:
    """Leave one entry: `actor` did `verb` ("cases.close_case") to `subject` ("case:41") at `now`.

    `facts` are plain JSON values (identifiers, amounts, states), never names or words of people.
    Raises RuntimeError outside an action, so that no entry can be left without its change.
    """
    if _gathered.depth == 0:
        raise RuntimeError(f"{verb} was recorded outside an action")
    _gathered.entries.append(
        ActivityEntry(
            at=now.astimezone(datetime.UTC),
            actor_id=actor.account_id,
            actor_label=actor.label[:200],
            verb=verb,
            subject=subject,
            reason=reason[:500],
            source=actor.source[:200],
            facts=facts,
        )
    )


def _chain(entries: list[ActivityEntry]) -> None:
    if not entries:
        return
    previous = _held_head() or GENESIS
    for entry in entries:
        entry.previous_hash = previous
        entry.salt = secrets.token_hex(16)
        entry.words_sha256 = entry.words_digest()
        entry.hash = previous = entry.computed_hash()
    ActivityEntry.objects.bulk_create(entries)


def _held_head() -> str:
    """The hash of the last entry, which stays the last until we commit; empty where there is none."""
    last = "SELECT hash FROM core_activityentry ORDER BY id DESC LIMIT 1"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Two statements in one journey: the second sees what was committed while the first waited.
            cursor.execute(f"SELECT pg_advisory_xact_lock({_CHAIN_LOCK}); {last}")
            cursor.nextset()
        else:
            cursor.execute(last)  # no lock: our transactions here are IMMEDIATE, one writer at a time
        row = cursor.fetchone()
    return str(row[0]) if row else ""


@dataclass(frozen=True)
class ChainReport:
    """What a look through the whole activity log found. `broken_at` is the first entry that does not fit, if any."""

    entries: int
    head: str
    broken_at: int | None = None
    problem: str = ""


def verify_chain(progress: Callable[[int], None] = lambda _: None) -> ChainReport:
    """Reads the whole log and answers whether any entry was changed, removed or slipped in. Erased words are no change.

    Entries cut off at the end leave no gap: compare `entries` and `head` with a note taken earlier, kept elsewhere.
    """
    previous, count = GENESIS, 0
    for entry in ActivityEntry.objects.order_by("id").iterator(chunk_size=2000):
        if entry.previous_hash != previous:
            return ChainReport(count, previous, entry.pk, "it does not follow from the entry before it")
        if entry.hash != entry.computed_hash() or not entry.has_its_words():
            return ChainReport(count, previous, entry.pk, "its content is not what was written")
        previous, count = entry.hash, count + 1
        progress(count)
    return ChainReport(count, previous)
