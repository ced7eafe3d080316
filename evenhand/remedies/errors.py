"""What remedies do not do, each with words for the agent."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from evenhand.core.api import DomainError, InvalidInput, NotPermitted


class RemedyAlreadyGranted(DomainError):
    """Somebody was quicker, or it was pressed twice."""

    message = _("This was put right already, so nothing was done twice. Reload the page to see what was given.")


class CreditStands(RemedyAlreadyGranted):
    """A customer who asks has one credit for an order; whether it deserves more, a person sees."""

    message = _(
        "For this order a credit was given already, or a colleague is looking at one. If it deserves more, ask a person"
        " at our desk: they look at all of it with you."
    )


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


class CareIsDecided(DomainError):
    """Somebody was quicker."""

    message = _("This was decided already. Reload the page to see how.")


class NothingGiven(InvalidInput):
    """Neither a photo nor words."""

    message = _("There is nothing to keep yet. Choose a photo or write a line, or leave it: you need neither for this.")


class TooMuchEvidence(DomainError):
    """A claim keeps so much and no more."""

    message = _("There is plenty here already, thank you. We need no more for this.")


class NotWaitingForApproval(DomainError):
    """It was decided meanwhile."""

    message = _("This no longer waits for a second person. Reload the page to see how it was decided.")


class NeedsAnotherPerson(NotPermitted):
    """Four eyes."""

    message = _("You proposed this, so somebody else has to agree to it.")


class MayNotApprove(NotPermitted):
    """Agreeing to larger remedies is a lead's matter."""

    message = _("A lead, a reviewer or an administrator agrees to this. Ask one of them.")


class ChangeInProgress(DomainError):
    """One change of an order after another."""

    def __init__(self, what: str) -> None:
        super().__init__(
            gettext("Something else about this order is on its way (%(what)s). Wait until it is done, or call it off.")
            % {"what": what}
        )


class ChangedMeanwhile(DomainError):
    """What was proposed would now move other amounts."""

    message = _("Prices or payments changed since this was proposed. Decline it, and ask for it anew.")


class NotWaitingForGoods(DomainError):
    """The goods are here, or it was called off."""

    message = _("This does not wait for goods any more. Reload the page to see how it stands.")


class GoodsNotHere(DomainError):
    """Of an exchange whose pieces are not back yet, nothing is refunded."""

    message = _("The pieces are not here yet. Call it off, or wait until they are.")


class ChargebackStandsInTheWay(DomainError):
    """The customer's bank has the money, or took it."""

    message = _("The customer's bank took back what was paid for this order, so we cannot give it a second time.")


class DisputeHasEnded(DomainError):
    """It was decided otherwise meanwhile."""

    message = _("This ended already, and otherwise. Reload the page to see how.")
