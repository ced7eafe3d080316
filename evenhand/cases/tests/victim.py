"""A mail listener with landing that is killed again and again: python victim.py KILLS SEED.

Prints its port, then forks children that share its socket, and kills each with SIGKILL at a random moment: every third
while it starts, the others after they landed a few times, at any point of the next time. So they do as much on a slow
machine as on a quick one. The last one is asked to stop by SIGTERM, when something arrives on standard input, and lands
what is left.
"""

# ruff: noqa: E402 - Django must be set up before its models are imported

import asyncio
import os
import random
import signal
import socket
import sys
import threading
import time

import django

django.setup()

from evenhand.cases.api import land_due
from evenhand.cases.mail.listener import MailListener
from evenhand.core.api import now


def live(listening: socket.socket, landed: int) -> None:
    """What a child does: take mail in and land it with two workers, until killed or asked to stop."""
    stop = threading.Event()
    workers = [threading.Thread(target=_land_until, args=(stop, landed)) for _ in range(2)]
    for worker in workers:
        worker.start()
    asyncio.run(_listen(listening))
    stop.set()
    for worker in workers:
        worker.join()
    while land_due(now=now()):
        pass


async def _listen(listening: socket.socket) -> None:
    listener = MailListener(listening, protocol="smtp", max_bytes=1_000_000)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, listener.stop)
    await listener.run()


def _land_until(stop: threading.Event, landed: int) -> None:
    while not stop.is_set():
        if land_due(now=now()):
            os.write(landed, b".")
        time.sleep(0.002)


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    kills, dice = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    _say(listening.getsockname()[1])
    usual_seconds = 0.1
    for remaining in range(kills, -1, -1):
        parents_end, childs_end = os.pipe()
        child = os.fork()
        if not child:
            live(listening, childs_end)
            os._exit(0)
        os.close(childs_end)  # so that a child that ends by itself is heard
        if remaining:
            born_at, times = time.monotonic(), dice.randint(1, 4) if remaining % 3 else 0
            for _ in range(times):
                os.read(parents_end, 1)
            if times:
                usual_seconds = min(1.0, (time.monotonic() - born_at) / times)
            time.sleep(dice.uniform(0, usual_seconds))
            os.kill(child, signal.SIGKILL)
        else:
            _say("last")
            sys.stdin.readline()
            os.kill(child, signal.SIGTERM)
        _, status = os.waitpid(child, 0)
        os.close(parents_end)
        assert remaining or status == 0, f"the last one ended with {status}"
        assert not remaining or os.WTERMSIG(status) == signal.SIGKILL, "a child had ended before it was killed"


if __name__ == "__main__":
    main()
