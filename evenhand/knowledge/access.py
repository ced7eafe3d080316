"""Who may read and write articles. What you may not see does not exist."""

from typing import Literal

from evenhand.core.api import Actor, NotFound, NotPermitted
from evenhand.knowledge.models import Article, Edition, Publication, Section, Version
from evenhand.people.api import STAFF_ROLES, Role

WRITERS = frozenset({Role.LEAD, Role.POLICY_OWNER, Role.ADMINISTRATOR})
"""Who writes and publishes. Everybody else at the desk reads."""


def writes(actor: Actor) -> bool:
    """Whether the actor may write and publish articles."""
    return actor.has_role(*WRITERS)


def audiences_of(actor: Actor) -> tuple[str, ...]:
    """Whose articles the actor may read."""
    return tuple(Article.Audience.values) if actor.has_role(*STAFF_ROLES) else (Article.Audience.PUBLIC.value,)


def require_writer(actor: Actor) -> None:
    """Raises NotFound to those who do not work here, NotPermitted to those who only read."""
    if not actor.has_role(*STAFF_ROLES):
        raise NotFound
    if not writes(actor):
        raise NotPermitted


def article_for(actor: Actor, article_id: int, *, to: Literal["see", "write"] = "see") -> Article:
    """An article with its section, written or only begun, for the staff. Raises NotFound or NotPermitted."""
    if not actor.has_role(*STAFF_ROLES):
        raise NotFound
    article = Article.objects.select_related("section").filter(pk=article_id).first()
    if article is None:
        raise NotFound
    if to == "write":
        require_writer(actor)
    return article


def edition_for(actor: Actor, article_id: int, language: str, *, to: Literal["see", "write"] = "see") -> Edition:
    """An article in one language, for the staff. Raises NotFound or NotPermitted."""
    article = article_for(actor, article_id, to=to)
    edition = Edition.objects.select_related("article__section").filter(article=article, language=language).first()
    if edition is None:
        raise NotFound
    return edition


def version_for(actor: Actor, article_id: int, language: str, number: int) -> Version:
    """Any version of an edition, for the staff. Raises NotFound."""
    versions = edition_for(actor, article_id, language).versions.select_related("author", "edition__article")
    version: Version | None = versions.filter(number=number).first()
    if version is None:
        raise NotFound
    return version


def section_for(actor: Actor, section_id: int) -> Section:
    """A shelf, for those who write. Raises NotFound or NotPermitted."""
    require_writer(actor)
    section = Section.objects.filter(pk=section_id).first()
    if section is None:
        raise NotFound
    return section


def published_for(actor: Actor, language: str, slug: str) -> Publication:
    """What stands at an address now, for somebody of its audience. Raises NotFound."""
    found = (
        Publication.objects.filter(ended_at=None, edition__addresses__language=language, edition__addresses__slug=slug)
        .filter(edition__article__audience__in=audiences_of(actor))
        .select_related("version", "edition__article__section")
        .first()
    )
    if found is None:
        raise NotFound
    return found
