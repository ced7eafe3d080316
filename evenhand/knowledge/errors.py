"""What the knowledge base does not do, in the reader's words."""

from django.utils.translation import gettext as _

from evenhand.core.api import DomainError, InvalidInput


class ArticleMoved(DomainError):
    """Somebody else saved the same article in between."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else saved this article while you were writing. Nothing is lost: your words are below, and "
                "what differs stands beside them. Save again to keep yours."
            )
        )


class AddressTaken(InvalidInput):
    """Another article is, or once was, at this address."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            _(
                "“%(slug)s” leads to another article already, or did before it was renamed, and links to it are out "
                "there. Choose another address."
            )
            % {"slug": slug}
        )
