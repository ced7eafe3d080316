"""A shelf with one article about parcels, published in English, written by Lena."""

import datetime

import pytest
from django.core.cache import cache

from evenhand.core.api import Actor, now, system
from evenhand.core.testing import shared
from evenhand.knowledge.actions import ArticleWords, create_article, create_section, publish_article
from evenhand.knowledge.models import Article, Edition, Section

TEST = system("test")
WORDS = ArticleWords(
    title="Where is my parcel?",
    summary="The page of your order shows it.",
    text="Open your order.\n\n## It is late\n\nTell us, and we **put it right**.",
    also_called="tracking, courier",
)


def days_ago(days: int) -> datetime.datetime:
    return now() - datetime.timedelta(days=days)


def write(
    section: Section,
    words: ArticleWords,
    *,
    language: str = "en",
    audience: str = "public",
    key: str = "",
    actor: Actor = TEST,
) -> Edition:
    """An article that can be read."""
    key = key or f"{words.title}-{language}"[:64]
    edition = create_article(
        section=section, audience=audience, language=language, words=words, key=key, actor=actor, now=days_ago(3)
    )
    publish_article(edition=edition, number=1, actor=actor, now=days_ago(2))
    return edition


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What one test's readers pressed is not remembered in the next."""
    cache.clear()


@shared
def section(db: None) -> Section:
    return create_section(language="en", name="Parcels", actor=TEST, now=days_ago(5))


@shared
def edition(section: Section) -> Edition:
    """Where is my parcel?, in English, for everybody."""
    return write(section, WORDS)


@shared
def article(edition: Edition) -> Article:
    return edition.article
