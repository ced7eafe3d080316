"""Waits that were measured by somebody else, such as a telephone system. A room above says who; here they are asked."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from evenhand.promises.service import Wait


@dataclass(frozen=True)
class Came:
    """One who came to a queue on a live channel; without a wait, nobody knows yet how long it will have been."""

    queue_id: int
    channel: str
    at: datetime.datetime
    wait: Wait | None


@dataclass(frozen=True)
class Measured:
    """What was measured on one channel, and for which queues, None for all: others are reckoned from their cases."""

    channel: str
    queue_ids: frozenset[int] | None
    came: tuple[Came, ...]


Meter = Callable[[datetime.datetime, datetime.datetime], Measured]
_meters: dict[str, Meter] = {}


def register_meter(name: str, meter: Meter) -> None:
    """From now on, `meter` is asked who came from one moment until another. The same name again replaces it."""
    _meters[name] = meter


def measured_between(start: datetime.datetime, end: datetime.datetime) -> list[Measured]:
    """What each of them measured."""
    return [meter(start, end) for _name, meter in sorted(_meters.items())]
