"""A load of HTTP requests from a process of its own, and what the answers took."""

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Request:
    """One request, ready to be sent: method, path, headers beyond Host, and a body."""

    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def as_bytes(self, host: str) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}", "Connection: keep-alive"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.method == "POST":
            lines += [f"Content-Length: {len(self.body)}", "Content-Type: application/x-www-form-urlencoded"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class Outcome:
    """What a load gave: answers by status, seconds in all, each answer's milliseconds in order, bytes of a page."""

    statuses: dict[int, int]
    seconds: float
    milliseconds: tuple[float, ...]
    page_bytes: int

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        return self.milliseconds[min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))]


def run(address: str, requests: Sequence[Request], *, connections: int = 8, seconds: float = 6.0) -> Outcome:
    """Send `requests` round and round over so many connections for so long; each connection waits for its answer.

    Requests that may be sent once only (a POST with its own key) are given in a number that outlasts the time.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (address, list(requests), connections, seconds))


def _run(address: str, requests: list[Request], connections: int, seconds: float) -> Outcome:
    return asyncio.run(_load(address, requests, connections, seconds))


async def _load(address: str, requests: list[Request], connections: int, seconds: float) -> Outcome:
    place = urlsplit(address)
    ready = [request.as_bytes(place.netloc) for request in requests]
    once = requests[0].method == "POST"
    statuses: dict[int, int] = {}
    took: list[float] = []
    sizes: list[int] = []
    turn = iter(range(len(ready) if once else 10**9))
    started = time.perf_counter()

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        for number in turn:
            if time.perf_counter() - started > seconds:
                break
            sent = time.perf_counter()
            writer.write(ready[number % len(ready)])
            status, size = await _answer(reader)
            took.append((time.perf_counter() - sent) * 1000)
            statuses[status] = statuses.get(status, 0) + 1
            sizes.append(size)
        writer.close()

    await asyncio.gather(*(connection() for _ in range(connections)))
    elapsed = time.perf_counter() - started
    return Outcome(statuses, elapsed, tuple(sorted(took)), max(sizes, default=0))


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if headers.get(b"transfer-encoding") == b"chunked":
        return status, await _chunks(reader)
    length = int(headers.get(b"content-length", b"0"))
    await reader.readexactly(length)
    return status, length


async def _chunks(reader: asyncio.StreamReader) -> int:
    size = 0
    while length := int((await reader.readline()).split(b";")[0], 16):
        await reader.readexactly(length + 2)
        size += length
    await reader.readline()
    return size


def yardstick(loop: Callable[[int], int] = lambda rounds: sum(i * i % 7 for i in range(rounds))) -> float:
    """Seconds that this machine takes for a fixed loop of plain Python: set figures of two machines beside it."""
    started = time.perf_counter()
    loop(5_000_000)
    return time.perf_counter() - started
