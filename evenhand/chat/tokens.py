"""What a visitor's page holds: the signed name of its chat, a press of our own page, a customer signed by the shop.

None of them travels by itself as a cookie would, so there is nothing that another site could ride on.
"""

import base64
import binascii
import datetime
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TypedDict
from uuid import uuid4

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from evenhand.cases.api import clean_text
from evenhand.chat.errors import IdentityNotKnown, PressAgain
from evenhand.chat.models import Chat
from evenhand.core.api import environment

PRESS_LASTS = datetime.timedelta(hours=12)
IDENTITY_LASTS = datetime.timedelta(hours=1)
CLOCKS_DIFFER_BY = datetime.timedelta(minutes=5)
MOST_IDENTITY = 2000

_CHAT = signing.Signer(salt="evenhand.chat.visitor", sep=".")
_PRESS_SALT = "evenhand.chat.press"


class _Press(TypedDict):
    key: str
    at: float


@dataclass(frozen=True)
class Identity:
    """A customer as the shop that signed it knows them."""

    email: str
    name: str


def token_for(chat: Chat) -> str:
    """What the visitor's page holds. Nobody can make one up."""
    return _CHAT.sign(chat.nonce)


def nonce_in(token: str) -> str | None:
    """Which chat a token stands for; None where we did not sign it. Asks no database."""
    try:
        return _CHAT.unsign(token[:200])
    except signing.BadSignature:
        return None


def new_press(now: datetime.datetime) -> str:
    """What a page carries for its first sending: proof that it was shown, and a key of its own."""
    return signing.dumps(_Press(key=uuid4().hex, at=now.timestamp()), salt=_PRESS_SALT)


def key_of_press(press: str, now: datetime.datetime) -> str:
    """The page's own key. Raises PressAgain where we did not hand it out, or too long ago."""
    try:
        shown: _Press = signing.loads(press, salt=_PRESS_SALT)
    except signing.BadSignature:
        raise PressAgain from None
    age = now - datetime.datetime.fromtimestamp(shown["at"], datetime.UTC)
    if not datetime.timedelta(0) <= age < PRESS_LASTS:
        raise PressAgain
    return shown["key"]


def identity_in(signed: str, now: datetime.datetime) -> Identity:
    """The customer that the shop has signed. Raises IdentityNotKnown.

    It is base64url of {"email", "name", "at"}, a point, and the HMAC-SHA256 of that first part in hexadecimal; `at` is
    in seconds since 1970.
    """
    secret = environment().chat_identity_secret
    body, _, proof = signed.partition(".")
    if not secret or len(signed) > MOST_IDENTITY:
        raise IdentityNotKnown
    wanted = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted.encode(), proof.encode()):
        raise IdentityNotKnown
    return _read_identity(body, now)


def _read_identity(body: str, now: datetime.datetime) -> Identity:
    try:
        said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        at = datetime.datetime.fromtimestamp(float(said["at"]), datetime.UTC)
        email, name = clean_text(str(said["email"])).strip(), clean_text(str(said.get("name") or ""))[:200]
        validate_email(email)
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, ValidationError):
        raise IdentityNotKnown from None
    if not -CLOCKS_DIFFER_BY <= now - at < IDENTITY_LASTS:
        raise IdentityNotKnown
    return Identity(email, " ".join(name.split()))
