"""Starts, watches and stops the processes of one installation: `evenhand serve`."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import structlog

log = structlog.get_logger("evenhand.serve")

STOP_SECONDS = 9
LONGEST_PAUSE_SECONDS = 30


@dataclass
class Part:
    """One process: the command it runs, and how often it had to be started again."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    falls: int = 0
    start_at: float = 0.0
    started_at: float = 0.0


class Supervisor:
    """Keeps `parts` running until told to stop. They inherit `sockets`, and end by themselves if this process dies."""

    def __init__(self, parts: list[Part], sockets: list[socket.socket]) -> None:
        self.parts = parts
        self.sockets = sockets
        self.stopping = threading.Event()
        # Nothing is ever written: the parts read its other end and take its closing as our death.
        self._alive_read, self._alive_write = os.pipe()

    def run(self, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """Start all, say when it is ready, watch, and stop all on SIGTERM or SIGINT.

        Answers 0 where every part ended by itself. `is_ready` is asked five times a second until it says yes.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        for part in self.parts:
            self._start(part)
        said_ready = False
        while not self.stopping.wait(0.2):
            if not said_ready and is_ready():
                said_ready = True
                when_ready()
            for part in self.parts:
                self._look_after(part)
        return self._stop()

    def _start(self, part: Part) -> None:
        handed_down = [self._alive_read, *(sock.fileno() for sock in self.sockets)]
        part.process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
            [sys.executable, "-m", "evenhand.house", str(self._alive_read), *part.arguments],
            pass_fds=handed_down,
            start_new_session=True,  # Ctrl-C reaches us alone, and we pass it on in good order
        )
        part.started_at = time.monotonic()

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is not None and part.process.poll() is not None:
            if now - part.started_at > LONGEST_PAUSE_SECONDS:
                part.falls = 0
            part.falls += 1
            pause = min(2.0 ** (part.falls - 1), LONGEST_PAUSE_SECONDS)
            log.error("a part ended; starting it again", part=part.name, code=part.process.returncode, in_seconds=pause)
            part.process, part.start_at = None, now + pause
        elif part.process is None and now >= part.start_at:
            self._start(part)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _stop(self) -> int:
        running = [part for part in self.parts if part.process is not None]
        for part in running:
            part.process.terminate()  # type: ignore[union-attr]
        deadline = time.monotonic() + STOP_SECONDS
        forced = 0
        for part in running:
            try:
                part.process.wait(max(0.01, deadline - time.monotonic()))  # type: ignore[union-attr]
            except subprocess.TimeoutExpired:
                log.error("a part did not end in time and was ended", part=part.name)
                part.process.kill()  # type: ignore[union-attr]
                part.process.wait()  # type: ignore[union-attr]
                forced += 1
        return 1 if forced else 0


def follow_parent(pipe: int) -> None:
    """End this process in good order when the supervisor at the other end of `pipe` is gone."""

    def wait() -> None:
        os.read(pipe, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="follow-parent", daemon=True).start()
