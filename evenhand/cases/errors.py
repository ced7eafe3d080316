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


class SentInOtherWords(DomainError):
    """The reply of this page has gone out, and its words were changed since."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This reply was sent already, before you changed it. The customer has the earlier words; the new ones "
                "are kept as your draft. Send them as another reply, if they are still needed."
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


class NotYours(DomainError):
    """A colleague keeps it."""

    status = 403

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s keeps this view. Ask them, or keep one of your own.") % {"name": name})


class CustomerIsKnown(DomainError):
    """Whose case it is, is known."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("This case is %(name)s's, and nobody else may read what they wrote. Open a case for the other customer.")
            % {"name": name}
        )


class CannotBeMerged(DomainError):
    """Two cases cannot become one; the message says why."""


class CannotBeTakenApart(DomainError):
    """What a merge took along is not known any more."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "What was said in this case was erased, and with it the note of what went along. The merge cannot be "
                "undone any more; everything stays as it is."
            )
        )


class WentIntoAnother(DomainError):
    """The case was merged, so that nobody answers in it any more."""

    def __init__(self, into_id: int) -> None:
        super().__init__(
            _(
                "This case went into case #%(number)d while you were writing. Nothing was sent, and your text waits "
                "there as your draft."
            )
            % {"number": into_id}
        )


class TooLateToTakeBack(DomainError):
    """A reply has left."""

    def __init__(self) -> None:
        super().__init__(_("The reply has left already, so it cannot be taken back. You can write another one."))


class FileIsGone(DomainError):
    """A file that stood at the reply was taken away meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "A file of this reply was taken away in another window. Nothing was sent, and your text is kept: "
                "look at the files, then send again."
            )
        )


class NotScannedYet(DomainError):
    """The virus scanner has not seen a file."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The virus scanner has not looked at this file yet, so it is held. That is tried again and again: come "
                "back in a minute, or go on without the file."
            )
        )


class FileIsInfected(DomainError):
    """The virus scanner found something."""

    def __init__(self, found: str) -> None:
        super().__init__(
            _("The virus scanner found %(found)s in this file. It is kept apart, and nobody can open or send it.")
            % {"found": found}
        )


class CannotBeAnswered(DomainError):
    """There is no way to write to the customer."""

    def __init__(self, address: str = "") -> None:
        words = (
            _("We cannot send mail to “%(address)s”. Nothing was sent, and your text is still here.")
            if address
            else _("We know no mail address of this customer yet. Nothing was sent, and your text is still here.")
        )
        super().__init__(words % {"address": address})
