"""A chat on a plain page of another origin, under a strict content security policy, from the first line to the end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from evenhand.house.testing import House, house
from evenhand.ui.testing import OpensPages, broken_on_purpose
from tests.test_live_screens import SIGN_IN

pytestmark = pytest.mark.browser

COPIES = """
from evenhand.core.api import OutgoingMail
print(OutgoingMail.objects.filter(about__startswith="case:", recipient__contains="vera@mail.example").count())
"""


class Shop(ThreadingHTTPServer):
    """A shop's page that names the widget, and allows itself nothing but our scripts and our frames."""

    daemon_threads = True
    help_at = ""

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.server_address[1]}"


class ShopPage(BaseHTTPRequestHandler):
    server: Shop

    def do_GET(self) -> None:
        there = self.server.help_at
        body = f"""<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:,">
            <main><h1>Kettles</h1><p>All of them boil.</p></main>
            <script src="{there}/chat/widget.js" data-label="Ask us" async></script></html>"""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        policy = f"default-src 'none'; script-src {there}; frame-src {there}; img-src data:"
        self.send_header("Content-Security-Policy", f"{policy}; require-trusted-types-for 'script'")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test is quiet."""


@contextmanager
def shop() -> Iterator[Shop]:
    server = Shop(("127.0.0.1", 0), ShopPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def served() -> Iterator[tuple[House, Shop]]:
    with shop() as selling, house(chat_origins=f'["{selling.origin}"]', shop_name="Kettles") as there:
        there.start()
        selling.help_at = there.address
        yield there, selling


def test_a_visitor_and_an_agent_chat(served: tuple[House, Shop], browser_page: OpensPages) -> None:
    there, selling = served
    desk, page = browser_page(), browser_page()
    desk.context.add_cookies([{"name": "sessionid", "value": there.python(SIGN_IN), "url": there.address}])
    with desk.expect_request("**/live/?topics=*"):
        desk.goto(f"{there.address}/desk/chats/")
    desk.get_by_role("button", name="Take chats").click()
    expect(desk.locator("#content")).to_contain_text("Visitors see that somebody is there.")

    page.goto(selling.origin)
    chat = _open(page)
    assert _kept(page) == [0, 0]
    chat.get_by_role("textbox", name="What is it about?").fill("Does it whistle?")
    chat.get_by_role("textbox", name="Your name").fill("Vera")
    chat.get_by_role("textbox", name="Your mail address").fill("vera@mail.example")
    chat.get_by_role("button", name="Start the chat").click()
    expect(chat.get_by_role("log")).to_contain_text("Does it whistle?")
    expect(chat.locator("#status")).to_contain_text("next in line")
    assert page.context.cookies() == []

    expect(desk.locator("#chat_list")).to_contain_text("Vera")
    desk.get_by_role("button", name="Take the chat").click()
    expect(desk.locator("#chat")).to_contain_text("The visitor is there")
    expect(chat.locator("#status")).to_contain_text("Ada is here")
    _answer(desk, "It does, in C.")
    expect(chat.get_by_role("log")).to_contain_text("It does, in C.")

    chat.locator("#line").press_sequentially("And in")
    expect(desk.locator("#chat")).to_contain_text("writes at the moment")
    chat.locator("#line").press_sequentially(" G?")
    chat.locator("#line").press("Enter")
    expect(desk.locator("#conversation")).to_contain_text("And in G?")

    page.reload()  # the chat opens again by itself, and nothing is there twice
    chat = _open(page)
    expect(chat.locator(".chat-line")).to_have_count(3)
    _cut_off(page, desk, chat)
    expect(chat.locator(".chat-line")).to_have_count(5)
    assert chat.locator(".chat-line[data-sending]").count() == 0

    desk.locator("#end_chat").click()
    expect(desk.locator("#chat")).to_contain_text("What you write now goes by mail.")
    expect(chat.locator("#over")).to_contain_text("We ended it.")
    assert _kept(page) == [0, 0]
    chat.get_by_role("button", name="Send me a copy by mail").click()
    expect(chat.locator("#over")).to_contain_text("on its way by mail")
    assert there.python(COPIES) == "1"


def _cut_off(page: Page, desk: Page, chat: FrameLocator) -> None:
    """Both write while the visitor's line is down; afterwards each has the other's, once."""
    with broken_on_purpose(page):
        page.context.set_offline(True)
        chat.locator("#line").fill("Hello?")
        chat.locator("#line").press("Enter")
        expect(chat.locator(".chat-line[data-sending]")).to_have_count(1)
        _answer(desk, "G costs extra.")
        expect(desk.locator("#conversation")).to_contain_text("G costs extra.")
        page.context.set_offline(False)
        expect(desk.locator("#conversation")).to_contain_text("Hello?")
        expect(chat.get_by_role("log")).to_contain_text("G costs extra.")


def _open(page: Page) -> FrameLocator:
    page.get_by_role("button", name="Ask us").click()
    chat = page.frame_locator("#evenhand-chat iframe")
    expect(chat.get_by_role("heading", name="Kettles")).to_be_visible()
    return chat


def _answer(desk: Page, words: str) -> None:
    desk.locator("#reply_text").fill(words)
    desk.locator("#reply_text").press("Control+Enter")


def _kept(page: Page) -> list[int]:
    """How much the page has in store, and how many cookies there are; this browser lets its frame store nothing."""
    return [page.evaluate("localStorage.length + sessionStorage.length"), len(page.context.cookies())]
