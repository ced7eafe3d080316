"""`evenhand serve`: one command, one port, hints within a second, and a clean stop."""

import http.client
import os
import signal
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from evenhand import ui
from evenhand.cases.testing import make_mail
from evenhand.cases.testing_dovecot import Dovecot
from evenhand.house.testing import House, house

pytestmark = pytest.mark.slow

AGENT = """
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from evenhand.core.api import now
from evenhand.people.api import Account
from evenhand.people.models import RoleGrant
account = Account.objects.create(email="ada@shop.example", name="Ada", created_at=now())
{grant}
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(account.pk), account.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "evenhand.people.known.Accounts"
session.save()
print(session.session_key)
"""
GRANT = "RoleGrant.objects.create(account=account, role='agent', granted_at=now())"
TOUCH = """
from evenhand.core.api import now, one_transaction, record, system
with one_transaction():
    record(actor=system("test"), verb="tests.touch", subject="case:41", now=now())
"""


@pytest.fixture
def installation() -> Iterator[House]:
    with house() as there:
        yield there


class Screen:
    """One open live stream, read by hand."""

    def __init__(self, there: House, session: str, since: str = "") -> None:
        address = urlsplit(there.address)
        self.socket = socket.create_connection((address.hostname, address.port), timeout=15)
        since_header = f"Last-Event-ID: {since}\r\n" if since else ""
        request = f"GET /live/ HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: sessionid={session}\r\n{since_header}\r\n"
        self.socket.sendall(request.encode())
        self.heard = b""
        self.until(b": here")

    def until(self, words: bytes) -> float:
        """Read until `words` came; answers the seconds that took."""
        started = time.monotonic()
        while words not in self.heard:
            chunk = self.socket.recv(4096)
            assert chunk, f"the stream ended after {self.heard!r}"
            self.heard += chunk
        return time.monotonic() - started

    def ends(self) -> bool:
        while self.socket.recv(4096):
            pass
        return True


def test_a_stop_is_clean_and_quick_with_streams_open(installation: House) -> None:
    session = installation.python(AGENT.format(grant=GRANT))
    installation.start()
    screens = [Screen(installation, session) for _ in range(40)]
    asked_at = time.monotonic()
    assert installation.stop(signal.SIGTERM) == 0
    assert time.monotonic() - asked_at < 10  # the promise itself: a stop takes less than ten seconds
    assert all(screen.ends() for screen in screens)
    assert "was ended" not in "".join(installation.output)


def test_a_change_reaches_open_screens_and_one_that_was_cut_off_catches_up(installation: House) -> None:
    session = installation.python(AGENT.format(grant=GRANT))
    installation.start()
    screens = [Screen(installation, session) for _ in range(4)]
    installation.python(TOUCH)
    for screen in screens:
        screen.until(b"data: case:41")
    first = int(screens[0].heard.split(b"id: ")[1].split(b"\n")[0])
    installation.python(TOUCH)
    back_again = Screen(installation, session, since=str(first))
    back_again.until(b"id: %d" % (first + 1))


def test_the_stream_does_not_exist_for_those_who_are_no_staff(installation: House) -> None:
    session = installation.python(AGENT.format(grant=""))
    installation.start()
    address = urlsplit(installation.address)
    for cookie in ("", f"sessionid={session}", "sessionid=nonsense", "sessionid"):
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=15)
        connection.request("GET", "/live/", headers={"Cookie": cookie})
        assert connection.getresponse().status == 404


def test_connections_are_spread_over_the_web_processes(installation: House) -> None:
    session = installation.python(AGENT.format(grant=GRANT))
    installation.start()
    screens = [Screen(installation, session) for _ in range(40)]
    here = {f"127.0.0.1:{screen.socket.getsockname()[1]}" for screen in screens}
    assert installation.process is not None
    held = [here & _peers(part) for part in _children(installation.process.pid)]
    shares = sorted(len(peers) for peers in held if peers)
    assert len(shares) == 2, "one process took them all"  # by chance once in 2**39
    assert sum(shares) == len(screens)


def _peers(process: int) -> set[str]:
    """Who is connected to a process, as "127.0.0.1:54321"."""
    links = [os.readlink(each) for each in Path(f"/proc/{process}/fd").iterdir()]
    sockets = {link[len("socket:[") : -1] for link in links if link.startswith("socket:[")}
    lines = [line.split() for line in Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]]
    # Of each line the third word is the other side, its port in hexadecimals, and the tenth the number of the socket.
    return {f"127.0.0.1:{int(line[2].split(':')[1], 16)}" for line in lines if line[9] in sockets}


def test_a_file_that_goes_out_in_pieces_arrives_whole(installation: House) -> None:
    installation.start()
    file = Path(ui.__file__).parent / "static/ui/vendor/htmx.min.js"
    with urllib.request.urlopen(f"{installation.address}/static/ui/vendor/{file.name}", timeout=60) as answer:
        assert answer.read() == file.read_bytes()


def test_parts_that_die_are_started_again(installation: House) -> None:
    installation.start()
    assert installation.process is not None
    supervisor = installation.process.pid
    parts = _children(supervisor)
    assert len(parts) >= 4
    for part in parts:
        os.kill(part, signal.SIGKILL)
    deadline = time.monotonic() + 60  # a busy machine is no failure
    while len(_children(supervisor) - parts) < len(parts) or not _answers(installation):
        assert time.monotonic() < deadline, "not all were started again"
        time.sleep(0.1)
    assert installation.stop(signal.SIGTERM) == 0


def _children(process: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()}


def _answers(there: House) -> bool:
    try:
        return urllib.request.urlopen(there.address, timeout=2).status == 200
    except OSError:
        return False


def test_parts_end_by_themselves_when_the_supervisor_is_killed(installation: House) -> None:
    installation.start()
    address = urlsplit(installation.address)
    installation.stop(signal.SIGKILL)
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            socket.create_connection((address.hostname, address.port), timeout=1).close()
        except OSError:
            return
        time.sleep(0.1)
    pytest.fail("something still answers on the port")


CASES = (
    "SELECT cases_case.subject, email FROM cases_case JOIN people_account ON people_account.id = customer_id"
    " ORDER BY cases_case.id"
)


def test_a_mail_put_into_the_mailbox_lands_in_a_case(dovecot: Dovecot) -> None:
    with house(imap_url=dovecot.url, imap_poll_seconds="5") as there:
        there.start()
        dovecot.append(make_mail("Where is it?", Subject="My kettle"))
        assert _eventually(lambda: there.read(CASES)) == [("My kettle", "ann@mail.example")]
        assert dovecot.flags() == {"1": {"\\Seen"}}
        dovecot.stop()
        dovecot.start()
        dovecot.append(make_mail("And my lamp?", Subject="My lamp", sender="bo@mail.example"))
        assert _eventually(lambda: there.read(CASES)[1:]) == [("My lamp", "bo@mail.example")]
        assert there.stop() == 0


def _eventually(asked: Callable[[], list[Any]]) -> list[Any]:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if answer := asked():
            return answer
        time.sleep(0.2)
    pytest.fail("it did not come")


def test_serving_without_set_up_says_what_to_do(installation: House, tmp_path: Path) -> None:
    installation.environment["EVENHAND_DATA_DIR"] = str(tmp_path)
    installation.run("serve", code=1)


def test_a_port_that_is_taken_says_so(installation: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        installation.run("serve", "--port", str(taken.getsockname()[1]), code=1)
