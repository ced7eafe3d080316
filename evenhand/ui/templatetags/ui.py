"""Tags and filters with which every template of the house speaks."""

import datetime
import re
import zlib
from collections.abc import Hashable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

from django import template
from django.forms import BoundField
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from evenhand.core.api import Money, environment, language_of_words
from evenhand.ui import words
from evenhand.ui.navigation import SECTION_NAMES, Section, places_by_section, regions_for

register = template.Library()

SPRITE = Path(__file__).resolve().parent.parent / "static/ui/icons.svg"
TONES = frozenset({"neutral", "good", "warn", "bad", "info", "quiet"})
AVATAR_HUES = 6


class Person(Protocol):
    """Anybody with a name and an address."""

    name: str
    email: str


@cache
def icon_names() -> frozenset[str]:
    """The icons that the sprite holds."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))


@cache
def _sprite_address() -> str:
    return static("ui/icons.svg")


@lru_cache(maxsize=1024)
def _picture(name: str, label: str = "") -> SafeString:
    if name not in icon_names():
        raise LookupError(f"The sprite has no icon {name!r}. Add it with bin/icons.")
    address = f"{_sprite_address()}#{name}"
    if not label:
        return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)
    return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address)


@register.simple_tag
def language_of_page() -> str:
    """By which a screen reader finds its voice: the language of our words, whatever the reader's is."""
    return language_of_words(get_language() or "")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture beside its word. With `label` it stands alone, as an image of that name."""
    return _picture(name, label)


@register.filter
def money(amount: Money | None) -> str:
    """An amount as the reader writes it; a dash where there is none."""
    return amount.format(words.money_locale()) if amount is not None else "–"


@register.simple_tag
def moment(at: datetime.datetime | None, now: datetime.datetime | None = None) -> str:
    """When, in the reader's zone: short to read, whole on hover. A dash where there is no moment."""
    if at is None:
        return "–"
    local, here = timezone.localtime(at), timezone.localtime(now)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ"),
        words.full_moment_text(local),
        words.moment_text(local, here),
    )


@register.simple_tag
def day(on: datetime.date | None) -> str:
    """A day, short to read, whole on hover. A dash where there is none."""
    if on is None:
        return "–"
    short = words.day_text(on, words.reader_now().date())
    return format_html('<time datetime="{}" title="{}">{}</time>', on.isoformat(), words.full_day_text(on), short)


@register.simple_tag
def duration(seconds: float | None) -> str:
    """A stretch of time in its two largest units; a dash where there is none."""
    return "–" if seconds is None else words.duration_text(seconds)


@register.simple_tag
def shop_name() -> str:
    """The shop's name, as its customers know it."""
    return environment().shop_name


@register.simple_tag
def share(part: int, whole: int, noun: str = "") -> str:
    """A share with the count behind it, as in "12 % of 41 answers"."""
    return words.share_text(part, whole, noun)


@register.simple_tag
def badge(text: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """A short state in words; the tone only repeats what the word says."""
    if tone not in TONES:
        raise LookupError(f"There is no tone {tone!r}: use one of {', '.join(sorted(TONES))}.")
    picture = _picture(icon) if icon else ""
    return format_html('<span class="badge" data-tone="{}">{}{}</span>', tone, picture, text)


@register.simple_tag
def person(account: Person | str | None) -> SafeString:
    """Somebody by initials and name. Without a name, by address; without anybody, nobody."""
    name = account if isinstance(account, str) else (account.name or account.email) if account else ""
    hue = zlib.crc32(name.encode()) % AVATAR_HUES
    return format_html(
        '<span class="person"><span class="avatar" data-hue="{}" aria-hidden="true">{}</span>{}</span>',
        hue,
        words.initials(name),
        name or "–",
    )


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with its label, help and error, tied together for those who hear the page.

    The first field with an error has the focus when the page comes: one hears at once what is wrong, and where.
    """
    help_id, error_id = f"{bound.auto_id}_help", f"{bound.auto_id}_error"
    described = [*([help_id] if bound.help_text else []), *([error_id] if bound.errors else [])]
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors and bound.name == next(iter(bound.form.errors)):
        attributes["autofocus"] = True
    kind = getattr(bound.field.widget, "input_type", "")
    grouped = bound.use_fieldset
    return {
        "field": bound,
        "widget": bound.as_widget(attrs=attributes),
        "help_id": help_id,
        "error_id": error_id,
        "described_by": " ".join(described),
        "layout": "group" if grouped else "check" if kind == "checkbox" else "line",
    }


@register.inclusion_tag("ui/components/empty.html")
def empty(icon: str, title: str, text: str = "") -> dict[str, str]:
    """What stands where a list has nothing: what would be here, and what to do."""
    return {"icon_name": icon, "title": title, "text": text}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def paginate(context: RequestContext, page: Any) -> dict[str, Any]:
    """Ways to the pages before and after; nothing where one page holds all. Keeps the rest of the address."""
    return {"request": context["request"], "page": page}


@register.simple_tag
def drawn(template_name: str, of: Hashable = None) -> str:
    """What a template makes of `of`, drawn once for each language, zone and day. It may depend on nothing else.

    For what is the same on page after page: the inbox is drawn again for every reader with every change of any case,
    and all but one of its rows are as they were.
    """
    return _drawn(template_name, of, *_reader())


@register.simple_tag
def drawn_each(template_name: str, those: Iterable[Hashable]) -> SafeString:
    """What a template makes of each of `those`, one after the other, as `drawn` does."""
    reader = _reader()
    return mark_safe("".join(_drawn(template_name, of, *reader) for of in those))  # noqa: S308 - drawn by templates


def _reader() -> tuple[str | None, str, datetime.date]:
    return get_language(), timezone.get_current_timezone_name(), timezone.localdate()


@lru_cache(maxsize=4096)
def _drawn(template_name: str, of: Hashable, *_reader: Hashable) -> str:
    return render_to_string(template_name, {"of": of})


@register.simple_tag(takes_context=True)
def navigation(context: RequestContext, only: Section | None = None) -> str:
    """The reader's places: those of the desk by section, or those of one section where `only` names it."""
    request = context.get("request")
    found = places_by_section(request) if request is not None else {}
    if only:
        return drawn("ui/components/places.html", tuple(found.get(only, ())))
    of_the_desk = [key for key in found if key not in {"customer", "reader"}]
    return drawn(
        "ui/components/navigation.html", tuple((str(SECTION_NAMES[key]), tuple(found[key])) for key in of_the_desk)
    )


@register.simple_tag(takes_context=True)
def regions(context: RequestContext) -> str:
    """What rooms keep above every page of the desk for this reader."""
    request = context.get("request")
    shown = regions_for(request) if request is not None else []
    return mark_safe("".join(render_to_string(region.template, request=request) for region in shown))  # noqa: S308
