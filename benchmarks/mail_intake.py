"""How many mails a second are accepted on disk through a real listener, land in cases, and go the whole way.

The whole way is the figure to hold: mails are handed in and land at the same time, and it ends when the last is in its
case. Accepted alone and landed alone say where the time goes.

    python benchmarks/mail_intake.py [--mails 3000] [--connections 16]

Uses the database of DATABASE_URL, which must be prepared (`evenhand migrate`), and leaves its mails there.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.house.settings")
os.environ.setdefault("EVENHAND_MODE", "test")
SENDERS = 500
WANTED_PER_SECOND = 250


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    count: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


def measure(mails: int = 3000, connections: int = 16) -> list[Row]:
    """Send `mails` over `connections` sessions at once, then land them."""
    import django

    django.setup()
    listener, port = _start_listener()
    try:
        started = time.perf_counter()
        asyncio.run(_send_all(port, mails, connections, "first"))
        accepted = Row("accepted on disk", mails, time.perf_counter() - started)
        landed = _land(mails)
        return [accepted, landed, _whole_way(port, mails, connections)]
    finally:
        listener.terminate()
        listener.wait(15)


_WORKER = """
import time, django
django.setup()
from evenhand.cases.api import land_due
from evenhand.core.api import now
while True:
    if not land_due(now=now()):
        time.sleep(0.05)
"""


def _whole_way(port: int, mails: int, connections: int) -> Row:
    """Mails are handed in while a process of its own lands them."""
    worker = subprocess.Popen([sys.executable, "-c", _WORKER], cwd=ROOT)
    try:
        time.sleep(5)  # until it is at work
        started = time.perf_counter()
        asyncio.run(_send_all(port, mails, connections, "second"))
        while _waiting():
            time.sleep(0.02)
        return Row("the whole way", mails, time.perf_counter() - started)
    finally:
        worker.terminate()
        worker.wait(15)


def _waiting() -> bool:
    from evenhand.cases.api import IncomingMail

    return IncomingMail.objects.filter(state="accepted").exists()


def _start_listener() -> tuple["subprocess.Popen[str]", int]:
    command = [sys.executable, "-m", "django", "mail_listener", "--port", "0"]
    listener = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert listener.stdout is not None
    said = listener.stdout.readline()
    found = re.search(r"port (\d+)", said)
    if not found:
        listener.kill()
        raise SystemExit(f"The listener did not start: {said}")
    return listener, int(found[1])


async def _send_all(port: int, mails: int, connections: int, run: str) -> None:
    shares = [range(start, mails, connections) for start in range(connections)]
    await asyncio.gather(*(_send(port, share, f"{run}{_RUN}") for share in shares))


async def _send(port: int, numbers: range, run: str) -> None:
    """One session that sends its share, one mail after the other, each time waiting for the yes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def say(line: str, expected: bytes) -> None:
        writer.write(line.encode())
        answer = await reader.readline()
        while answer[3:4] == b"-":
            answer = await reader.readline()
        assert answer.startswith(expected), answer

    await say("", b"220")
    await say("EHLO bench.example\r\n", b"250")
    for number in numbers:
        sender = f"customer{number % SENDERS}.{run}@bench.example"
        await say(f"MAIL FROM:<{sender}>\r\n", b"250")
        await say("RCPT TO:<help@localhost>\r\n", b"250")
        await say("DATA\r\n", b"354")
        await say(_mail(sender, number, run) + "\r\n.\r\n", b"250")
    await say("QUIT\r\n", b"221")
    writer.close()


_RUN = uuid4().hex[:8]


def _mail(sender: str, number: int, run: str = _RUN) -> str:
    text = "\r\n".join(["My parcel has not come, and it was promised for yesterday. Where is it?"] * 12)
    return (
        f"From: Customer {number} <{sender}>\r\nTo: help@localhost\r\nSubject: Parcel {number}\r\n"
        f"Message-ID: <{number}.{run}@bench.example>\r\nDate: Mon, 02 Mar 2026 12:00:00 +0000\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n{text}\r\nThank you\r\n"
    )


def _land(mails: int) -> Row:
    from evenhand.cases.api import land_due
    from evenhand.core.api import now

    started, landed = time.perf_counter(), 0
    while landed < mails:
        progress = land_due(now=now())
        if not progress:
            raise SystemExit(f"Only {landed} of {mails} mails landed.")
        landed += progress
    return Row("landed in cases", landed, time.perf_counter() - started)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=3000)
    parser.add_argument("--connections", type=int, default=16)
    chosen = parser.parse_args()
    for row in measure(chosen.mails, chosen.connections):
        short = f"  <- falls short of {WANTED_PER_SECOND} a second" if row.per_second < WANTED_PER_SECOND else ""
        print(
            f"mail {row.what:<18} {row.count:>7,} mails {row.seconds:>7.2f} s {row.per_second:>9,.0f} a second{short}"
        )


if __name__ == "__main__":
    main()
