"""Reads: the shelves as customers see them, where an address leads now, and what the staff works on."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language_info

from evenhand.core.api import NotFound, Passage, environment, passages
from evenhand.knowledge.models import Address, Article, Edition, Publication, Section, Version
from evenhand.knowledge.rules import best_language, fallback_order


@dataclass(frozen=True)
class ShelfArticle:
    """A published article in the best language for its reader."""

    article_id: int
    publication_id: int
    language: str
    slug: str
    title: str
    summary: str
    is_for_staff: bool


@dataclass(frozen=True)
class Shelf:
    """A section with what can be read of it."""

    id: int
    name: str
    articles: tuple[ShelfArticle, ...]


@dataclass(frozen=True)
class InLanguage:
    """A language by its own name, and where something is in it."""

    code: str
    name: str
    slug: str = ""


def shelves(language: str, audiences: Collection[str]) -> tuple[Shelf, ...]:
    """Every section that has something to read, in order, each article once. Two queries."""
    order = fallback_order(language, environment().language)
    by_article: dict[int, list[Publication]] = defaultdict(list)
    for publication in _published(audiences):
        by_article[publication.edition.article_id].append(publication)
    on_shelf: dict[int, list[ShelfArticle]] = defaultdict(list)
    for publications in by_article.values():
        chosen = _best(publications, order)
        on_shelf[chosen.edition.article.section_id].append(_shelf_article(chosen))
    return tuple(
        Shelf(section.pk, section.name_in(order), tuple(on_shelf[section.pk]))
        for section in Section.objects.all()
        if section.pk in on_shelf
    )


def _published(audiences: Collection[str]) -> QuerySet[Publication]:
    return (
        Publication.objects.filter(ended_at=None, edition__article__audience__in=audiences)
        .select_related("version", "edition__article")
        .defer("version__text")
        .order_by("edition__article__position", "edition__article_id", "edition_id")
    )


def _best(publications: Iterable[Publication], order: tuple[str, ...]) -> Publication:
    by_language = {each.edition.language: each for each in publications}
    return by_language[best_language(list(by_language), order)]


def _shelf_article(publication: Publication) -> ShelfArticle:
    edition = publication.edition
    return ShelfArticle(
        article_id=edition.article_id,
        publication_id=publication.pk,
        language=edition.language,
        slug=edition.slug,
        title=publication.version.title,
        summary=publication.version.summary,
        is_for_staff=edition.article.audience == Article.Audience.STAFF,
    )


def languages_there(audiences: Collection[str]) -> tuple[str, ...]:
    """The languages in which something can be read."""
    there = _published(audiences).order_by().values_list("edition__language", flat=True).distinct()
    return tuple(sorted(there))


def in_languages(codes: Iterable[str]) -> tuple[InLanguage, ...]:
    """Languages by their own names."""
    return tuple(InLanguage(code, language_name(code)) for code in codes)


def published_in(article: Article) -> tuple[InLanguage, ...]:
    """In which languages an article can be read, and where."""
    editions = Edition.objects.filter(article=article, publications__ended_at=None, publications__isnull=False)
    return tuple(
        InLanguage(each.language, language_name(each.language), each.slug) for each in editions.order_by("language")
    )


def language_name(code: str) -> str:
    """A language as those call it who speak it, as in Deutsch; its code where we do not know."""
    try:
        name: str = get_language_info(code)["name_local"]
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


def where_now(language: str, slug: str, audiences: Collection[str]) -> tuple[str, str]:
    """Where what once stood at an address is now: its new address, or another language. Raises NotFound."""
    address = Address.objects.select_related("edition").filter(language=language, slug=slug).first()
    if address is None:
        raise NotFound
    publications = list(_published(audiences).filter(edition__article_id=address.edition.article_id))
    if not publications:
        raise NotFound
    chosen = _best(publications, fallback_order(language, environment().language))
    return chosen.edition.language, chosen.edition.slug


def beside_it(publication: Publication, language: str, audiences: Collection[str]) -> tuple[ShelfArticle, ...]:
    """The other articles on the same shelf."""
    section_id = publication.edition.article.section_id
    there = next((shelf.articles for shelf in shelves(language, audiences) if shelf.id == section_id), ())
    return tuple(each for each in there if each.article_id != publication.edition.article_id)


@dataclass(frozen=True)
class WrittenEdition:
    """An edition as those see it who write: its newest version, and which one can be read."""

    language: str
    language_name: str
    title: str
    newest: int
    published: int | None
    helped: int
    answers: int

    @property
    def has_draft(self) -> bool:
        """Whether something was written that cannot be read yet."""
        return self.published != self.newest


@dataclass(frozen=True)
class WrittenArticle:
    """An article with all its editions, the first one's title standing for it."""

    article: Article
    editions: tuple[WrittenEdition, ...]

    @property
    def title(self) -> str:
        return self.editions[0].title if self.editions else str(self.article)

    @property
    def is_public(self) -> bool:
        return self.article.audience == Article.Audience.PUBLIC


