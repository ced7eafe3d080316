"""The secrets with which telephone lines sign. None is stored: each is worked out from a nonce and the house's own key,
so that a copy of the database alone signs nothing."""

import base64
import datetime
import hashlib
import hmac
import secrets as randomness

from evenhand.core.api import Actor, action, environment, record
from evenhand.phone.errors import LastSecret, TwoSecretsHold
from evenhand.phone.models import Line, LineSecret

AT_ONCE = 2


def secret_text(secret: LineSecret) -> str:
    """The secret itself, as the telephone system is given it."""
    made = hmac.new(environment().signing_key.encode(), f"phone line {secret.nonce}".encode(), hashlib.sha256).digest()
    return "phone_" + base64.urlsafe_b64encode(made).decode().rstrip("=")


def secrets_of(line: Line) -> list[str]:
    """The secrets that hold now."""
    return [secret_text(each) for each in line.secrets.all() if each.ended_at is None]


@action
def make_secret(*, line: Line, actor: Actor, now: datetime.datetime) -> LineSecret:
    """One more secret for a line, beside the one that holds. Raises TwoSecretsHold."""
    Line.objects.select_for_update(no_key=True).get(pk=line.pk)
    if line.secrets.filter(ended_at=None).count() >= AT_ONCE:
        raise TwoSecretsHold
    nonce = randomness.token_urlsafe(24)
    secret = line.secrets.create(nonce=nonce, made_at=now, made_by_id=actor.account_id)
    record(actor=actor, verb="phone.make_secret", subject=f"phone-line:{line.pk}", now=now, secret=secret.pk)
    return secret


@action
def end_secret(*, secret: LineSecret, actor: Actor, now: datetime.datetime) -> None:
    """From now on this secret signs nothing. Ended already, nothing happens. Raises LastSecret for the only one."""
    Line.objects.select_for_update(no_key=True).get(pk=secret.line_id)
    holding = LineSecret.objects.filter(line_id=secret.line_id, ended_at=None)
    if not holding.filter(pk=secret.pk).exists():
        return
    if holding.count() == 1:
        raise LastSecret
    holding.filter(pk=secret.pk).update(ended_at=now)
    record(actor=actor, verb="phone.end_secret", subject=f"phone-line:{secret.line_id}", now=now, secret=secret.pk)
