"""Named events: how a lower room causes something in a higher one without knowing it.

A room defines its events in its `events.py`; a higher room subscribes in its `apps.py`. Subscribers run in the
publisher's transaction and may only write rows of their own room; whatever leaves the house is put in a job.
The pairs stand in ARCHITECTURE.md, and a test compares that table with `subscriptions()`.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened, told with identifiers and plain values."""


E = TypeVar("E", bound=Event)
_subscribers: dict[type[Event], list[Callable[..., None]]] = defaultdict(list)


def subscribe(event: type[E], subscriber: Callable[[E], None]) -> None:
    """From now on, `subscriber` is called with each published `event`. Subscribing twice has no further effect."""
    if subscriber not in _subscribers[event]:
        _subscribers[event].append(subscriber)


def publish(event: Event) -> None:
    """Tell all subscribers, in order of subscription, in the transaction that is open. Errors undo the whole of it."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} was published outside an action")
    for subscriber in _subscribers[type(event)]:
        subscriber(event)


def subscriptions() -> dict[type[Event], list[Callable[..., None]]]:
    """Who listens to what."""
    return {event: list(subscribers) for event, subscribers in _subscribers.items() if subscribers}
