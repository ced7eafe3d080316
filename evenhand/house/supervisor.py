"""Starts, watches and stops the processes of one installation: `evenhand serve`.

Each is forked from this one, which has loaded everything: a start takes a third of a second instead of three, and what
was loaded lies in memory once.
"""

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkProcess
from types import FrameType

import structlog
from django.core.management import call_command
from django.db import connections

log = structlog.get_logger("evenhand.serve")

STOP_SECONDS = 9
LONGEST_PAUSE_SECONDS = 30
STOPS = (signal.SIGTERM, signal.SIGINT)


@dataclass
class Part:
    """One process: the command it runs, and how often it had to be started again."""

    name: str
    arguments: list[str]
    process: ForkProcess | None = None
    falls: int = 0
    start_at: float = 0.0
    started_at: float = 0.0


class Supervisor:
    """Keeps `parts` running until told to stop. They inherit open sockets, and end by themselves if this one dies."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.stopping = threading.Event()
        # Nothing is ever written: the parts read its other end and take its closing as our death.
        self._alive_read, self._alive_write = os.pipe()

    def run(self, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """Start all, say when it is ready, watch, and stop all on SIGTERM or SIGINT.

        Answers 0 where every part ended by itself. `is_ready` is asked five times a second until it says yes.
        """
        for number in STOPS:
            signal.signal(number, self._asked_to_stop)
        gc.freeze()  # what is loaded stays: no part's collector need touch, and so copy, its pages
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
        connections.close_all()  # none may be used on both sides of a fork
        # A daemon, so that an error here ends the parts too.
        part.process = multiprocessing.get_context("fork").Process(
            target=self._run, args=(part,), name=part.name, daemon=True
        )
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)  # who asks to stop is heard on the right side of the fork
        part.process.start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        part.started_at = time.monotonic()
        log.info("a part started", part=part.name, process=part.process.pid)

    def _run(self, part: Part) -> None:
        """What a part does, in its own process."""
        os.setsid()  # Ctrl-C reaches the supervisor alone, which passes it on in good order
        os.close(self._alive_write)
        for number in STOPS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        _follow_parent(self._alive_read)
        call_command(*part.arguments)

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is not None and not part.process.is_alive():
            if now - part.started_at > LONGEST_PAUSE_SECONDS:
                part.falls = 0
            part.falls += 1
            pause = min(2.0 ** (part.falls - 1), LONGEST_PAUSE_SECONDS)
            log.error("a part ended; starting it again", part=part.name, code=part.process.exitcode, in_seconds=pause)
            part.process, part.start_at = None, now + pause
        elif part.process is None and now >= part.start_at:
            self._start(part)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _stop(self) -> int:
        running = [part.process for part in self.parts if part.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        forced = 0
        for process in running:
            process.join(max(0.01, deadline - time.monotonic()))
            if process.is_alive():
                log.error("a part did not end in time and was ended", part=process.name)
                process.kill()
                process.join()
                forced += 1
        return 1 if forced else 0


def _follow_parent(pipe: int) -> None:
    """End this process in good order when the supervisor at the other end of `pipe` is gone."""

    def wait() -> None:
        os.read(pipe, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="follow-parent", daemon=True).start()
