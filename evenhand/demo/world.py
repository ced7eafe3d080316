"""The demo's past, played forward: stories that go on at their moments, all in the order of time.

A story is a generator. It does something, yields the moment at which it goes on, and is called again when the world has
come to that moment. Played so, the activity log, the numbers of cases and every decision come out in the order in which
they would have happened; what lies beyond the present is simply not played yet.
"""

import datetime
import heapq
from collections.abc import Callable, Generator
from itertools import count
from random import Random
from typing import TypeVar

from evenhand.core.api import environment, one_transaction, site_day

R = TypeVar("R")
Steps = Generator[datetime.datetime, None, R]
Story = Steps[None]

MINUTE, HOUR, DAY = datetime.timedelta(minutes=1), datetime.timedelta(hours=1), datetime.timedelta(days=1)
HOUSE_DAYS = 200  # from the founding to the present
HISTORY_DAYS = 64  # with contacts in them


class World:
    """The clock of the demo, and the stories that wait for their moment."""

    def __init__(self, seed: int, end: datetime.datetime) -> None:
        self.seed, self.start, self.end = seed, end - HOUSE_DAYS * DAY, end
        self.now = self.start
        self._waiting: list[tuple[datetime.datetime, int, Story]] = []
        self._numbers = count()
        self._at_end: list[Callable[[], None]] = []

    def dice(self, *name: object) -> Random:
        """Chance for one purpose, the same for a seed whatever happens elsewhere."""
        return Random("/".join(map(str, (self.seed, *name))))  # noqa: S311 - tells stories; nothing secret

    def clock_time(self, days_ago: int, hour: float) -> datetime.datetime:
        """A time of day, on the site's clock, so many days ago."""
        day = site_day(self.end) - datetime.timedelta(days=days_ago)
        midnight = datetime.datetime.combine(day, datetime.time(), environment().zone)
        return (midnight + hour * HOUR).astimezone(datetime.UTC)

    def begin(self, at: datetime.datetime, story: Story) -> None:
        """Let `story` begin at a moment; one that is over already begins now."""
        heapq.heappush(self._waiting, (max(at, self.now), next(self._numbers), story))

    def at_end(self, act: Callable[[], None]) -> None:
        """Let something happen at the present, after all stories and outside of any transaction."""
        self._at_end.append(act)

    def play(self, on_day: Callable[[datetime.datetime], None] = lambda _: None) -> None:
        """Play everything up to the present, each day in one transaction."""
        while self._waiting and self._waiting[0][0] <= self.end:
            until = min(self._waiting[0][0] + DAY, self.end)
            with one_transaction():
                while self._waiting and self._waiting[0][0] <= until:
                    self._go_on()
            on_day(until)
        self.now = self.end
        for act in self._at_end:
            act()

    def _go_on(self) -> None:
        at, number, story = heapq.heappop(self._waiting)
        self.now = at
        goes_on_at = next(story, None)
        if goes_on_at is not None:
            heapq.heappush(self._waiting, (max(goes_on_at, at), number, story))
