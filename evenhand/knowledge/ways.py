"""Ways to a person, which rooms above offer on every page of help: nothing stands between a customer and an agent."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from evenhand.core.api import Actor


@dataclass(frozen=True)
class Way:
    """One way to reach us: its words, its icon, the name of its address, and the roles of those who may go there."""

    words: str | Promise
    icon: str
    url_name: str
    roles: frozenset[str]

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_ways: dict[str, Way] = {}


def register_way(way: Way) -> None:
    """From now on, pages of help offer this way. A second time replaces the first."""
    _ways[way.url_name] = way


def ways(actor: Actor) -> tuple[Way, ...]:
    """Every way that is open to `actor`; who is not signed in is asked to, on the way."""
    return tuple(way for way in _ways.values() if actor.account_id is None or actor.has_role(*way.roles))
