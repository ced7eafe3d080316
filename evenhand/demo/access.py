"""The demo's pages exist in demo mode and on this machine only."""

import functools
import ipaddress
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from evenhand.core.api import NotFound, environment
from evenhand.people.api import client_ip

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def demo_only(view: View[P]) -> View[P]:
    """A view that does not exist outside the demo, nor for anybody who comes from elsewhere."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        addresses = (client_ip(request), str(request.META.get("REMOTE_ADDR", "")))
        if environment().mode != "demo" or not all(map(_is_loopback, addresses)):
            raise NotFound
        return view(request, *args, **kwargs)

    return guarded


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
