"""The starting set: what customers of any shop ask, written to fit the house policies."""

import datetime
import tomllib
from pathlib import Path

from evenhand.core.api import Actor, one_transaction
from evenhand.knowledge.actions import (
    ArticleWords,
    create_article,
    create_section,
    name_section,
    publish_article,
    translate_article,
)
from evenhand.knowledge.models import Article, Edition, Section

MATERIAL = Path(__file__).resolve().parent / "material"
FIRST, LATER = "en", ("de",)


def load_starting_articles(*, actor: Actor, now: datetime.datetime) -> int:
    """Put the starting set on its shelves, published. What is there already stays as it is. Answers how many came."""
    before = Edition.objects.count()
    with one_transaction():
        sections = _load_sections(actor, now)
        for entry in _read(FIRST):
            edition = create_article(
                section=sections[entry["section"]],
                audience=entry.get("audience", Article.Audience.PUBLIC),
                language=FIRST,
                words=_words(entry),
                key=f"starting-{entry['key']}",
                actor=actor,
                now=now,
            )
            _publish_new(edition, actor, now)
        for language in LATER:
            _load_translations(language, actor, now)
    return Edition.objects.count() - before


def _load_sections(actor: Actor, now: datetime.datetime) -> dict[str, Section]:
    sections = {}
    for entry in tomllib.loads((MATERIAL / "sections.toml").read_text(encoding="utf-8"))["sections"]:
        section = create_section(language=FIRST, name=entry[FIRST], actor=actor, now=now)
        for language in LATER:
            if not section.names.get(language):
                section = name_section(section=section, language=language, name=entry[language], actor=actor, now=now)
        sections[entry["key"]] = section
    return sections


def _load_translations(language: str, actor: Actor, now: datetime.datetime) -> None:
    articles = {article.key: article for article in Article.objects.filter(key__startswith="starting-")}
    for entry in _read(language):
        article = articles[f"starting-{entry['key']}"]
        edition = translate_article(article=article, language=language, words=_words(entry), actor=actor, now=now)
        _publish_new(edition, actor, now)


def _publish_new(edition: Edition, actor: Actor, now: datetime.datetime) -> None:
    """Publish what has just been begun; what somebody withdrew since stays withdrawn."""
    if not edition.publications.exists():
        publish_article(edition=edition, number=edition.versions.latest("number").number, actor=actor, now=now)


def _read(language: str) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = tomllib.loads((MATERIAL / f"{language}.toml").read_text(encoding="utf-8"))[
        "articles"
    ]
    return entries


def _words(entry: dict[str, str]) -> ArticleWords:
    return ArticleWords(entry["title"], entry["summary"], entry["text"].strip(), entry["also_called"])
