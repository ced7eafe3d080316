"""The desk under load: inbox, case page, search, a customer's new case, and live screens, at 100,000 cases.

    python -m benchmarks.desk [--seconds 6] [--screens 1000]

Uses the database of DATABASE_URL or EVENHAND_DATA_DIR, filled by `python -m benchmarks.fill_cases`.
"""

import argparse
import asyncio
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.house.settings")
os.environ.setdefault("EVENHAND_MODE", "demo")

from benchmarks.load import Outcome, Request, run
from benchmarks.serving import serving

WARM_UP_SECONDS = 3.0
TOKEN = "b" * 32  # what a browser sends back to show that a form came from our own page
WORDS = ("parcel", "refund", "late", "jacket", "invoice", "broken", "thank", "address")  # each gives 50 hits and more


@dataclass(frozen=True)
class Row:
    """One line of the table: what was asked for, what it gave, what it should hold."""

    what: str
    outcome: Outcome
    wanted_per_second: float
    wanted_p99: float
    queries: int | None = None

    def __str__(self) -> str:
        got, p99 = self.outcome.per_second, self.outcome.percentile(0.99)
        queries = "" if self.queries is None else f", {self.queries} queries"
        short = [
            f"falls short of {self.wanted_per_second:,.0f} a second" if got < self.wanted_per_second else "",
            f"slower than {self.wanted_p99:,.0f} ms at p99" if p99 > self.wanted_p99 else "",
            f"answers {self.outcome.statuses}" if set(self.outcome.statuses) - {200, 302} else "",
        ]
        note = "; ".join(part for part in short if part)
        size = f"{self.outcome.page_bytes / 1000:,.0f} kB"
        times = f"p50 {self.outcome.percentile(0.5):>5,.0f} ms  p99 {p99:>5,.0f} ms"
        return f"{self.what:<14} {got:>8,.0f}/s  {times}  {size}{queries}" + (f"  <- {note}" if note else "")


class World:
    """Who asks in the benchmark, and for what."""

    def __init__(self) -> None:
        import django

        django.setup()
        from django.db import connection

        from evenhand.cases.api import Case
        from evenhand.people.api import accounts_with_role

        agent = accounts_with_role(["agent"]).order_by("pk")[0]
        self.agent = agent
        self.session = _session(agent)
        dice = random.Random(1)
        numbers = list(Case.objects.order_by("pk").values_list("pk", flat=True)[:100_000])
        self.cases = [dice.choice(numbers) for _ in range(300)]
        self.customer_cookie, self.order_number = _customer_with_an_order()
        connection.close()

    @property
    def cookie(self) -> tuple[tuple[str, str], ...]:
        return (("Cookie", f"sessionid={self.session}; csrftoken={TOKEN}"),)

    def queries(self, path: str) -> int:
        """How many queries the page at `path` makes for the agent."""
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(self.agent)
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    def creations(self, count: int) -> list[Request]:
        """So many different messages that a customer sends from the page of their order."""
        path = f"/my/orders/{quote(self.order_number, safe='')}/"
        cookie = (("Cookie", f"sessionid={self.customer_cookie}; csrftoken={TOKEN}"),)
        text = quote("The lamp came with a broken shade. Could you send me another one? Thank you, Mara")
        return [
            Request(
                path,
                "POST",
                cookie,
                f"csrfmiddlewaretoken={TOKEN}&subject=Lamp+{number}&text={text}&key={uuid4().hex}".encode(),
            )
            for number in range(count)
        ]


def _session(account: object) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)  # type: ignore[attr-defined]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()  # type: ignore[attr-defined]
    session[BACKEND_SESSION_KEY] = "evenhand.people.known.Accounts"
    session.save()
    return str(session.session_key)


def _customer_with_an_order() -> tuple[str, str]:
    from evenhand.core.api import now, system
    from evenhand.people.api import customer_for_address
    from evenhand.shop.api import Customer, Order

    actor, moment = system("benchmark"), now()
    account = customer_for_address(email="bench@customer.example", name="Mara Bench", actor=actor, now=moment)
    customer, _ = Customer.objects.get_or_create(account=account, defaults={"external_id": "bench"})
    order, _ = Order.objects.get_or_create(
        number="BENCH-1", defaults={"customer": customer, "status": "delivered", "currency": "USD"}
    )
    return _session(account), order.number


def measure(seconds: float, screens: int) -> Iterator[str]:
    """The lines of the table, one after the other."""
    world = World()
    pages = {
        "inbox": ([Request("/desk/", headers=world.cookie)], 250, 80),
        "case page": ([Request(f"/desk/cases/{number}/", headers=world.cookie) for number in world.cases], 200, 100),
        "search": ([Request(f"/desk/search/?q={quote(words)}", headers=world.cookie) for words in WORDS], 100, 150),
    }
    queries = {what: world.queries(requests[0].path) for what, (requests, *_wanted) in pages.items()}
    with serving() as address:
        for what, (requests, per_second, p99) in pages.items():
            run(address, requests, seconds=WARM_UP_SECONDS)
            yield str(Row(what, run(address, requests, seconds=seconds), per_second, p99, queries[what]))
        creations = world.creations(int(seconds * 1500))
        yield str(Row("create", run(address, creations, seconds=seconds), 300, 1000))
        yield from asyncio.run(_live(address, world, screens, seconds))


async def _live(address: str, world: World, screens: int, seconds: float) -> list[str]:
    """With so many screens open: how long a customer's new message takes to each, and how quick pages still are."""
    inbox = [Request("/desk/", headers=world.cookie)]
    alone = await asyncio.to_thread(run, address, inbox, seconds=seconds)
    streams = [await _open_stream(address, world.session) for _ in range(screens)]
    case_id = world.cases[0]
    started = time.perf_counter()
    await asyncio.to_thread(_write_into, case_id)
    written = time.perf_counter()
    hint = f"data: case:{case_id}\n".encode()
    waits = await asyncio.gather(*(_heard(reader, hint) for reader, _writer in streams))
    latest = max(waits) - written
    beside = await asyncio.to_thread(run, address, inbox, seconds=seconds)
    for _reader, writer in streams:
        writer.close()
    share = beside.per_second / alone.per_second
    return [
        f"live           {screens:,} screens, all told {latest * 1000:,.0f} ms after the message was stored "
        f"(storing took {(written - started) * 1000:,.0f} ms)" + ("  <- slower than 1 s" if latest > 1 else ""),
        f"inbox, {screens:,} screens open {beside.per_second:,.0f}/s, {share:.0%} of its speed"
        + ("  <- falls short of 80 %" if share < 0.8 else ""),
    ]


async def _open_stream(address: str, session: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(f"GET /live/ HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: sessionid={session}\r\n\r\n".encode())
    await reader.readuntil(b": here\n\n")
    return reader, writer


def _write_into(case_id: int) -> None:
    from evenhand.cases.api import Case, add_customer_message
    from evenhand.core.api import now, system

    case = Case.objects.get(pk=case_id)
    add_customer_message(case=case, text="Any news?", key=uuid4().hex, actor=system("benchmark"), now=now())


async def _heard(reader: asyncio.StreamReader, words: bytes) -> float:
    heard = b""
    while words not in heard:
        chunk = await asyncio.wait_for(reader.read(4096), 20)
        if not chunk:
            raise SystemExit("A stream ended before the message came.")
        heard += chunk
    return time.perf_counter()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--screens", type=int, default=1000)
    chosen = parser.parse_args()
    for line in measure(chosen.seconds, chosen.screens):
        print(line, flush=True)


if __name__ == "__main__":
    main()
