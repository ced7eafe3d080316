"""The live stream: which open screens are told of what."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError

from evenhand.house import live
from evenhand.house.live import EVERYTHING, Listener, Stream


@pytest.mark.parametrize(
    ("topics", "told"),
    [
        ({"case:41"}, {"case:41", EVERYTHING}),
        ({"case:*"}, {"case:41", "case:42", EVERYTHING}),
        ({"order:7"}, {EVERYTHING}),
        (set(), {"case:41", "case:42", EVERYTHING}),
    ],
)
def test_a_screen_is_told_of_what_it_shows_and_when_to_look_at_everything(topics: set[str], told: set[str]) -> None:
    screen = Listener(frozenset(topics))
    screen.hear([(1, "case:41"), (2, "case:42"), (3, EVERYTHING)])
    assert set(screen.waiting) == told


class Log:
    """The activity log as the stream reads it: entry 1 is there, and 2 comes while the database cannot be read."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.entries = [(1, "case:40")]

    def newest(self) -> int:
        return self.entries[-1][0]

    def since(self, sequence: int) -> list[tuple[int, str]]:
        if self.failures:
            self.failures -= 1
            self.entries = [(1, "case:40"), (2, "case:41")]
            raise OperationalError("server closed the connection unexpectedly")
        return [entry for entry in self.entries if entry[0] > sequence]


async def first_hint(stream: Stream, query: bytes = b"") -> bytes:
    """What a screen that connects now is told first, beyond that the stream is there."""
    chunks: asyncio.Queue[bytes] = asyncio.Queue()

    async def send(message: dict[str, Any]) -> None:
        if b"event: hint" in message.get("body", b""):
            await chunks.put(message["body"])

    scope = {"method": "GET", "query_string": query, "headers": []}
    screen = asyncio.create_task(stream(scope, asyncio.Event().wait, send))
    try:
        return await asyncio.wait_for(chunks.get(), 10)
    finally:
        screen.cancel()


def test_a_database_that_could_not_be_read_for_a_while_costs_no_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    activity = Log(failures=2)
    monkeypatch.setattr(live, "_topics_for", lambda scope, query: frozenset({"case:*"}))
    monkeypatch.setattr(live, "_newest", activity.newest)
    monkeypatch.setattr(live, "_since", activity.since)
    monkeypatch.setattr(live, "LOOK_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(live, "LOOK_AGAIN_SECONDS", 0.01)
    with ThreadPoolExecutor() as elsewhere:  # a browser that other tests have open runs a loop of its own in this one
        told = elsewhere.submit(asyncio.run, first_hint(Stream())).result()
    assert told == b"id: 2\nevent: hint\ndata: case:41\n\n"


async def listeners_after_leaving(stream: Stream) -> int:
    """How many screens are still told of changes, once the only one is gone."""
    gone, begun = asyncio.Event(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        begun.set()

    screen = asyncio.create_task(stream({"method": "GET", "query_string": b"", "headers": []}, receive, send))
    await begun.wait()
    gone.set()
    await asyncio.wait([screen], timeout=5)
    screen.cancel()
    stream.stop()
    return len(stream.listeners)


def test_a_screen_that_is_gone_is_forgotten_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_topics_for", lambda scope, query: frozenset({"case:*"}))
    monkeypatch.setattr(live, "_newest", lambda: 1)
    monkeypatch.setattr(live, "_since", lambda sequence: [])
    with ThreadPoolExecutor() as elsewhere:
        assert elsewhere.submit(asyncio.run, listeners_after_leaving(Stream())).result() == 0
