"""The places of the desk and of the customers' pages; each room registers its own when it is ready."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import NOBODY, Actor

Section = Literal["work", "standing", "business", "house", "customer", "reader"]
DESK_ONLY: frozenset[Section] = frozenset({"work", "business", "house"})

SECTION_NAMES: dict[Section, Promise] = {
    "work": _("Work"),
    "standing": _("Standing"),
    "business": _("Business"),
    "house": _("House"),
    "customer": _("Your account"),
    "reader": _("You"),
}


@dataclass(frozen=True)
class NavigationItem:
    """One place: its word, where it is, its icon, whose it is. `order` counts within the section.

    Section `customer` is the head of customers', sellers' and drivers' pages, `reader` the menu behind one's own name;
    the others are the side of the desk.

    Pages below the place's address belong to it, so that the place stays marked while one walks deeper.
    """

    label: str | Promise
    url_name: str
    icon: str
    roles: frozenset[str]
    order: int = 100
    section: Section = "work"


@dataclass(frozen=True)
class Place:
    """A navigation item as one reader sees it on one page."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class DeskRegion:
    """Something that stands above every page of the desk, for those readers whom `is_for` names. The template fetches
    what it shows, and follows it by live hints. `is_for` is asked with every page: it may not ask the database."""

    name: str
    template: str
    is_for: Callable[[HttpRequest], bool]


_regions: dict[str, DeskRegion] = {}


def register_region(region: DeskRegion) -> None:
    """From now on, `region` stands above every page of the desk. A second time replaces the first."""
    _regions[region.name] = region


def regions_for(request: HttpRequest) -> list[DeskRegion]:
    """What stands above the pages of the one who asks."""
    return [region for region in _regions.values() if region.is_for(request)]


_items: dict[str, NavigationItem] = {}


def register(item: NavigationItem) -> None:
    """From now on, `item` stands in the navigation of those whose roles it names. A second time replaces the first."""
    _items[item.url_name] = item


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, or nobody where that is not known (a page before sign-in, an error before the middleware ran)."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return actor


def items_for(actor: Actor) -> list[NavigationItem]:
    """What `actor` may visit, in order."""
    sections = list(SECTION_NAMES)
    mine = [item for item in _items.values() if actor.has_role(*item.roles)]
    return sorted(mine, key=lambda item: (sections.index(item.section), item.order))


def works_at_the_desk(actor: Actor) -> bool:
    """Whether any place that only the desk has is open to `actor`."""
    return any(item.section in DESK_ONLY for item in items_for(actor))


def places_by_section(request: HttpRequest) -> dict[Section, list[Place]]:
    """The navigation of the one who asks, with the deepest place that holds the page marked as current.

    Worked out once for a page, which shows it by parts.
    """
    if not hasattr(request, "places_by_section"):
        request.places_by_section = _places_by_section(request)  # type: ignore[attr-defined]
    found: dict[Section, list[Place]] = request.places_by_section  # type: ignore[attr-defined]
    return found


def _places_by_section(request: HttpRequest) -> dict[Section, list[Place]]:
    addressed = [(item, address) for item in items_for(actor_of(request)) if (address := _address(item))]
    holding = [address for _item, address in addressed if request.path.startswith(address)]
    current = max(holding, key=len, default="")
    sections: dict[Section, list[Place]] = {}
    for item, address in addressed:
        place = Place(str(item.label), address, item.icon, is_current=address == current)
        sections.setdefault(item.section, []).append(place)
    return sections


def _address(item: NavigationItem) -> str:
    return _address_of(item.url_name)


@cache
def _address_of(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""  # the room's addresses are not part of this installation
