"""What routing does not do, in the reader's words."""

from django.utils.translation import gettext as _

from evenhand.core.api import DomainError


class OnLeave(DomainError):
    """Somebody who is noted as away today is given nothing."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You are noted as away today, so no case comes to you. If that is not so, ask your lead to take it "
                "back; you can still take any case by hand."
            )
        )


class HandsFull(DomainError):
    """Nobody gets more than they can hold."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You have as many open cases as you take at once. Answer one of yours first, or hand one on; a lead "
                "can change how many that are."
            )
        )


class NothingWaits(DomainError):
    """No case is there for this person."""

    def __init__(self) -> None:
        super().__init__(_("No case waits that you could take. Perhaps a good moment for a breath."))
