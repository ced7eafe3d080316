"""Finding articles: for somebody who searches, and for somebody who writes or reads a message."""

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from evenhand.core.api import Piece, Term, environment, full_text_question, plain_words, search_terms, snippet
from evenhand.knowledge.markup import plain_of
from evenhand.knowledge.models import Article, ArticleText, Publication
from evenhand.knowledge.rules import (
    TEXT_WEIGHT,
    TITLE_WEIGHT,
    Candidate,
    Ranked,
    fallback_order,
    ranked,
    stems_of,
)

MOST_HITS = 20
MOST_SUGGESTIONS = 3
LEAST_SHARE = 0.4  # of the best answer's score: what is far behind is not what was meant
LONGEST_MESSAGE = 6_000
_MOST_READ = 200
_SHORTEST_OPEN = 4
# Of each article the edition in its reader's best language; first those that `ranked` puts first, so that of very many
# only what nobody would have been shown is left out. The same on both databases, but for how words are matched.
_BEST = """
    WITH asked(question, beginning) AS (VALUES {asked}),
    fitting AS MATERIALIZED (
        SELECT text.edition_id, edition.article_id, ' ' || text.title AS title,
            CASE text.language {languages} ELSE {last} END AS wish
        FROM knowledge_articletext AS text
        JOIN knowledge_edition AS edition ON edition.id = text.edition_id
        JOIN knowledge_article AS article ON article.id = edition.article_id
        WHERE article.audience IN ({audiences}) AND {fits}
    ),
    hit AS (
        SELECT fitting.*, asked.beginning, COUNT(*) OVER (PARTITION BY asked.beginning) AS how_many
        FROM asked {matching}
    ),
    scored AS (
        SELECT edition_id, article_id, wish, SUM(
            CASE WHEN {place}(title, beginning) > 0 THEN {title_weight} ELSE {text_weight} END
            * LN(1 + CAST((SELECT COUNT(*) FROM knowledge_articletext) AS double precision) / how_many)
        ) AS score
        FROM hit GROUP BY edition_id, article_id, wish
    ),
    best AS (
        SELECT edition_id, score,
            ROW_NUMBER() OVER (PARTITION BY article_id ORDER BY wish, score DESC, edition_id) AS place
        FROM scored
    )
    SELECT edition_id FROM best WHERE place = 1 ORDER BY score DESC, edition_id LIMIT %s"""
_QUESTION = {"sqlite": "%s", "postgresql": "to_tsquery('simple', %s)"}
_PLACE = {"sqlite": "instr", "postgresql": "strpos"}
_MATCHING = {
    "sqlite": """CROSS JOIN knowledge_search ON knowledge_search MATCH asked.question
        JOIN fitting ON fitting.edition_id = knowledge_search.rowid""",
    "postgresql": """JOIN knowledge_articletext AS text ON text.vector @@ asked.question
        JOIN fitting ON fitting.edition_id = text.edition_id""",
}
_FITS = {
    "sqlite": "text.edition_id IN (SELECT rowid FROM knowledge_search WHERE knowledge_search MATCH %s)",
    "postgresql": "text.vector @@ to_tsquery('simple', %s)",
}


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
    edition_ids = _matching(terms, order, audiences, any_of=any_of)
    if not edition_ids:
        return []
    texts = list(ArticleText.objects.filter(pk__in=edition_ids))
    best = ranked(
        [Candidate(text.edition_id, text.title, text.words) for text in texts],
        [_beginning(term) for term in terms if not term.is_excluded],
        all_there_are=ArticleText.objects.count(),
    )
    published = _published([each.edition_id for each in best], audiences)
    return [(each, published[each.edition_id]) for each in best if each.edition_id in published]


def _matching(terms: Sequence[Term], order: tuple[str, ...], audiences: Collection[str], *, any_of: bool) -> list[int]:
    question = full_text_question(terms, any_of=any_of)
    if not question or not audiences:
        return []
    asked = {_beginning(term): full_text_question([term]) for term in terms if not term.is_excluded}
    statement = _BEST.format(
        asked=", ".join([f"({_QUESTION[connection.vendor]}, ' ' || CAST(%s AS text))"] * len(asked)),
        languages=" ".join(f"WHEN %s THEN {place}" for place in range(len(order))),
        last=len(order),
        place=_PLACE[connection.vendor],
        matching=_MATCHING[connection.vendor],
        audiences=", ".join(["%s"] * len(audiences)),
        fits=_FITS[connection.vendor],
        title_weight=TITLE_WEIGHT,
        text_weight=TEXT_WEIGHT,
    )
    words = [word for beginning, one in asked.items() for word in (one, beginning)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*words, *order, *audiences, question, _MOST_READ])
        return [row[0] for row in cursor.fetchall()]


def _beginning(term: Term) -> str:
    return " ".join(term.words)


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
