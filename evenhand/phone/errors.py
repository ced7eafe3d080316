"""What phone does not do, in words for whoever reads them: a telephone system's log, or an agent."""

from django.utils.translation import gettext as _

from evenhand.core.api import DomainError


class NotSigned(DomainError):
    """The request does not come from a line of ours, as far as we can tell. One answer for all reasons."""

    status = 401
    message = (
        "Not signed as we expect: HMAC-SHA256 of the timestamp, a full stop and the body, with a secret of this line, "
        "at most five minutes ago. See docs/operations/phone.md."
    )


class TooLarge(DomainError):
    """An event is short."""

    status = 413
    message = "The body is larger than 16384 bytes."


class EventIdUsedAgain(DomainError):
    """The same id came before with another content."""

    def __init__(self, event_id: str) -> None:
        super().__init__(
            f"An event with the id {event_id!r} came before and said something else. This one is kept for a person to "
            "look at. Give each event an id of its own."
        )


class UnknownExtension(DomainError):
    """Nobody here has that telephone."""

    def __init__(self, extension: str) -> None:
        super().__init__(
            f"Nobody here has the extension {extension!r}. The event is kept and counts as soon as somebody has: there "
            "is no need to send it again. Extensions are set under Telephones in Evenhand."
        )


class TwoSecretsHold(DomainError):
    """A third secret was asked for."""

    def __init__(self) -> None:
        super().__init__(_("Two secrets hold already. End the one that is no longer used, then make a new one."))


class LastSecret(DomainError):
    """A line without a secret hears nothing."""

    def __init__(self) -> None:
        super().__init__(_("This is the only secret, and without it no call comes through. Make a new one first."))


class NotANumber(DomainError):
    """It cannot be dialled."""

    status = 422

    def __init__(self, written: str) -> None:
        super().__init__(
            _("“%(number)s” is no full telephone number. Write it with its country, as in +44 7700 900123.")
            % {"number": written[:40]}
        )


class WorkIsOver(DomainError):
    """The work after a call has ended, so it cannot go on."""

    def __init__(self) -> None:
        super().__init__(_("The work after this call is over. Press “Work on it” to go on with the case."))
