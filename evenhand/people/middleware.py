"""Puts on each request who asks, as `request.actor`, and shows the reader's language and time zone."""

import ipaddress
import zoneinfo
from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from evenhand.core.api import NOBODY, Actor, environment
from evenhand.people.models import Account
from evenhand.people.queries import actor_for


class ActorMiddleware:
    """`request.actor` costs nothing until it is looked at, and two queries then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor_of(request))  # type: ignore[attr-defined]
        if not isinstance(request.user, Account):
            return self.get_response(request)
        with timezone.override(_zone(request.user)):
            if request.user.language:
                translation.activate(request.user.language)
            return self.get_response(request)


def _actor_of(request: HttpRequest) -> Actor:
    account = request.user
    source = f"web {client_ip(request)}"
    if not isinstance(account, Account):
        return Actor(label=NOBODY.label, source=source)
    return actor_for(account, source)


def _zone(account: Account) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(account.time_zone) if account.time_zone else environment().zone
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return environment().zone


def client_ip(request: HttpRequest) -> str:
    """The visitor's address: that of the connection, or as our own proxies in front noted it, and no other.

    Empty where that is none, as of a socket without addresses.
    """
    proxies = environment().trusted_proxies
    noted = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(noted) >= proxies:
        return _address(noted[-proxies])
    return _address(str(request.META.get("REMOTE_ADDR", "")))


def _address(noted: str) -> str:
    """Some proxies note the port as well, another one each time: by that nobody would be known again."""
    for each in (noted, noted.rpartition(":")[0]):
        with suppress(ValueError):
            return str(ipaddress.ip_address(each.strip("[]")))
    return ""
