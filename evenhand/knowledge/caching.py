"""Pages of help that a browser may keep: for a minute without asking, then as long as nothing changed."""

import hashlib
from importlib.metadata import version
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language

from evenhand.core.api import now, site_day
from evenhand.people.api import actor_of

MINUTE = 60
_RELEASE = version("evenhand")


def cached_page(request: HttpRequest, template: str, context: dict[str, Any], *, made_of: object) -> HttpResponse:
    """`template` for whoever asks; readers without an account may keep it, and ask with its ETag whether it holds.

    `made_of` is all that the page depends on beside the reader. Readers without an account get no cookie here.
    """
    if actor_of(request).account_id is not None:
        response = render(request, template, context)
        patch_cache_control(response, private=True, no_cache=True)
        return response
    etag = quote_etag(_seal(request, made_of))
    response = get_conditional_response(request, etag=etag) or render(request, template, {**context, "csrf_token": ""})
    response["ETag"] = etag
    patch_cache_control(response, private=True, max_age=MINUTE)
    if isinstance(response, HttpResponseNotModified):
        response._csp_exempt = True  # type: ignore[attr-defined]  # the kept page goes with the policy that came with it
    return response


def _seal(request: HttpRequest, made_of: object) -> str:
    told = repr((_RELEASE, get_language(), site_day(now()), request.get_full_path(), made_of))
    return hashlib.sha256(told.encode()).hexdigest()[:32]
