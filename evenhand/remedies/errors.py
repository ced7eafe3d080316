"""What remedies do not do, each with words for the agent."""

from django.utils.translation import gettext_noop as _

from evenhand.core.api import DomainError, NotPermitted


class RemedyAlreadyGranted(DomainError):
    """Somebody was quicker, or it was pressed twice."""

    message = _("This was put right already, so nothing was done twice. Reload the page to see what was given.")


class RemedyKeyReused(DomainError):
    """One key, two different remedies."""

    message = _("This form was used for something else already. Reload the page and look at what was given.")


class RemedyNotAllowed(DomainError):
    """The policy in force does not allow it."""


class RemedyNotOffered(DomainError):
    """Such a claim does not ask for such a remedy."""

    message = _("This does not help with such a claim. Choose one of the remedies that are offered.")


class ClaimHasEnded(DomainError):
    """A withdrawn claim, or a parcel that turned up, needs no remedy."""

    message = _("This claim has ended. If something is wrong again, open a new one.")


class NotWaitingForApproval(DomainError):
    """It was decided meanwhile."""

    message = _("This no longer waits for a second person. Reload the page to see how it was decided.")


class NeedsAnotherPerson(NotPermitted):
    """Four eyes."""

    message = _("You proposed this, so somebody else has to agree to it.")


class MayNotApprove(NotPermitted):
    """Agreeing to larger remedies is a lead's matter."""

    message = _("A lead, a reviewer or an administrator agrees to this. Ask one of them.")
