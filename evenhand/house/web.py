"""One web process: a loop for the live streams and a pool of threads that make the pages, behind one socket."""

import socket
from types import FrameType
from typing import Any, cast

import uvicorn
from a2wsgi import WSGIMiddleware

from evenhand.core.api import environment
from evenhand.house.live import Receive, Scope, Send, Stream
from evenhand.house.wsgi import application

LIVE_PATH = "/live/"
GRACE_SECONDS = 6


class Application:
    """Sends each request where it is answered."""

    def __init__(self) -> None:
        self.pages: Any = WSGIMiddleware(cast(Any, application), workers=environment().web_threads)
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


def serve_pages(listening: socket.socket) -> None:
    """Answer requests on `listening`, a bound socket that other processes may share, until told to stop."""
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
    Server(config).run(sockets=[listening])
