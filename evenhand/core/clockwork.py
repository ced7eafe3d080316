"""Duties: what has to be looked at again and again, such as mail that is due to leave.

What is due stands in a table; a duty picks it up, so that a process that dies loses nothing and the next one goes on.
A room registers its duties in its `apps.py`; `evenhand clockwork` does them.
"""

import datetime
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import close_old_connections

from evenhand.core.clock import now

log = structlog.get_logger("evenhand.clockwork")


@dataclass(frozen=True)
class Duty:
    """Something to do every so many seconds. `run` is safe to run twice, and beside itself in another process."""

    name: str
    every_seconds: float
    run: Callable[[datetime.datetime], object]


_duties: dict[str, Duty] = {}


def register_duty(duty: Duty) -> None:
    """From now on the clockwork does `duty`. The same name again replaces it."""
    _duties[duty.name] = duty


def duties() -> tuple[Duty, ...]:
    """Everything that the clockwork does, by name."""
    return tuple(_duties[name] for name in sorted(_duties))


def do_duties(stop: threading.Event) -> None:
    """Do every duty in its rhythm until `stop`. One that fails is logged and done again at its next turn."""
    due_at = {duty.name: time.monotonic() for duty in duties()}
    while not stop.is_set():
        for duty in duties():
            if not stop.is_set() and due_at[duty.name] <= time.monotonic():
                _do(duty)
                due_at[duty.name] = time.monotonic() + duty.every_seconds
        stop.wait(max(0.05, min(due_at.values(), default=time.monotonic() + 1) - time.monotonic()))


def _do(duty: Duty) -> None:
    close_old_connections()
    try:
        duty.run(now())
    except Exception:
        log.exception("a duty failed and will be done again", duty=duty.name)
    finally:
        close_old_connections()
