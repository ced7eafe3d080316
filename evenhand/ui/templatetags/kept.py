"""Django's `url`, `translate` and `static`, worked out once where the answer cannot change.

A page of a case has thirty addresses and sixty words of its own; to find them took a fifth of the time to make it.
Every template has these tags instead of Django's, and uses them as Django's.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

register = template.Library()

_PLACES = tuple(10**15 + number for number in range(4))
"""Numbers that stand in no address of ours, in place of those that will."""


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """As Django's. Addresses of numbered things differ in their numbers alone."""
    found = django_url(parser, token)
    if found.kwargs or found.asvar or len(found.args) > len(_PLACES):
        return found
    return _Address(found.view_name, found.args, found.kwargs, found.asvar)


class _Address(URLNode):
    def render(self, context: Context) -> str:
        numbers = [each.resolve(context) for each in self.args]
        if all(type(number) is int and number >= 0 for number in numbers):
            shape = _shape(self.view_name.resolve(context), len(numbers), get_urlconf(), get_script_prefix())
            if shape is not None:
                return shape.format(*numbers)
        return str(super().render(context))


@lru_cache(maxsize=1024)
def _shape(view_name: str, numbers: int, urlconf: str | None, _prefix: str) -> str | None:
    """The address with places for its numbers. None: it has none, or wants more than any numbers."""
    places = _PLACES[:numbers]
    try:
        address = str(conditional_escape(reverse(view_name, urlconf, args=places)))
    except NoReverseMatch:
        return None
    shape = address.replace("{", "{{").replace("}", "}}")
    for position, place in enumerate(places):
        shape = shape.replace(str(place), f"{{{position}}}")
    return shape


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> TranslateNode:
    """As Django's. Words that stand in the template are looked up once for each language."""
    found = do_translate(parser, token)
    words = found.filter_expression
    if found.asvar or found.message_context or words.filters or words.var.literal is None:
        return found
    return _Words(words, found.noop)


class _Words(TranslateNode):
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._found: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self._found:
            self._found[language] = super().render(context)
        return self._found[language]


@register.tag
def static(parser: Parser, token: Token) -> StaticNode:
    """As Django's, which asks each time anew whether there are static files here. There are."""
    return _Static.handle_token(parser, token)


class _Static(StaticNode):
    @classmethod
    def handle_simple(cls, path: str) -> str:
        return str(staticfiles_storage.url(path))
