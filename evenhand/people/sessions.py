"""Signing somebody in and out: sessions, and nothing but sessions."""

import ipaddress

from django.contrib.auth import login
from django.http import HttpRequest

from evenhand.core.api import NotFound, environment
from evenhand.people.middleware import client_ip
from evenhand.people.models import Account

BACKEND = "evenhand.people.known.Accounts"


def start_session(request: HttpRequest, account: Account) -> None:
    """Sign `account` in. Django gives the session a new key, and ends that of anybody signed in before."""
    login(request, account, backend=BACKEND)
    request.session.set_expiry(None)  # as long as any other, also where it began before with less time


def sign_in_as(request: HttpRequest, account: Account) -> None:
    """Sign in as a persona of the demo, without any proof. Elsewhere, and from anywhere else, this does not exist."""
    addresses = (client_ip(request), str(request.META.get("REMOTE_ADDR", "")))
    if environment().mode not in ("demo", "test") or not all(map(_is_loopback, addresses)) or not account.is_active:
        raise NotFound
    start_session(request, account)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
