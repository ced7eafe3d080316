"""Reads: what the desk keeps about a case, who else is there, and what waits for somebody in particular."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.db import connection
from django.db.models import Q

from evenhand.cases.models import Case, Due, FollowUp, Mention, Viewer
from evenhand.core.api import Actor

VIEWER_COUNTS_FOR = datetime.timedelta(seconds=100)
WRITING_COUNTS_FOR = datetime.timedelta(seconds=60)
MOST_FOR_ONE = 100


@dataclass(frozen=True)
class CaseName:
    """Another case, as far as a line about it needs."""

    id: int
    subject: str
    status: str


@dataclass(frozen=True)
class Presence:
    """Somebody else who has the case before their eyes."""

    name: str
    is_writing: bool


@dataclass(frozen=True)
class Side:
    """A side conversation, as far as a line about it needs."""

    id: int
    name: str
    is_answered: bool


@dataclass(frozen=True)
class OwnDate:
    """When the reader wanted to come back to the case, and what for."""

    due_at: datetime.datetime
    why: str


@dataclass(frozen=True)
class Keeping:
    """Tags, linked cases, the reader's own date, who else is there. `merged_into` is where the case went."""

    tags: tuple[str, ...]
    links: tuple[CaseName, ...]
    follow_up: OwnDate | None
    others: tuple[Presence, ...]
    merged_into: CaseName | None
    sides: tuple[Side, ...] = ()


_KEPT = """
    SELECT 'date', 0, why, '', due_at FROM cases_followup
        WHERE case_id = %(case)s AND account_id = %(reader)s AND done_at IS NULL
    UNION ALL SELECT 'tag', 0, name, '', NULL FROM cases_casetag JOIN cases_tag ON cases_tag.id = tag_id
        WHERE case_id = %(case)s
    UNION ALL SELECT 'link', other.id, subject, status, NULL
        FROM cases_caselink JOIN cases_case AS other ON other.id = second_id
        WHERE first_id = %(case)s
    UNION ALL SELECT 'link', other.id, subject, status, NULL
        FROM cases_caselink JOIN cases_case AS other ON other.id = first_id
        WHERE second_id = %(case)s
    UNION ALL SELECT 'viewer', 0, COALESCE(NULLIF(name, ''), email),
        CASE WHEN writing_at > %(writing_since)s THEN 'writing' ELSE '' END, NULL
        FROM cases_viewer JOIN people_account ON people_account.id = account_id
        WHERE case_id = %(case)s AND account_id <> %(reader)s AND seen_at > %(seen_since)s
    UNION ALL SELECT 'side', id, COALESCE(NULLIF(with_name, ''), with_address),
        CASE WHEN is_answered THEN 'answered' ELSE '' END, NULL
        FROM cases_sidethread WHERE case_id = %(case)s
"""
"""Kind, number, words, more words, moment. Written by hand: each page of a case asks, and to put it together anew took
ten times as long as to run it."""


def keeping_of(case: Case, actor: Actor, now: datetime.datetime) -> Keeping:
    """What the desk keeps about a case. One query for all, as every page asks; one more for a merged case."""
    asked = {
        "case": case.pk,
        "reader": actor.account_id or 0,
        "seen_since": connection.ops.adapt_datetimefield_value(now - VIEWER_COUNTS_FOR),
        "writing_since": connection.ops.adapt_datetimefield_value(now - WRITING_COUNTS_FOR),
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, asked)
        rows = sorted(cursor.fetchall(), key=lambda row: row[:4])
    of_kind = {kind: [row[1:] for row in found] for kind, found in groupby(rows, key=lambda row: row[0])}
    return Keeping(
        tags=tuple(name for _number, name, *_rest in of_kind.get("tag", ())),
        links=tuple(
            CaseName(pk, subject, _status_words(status)) for pk, subject, status, _at in of_kind.get("link", ())
        ),
        follow_up=next((OwnDate(_moment(at), why) for _number, why, _more, at in of_kind.get("date", ())), None),
        others=tuple(Presence(name, bool(writing)) for _number, name, writing, _at in of_kind.get("viewer", ())),
        merged_into=_merged_into(case),
        sides=tuple(Side(pk, name, bool(answered)) for pk, name, answered, _at in of_kind.get("side", ())),
    )


def last_writing(case: Case, account_id: int) -> datetime.datetime | None:
    """When somebody last gave a sign that they write in the case; such signs come each half minute."""
    signs = Viewer.objects.filter(case=case, account_id=account_id)
    return signs.values_list("writing_at", flat=True).first()


def _moment(at: datetime.datetime) -> datetime.datetime:
    """As a model would give it: SQLite keeps moments in UTC and leaves that unsaid."""
    return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)


def _merged_into(case: Case) -> CaseName | None:
    if case.set_aside_as != Case.SetAsideAs.MERGED:
        return None
    merge = case.merges.filter(undone_at=None).select_related("into").first()
    return CaseName(merge.into_id, merge.into.subject, merge.into.get_status_display()) if merge else None


def _status_words(status: str) -> str:
    return str(Case.Status(status).label)


@dataclass(frozen=True)
class ForSomebody:
    """What waits for one person: notes that name them, newest first, and dates that have come, oldest first."""

    mentions: tuple[Mention, ...]
    dates: tuple[FollowUp, ...]
    later: tuple[FollowUp, ...]
    due: tuple[Due, ...] = ()

    @property
    def count(self) -> int:
        return len(self.mentions) + len(self.dates) + len(self.due)

    @property
    def is_empty(self) -> bool:
        return not (self.mentions or self.dates or self.later or self.due)


def for_somebody(actor: Actor, now: datetime.datetime) -> ForSomebody:
    """The calm list of one person. Three queries."""
    mine = Mention.objects.filter(account_id=actor.account_id or 0, seen_at=None)
    mentions = mine.select_related("message__case", "message__author").order_by("-id")[:MOST_FOR_ONE]
    dated = FollowUp.objects.filter(account_id=actor.account_id or 0, done_at=None)
    dates = list(dated.select_related("case__customer").order_by("due_at")[:MOST_FOR_ONE])
    close = Due.objects.filter(Q(at__lte=now) | Q(soon_at__lte=now), case__assignee_id=actor.account_id or 0)
    return ForSomebody(
        mentions=tuple(mentions),
        dates=tuple(each for each in dates if each.due_at <= now),
        later=tuple(each for each in dates if each.due_at > now),
        due=tuple(close.select_related("case__customer").order_by("at", "case_id")[:MOST_FOR_ONE]),
    )
