"""The live stream: tells open screens which subjects have changed, never what.

Each web process looks for new activity entries four times a second, while anyone listens, and hands the changed
subjects to all of its streams. A screen that was cut off names the last entry that it heard of and is told what came
since; where that is too much to tell, it is told to look at everything again.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

import structlog
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from evenhand.chat.api import TOKEN_HEADER, chat_of_visitor
from evenhand.core.api import ActivityEntry, NotFound, asked_number
from evenhand.people.api import STAFF_ROLES, Account, actor_for

log = structlog.get_logger("evenhand.live")

LOOK_EVERY_SECONDS = 0.25
LOOK_AGAIN_SECONDS = 2  # after a look that failed: a database that starts again is not asked four times a second
HEARTBEAT_SECONDS = 20
LONGEST_STREAM_SECONDS = 15 * 60  # then the browser comes back by itself, and is asked again who it is
MOST_TO_CATCH_UP = 500
EVERYTHING = "*"
MOST_FOR_ONE_CHAT = 6
_CHAT = TOKEN_HEADER.lower().encode()

Scope = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[dict[str, Any]], Any]


@dataclass(eq=False)
class Listener:
    """One open screen: the subjects that it shows, as "case:41" or "case:*", and what it has yet to be told."""

    topics: frozenset[str]
    waiting: dict[str, int] = field(default_factory=dict)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, hints: list[tuple[int, str]]) -> None:
        """Take in what changed; the same subject twice is told once."""
        for sequence, subject in hints:
            if self._shows(subject):
                self.waiting[subject] = sequence
        if self.waiting:
            self.woken.set()

    def _shows(self, subject: str) -> bool:
        is_named = subject in self.topics or f"{subject.split(':', maxsplit=1)[0]}:*" in self.topics
        return is_named or subject == EVERYTHING or not self.topics


class Stream:
    """All open screens of one web process, and the one thread that reads the database for them."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.stopping = asyncio.Event()
        self._last = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")
        self._looking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for the stream."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        topics = await self._in_thread(_topics_for, scope, query) if scope["method"] == "GET" else None
        if topics is None or self._is_full(topics, scope):
            await _answer(send, 404, b"We could not find that.")
            return
        listener = Listener(topics)
        since = _header(scope, b"last-event-id") or query.get("since", [""])[0]
        await send({"type": "http.response.start", "status": 200, "headers": _STREAM_HEADERS})
        async with self._listening(listener, since):
            gone = asyncio.ensure_future(_until_gone(receive))
            gone.add_done_callback(lambda _: listener.woken.set())
            try:
                async for chunk in self._chunks(listener, gone):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                if not gone.done():
                    await send({"type": "http.response.body", "body": b""})
            finally:
                gone.cancel()

    def _is_full(self, topics: frozenset[str], scope: Scope) -> bool:
        """Whether one visitor listens so often already that it must be for another purpose."""
        is_visitor = bool(_header(scope, _CHAT))
        return is_visitor and sum(listener.topics == topics for listener in self.listeners) >= MOST_FOR_ONE_CHAT

    def stop(self) -> None:
        """End all streams; each browser comes back by itself."""
        self.stopping.set()
        for listener in self.listeners:
            listener.woken.set()

    @contextlib.asynccontextmanager
    async def _listening(self, listener: Listener, since: str) -> AsyncIterator[None]:
        if not self._is_looking and not self.listeners:
            self._last = await self._in_thread(_newest)
        if not self._is_looking:  # somebody else may have begun meanwhile
            self._looking = asyncio.create_task(self._look())
        self.listeners.add(listener)
        try:
            heard = asked_number(since)
            if heard is not None:
                listener.hear(await self._in_thread(_since, heard))
            yield
        finally:
            self.listeners.discard(listener)

    @property
    def _is_looking(self) -> bool:
        return self._looking is not None and not self._looking.done()

    async def _look(self) -> None:
        pause: float = LOOK_EVERY_SECONDS
        while self.listeners or not self.stopping.is_set():
            await asyncio.sleep(pause)
            if self.stopping.is_set():
                return
            try:
                await self._tell_what_changed()
                pause = LOOK_EVERY_SECONDS
            except Exception:
                log.exception("looking for live hints failed and is done again", since=self._last)
                pause = LOOK_AGAIN_SECONDS

    async def _tell_what_changed(self) -> None:
        """Once. Where the database cannot be read, `_last` stays, and the next look finds what this one missed."""
        if not self.listeners:
            self._last = max(self._last, await self._in_thread(_newest))
            return
        hints = await self._in_thread(_since, self._last)
        if hints:
            self._last = hints[-1][0]
            for listener in list(self.listeners):
                listener.hear(hints)

    async def _chunks(self, listener: Listener, gone: "asyncio.Future[None]") -> AsyncIterator[bytes]:
        ends_at = time.monotonic() + LONGEST_STREAM_SECONDS
        yield b"retry: 1000\n: here\n\n"
        while not self.stopping.is_set() and not gone.done() and time.monotonic() < ends_at:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listener.woken.wait(), HEARTBEAT_SECONDS)
            listener.woken.clear()
            told, listener.waiting = listener.waiting, {}
            yield (
                b"".join(
                    f"id: {sequence}\nevent: hint\ndata: {subject}\n\n".encode() for subject, sequence in told.items()
                )
                or b": still here\n\n"
            )

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _with_connection, function, *arguments)


def _with_connection(function: Callable[..., Any], *arguments: Any) -> Any:
    close_old_connections()
    try:
        return function(*arguments)
    finally:
        close_old_connections()


def _topics_for(scope: Scope, query: dict[str, list[str]]) -> frozenset[str] | None:
    """What a page may follow: staff whatever they ask for, a visitor their own chat. None: nothing at all."""
    token = _header(scope, _CHAT)
    if token:
        return _topics_of_visitor(token)
    if not _is_staff(_header(scope, b"cookie")):
        return None
    return frozenset(topic for topic in query.get("topics", [""])[0].split(",") if topic)


def _topics_of_visitor(token: str) -> frozenset[str] | None:
    try:
        chat = chat_of_visitor(token)
    except NotFound:
        return None
    return None if chat.is_over else frozenset({f"case:{chat.case_id}", chat.log_subject})


def _is_staff(cookies: str) -> bool:
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return False
    if morsel is None:
        return False
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)
    account = get_user(request)
    return isinstance(account, Account) and actor_for(account, source="live").has_role(*STAFF_ROLES)


def _newest() -> int:
    return ActivityEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _since(sequence: int) -> list[tuple[int, str]]:
    hints = list(
        ActivityEntry.objects.filter(id__gt=sequence)
        .order_by("id")
        .values_list("id", "subject")[: MOST_TO_CATCH_UP + 1]
    )
    return hints if len(hints) <= MOST_TO_CATCH_UP else [(_newest(), EVERYTHING)]


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy in front must not hold the hints back
]
