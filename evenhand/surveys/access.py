"""Who may answer which question: whoever holds its link. Nobody else finds it."""

from django.utils.translation import gettext as _

from evenhand.core.api import NotFound
from evenhand.surveys.links import nonce_in
from evenhand.surveys.models import Invitation


class LinkNotWhole(NotFound):
    """The address is not one that we made, or lost a part on its way."""


def question_at(token: str) -> Invitation:
    """The question behind a link. One query, none for a forged link. Raises LinkNotWhole."""
    nonce = nonce_in(token)
    found = Invitation.objects.filter(nonce=nonce, sent_at__isnull=False).first() if nonce else None
    if found is None:
        raise LinkNotWhole(
            _(
                "This link is not complete: mail programs sometimes cut one. "
                "Please use the one in our mail, or reply to it."
            )
        )
    return found
