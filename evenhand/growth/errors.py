"""What can go wrong with steps, in words for the reader."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from evenhand.core.api import DomainError
from evenhand.growth.gate import Check
from evenhand.growth.words import all_words


class GateClosed(DomainError):
    """A step lacks some of its conditions; all that are missing are named."""

    def __init__(self, missing: Sequence[Check]) -> None:
        self.missing = tuple(missing)
        super().__init__(_("This step cannot be taken as things stand. %(missing)s") % {"missing": all_words(missing)})


class StepAlreadyProposed(DomainError):
    """One step is considered at a time."""

    message = "Something is already being considered for this person. It has to be decided or withdrawn first."


class StepDecided(DomainError):
    """Somebody has decided it meanwhile."""

    message = "Somebody has decided this or taken it back in the meantime. Nothing was changed; please read it again."


class CannotAppeal(DomainError):
    """The time to appeal has passed, or there is nothing to appeal against."""


class PlanGoesOn(DomainError):
    """A plan cannot be looked back on yet."""
