"""Signed links to a question, and the press that a page hands out with its buttons.

The link is all that a customer needs: no sign-in and no cookie, so there is nothing that another site could ride on.
"""

import datetime
from typing import TypedDict

from django.core import signing
from django.urls import reverse

from evenhand.core.api import environment
from evenhand.surveys.models import Invitation

PRESS_LASTS = datetime.timedelta(hours=24)

_LINK = signing.Signer(salt="evenhand.surveys.link", sep=".")
_PRESS_SALT = "evenhand.surveys.press"


class _Press(TypedDict):
    invitation: int
    at: float


def token_for(invitation: Invitation) -> str:
    """The part of the address that stands for this question. Nobody can make one up."""
    return _LINK.sign(invitation.nonce)


def nonce_in(token: str) -> str | None:
    """What the token stands for; None where it was not made by us. Asks no database."""
    try:
        return _LINK.unsign(token)
    except signing.BadSignature:
        return None


def address_of(invitation: Invitation, choice: str = "", page: str = "surveys:question") -> str:
    """The whole address, as it stands in the mail. `choice` only preselects."""
    path = reverse(page, args=[token_for(invitation)])
    return environment().effective_public_url + path + (f"?choice={choice}" if choice else "")


def new_press(invitation: Invitation, now: datetime.datetime) -> str:
    """What a page carries in its forms: proof that the buttons were shown to whoever presses one."""
    return signing.dumps(_Press(invitation=invitation.pk, at=now.timestamp()), salt=_PRESS_SALT)


def is_press_from_page(press: str, invitation: Invitation, now: datetime.datetime) -> bool:
    """Whether `press` was handed out by a page of this question within the last day."""
    try:
        shown: _Press = signing.loads(press, salt=_PRESS_SALT)
    except signing.BadSignature:
        return False
    age = now - datetime.datetime.fromtimestamp(shown["at"], datetime.UTC)
    return shown["invitation"] == invitation.pk and datetime.timedelta(0) <= age < PRESS_LASTS
