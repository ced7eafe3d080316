"""A telephone system calls a served installation: what an agent with a draft sees, and what stays of the call."""

import http.client
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from evenhand.house.testing import House, house
from evenhand.phone.api import signature
from evenhand.ui.testing import OpensPages, axe_violations, overflow, press_key

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SET_UP = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from evenhand.cases.api import Queue, open_case
from evenhand.core.api import now, system
from evenhand.people.api import Role, create_account, customer_for_address
from evenhand.phone.api import give_extension, make_line, note_number, secrets_of
test = system("test")
ada = create_account(email="ada@shop.example", name="Ada Lind", roles=[Role.AGENT], actor=test, now=now())
give_extension(account=ada, extension="201", actor=test, now=now())
for number in (202, 203):
    email = f"agent.{number}@shop.example"
    account = create_account(email=email, name=f"Agent {number}", roles=[Role.AGENT], actor=test, now=now())
    give_extension(account=account, extension=str(number), actor=test, now=now())
cleo = customer_for_address("cleo@mail.example", "Cleo Marsh", actor=test, now=now())
note_number(account=cleo, written="+44 7700 900123", actor=test, now=now())
mail = dict(channel="mail", actor=test, now=now())
lamp = open_case(customer=cleo, subject="Where is my lamp?", text="Hello", key="one", **mail)
other = customer_for_address("otto@mail.example", "Otto Reed", actor=test, now=now())
kettle = open_case(customer=other, subject="The kettle leaks", text="Hello", key="two", **mail)
queue = Queue.objects.get_or_create(slug="phone", defaults={"name": "Telephone", "channel": "phone"})[0]
line = make_line(name="Help line", queue=queue, actor=test, now=now())
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(ada.pk), ada.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "evenhand.people.known.Accounts"
session.save()
print(session.session_key, line.key, secrets_of(line)[0], lamp.pk, kettle.pk)
"""
SEGMENTS = """
from evenhand.cases.api import Contact
for contact in Contact.objects.order_by("pk"):
    ended = contact.segments.filter(ended_at__isnull=False).order_by("started_at")
    parts = [(each.kind, each.cause, round((each.ended_at - each.started_at).total_seconds())) for each in ended]
    print(contact.case_id, contact.channel, parts)
"""


class Telephone:
    """A telephone system that tells of one call by real requests, signed."""

    def __init__(self, there: House, key: str, secret: str, call: str) -> None:
        self.address, self.path, self.secret, self.call = urlsplit(there.address), f"/hooks/phone/{key}/", secret, call
        self.began_at, self.told = datetime.now(UTC) - timedelta(minutes=4), 0

    def tell(self, kind: str, seconds: float, agent: str = "") -> int:
        """Send one event, and answer the status."""
        self.told += 1
        at = (self.began_at + timedelta(seconds=seconds)).isoformat()
        event = {"id": f"{self.call}-{self.told}", "call": self.call, "kind": kind, "at": at, "agent": agent}
        return self.send(json.dumps({**event, "number": "+447700900123"}).encode())

    def send(self, body: bytes) -> int:
        stamp = str(int(time.time()))
        signed = signature(self.secret, stamp, body)
        headers = {"Evenhand-Timestamp": stamp, "Evenhand-Signature": f"v1={signed}"}
        connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=60)
        connection.request("POST", self.path, body, headers)
        return connection.getresponse().status


@dataclass(frozen=True)
class Shop:
    """A served installation with a line, and three agents whose telephones are 201 to 203; `session` is the first's."""

    house: House
    session: str
    key: str
    secret: str
    lamp: str
    kettle: str


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with house() as there:
        told = there.python(SET_UP).split()
        there.start()
        yield Shop(there, *told)


