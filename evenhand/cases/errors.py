"""What cases do not do, in the reader's words."""

from django.utils.translation import gettext as _

from evenhand.core.api import DomainError


class NewerMessage(DomainError):
    """Something was written in the case after the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody wrote in this case while you were writing. Nothing was sent, and your draft is kept: "
                "read the new message, then send again."
            )
        )


class AlreadyTaken(DomainError):
    """A colleague has the case."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s has this case. Ask them to hand it on, or have it assigned to you.") % {"name": name}
        )


class DraftChanged(DomainError):
    """The draft was saved from another window."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This draft was changed in another window. Nothing was overwritten: compare the two, "
                "then save the one you want."
            )
        )


class CaseNotOpen(DomainError):
    """The case is set aside, so this cannot be done with it."""

    def __init__(self) -> None:
        super().__init__(_("This case is set aside. Open it again first, then try once more."))


class CannotBeAnswered(DomainError):
    """There is no way to write to the customer."""

    def __init__(self, address: str) -> None:
        super().__init__(
            _("We cannot send mail to “%(address)s”. Nothing was sent, and your text is still here.")
            % {"address": address}
        )
