"""The door of the knowledge base: what rooms above may use."""

from evenhand.knowledge.access import audiences_of
from evenhand.knowledge.actions import (
    ArticleWords,
    create_article,
    create_section,
    name_section,
    note_whether_it_helped,
    publish_article,
    save_version,
    translate_article,
)
from evenhand.knowledge.models import Article, Edition, Section
from evenhand.knowledge.queries import newest_version
from evenhand.knowledge.search import FoundArticle, search_articles, suggested_articles
from evenhand.knowledge.starting import load_starting_articles
from evenhand.knowledge.ways import Way, register_way

__all__ = [
    "Article",
    "ArticleWords",
    "Edition",
    "FoundArticle",
    "Section",
    "Way",
    "audiences_of",
    "create_article",
    "create_section",
    "load_starting_articles",
    "name_section",
    "newest_version",
    "note_whether_it_helped",
    "publish_article",
    "register_way",
    "save_version",
    "search_articles",
    "suggested_articles",
    "translate_article",
]
