"""Browser tests for every room: pages in Chromium, in both themes and two widths, with axe.

    @pytest.mark.browser
    def test_inbox_is_usable_by_everyone(live_server, browser_page):
        page = browser_page()
        page.goto(f"{live_server.url}/desk/")
        assert barriers(page) == []

`browser_page(theme, width, scripts=False)` gives a page without JavaScript; `sign_in(page, live_server.url, account)`
signs somebody in without the sign-in form. A page that logs an error, breaks the content security policy, gets a 5xx or
asks a server that does not answer fails its test; `with broken_on_purpose(page):` where the test itself does that.
The root conftest loads the fixtures.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Response, ViewportSize, expect, sync_playwright

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or "chromium"
AXE = Axe()
expect.set_options(timeout=20_000)  # in milliseconds: a busy machine is no failure, and what comes sooner ends the wait
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHTS = {1280: 800, 390: 844}
THEMES = ("light", "dark")


class OpensPages(Protocol):
    """Opens a page of its own, without cookies; in "light" or "dark"; 1280 or 390 pixels wide."""

    def __call__(self, theme: str = "light", width: int = 1280, *, scripts: bool = True) -> Page: ...


@pytest.fixture(scope="session")
def _files_as_served() -> Iterator[None]:
    from django.contrib.staticfiles import handlers  # noqa: PLC0415 - Django is set up only after this plugin is loaded

    from evenhand.ui.testing_static import FilesAsServed  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handlers, "StaticFilesHandler", FilesAsServed)
        yield


@pytest.fixture(scope="session")
def live_server(_files_as_served: None, live_server: Any) -> Any:
    """pytest-django's, with the files of pages as they are in service."""
    return live_server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, started once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[OpensPages]:
    """Opens pages, closes them after the test, and fails the test for what they complained of."""
    with opened_pages(chromium) as open_page:
        yield open_page


@contextmanager
def opened_pages(chromium: Browser) -> Iterator[OpensPages]:
    """What the fixture `browser_page` gives, for less than a test."""
    complaints: list[str] = []
    contexts = []

    def open_page(theme: str = "light", width: int = 1280, *, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="UTC",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note(message.type, message.text, complaints))
        page.on("response", lambda response: _note_answer(page, response, complaints))
        page.on("requestfailed", lambda request: _note_failure(page, request, complaints))
        return page

    yield open_page
    for context in contexts:
        context.close()
    if complaints:
        raise AssertionError("\n".join(["The browser complained.", *complaints]))


def _note(kind: str, text: str, complaints: list[str]) -> None:
    if kind == "error" and not text.startswith(_ECHOES):
        complaints.append(text)


# What the console says of a request does not tell one that was cut off from one that failed; the requests do.
_ECHOES = (
    "Failed to load resource",
    "Response Status Error Code",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "htmx:sendError",
)


def _note_answer(page: Page, response: Response, complaints: list[str]) -> None:
    """A refusal (403, 404, 422) is an outcome that tests ask for; that the server breaks is none."""
    if response.status >= 500 and page not in _broken:
        complaints.append(f"{response.request.method} {response.url} was answered with {response.status}")


def _note_failure(page: Page, request: Request, complaints: list[str]) -> None:
    """A request that was cut off because its page was left is no failure; one to a server that does not answer is."""
    if request.failure != _LEFT and page not in _broken:
        complaints.append(f"{request.method} {request.url} failed: {request.failure}")


_LEFT = "net::ERR_ABORTED"
_broken: set[Page] = set()


@contextmanager
def broken_on_purpose(page: Page) -> Iterator[None]:
    """Meanwhile the test itself has stopped or broken the server behind `page`, so that what it asks for may fail."""
    _broken.add(page)
    try:
        yield
    finally:
        _broken.discard(page)


def barriers(page: Page, widths: Iterable[int] = HEIGHTS) -> list[str]:
    """What stands in somebody's way on the page as it is now, in each look: what axe finds, what sticks out.

    In the dark only colours can differ: a test of the stylesheet holds that.
    """
    window, was_dark, found = page.viewport_size, page.evaluate(_IS_DARK), []
    there = list(widths)
    back = there[::-1]  # the fewer changes of width, the less is laid out anew
    for theme, wide in zip(THEMES, (there, back), strict=True):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for width in wide:
            _resize(page, {"width": width, "height": HEIGHTS[width]})
            found += [f"{theme}, {width} wide: {each}" for each in axe_violations(page, colours_alone=theme == "dark")]
            found += [f"{theme}, {width} wide: sticks out by {out} pixels"] if (out := overflow(page)) else []
    page.emulate_media(color_scheme="dark" if was_dark else "light")
    _resize(page, window or {"width": 1280, "height": 800})
    return found


def _resize(page: Page, window: ViewportSize) -> None:
    if page.viewport_size != window:
        page.set_viewport_size(window)


_IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"


def axe_violations(page: Page, *, colours_alone: bool = False) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice, one line for each element. Empty is what we want."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.axe_script)
    chosen = {"runOnly": _COLOURS} if colours_alone else {}
    found: list[dict[str, Any]] = page.evaluate(_RUN_AXE, {"preload": False, "reporter": "no-passes", **chosen})
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


_COLOURS = ["color-contrast", "link-in-text-block"]
_RUN_AXE = "options => axe.run(options).then(result => result.violations)"  # what passed is long, and nobody reads it


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 unless something sticks out."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def sign_in(page: Page, url: str, account: Any) -> None:
    """Gives the page's browser the session of `account`."""
    from django.test import Client  # noqa: PLC0415 - Django is set up only after this plugin is loaded

    client = Client()
    client.force_login(account)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


def press_key(page: Page, key: str) -> None:
    """Press a shortcut as somebody does who sees the whole page: before it is loaded its scripts hear no key."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)
