"""What macros do not do, in the reader's words."""

from django.utils.translation import gettext as _

from evenhand.core.api import DomainError, InvalidInput


class CannotBeUsed(DomainError):
    """The policy, or how the case stands, does not let it."""

    def __init__(self, why: str) -> None:
        super().__init__(_("Nothing was done, and your words are kept. %(why)s") % {"why": why})


class WouldDoOtherwise(DomainError):
    """What was shown is not what would be done now."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Something changed since this macro was opened, so it would do something else now. Nothing was done, "
                "and your words are kept: look at what it would do, then send again."
            )
        )


class ChangedByOther(DomainError):
    """Somebody saved the macro meanwhile."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s changed this macro while you were at it. Nothing was overwritten: look at their edition "
                "below, then save yours over it if you still want to."
            )
            % {"name": name}
        )


class NameTaken(InvalidInput):
    """Two macros of one name side by side."""

    def __init__(self, name: str) -> None:
        super().__init__(_("There is a macro “%(name)s” here already. Give this one another name.") % {"name": name})
