"""Reads: what the desk keeps about a case, who else is there, and what waits for somebody in particular."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, TextField, Value, When
from django.db.models import Case as Case_
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf

from evenhand.cases.models import Case, CaseLink, CaseTag, Due, FollowUp, Mention, SideThread, Viewer
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


def keeping_of(case: Case, actor: Actor, now: datetime.datetime) -> Keeping:
    """What the desk keeps about a case. One query for all, as every page asks; one more for a merged case."""
    tags = _lines(CaseTag.objects.filter(case=case), "tag", words=F("tag__name"))
    newer = _links(CaseLink.objects.filter(first=case), "second")
    older = _links(CaseLink.objects.filter(second=case), "first")
    dates = FollowUp.objects.filter(case=case, account_id=actor.account_id or 0, done_at=None)
    own_date = _lines(dates, "date", words=F("why"), at=F("due_at"))
    there = Viewer.objects.filter(case=case, seen_at__gt=now - VIEWER_COUNTS_FOR)
    is_writing = Case_(When(writing_at__gt=now - WRITING_COUNTS_FOR, then=Value("writing")), default=_NOTHING)
    name = Coalesce(NullIf(F("account__name"), _NOTHING), F("account__email"))
    others = there.exclude(account_id=actor.account_id or 0)
    viewers = _lines(others, "viewer", words=name, more=is_writing, at=F("seen_at"))
    answered = Case_(When(is_answered=True, then=Value("answered")), default=_NOTHING)
    asked = Coalesce(NullIf(F("with_name"), _NOTHING), F("with_address"))
    threads = SideThread.objects.filter(case=case)
    sides = _lines(threads, "side", number=F("pk"), words=asked, more=answered, at=F("last_at"))
    rows = list(tags.union(newer, older, own_date, viewers, sides, all=True))
    return Keeping(
        tags=tuple(sorted(row[2] for row in rows if row[0] == "tag")),
        links=tuple(CaseName(row[1], row[2], _status_words(row[3])) for row in sorted(rows) if row[0] == "link"),
        follow_up=next((OwnDate(row[4], row[2]) for row in rows if row[0] == "date"), None),
        others=tuple(Presence(row[2], row[3] == "writing") for row in sorted(rows) if row[0] == "viewer"),
        merged_into=_merged_into(case),
        sides=tuple(Side(row[1], row[2], row[3] == "answered") for row in sorted(rows) if row[0] == "side"),
    )


def last_writing(case: Case, account_id: int) -> datetime.datetime | None:
    """When somebody last gave a sign that they write in the case; such signs come each half minute."""
    signs = Viewer.objects.filter(case=case, account_id=account_id)
    return signs.values_list("writing_at", flat=True).first()


_NOTHING = Value("", output_field=CharField())
_Line = tuple[str, int, str, str, datetime.datetime]


def _links(rows: QuerySet[CaseLink], other: str) -> QuerySet[Any, _Line]:
    return _lines(rows, "link", number=F(f"{other}_id"), words=F(f"{other}__subject"), more=F(f"{other}__status"))


def _lines(
    rows: QuerySet[Any],
    kind: str,
    *,
    number: Combinable = Value(0, output_field=BigIntegerField()),  # noqa: B008 - never changed
    words: Combinable = _NOTHING,
    more: Combinable = _NOTHING,
    at: Combinable | None = None,
) -> QuerySet[Any, _Line]:
    """Rows of one kind in the shape that all share: kind, number, words, more words, moment."""
    columns = {
        "_kind": Value(kind, output_field=CharField()),
        "_number": Cast(number, BigIntegerField()),
        "_words": Cast(words, TextField()),
        "_more": Cast(more, TextField()),
        "_at": at or F("at"),
    }
    lines: QuerySet[Any, _Line] = rows.order_by().annotate(**columns).values_list(*columns)
    return lines


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
