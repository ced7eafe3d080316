"""`evenhand demo`, run as a newcomer runs it: made once, repaired when it was stopped half way, then served."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from evenhand.demo.preparing import MARK, Mark, free_port

pytestmark = pytest.mark.slow
EVENHAND = [sys.executable, "-c", "from evenhand.house.command import main; main()"]
LONG = 240


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """The environment of `make demo`, with a data directory of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    return {**kept, "EVENHAND_MODE": "demo", "EVENHAND_DATA_DIR": str(tmp_path)}


def demo(settings: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [*EVENHAND, "demo", "--share", "0.01", *options],
        env=settings,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )


def wait_for(what: str, holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.05)


def stop_half_way(settings: dict[str, str], unfinished: Path) -> None:
    stopped = subprocess.Popen(
        [*EVENHAND, "demo", "--prepare-only"],
        env=settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_for("the unfinished database", (unfinished / "evenhand.sqlite3").exists)
    os.killpg(stopped.pid, signal.SIGKILL)
    stopped.wait(30)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}'])
def test_a_mark_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / MARK).write_text(content)
    assert Mark.of(tmp_path) is None


@pytest.fixture
def served(settings: dict[str, str], tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The demo, served as `evenhand demo` serves it on a port of ours, and its address as soon as that answers.

    One of an older version is there before, and the making of a new one was stopped half way.
    """
    port = free_port(0)
    old, unfinished = tmp_path / "demo", tmp_path / ".demo-unfinished"
    old.mkdir()
    (old / "left-over.txt").write_text("from an older version")
    Mark(version=0, seed=0, made_at="", port=port, mail_port=0).put_in(old)
    stop_half_way(settings, unfinished)
    assert (old / "left-over.txt").exists()
    process = subprocess.Popen(
        [*EVENHAND, "demo", "--share", "0.01"],
        env={**settings, "EVENHAND_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "Look at" in line:
            break
    assert f"Look at http://127.0.0.1:{port}\n" in said
    assert not unfinished.exists()
    yield f"http://127.0.0.1:{port}", process
    process.send_signal(signal.SIGTERM)
    process.wait(30)


class Visitor:
    """A browser without scripts: keeps cookies, follows redirects, hands the form's token back."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> tuple[str, str]:
        """The path where one lands, and the page."""
        with self.opener.open(self.address + path, timeout=30) as answer:
            return answer.url.removeprefix(self.address), answer.read().decode()

    def press(self, path: str, **fields: str) -> str:
        """Send a form and answer the path where one lands."""
        self.get("/demo/")
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        with self.opener.open(Request(self.address + path, body), timeout=30) as answer:
            return answer.url.removeprefix(self.address)

    def succeeds(self, act: Callable[[], object]) -> bool:
        """Whether it works already; the parts of a server start one after the other."""
        try:
            act()
        except OSError:
            return False
        return True


def test_an_older_demo_is_made_anew_claras_mail_reaches_nadias_desk_and_what_is_made_stays(
    served, settings: dict[str, str], tmp_path: Path
) -> None:
    address, process = served
    assert not (tmp_path / "demo" / "left-over.txt").exists()
    made = Mark.of(tmp_path / "demo")
    assert made is not None
    assert made.version > 0

    visitor = Visitor(address)
    path, page = visitor.get("/")
    assert path == "/demo/"
    assert "Nadia Okafor" in page
    sender = re.search(r'<option value="(\d+)"[^>]*>Clara Whitcombe', page)
    assert sender
    letter = {"sender": sender[1], "subject": "A word from my kitchen", "text": "It came!"}
    wait_for("the mail listener", lambda: visitor.succeeds(lambda: visitor.press("/demo/mail/", **letter)))
    assert visitor.press("/demo/chairs/agent/") == "/desk/"
    wait_for("the mail", lambda: "A word from my kitchen" in visitor.get("/desk/")[1])

    second = demo(settings)
    assert second.returncode == 1
    assert address in second.stderr
    assert process.poll() is None

    process.send_signal(signal.SIGTERM)
    process.wait(30)
    before = (tmp_path / "demo" / "evenhand.sqlite3").stat().st_mtime_ns
    again = demo(settings, "--prepare-only")
    assert again.returncode == 0, again.stderr
    assert again.stdout == ""
    assert (tmp_path / "demo" / "evenhand.sqlite3").stat().st_mtime_ns == before
