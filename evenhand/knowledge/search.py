"""Finding articles: for somebody who searches, and for somebody who writes or reads a message."""

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from evenhand.core.api import Piece, Term, environment, full_text_question, plain_words, search_terms, snippet
from evenhand.knowledge.markup import plain_of
from evenhand.knowledge.models import Article, ArticleText, Publication
from evenhand.knowledge.rules import Candidate, Ranked, best_language, fallback_order, ranked, stems_of

MOST_HITS = 20
MOST_SUGGESTIONS = 3
LEAST_SHARE = 0.4  # of the best answer's score: what is far behind is not what was meant
LONGEST_MESSAGE = 6_000
_MOST_READ = 200
_SHORTEST_OPEN = 4
_SQLITE = "SELECT rowid FROM knowledge_search WHERE knowledge_search MATCH %s LIMIT %s"
_POSTGRESQL = "SELECT edition_id FROM knowledge_articletext WHERE vector @@ to_tsquery('simple', %s) LIMIT %s"


@dataclass(frozen=True)
class FoundArticle:
    """A published article that was found: where it is, what it says, and where the words stand in it."""

    article_id: int
    language: str
    slug: str
    title: str
    title_pieces: tuple[Piece, ...]
    summary: str
    snippet: tuple[Piece, ...]
    is_for_staff: bool
    text: str

    @property
    def plain_text(self) -> str:
        """All that it says, as a mail would say it."""
        return plain_of(self.text)


def search_articles(question: str, language: str, audiences: Collection[str]) -> tuple[FoundArticle, ...]:
    """Published articles with all words of `question`; the best first, each in the reader's best language.

    Where nothing has all of them: those with words that begin alike ("retrun" finds "return" by what it begins with),
    the more the better.
    """
    terms = search_terms(question)
    order = fallback_order(language, environment().language)
    for wanted, any_of in ((terms, False), (_opened(terms), False), (_nearly(terms), True)):
        if found := _found(wanted, order, audiences, any_of=any_of):
            return _shown(found[:MOST_HITS], wanted)
    return ()


def suggested_articles(message: str, language: str, audiences: Collection[str]) -> tuple[FoundArticle, ...]:
    """The few articles that probably answer what somebody writes; none rather than one that only shares a word."""
    order = fallback_order(language, environment().language)
    stems = stems_of(message[:LONGEST_MESSAGE], order[0])
    terms = tuple(Term((stem,), is_open=True) for stem in stems)
    found = _found(terms, order, audiences, any_of=True)
    likely = [match for match in found if match[0].is_likely and match[0].score >= found[0][0].score * LEAST_SHARE]
    return _shown(likely[:MOST_SUGGESTIONS], ())


Match = tuple[Ranked, Publication]


def _found(terms: Sequence[Term], order: tuple[str, ...], audiences: Collection[str], *, any_of: bool) -> list[Match]:
    """The published articles that fit, the best first, each once: in the first language of `order` that it is in."""
    edition_ids = _matching(terms, any_of=any_of)
    if not edition_ids:
        return []
    texts = list(ArticleText.objects.filter(pk__in=edition_ids))
    beginnings = [" ".join(term.words) for term in terms if not term.is_excluded]
    best = ranked(
        [Candidate(text.edition_id, text.title, text.words) for text in texts],
        beginnings,
        all_there_are=ArticleText.objects.count(),
    )
    published = _published([each.edition_id for each in best], audiences)
    matches = [(each, published[each.edition_id]) for each in best if each.edition_id in published]
    return [match for match in matches if match[1].edition.language == _best_of(match[1], matches, order)]


def _best_of(publication: Publication, matches: list[Match], order: tuple[str, ...]) -> str:
    article_id = publication.edition.article_id
    there = [each.edition.language for _ranked, each in matches if each.edition.article_id == article_id]
    return best_language(there, order)


def _matching(terms: Sequence[Term], *, any_of: bool) -> list[int]:
    question = full_text_question(terms, any_of=any_of)
    if not question:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE, [question, _MOST_READ])
        return [row[0] for row in cursor.fetchall()]


def _opened(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The same words, but each may go on."""
    return tuple(Term(term.words, term.is_excluded, is_open=True) for term in terms)


def _nearly(terms: Sequence[Term]) -> tuple[Term, ...]:
    """For words that were mistyped: those of all titles that look alike, and what the words begin with."""
    known = {word for title in ArticleText.objects.values_list("title", flat=True) for word in title.split()}
    near: list[Term] = []
    for word in (word for term in terms if not term.is_excluded for word in term.words):
        near += [Term((each,), is_open=True) for each in difflib.get_close_matches(word, known, n=2, cutoff=0.75)]
        if len(word) > _SHORTEST_OPEN:
            near.append(Term((word[:_SHORTEST_OPEN],), is_open=True))
    return tuple(dict.fromkeys(near))


def _published(edition_ids: Sequence[int], audiences: Collection[str]) -> dict[int, Publication]:
    publications: Any = (
        Publication.objects.filter(ended_at=None, edition_id__in=edition_ids)
        .filter(edition__article__audience__in=audiences)
        .select_related("version", "edition__article")
    )
    return {each.edition_id: each for each in publications}


def _shown(matches: Sequence[Match], terms: Sequence[Term]) -> tuple[FoundArticle, ...]:
    return tuple(
        FoundArticle(
            article_id=publication.edition.article_id,
            language=publication.edition.language,
            slug=publication.edition.slug,
            title=publication.version.title,
            title_pieces=snippet(publication.version.title, terms),
            summary=publication.version.summary,
            snippet=_where(publication, terms),
            is_for_staff=publication.edition.article.audience == Article.Audience.STAFF,
            text=publication.version.text,
        )
        for _ranked, publication in matches
    )


def _where(publication: Publication, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The words around the find: in the summary, else in the text; the summary where they stand in neither."""
    summary = snippet(publication.version.summary, terms)
    if not terms or any(piece.is_hit for piece in summary):
        return summary
    in_text = snippet(plain_of(publication.version.text), terms)
    return in_text if any(piece.is_hit for piece in in_text) else summary


def article_text(publication: Publication) -> ArticleText:
    """By what a published edition is found, ready to be saved."""
    version = publication.version
    return ArticleText(
        edition=publication.edition,
        language=publication.edition.language,
        title=plain_words(f"{version.title} {version.also_called}"),
        words=plain_words(f"{version.title}\n{version.also_called}\n{version.summary}\n{plain_of(version.text)}"),
    )