def test_a_call_from_ringing_to_the_work_afterwards(shop: Shop, browser_page: OpensPages) -> None:
    served, key, secret, lamp, kettle = shop.house, shop.key, shop.secret, shop.lamp, shop.kettle
    telephone = Telephone(served, key, secret, "call-1")
    page: Page = browser_page()
    page.context.add_cookies([{"name": "sessionid", "value": shop.session, "url": served.address}])
    with page.expect_request(re.compile(r"/live/\?topics=.*calls%3A")):
        page.goto(f"{served.address}/desk/cases/{kettle}/")
    page.locator("#reply_text").press_sequentially("Dear Otto")

    assert telephone.tell("ringing", 0, "201") == 201
    ringing = page.locator("#ringing")
    expect(ringing).to_contain_text("Cleo Marsh")
    expect(ringing).to_contain_text("+44 770 090 0123")
    expect(ringing).to_contain_text("Where is my lamp?")
    page.keyboard.type(", I am sorry.o")
    expect(page.locator("#reply_text")).to_have_value("Dear Otto, I am sorry.o")
    expect(page.locator("#advice")).to_contain_text("Kept as your draft")
    assert axe_violations(page) == []
    page.screenshot(caret="initial", path=_picture("call-ringing"))

    page.locator("#reply_text").blur()
    with page.expect_navigation():
        press_key(page, "o")
    assert page.url == f"{served.address}/desk/cases/{lamp}/"
    assert [telephone.tell(*each) for each in (("ended", 95), ("hold", 40, "201"), ("answered", 10, "201"))] == [
        201
    ] * 3
    assert telephone.tell("resumed", 70, "201") == 201
    expect(ringing).to_be_empty()

    second = Telephone(served, key, secret, "call-2")
    second.began_at = datetime.now(UTC) - timedelta(seconds=2)  # the policies are in force since the shop was set up
    assert second.tell("answered", 0, "201") == 201
    assert second.tell("ended", 1) == 201
    clock = page.locator("[data-after]:has([data-left]:not([hidden]))")  # the first call's time is over by now
    expect(clock).to_contain_text("Time to write it up")
    before = clock.locator("[data-seconds]").text_content() or ""
    expect(clock.locator("[data-seconds]")).not_to_have_text(before)
    assert axe_violations(page) == []
    assert overflow(page) == 0
    expect(page.locator("#conversation").get_by_text("Call from +44 770 090 0123.")).to_have_count(2)
    page.screenshot(caret="initial", path=_picture("call-afterwards"))
    page.get_by_text("I need longer").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Waiting on the carrier").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Done").press("Enter")
    expect(page.locator("[data-after]")).to_have_count(0)

    lines = served.python(SEGMENTS).splitlines()
    assert lines[0].startswith(f"{lamp} phone [('talk', '', 30), ('hold', '', 30), ('talk', '', 25)")
    assert f"{lamp} phone [('talk', '', 1), ('after', '', " in lines[1]
    assert "'waiting on carrier'" in lines[1]


def test_the_example_of_the_docs_works_as_it_stands(shop: Shop) -> None:
    if not shutil.which("curl") or not shutil.which("openssl"):
        pytest.skip("curl or openssl is not here")
    docs = (Path(__file__).parent.parent / "docs/operations/phone.md").read_text()
    example = docs.split("```sh\n")[1].split("```")[0]
    script = re.sub(r"ADDRESS='.*'", f"ADDRESS='{shop.house.address}/hooks/phone/{shop.key}/'", example)
    script = re.sub(r"SECRET='.*'", f"SECRET='{shop.secret}'", script).replace('"agent":"201"', '"agent":"202"')
    done = subprocess.run(["sh", "-eu", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip().endswith(" 201"), done.stdout + done.stderr


def test_the_operators_tool_plays_a_whole_call(shop: Shop) -> None:
    asked = ("--agent", "203", "--seconds", "0", "--address", shop.house.address)
    played = shop.house.run("simulate_call", shop.key, *asked)
    assert [line.split()[:2] for line in played.splitlines()] == [
        [kind, "201"] for kind in ("ringing", "answered", "hold", "resumed", "ended")
    ]


def _picture(name: str) -> str:
    folder = Path(__file__).parent.parent / "build" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder / f"{name}.png")
