"""A virus scanner for tests, at its own socket, that speaks clamd's protocol. The root conftest loads the fixture."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from evenhand.core.api import environment

VIRUS = b"this is the very file that our scanner was told of"


class Clamd(socketserver.BaseRequestHandler):
    """Speaks clamd's INSTREAM: pieces with their length before them, an empty one at the end, then one answer."""

    def handle(self) -> None:
        assert self._take(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self._take(4))[0]:
            content += self._take(size)
        answer = b"stream: Test.Virus-1 FOUND" if VIRUS in content else b"stream: OK"
        self.request.sendall((b"INSTREAM size limit exceeded. ERROR" if b"huge" in content else answer) + b"\0")

    def _take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            taken += self.request.recv(size - len(taken))
        return taken


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A scanner at a socket; it is silent once the socket is taken away."""
    path = tmp_path / "clamd.ctl"
    monkeypatch.setenv("EVENHAND_VIRUS_SCANNER", f"unix:{path}")
    environment.cache_clear()
    with socketserver.ThreadingUnixStreamServer(str(path), Clamd) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield path
        server.shutdown()
    monkeypatch.undo()
    environment.cache_clear()