def written_articles(article: Article | None = None) -> tuple[WrittenArticle, ...]:
    """Every article with its editions, by section; or one. Four queries, however many there are."""
    articles = Article.objects.select_related("section").order_by("section__position", "section_id", "position", "id")
    shown = list(articles.filter(pk=article.pk) if article else articles)
    editions: dict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.filter(article__in=shown).order_by("article_id", "id"):
        editions[edition.article_id].append(edition)
    versions: dict[int, list[Version]] = defaultdict(list)
    for version in Version.objects.filter(edition__article__in=shown).defer("text").order_by("-number"):
        versions[version.edition_id].append(version)
    live = Publication.objects.filter(ended_at=None, edition__article__in=shown).select_related("version")
    numbers = {each.edition_id: each.version.number for each in live}
    return tuple(
        WrittenArticle(
            each,
            tuple(_written(edition, versions[edition.pk], numbers.get(edition.pk)) for edition in editions[each.pk]),
        )
        for each in shown
    )


def _written(edition: Edition, versions: list[Version], published: int | None) -> WrittenEdition:
    helped = sum(version.helped for version in versions)
    return WrittenEdition(
        language=edition.language,
        language_name=language_name(edition.language),
        title=versions[0].title,
        newest=versions[0].number,
        published=published,
        helped=helped,
        answers=helped + sum(version.did_not_help for version in versions),
    )


def newest_version(edition: Edition) -> Version:
    """What was written last, published or not."""
    return edition.versions.select_related("author").latest("number")


def published_number(edition: Edition) -> int | None:
    """Which version can be read; None where none can."""
    number: int | None = edition.publications.filter(ended_at=None).values_list("version__number", flat=True).first()
    return number


def history_of(edition: Edition) -> QuerySet[Version]:
    """Every version, the newest first, with who wrote it."""
    return edition.versions.select_related("author").order_by("-number")


@dataclass(frozen=True)
class PastVersion:
    """A version in the history, and when it could be read."""

    version: Version
    publications: tuple[Publication, ...]

    @property
    def is_read_now(self) -> bool:
        return any(each.ended_at is None for each in self.publications)


def history_with_publications(edition: Edition) -> tuple[PastVersion, ...]:
    """Every version with who published it and until when, the newest first. Two queries."""
    by_version: dict[int, list[Publication]] = defaultdict(list)
    for publication in edition.publications.select_related("by", "ended_by").order_by("id"):
        by_version[publication.version_id].append(publication)
    return tuple(PastVersion(each, tuple(by_version[each.pk])) for each in history_of(edition))


@dataclass(frozen=True)
class FieldChange:
    """One part of an article in two versions, word by word."""

    name: str
    passages: tuple[Passage, ...]


def changes_between(older: Version | None, newer: Version) -> tuple[FieldChange, ...]:
    """What changed from one version to another; everything is new where there is no older one."""
    fields = ("title", "summary", "text", "also_called")
    pairs = [(name, getattr(older, name) if older else "", getattr(newer, name)) for name in fields]
    return tuple(FieldChange(name, passages(before, after)) for name, before, after in pairs if before != after)
