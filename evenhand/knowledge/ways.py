"""Ways to a person, which rooms above offer on every page of help: nothing stands between a customer and an agent."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Way:
    """One way to reach us: its words, its icon, and the name of its address."""

    words: str | Promise
    icon: str
    url_name: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_ways: dict[str, Way] = {}


def register_way(way: Way) -> None:
    """From now on, pages of help offer this way. A second time replaces the first."""
    _ways[way.url_name] = way


def ways() -> tuple[Way, ...]:
    """Every way there is."""
    return tuple(_ways.values())
