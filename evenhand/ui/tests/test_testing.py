"""The browser's complaints: what fails a test, and what a test may cause itself."""

import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from playwright.sync_api import Page

from evenhand.ui.testing import broken_on_purpose, opened_pages

pytestmark = pytest.mark.browser


class Answers(BaseHTTPRequestHandler):
    """A page at `/`; elsewhere the status that the address names, or nothing for a long time."""

    def do_GET(self) -> None:
        status = int(self.path.strip("/") or 200)
        if status == 100:
            self.server.may_answer.wait(20)  # type: ignore[attr-defined]
            return
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Here</title><link rel=icon href=data:,>")

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.may_answer = Event()  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.may_answer.set()  # type: ignore[attr-defined]
        server.shutdown()


@pytest.fixture
def nowhere() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def complaints(chromium, site: str) -> Callable[[Callable[[Page], object]], str]:
    """What a page complains of at the end of a test that does this to it; "" for nothing."""

    def after(doing: Callable[[Page], object]) -> str:
        try:
            with opened_pages(chromium) as open_page:
                page = open_page()
                page.goto(site)
                doing(page)
        except AssertionError as complained:
            return str(complained)
        return ""

    return after


def ask(page: Page, address: str, *, until: str = "response") -> None:
    """The page asks, and does not mind. Over when the browser has told us how it ended."""
    with page.expect_event(until):
        page.evaluate("address => fetch(address, {mode: 'no-cors'}).catch(() => null)", address)


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_breaks_fails_the_test(complaints, site: str, status: int) -> None:
    assert f"answered with {status}" in complaints(lambda page: ask(page, f"{site}/{status}"))


def test_a_server_that_does_not_answer_fails_the_test(complaints, nowhere: str) -> None:
    assert "net::ERR_CONNECTION_REFUSED" in complaints(lambda page: ask(page, nowhere, until="requestfailed"))


def test_a_server_that_the_test_stopped_is_forgiven_until_it_is_back(complaints, nowhere: str) -> None:
    def stop_it(page: Page) -> None:
        with broken_on_purpose(page):
            ask(page, nowhere, until="requestfailed")

    def and_again(page: Page) -> None:
        stop_it(page)
        ask(page, nowhere, until="requestfailed")

    assert complaints(stop_it) == ""
    assert complaints(and_again).count("ERR_CONNECTION_REFUSED") == 1


@pytest.mark.parametrize("status", [403, 404, 422])
def test_a_refusal_is_an_outcome_that_tests_ask_for(complaints, site: str, status: int) -> None:
    assert complaints(lambda page: ask(page, f"{site}/{status}")) == ""


def test_what_a_left_page_had_asked_for_is_forgiven(complaints, site: str) -> None:
    def leave(page: Page) -> None:
        with page.expect_event("requestfailed"):
            page.evaluate("address => { fetch(address); }", f"{site}/100")
            page.goto("about:blank")

    assert complaints(leave) == ""


def test_an_error_of_the_page_itself_fails_the_test(complaints) -> None:
    assert "a broken thing" in complaints(lambda page: page.evaluate("console.error('a broken thing')"))
