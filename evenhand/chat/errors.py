"""What the chat does not do, in the reader's words. Its doors say these as JSON."""

from django.utils.translation import gettext as _

from evenhand.core.api import DomainError


class NobodyThere(DomainError):
    """Nobody takes chats now."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody is free to chat just now. Leave us your mail address with your question, and we answer by mail.")
        )


class ChatOver(DomainError):
    """The chat has ended."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _("This chat has ended, so nothing was sent. You can start a new one; your words are still here.")
        )


class TooMuch(DomainError):
    """More came from one place than people send."""

    status = 429

    def __init__(self) -> None:
        super().__init__(_("That was a lot at once. Please wait a minute, then try again; your words are still here."))


class PressAgain(DomainError):
    """The page was open for too long, or the request did not come from one of our pages."""

    def __init__(self) -> None:
        super().__init__(_("This page was open for a long time. Nothing was sent yet: please press once more."))


class IdentityNotKnown(DomainError):
    """What should say who the customer is was not signed by the shop, or too long ago."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("We could not confirm who you are. Reload the page, or go on without it and give us a mail address.")
        )


class AddressNeeded(DomainError):
    """A mail needs an address."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Please give us a mail address, so that we know where to write."))
