"""One web process: a loop for the live streams and a pool of threads that make the pages, behind one socket."""

import asyncio
import gc
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from types import FrameType
from typing import Any

import uvicorn
from a2wsgi.wsgi import Body, build_environ

from evenhand.core.api import environment
from evenhand.house.live import Receive, Scope, Send, Stream
from evenhand.house.wsgi import application

Message = dict[str, Any]
Headers = list[tuple[str, str]]

LIVE_PATH = "/live/"
GRACE_SECONDS = 6


class Pages:
    """Makes pages in threads, and hands each to the loop whole.

    Piece by piece, a thread would wait for the loop at each of them, and the loop for the other threads' work.
    """

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        environ = build_environ(scope, Body(loop, receive))  # type: ignore[arg-type]
        made = _Made(loop, send)
        context = copy_context()  # what a page sets for itself ends with it, though its thread goes on
        for message in await loop.run_in_executor(self._threads, context.run, made.messages, environ):
            await send(message)


class _Made:
    """What the pages' application makes of one request, in its thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self._loop = loop
        self._send = send
        self._head: Message = {}

    def messages(self, environ: Any) -> list[Message]:
        """What is to be sent: the whole answer, or the end of one that is so long that it came in pieces."""
        answer: Any = application(environ, self._start)
        try:
            if not getattr(answer, "streaming", False):
                return [self._head, _body(b"".join(answer))]
            self._send_now(self._head)
            for piece in answer:
                self._send_now(_body(piece, is_last=False))
            return [_body(b"")]
        finally:
            answer.close()

    def _start(self, status: str, headers: Headers, exc_info: Any = None, /) -> Callable[[bytes], object]:
        self._head = {
            "type": "http.response.start",
            "status": int(status.split(" ", 1)[0]),
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        }
        return lambda piece: self._send_now(_body(piece, is_last=False))  # the standard asks for it; Django does not

    def _send_now(self, message: Message) -> None:
        """Wait until the loop has taken it: a slow reader holds back who makes the pieces."""
        asyncio.run_coroutine_threadsafe(self._send(message), self._loop).result()


def _body(piece: bytes, *, is_last: bool = True) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": not is_last}


class Application:
    """Sends each request where it is answered."""

    def __init__(self) -> None:
        self.pages = Pages(environment().web_threads)
        self.stream: Stream | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == LIVE_PATH:
            self.stream = self.stream or Stream()  # made here, where its loop runs
            await self.stream(scope, receive, send)
        else:
            await self.pages(scope, receive, send)


class Server(uvicorn.Server):
    """Ends the live streams as soon as it is asked to stop, so that pages under way have the time to finish."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        stream = self.config.app.stream  # type: ignore[union-attr]
        if stream is not None:
            stream.stop()


def reserve(host: str, port: int) -> socket.socket:
    """Take an address (port 0: any free one) for us alone: a bound socket that never listens. OSError: it is taken.

    Taken twice: over connections that are still closing, and then so that a second installation, started within the
    same second, finds no room beside it, while our web processes do.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    first = _socket(family, socket.SO_REUSEADDR)
    first.bind((host, port))
    if not _CAN_SHARE:
        return first
    with first:
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        reserved = _socket(family, socket.SO_REUSEPORT)
        reserved.bind(first.getsockname())
    return reserved


def serve_pages(reserved: socket.socket) -> None:
    """Answer requests at the address of `reserved`, which other processes may serve too, until told to stop."""
    gc.set_threshold(10_000, 20, 50)  # a page makes thousands of objects, hardly any of them in circles
    config = uvicorn.Config(
        Application(),
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=True,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    Server(config).run(sockets=[_own(reserved)])


def _own(reserved: socket.socket) -> socket.socket:
    """A socket of this process alone at that address, so that the kernel spreads connections over the processes.

    Of one that they share, whichever wakes first takes nearly all. It is shared only where it lets none beside it.
    """
    if not _CAN_SHARE:
        return reserved
    own = _socket(reserved.family, socket.SO_REUSEADDR, socket.SO_REUSEPORT)
    try:
        own.bind(reserved.getsockname())
    except OSError:
        own.close()
        return reserved
    return own


_CAN_SHARE = hasattr(socket, "SO_REUSEPORT")


def _socket(family: int, *options: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    for option in options:
        made.setsockopt(socket.SOL_SOCKET, option, 1)
    return made
