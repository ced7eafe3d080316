"""Writes: an article is begun, each save is a version, a version is published or withdrawn, an older one comes back."""

import datetime
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from evenhand.core.api import Actor, InvalidInput, action, record
from evenhand.knowledge.errors import AddressTaken, ArticleMoved
from evenhand.knowledge.models import Address, Article, ArticleText, Edition, Publication, Section, Version
from evenhand.knowledge.rules import LONGEST_SLUG, slug_of
from evenhand.knowledge.search import article_text


@dataclass(frozen=True)
class ArticleWords:
    """What an article says in one language."""

    title: str
    summary: str
    text: str
    also_called: str = ""


@action
def create_section(*, language: str, name: str, actor: Actor, now: datetime.datetime) -> Section:
    """A new shelf after the others. One of this name in this language is answered as it stands."""
    same = next((each for each in Section.objects.all() if each.names.get(language) == name), None)
    if same is not None:
        return same
    last = Section.objects.order_by("-position").first()
    section = Section.objects.create(names={language: name}, position=last.position + 1 if last else 1)
    record(actor=actor, verb="knowledge.create_section", subject=f"section:{section.pk}", now=now)
    return section


@action
def name_section(*, section: Section, language: str, name: str, actor: Actor, now: datetime.datetime) -> Section:
    """Call a shelf something else in one language."""
    section = Section.objects.select_for_update().get(pk=section.pk)
    if section.names.get(language) != name:
        section.names[language] = name
        section.save(update_fields=["names"])
        record(actor=actor, verb="knowledge.name_section", subject=f"section:{section.pk}", now=now, language=language)
    return section


@action
def create_article(
    *,
    section: Section,
    audience: str,
    language: str,
    words: ArticleWords,
    key: str,
    actor: Actor,
    now: datetime.datetime,
) -> Edition:
    """Begin an article in its first language, as a draft. The same `key` again answers the article that it made."""
    article, is_new = Article.objects.get_or_create(
        key=key, defaults={"section": section, "audience": _audience(audience), "created_at": now}
    )
    if not is_new:
        return article.editions.select_related("article__section").earliest("id")
    record(actor=actor, verb="knowledge.create_article", subject=article.log_subject, now=now, audience=audience)
    return _begin_edition(article, language, words, actor, now)


@action
def translate_article(
    *, article: Article, language: str, words: ArticleWords, actor: Actor, now: datetime.datetime
) -> Edition:
    """Begin the article in another language, as a draft. One that is there is answered as it stands."""
    Article.objects.select_for_update().get(pk=article.pk)
    there: Edition | None = article.editions.filter(language=language).first()
    return there or _begin_edition(article, language, words, actor, now)


@action
def save_version(
    *,
    edition: Edition,
    words: ArticleWords,
    over: int,
    actor: Actor,
    now: datetime.datetime,
    slug: str = "",
    restored_from: int | None = None,
) -> Version:
    """Write the next version, on top of number `over`. Words that did not change make no version.

    Raises ArticleMoved where somebody saved another meanwhile, AddressTaken for a `slug` that leads elsewhere.
    """
    edition = Edition.objects.select_for_update().select_related("article").get(pk=edition.pk)
    newest = edition.versions.latest("number")
    if slug and slug != edition.slug:
        _move_to(edition, slug, actor=actor, now=now)
    if _words_of(newest) == words:
        return newest
    if newest.number != over:
        raise ArticleMoved
    return _write(edition, newest.number + 1, words, restored_from=restored_from, actor=actor, now=now)


@action
def restore_version(*, version: Version, actor: Actor, now: datetime.datetime) -> Version:
    """Let an older version be the draft again, as a new one on top; what came between stays in the history."""
    newest = version.edition.versions.latest("number")
    return save_version(
        edition=version.edition,
        words=_words_of(version),
        over=newest.number,
        restored_from=version.number,
        actor=actor,
        now=now,
    )


@action
def publish_article(*, edition: Edition, number: int, actor: Actor, now: datetime.datetime) -> Publication:
    """Let everybody of its audience read version `number`. Pressed again, nothing happens.

    Raises ArticleMoved where there is a newer version than the one that was looked at.
    """
    edition = Edition.objects.select_for_update().select_related("article").get(pk=edition.pk)
    newest = edition.versions.latest("number")
    if newest.number != number:
        raise ArticleMoved
    current = edition.publications.filter(ended_at=None).first()
    if current is not None and current.version_id == newest.pk:
        return current
    _end_publication(edition, actor, now)
    published = Publication.objects.create(edition=edition, version=newest, at=now, by_id=actor.account_id)
    ArticleText.objects.filter(edition=edition).delete()
    article_text(published).save(force_insert=True)
    _record(edition, "publish_article", actor, now, version=number)
    return published


