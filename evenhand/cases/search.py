"""Search over everything that was said: FTS5 on SQLite, full text on PostgreSQL, one language of questions."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from evenhand.cases.models import Message
from evenhand.cases.words import Piece, Term, search_terms, snippet
from evenhand.core.api import Actor, NotFound
from evenhand.people.api import STAFF_ROLES

HITS = 50
FARTHEST_PAGE = 20
_CHUNK = 200

_SQLITE = """
    SELECT hit.rowid, text.case_id FROM cases_search AS hit
    JOIN cases_searchtext AS text ON text.message_id = hit.rowid
    WHERE cases_search MATCH %s AND hit.rowid < %s ORDER BY hit.rowid DESC LIMIT %s"""
_POSTGRESQL = """
    SELECT message_id, case_id FROM cases_searchtext
    WHERE vector @@ to_tsquery('simple', %s) AND message_id < %s ORDER BY message_id DESC LIMIT %s"""
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


def search(actor: Actor, text: str, page: int = 1) -> SearchResult:
    """Cases with a message in which all words of `text` stand, for staff. At most three queries on the first page.

    Words, "whole phrases", -not this, begin*; order numbers, names, mail addresses and file names count as text.
    """
    if not actor.has_role(*STAFF_ROLES):
        raise NotFound
    page = min(max(1, page), FARTHEST_PAGE)
    terms = search_terms(text)
    found: dict[int, int] = {}
    for message_id, case_id in _matches(terms):
        found.setdefault(case_id, message_id)
        if len(found) > page * HITS:
            break
    newest = list(found.values())
    shown = newest[(page - 1) * HITS : page * HITS]
    return SearchResult(text, page, _hits(shown, terms), has_next=len(newest) > page * HITS)


def _matches(terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Messages that fit with their cases, newest first, read in chunks so that nobody reads more than is shown."""
    wanted = [term for term in terms if not term.is_excluded]
    if not wanted:
        return
    is_postgresql = connection.vendor == "postgresql"
    sql = _POSTGRESQL if is_postgresql else _SQLITE
    question = _for_postgresql(terms) if is_postgresql else _for_sqlite(terms)
    below = _BEYOND_ALL
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [question, below, _CHUNK])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < _CHUNK:
            return
        below = rows[-1][0]


def _for_sqlite(terms: Sequence[Term]) -> str:
    """`terms` in the language of FTS5. Words are letters and digits only, so nothing needs escaping."""
    wanted = " AND ".join(_fts5(term) for term in terms if not term.is_excluded)
    unwanted = "".join(f" NOT {_fts5(term)}" for term in terms if term.is_excluded)
    return f"({wanted}){unwanted}"


def _fts5(term: Term) -> str:
    return f'"{" ".join(term.words)}"{"*" if term.is_open else ""}'


def _for_postgresql(terms: Sequence[Term]) -> str:
    """`terms` in the language of tsquery. Words are letters and digits only, so nothing needs escaping."""
    return " & ".join(f"{'!' if term.is_excluded else ''}({_tsquery(term)})" for term in terms)


def _tsquery(term: Term) -> str:
    return " <-> ".join(term.words) + (":*" if term.is_open else "")


def _hits(message_ids: Sequence[int], terms: Sequence[Term]) -> tuple[Hit, ...]:
    messages = Message.objects.filter(pk__in=message_ids).order_by("-id").values(*_COLUMNS)
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
        for row in messages
    )


_COLUMNS = (
    *("id", "case_id", "text", "at", "case__subject", "case__status", "case__customer__name", "case__customer__email"),
    "case__order__number",
)
