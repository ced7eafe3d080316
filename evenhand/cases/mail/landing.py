"""Landing: from a mail on disk to a message in a case, exactly once, however often we are interrupted.

The row's new state and everything that the mail causes become true in one transaction. Several workers may land at
once: each takes rows that no other holds. `landed_key` is unique, so of one mail that came twice only one can land.
"""

import datetime
from collections.abc import Mapping, Sequence

import structlog
from django.db import connection
from django.db.models import F, QuerySet

from evenhand.cases.mail.parsing import CannotBeRead, parse_mail
from evenhand.cases.mail.settling import Readable, settle_all
from evenhand.cases.models import IncomingMail
from evenhand.core.api import one_transaction

BATCH = 50
MOST_ATTEMPTS = 5
State = IncomingMail.State
log = structlog.get_logger(__name__)


def land_due(*, now: datetime.datetime, limit: int = 500) -> int:
    """Land what was accepted and has not landed, oldest first; answers how many rows were settled."""
    settled = 0
    while settled < limit:
        progress = _land_next(now)
        settled += progress
        if not progress:
            break
    return settled


def land_mail(mail: IncomingMail, *, now: datetime.datetime) -> IncomingMail:
    """Land one accepted mail; one that has landed is answered as it stands."""
    _land_singly(mail.pk, now)
    return IncomingMail.objects.defer("raw").get(pk=mail.pk)


def _land_next(now: datetime.datetime) -> int:
    """Land the oldest with one commit; where anything goes wrong, each by itself, so that one cannot hold up the rest.

    On SQLite, where one writes at a time, they are read before the transaction, so that nobody waits while a large
    one is read. Elsewhere they are read while we hold them, so that several workers read different ones.
    """
    ahead = _read(_waiting()[:BATCH]) if connection.vendor == "sqlite" else None
    mails: list[IncomingMail] = []
    if ahead is not None and not ahead:
        return 0
    try:
        with one_transaction():
            mails = _taken(_waiting() if ahead is None else _waiting().filter(pk__in=ahead))
            return settle_all(mails, _read(mails) if ahead is None else ahead, now)
    except Exception:
        return sum(_land_singly(mail.pk, now) for mail in mails)


def _land_singly(key: int, now: datetime.datetime) -> int:
    """Land one mail. A failure is counted; after the fifth the mail is in quarantine, where a person looks at it."""
    try:
        with one_transaction():
            mails = _taken(_waiting().filter(pk=key))
            return settle_all(mails, _read(mails), now)
    except Exception as problem:
        log.exception("mail_not_landed", mail=key)
        return _count_failure(key, problem)


def _waiting() -> QuerySet[IncomingMail]:
    return IncomingMail.objects.filter(state=State.ACCEPTED).order_by("id").select_related("mailbox__queue")


def _taken(waiting: QuerySet[IncomingMail]) -> list[IncomingMail]:
    """The oldest of `waiting` that no other worker holds, held until the transaction ends."""
    return list(waiting.select_for_update(skip_locked=True, of=("self",))[:BATCH])


def _read(mails: Sequence[IncomingMail] | QuerySet[IncomingMail]) -> Mapping[int, Readable]:
    """What the mails say."""
    return {mail.pk: _parsed(bytes(mail.raw), mail.envelope_from) for mail in mails}


def _parsed(raw: bytes, envelope_from: str) -> Readable:
    try:
        return parse_mail(raw, envelope_from)
    except CannotBeRead as problem:
        return problem


def _count_failure(key: int, problem: Exception) -> int:
    IncomingMail.objects.filter(pk=key, state=State.ACCEPTED).update(attempts=F("attempts") + 1)
    words = f"We tried {MOST_ATTEMPTS} times to put it into a case and could not ({type(problem).__name__})."
    given_up = IncomingMail.objects.filter(pk=key, state=State.ACCEPTED, attempts__gte=MOST_ATTEMPTS)
    return given_up.update(state=State.QUARANTINED, problem=words)