@action
def withdraw_article(*, edition: Edition, actor: Actor, now: datetime.datetime) -> Edition:
    """Nobody reads it from now on; drafts and history stay. Pressed again, nothing happens."""
    edition = Edition.objects.select_for_update().select_related("article").get(pk=edition.pk)
    if _end_publication(edition, actor, now):
        ArticleText.objects.filter(edition=edition).delete()
        _record(edition, "withdraw_article", actor, now)
    return edition


@action
def place_article(
    *, article: Article, section: Section, audience: str, actor: Actor, now: datetime.datetime
) -> Article:
    """Put an article on another shelf, or before other eyes."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    if (article.section_id, article.audience) != (section.pk, _audience(audience)):
        article.section, article.audience = section, audience
        article.save(update_fields=["section", "audience"])
        record(
            actor=actor,
            verb="knowledge.place_article",
            subject=article.log_subject,
            now=now,
            section=section.pk,
            audience=audience,
        )
    return article


@action
def note_whether_it_helped(*, version: Version, helped: bool, actor: Actor, now: datetime.datetime) -> None:
    """Count one reader's yes or no. Who it was is nowhere, so it cannot be taken back."""
    column = "helped" if helped else "did_not_help"
    Version.objects.filter(pk=version.pk).update(**{column: F(column) + 1})
    _record(version.edition, "note_whether_it_helped", actor, now, version=version.number, helped=helped)


def _begin_edition(
    article: Article, language: str, words: ArticleWords, actor: Actor, now: datetime.datetime
) -> Edition:
    edition = Edition.objects.create(article=article, language=language, slug=f"article-{article.pk}")
    edition.slug = _claimed(edition, slug_of(words.title) or edition.slug, now)
    edition.save(update_fields=["slug"])
    _write(edition, 1, words, actor=actor, now=now)
    return edition


def _claimed(edition: Edition, wanted: str, now: datetime.datetime) -> str:
    """`wanted`, or with a number behind it where another article is or was there."""
    for number in count(1):
        slug = wanted if number == 1 else f"{wanted[: LONGEST_SLUG - 5]}-{number}"
        _address, is_new = Address.objects.get_or_create(
            language=edition.language, slug=slug, defaults={"edition": edition, "since": now}
        )
        if is_new:
            return slug
    raise AssertionError  # numbers do not end


def _move_to(edition: Edition, slug: str, *, actor: Actor, now: datetime.datetime) -> None:
    """The edition is at `slug` from now on; where it was before goes on to lead to it."""
    if slug != slug_of(slug):
        raise InvalidInput(_("An address has small letters, digits and single hyphens, as in where-is-my-parcel."))
    address, _is_new = Address.objects.get_or_create(
        language=edition.language, slug=slug, defaults={"edition": edition, "since": now}
    )
    if address.edition_id != edition.pk:
        raise AddressTaken(slug)
    edition.slug = slug
    edition.save(update_fields=["slug"])
    _record(edition, "move_article", actor, now, slug=slug)


def _write(
    edition: Edition,
    number: int,
    words: ArticleWords,
    *,
    actor: Actor,
    now: datetime.datetime,
    restored_from: int | None = None,
) -> Version:
    version = Version.objects.create(
        edition=edition,
        number=number,
        author_id=actor.account_id,
        written_at=now,
        restored_from=restored_from,
        **asdict(words),
    )
    _record(edition, "restore_version" if restored_from else "save_version", actor, now, version=number)
    return version


def _end_publication(edition: Edition, actor: Actor, now: datetime.datetime) -> bool:
    ended = edition.publications.filter(ended_at=None).update(ended_at=now, ended_by_id=actor.account_id)
    return bool(ended)


def _record(edition: Edition, verb: str, actor: Actor, now: datetime.datetime, **facts: Any) -> None:
    subject = edition.article.log_subject
    record(actor=actor, verb=f"knowledge.{verb}", subject=subject, now=now, language=edition.language, **facts)


def _words_of(version: Version) -> ArticleWords:
    return ArticleWords(version.title, version.summary, version.text, version.also_called)


def _audience(audience: str) -> str:
    if audience not in Article.Audience.values:
        raise InvalidInput(_("An article is for everybody or for the staff only."))
    return audience
