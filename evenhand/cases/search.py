"""Search over everything that was said: FTS5 on SQLite, full text on PostgreSQL, one language of questions."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from evenhand.cases.asking import KEYS, Question, read_question
from evenhand.cases.filters import Filtered, filtered
from evenhand.cases.models import Case, Message
from evenhand.core.api import Actor, NotFound, Piece, Prepared, Term, full_text_question, search_terms, snippet
from evenhand.people.api import STAFF_ROLES

HITS = 50
FARTHEST_PAGE = 20
_CHUNK = 200

_SQLITE = """
    SELECT hit.rowid, text.case_id FROM cases_search AS hit
    JOIN cases_searchtext AS text ON text.message_id = hit.rowid
    WHERE cases_search MATCH %s AND hit.rowid < %s{also} ORDER BY hit.rowid DESC LIMIT %s"""
_POSTGRESQL = """
    SELECT message_id, case_id FROM cases_searchtext AS text
    WHERE vector @@ to_tsquery('simple', %s) AND message_id < %s{also} ORDER BY message_id DESC LIMIT %s"""
_BEYOND_ALL = 2**62


@dataclass(frozen=True)
class Hit:
    """A case in which something was found: its newest message that fits, and the words around the find."""

    case_id: int
    message_id: int
    subject: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    customer_name: str
    order_number: str
    status: str
    at: datetime.datetime


@dataclass(frozen=True)
class SearchResult:
    """One page of what was found, newest first."""

    question: str
    page: int
    hits: tuple[Hit, ...]
    has_next: bool
    problems: tuple[str, ...] = ()


def search(actor: Actor, text: str, page: int = 1) -> SearchResult:
    """Cases with a message in which all words of `text` stand, for staff. At most three queries on the first page.

    Words, "whole phrases", -not this, begin*; order numbers, names, mail addresses and file names count as text.
    Filters say what must hold of the case (`asking.KEYS`); with filters alone, all such cases, the latest first.
    """
    if not actor.has_role(*STAFF_ROLES):
        raise NotFound
    page = min(max(1, page), FARTHEST_PAGE)
    question = read_question(text)
    terms = search_terms(question.words)
    those = filtered(question.filters, actor) if question.filters else None
    problems = (*_unknown(question), *(those.problems if those else ()))
    if those and not terms:
        return _listed(text, page, those)
    found: dict[int, int] = {}
    for message_id, case_id in _matches(terms, those.cases if those else None):
        found.setdefault(case_id, message_id)
        if len(found) > page * HITS:
            break
    newest = list(found.values())
    shown = newest[(page - 1) * HITS : page * HITS]
    return SearchResult(text, page, _hits(shown, terms), has_next=len(newest) > page * HITS, problems=problems)


def _unknown(question: Question) -> Iterator[str]:
    """What looks like a filter and is none, with those that there are."""
    words = _("“%(name)s:” is none of our filters, so it was looked for as a word. There are %(known)s.")
    known = ", ".join(f"{key}:" for key in KEYS)
    return (words % {"name": name, "known": known} for name in question.unknown)


def _listed(text: str, page: int, those: Filtered) -> SearchResult:
    """The cases for which the filters hold, without words to look for."""
    start = (page - 1) * HITS
    rows = list(those.cases.order_by("-last_message_at", "-id").values(*_CASE_COLUMNS)[start : start + HITS + 1])
    hits = tuple(
        Hit(
            case_id=row["id"],
            message_id=0,
            subject=snippet(row["subject"], ()),
            snippet=snippet(row["last_preview"], ()),
            customer_name=row["customer__name"] or row["customer__email"],
            order_number=row["order__number"] or "",
            status=row["status"],
            at=row["last_message_at"],
        )
        for row in rows[:HITS]
    )
    return SearchResult(text, page, hits, has_next=len(rows) > HITS, problems=those.problems)


def _matches(terms: Sequence[Term], those: QuerySet[Case] | None) -> Iterator[tuple[int, int]]:
    """Messages that fit with their cases, newest first, read in chunks so that nobody reads more than is shown."""
    question = full_text_question(terms)
    if not question:
        return
    also, values = _also(those)
    sql = (_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE).format(also=also)
    below = _BEYOND_ALL
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [question, below, *values, _CHUNK])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < _CHUNK:
            return
        below = rows[-1][0]


def _also(those: QuerySet[Case] | None) -> tuple[str, tuple[Any, ...]]:
    """The filters as one more condition on the text's case, in the same statement."""
    if those is None:
        return "", ()
    its_case = those.filter(pk=RawSQL("text.case_id", ())).order_by().values("pk")
    try:
        sql, values = its_case.query.sql_with_params()
    except EmptyResultSet:
        return " AND 1 = 0", ()
    return f" AND EXISTS ({sql})", tuple(values)


def _hits(message_ids: Sequence[int], terms: Sequence[Term]) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            case_id=row["case_id"],
            message_id=row["id"],
            subject=snippet(row["case__subject"], terms),
            snippet=snippet(row["text"], terms),
            customer_name=row["case__customer__name"] or row["case__customer__email"],
            order_number=row["case__order__number"] or "",
            status=row["case__status"],
            at=row["at"],
        )
        for row in _FOUND.rows(message_ids)
    )


_COLUMNS = (
    *("id", "case_id", "text", "at", "case__subject", "case__status", "case__customer__name", "case__customer__email"),
    "case__order__number",
)
_FOUND = Prepared(lambda keys: Message.objects.filter(pk__among=keys).order_by("-id").values(*_COLUMNS))
_CASE_COLUMNS = (
    *("id", "subject", "last_preview", "customer__name", "customer__email", "order__number", "status"),
    "last_message_at",
)
