"""Browser tests for every room: pages in Chromium, in both themes and two widths, with axe.

    @pytest.mark.browser
    @every_look
    def test_inbox_is_accessible(live_server, browser_page, theme, width):
        page = browser_page(theme, width)
        page.goto(f"{live_server.url}/desk/")
        assert axe_violations(page) == []

`browser_page(theme, width, scripts=False)` gives a page without JavaScript; `sign_in(page, live_server.url, account)`
signs somebody in without the sign-in form. A page that logs an error, or breaks the content security policy, fails
its test.
The root conftest loads the fixtures.
"""

from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
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
LOOKS = [(theme, width) for theme in ("light", "dark") for width in HEIGHTS]
every_look = pytest.mark.parametrize(("theme", "width"), LOOKS)


class OpensPages(Protocol):
    """Opens a page of its own, without cookies; in "light" or "dark"; 1280 or 390 pixels wide."""

    def __call__(self, theme: str = "light", width: int = 1280, *, scripts: bool = True) -> Page: ...


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
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == [], "the browser complained"


def _note(kind: str, text: str, complaints: list[str]) -> None:
    if kind == "error" and not text.startswith(_OUTCOMES):
        complaints.append(text)


# A refused request is an outcome that tests may ask for, and one cut off because the page was left, or the server was
# stopped, is no fault of the page; what they lead to is the tests' to check.
_OUTCOMES = (
    "Failed to load resource",
    "Response Status Error Code",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "htmx:sendError",
)


def axe_violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice, one line for each element. Empty is what we want."""
    found: list[dict[str, Any]] = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 unless something sticks out."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def sign_in(page: Page, url: str, account: Any) -> None:
    """Gives the page's browser the session of `account`."""
    from django.test import Client  # noqa: PLC0415 - Django is set up only after this plugin is loaded

    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
