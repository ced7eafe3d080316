"""What the demo is made of: people, goods, places and words, written in the TOML files beside this module."""

import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "de", "fr", "es")

Part = Literal["", "carriers", "struggling", "helped", "outstanding", "newcomer"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AgentCard(_Strict):
    """An agent. Of the team's contacts, `weight` parts come to them."""

    name: str
    part: Part = ""
    weight: int = 1


class TeamCard(_Strict):
    """A team, its queue, its hours on the site's clock, and how many contacts of which matter it had."""

    name: str
    channel: str
    kind_of_work: str
    queue: str
    slug: str
    address: str
    opens: int
    closes: int
    contacts: int
    matters: dict[str, int]
    lead: str
    agents: tuple[AgentCard, ...]


class PersonCard(_Strict):
    """Somebody of the staff who is in no team."""

    name: str
    role: str


class MacroCard(_Strict):
    """A prepared answer. `of` is "shop", a queue's slug for its team, or an agent's name; `does` its deeds."""

    name: str
    of: str
    en: str = ""
    de: str = ""
    does: dict[str, Any] = {}


class MacrosCard(_Strict):
    """Every prepared answer."""

    macros: tuple[MacroCard, ...]


class Drivers(_Strict):
    """Who brings the parcels."""

    names: tuple[str, ...]


class HouseCard(_Strict):
    """Everybody who works for the marketplace."""

    domain: str
    teams: tuple[TeamCard, ...]
    others: tuple[PersonCard, ...]
    drivers: Drivers


class ProductCard(_Strict):
    """A product, with one variant for each choice. `sort` says in which matters it makes sense."""

    name: str
    sort: Literal["wear", "soft", "hard", "kit", "many"]
    price: int
    option: str
    choices: tuple[str, ...]


class SellerCard(_Strict):
    """A seller, the person who signs in for them, and what they sell."""

    name: str
    person: str
    products: tuple[ProductCard, ...]


class GoodsCard(_Strict):
    """Everything on offer."""

    sellers: tuple[SellerCard, ...]


class PlaceCard(_Strict):
    """A country's names, streets and towns. `share` of a hundred customers live there."""

    country: str
    share: int
    language: str
    time_zone: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]


class PlacesCard(_Strict):
    """Where customers live."""

    places: tuple[PlaceCard, ...]


class Words:
    """What people say in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._sections: dict[str, dict[str, Any]] = _read(f"words_{language}.toml")

    def knows(self, section: str) -> bool:
        """Whether anybody says anything about this in this language."""
        return section in self._sections

    def lines(self, section: str, name: str, otherwise: str = "") -> list[str]:
        """The lines called `name`; where there are none, those called `otherwise`, in the end none."""
        found = self._sections.get(section, {})
        lines: list[str] = found.get(name) or found.get(otherwise) or []
        return lines

    def pick(self, dice: Random, section: str, name: str, otherwise: str = "") -> str:
        """One of the lines called `name`, by chance; empty where there is none."""
        lines = self.lines(section, name, otherwise)
        return dice.choice(lines) if lines else ""

    def voice(self, dice: Random, mood: str, part: Literal["openings", "closings"]) -> str:
        """How somebody in this mood begins or ends a letter."""
        voices: dict[str, dict[str, list[str]]] = self._sections["voices"]
        return dice.choice(voices.get(mood, voices["warm"])[part])


@cache
def words_in(language: str) -> Words:
    """The words of a language of the demo."""
    return Words(language)


@cache
def the_house() -> HouseCard:
    """Everybody who works for the marketplace."""
    return HouseCard.model_validate(_read("house.toml"))


@cache
def the_goods() -> GoodsCard:
    """Everything on offer."""
    return GoodsCard.model_validate(_read("goods.toml"))


@cache
def the_places() -> PlacesCard:
    """Where customers live."""
    return PlacesCard.model_validate(_read("places.toml"))


@cache
def the_macros() -> MacrosCard:
    """Every prepared answer."""
    return MacrosCard.model_validate(_read("macros.toml"))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
