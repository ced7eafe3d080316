"""Access tokens for mailboxes that are signed in to by OAuth 2, asked for with the refresh token."""

import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from evenhand.cases.models import Mailbox
from evenhand.core.api import NoAnswer, NoRoute, post, seal, unseal

TIMEOUT_SECONDS = 15
_BEFORE_IT_ENDS = 60
_SHORTEST, _LONGEST = 60, 24 * 3600


class TokenRefused(NoRoute):
    """There is no access token to be had; the message says why."""


@dataclass(frozen=True)
class _Token:
    value: str
    until: float


_kept: dict[tuple[int, str, str, str], _Token] = {}
"""Of this process alone, and in memory only. A mailbox whose sign-in is changed has another key."""


def access_token(mailbox: Mailbox) -> str:
    """A token that is good for a minute at least. Raises TokenRefused."""
    key = (mailbox.pk, mailbox.token_url, mailbox.client_id, mailbox.sealed_refresh_token)
    kept = _kept.get(key)
    if kept and kept.until > time.monotonic():
        return kept.value
    token = _asked_for(mailbox)
    _kept[(*key[:3], mailbox.sealed_refresh_token)] = token
    return token.value


def forget_token_of(mailbox: Mailbox) -> None:
    """Ask anew next time."""
    for key in [key for key in _kept if key[0] == mailbox.pk]:
        del _kept[key]


def _asked_for(mailbox: Mailbox) -> _Token:
    form = {
        "grant_type": "refresh_token",
        "client_id": mailbox.client_id,
        "client_secret": unseal(mailbox.sealed_client_secret),
        "refresh_token": unseal(mailbox.sealed_refresh_token),
        "scope": mailbox.scope,
    }
    body = urlencode({name: value for name, value in form.items() if value}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = post(mailbox.token_url, body, headers=headers, timeout_seconds=TIMEOUT_SECONDS)
    except NoAnswer as problem:
        raise TokenRefused(f"The sign-in server was asked for access, but {problem}.") from None
    return _read(mailbox, answer.status, answer.text)


def _read(mailbox: Mailbox, status: int, text: str) -> _Token:
    try:
        said = json.loads(text)
        if status != 200:
            why = " ".join(str(said.get(name, "")) for name in ("error", "error_description")).split()
            raise TokenRefused(f"The sign-in server refused access: {' '.join(why)[:150] or status}.")
        value, seconds = str(said["access_token"]), float(said.get("expires_in", 0))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TokenRefused(f"The sign-in server gave an answer ({status}) that makes no sense to us.") from None
    _keep_new_refresh_token(mailbox, str(said.get("refresh_token") or ""))
    return _Token(value, time.monotonic() + min(max(seconds - _BEFORE_IT_ENDS, _SHORTEST), _LONGEST))


def _keep_new_refresh_token(mailbox: Mailbox, given: str) -> None:
    """Some servers give a new refresh token each time and end the old one."""
    if given and given != unseal(mailbox.sealed_refresh_token):
        before, mailbox.sealed_refresh_token = mailbox.sealed_refresh_token, seal(given)
        same = Mailbox.objects.filter(pk=mailbox.pk, sealed_refresh_token=before)
        same.update(sealed_refresh_token=mailbox.sealed_refresh_token)
