"""Our own scripts in a real browser, and pages where none run."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path
from playwright.sync_api import Page, expect

from evenhand.core.api import DomainError
from evenhand.ui.testing import OpensPages, axe_violations, broken_on_purpose, press_key


class Bench:
    """What the test pages saw, and what the stream shall say next."""

    def __init__(self) -> None:
        self.fetched: dict[str, int] = {}
        self.sent = 0
        self.hints: list[str] = []
        self.streams = 0
        self.cuts = 0
        self.let_go = threading.Event()


bench = Bench()


def desk(request: HttpRequest) -> HttpResponse:
    markup = (Path(__file__).parent / "bench.html").read_text()
    return HttpResponse(engines["django"].from_string(markup).render({}, request))


def region(request: HttpRequest, name: str) -> HttpResponse:
    bench.fetched[name] = bench.fetched.get(name, 0) + 1
    return HttpResponse(f"{name} {bench.fetched[name]}")


def held(request: HttpRequest) -> HttpResponse:
    bench.let_go.wait(20)
    return HttpResponse("<p>What was pressed</p>")


def slow(request: HttpRequest) -> HttpResponse:
    """As it was when it was asked for; the first answer waits to be let go."""
    bench.fetched["slow"] = number = bench.fetched.get("slow", 0) + 1
    if number == 1:
        bench.let_go.wait(20)
    again = 'data-live="case:43" hx-get="/slow/" hx-trigger="live" hx-swap="outerHTML"'
    return HttpResponse(f'<div id="slow" {again}>slow {number}</div>')


def live(request: HttpRequest) -> StreamingHttpResponse:
    bench.streams += 1
    return StreamingHttpResponse(_hints(), content_type="text/event-stream")


def _hints() -> Iterator[str]:
    yield "retry: 50\n\n"
    told, cuts, deadline = 0, bench.cuts, time.monotonic() + 20
    for number in count(1):
        while told < len(bench.hints):
            yield f"id: {number}\nevent: hint\ndata: {bench.hints[told]}\n\n"
            told += 1
        if bench.cuts > cuts or time.monotonic() > deadline:
            return
        yield ": still here\n\n"
        time.sleep(0.02)


def send(request: HttpRequest) -> HttpResponse:
    bench.sent += 1
    time.sleep(0.3)
    messages.success(request, "The reply is on its way.")
    return redirect("bench")


def refuse(request: HttpRequest) -> HttpResponse:
    raise DomainError("This refund was already granted at 14:05.")


def break_down(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=502)


urlpatterns = [
    path("bench/", desk, name="bench"),
    path("region/<slug:name>/", region),
    path("held/", held),
    path("slow/", slow),
    path("live/", live),
    path("send/", send),
    path("refuse/", refuse),
    path("break/", break_down),
    path("", include("evenhand.ui.urls")),
]
pytestmark = [pytest.mark.browser, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def _fresh_bench() -> Iterator[None]:
    bench.__init__()
    yield
    bench.cuts += 1  # let go of the streams


@pytest.fixture
def page(live_server, browser_page: OpensPages) -> Page:
    opened = browser_page()
    opened.goto(f"{live_server.url}/bench/")
    return opened


def test_a_hint_refreshes_the_regions_that_show_its_subject_and_no_others(page: Page) -> None:
    bench.hints.append("case:41")
    expect(page.locator("#exact")).to_have_text("exact 1")
    expect(page.locator("#any")).to_have_text("any 1")
    assert page.locator("#other").inner_text() == "first"
    assert "other" not in bench.fetched


def test_several_hints_in_a_row_are_one_refresh(page: Page) -> None:
    bench.hints.extend(["case:41"] * 20)
    expect(page.locator("#exact")).to_have_text("exact 1")
    page.wait_for_timeout(400)
    assert bench.fetched["exact"] == 1


def test_a_region_waits_while_somebody_types_in_it(page: Page) -> None:
    page.locator("#typed input").focus()
    page.keyboard.type("Hello Mara")
    bench.hints.append("case:41")
    expect(page.locator("#exact")).to_have_text("exact 1")
    page.wait_for_timeout(300)
    assert page.locator("#typed input").input_value() == "Hello Mara"
    page.locator("#other").click()
    expect(page.locator("#typed")).to_have_text("typed 1")


def test_a_region_waits_while_what_was_pressed_in_it_is_on_its_way(page: Page) -> None:
    page.get_by_role("link", name="Another claim").click()
    bench.hints.append("case:41")
    expect(page.locator("#exact")).to_have_text("exact 1")
    bench.let_go.set()
    expect(page.get_by_text("What was pressed")).to_be_visible()
    assert "pressed" not in bench.fetched


def test_a_region_waits_while_somebody_is_in_a_menu_of_it(page: Page) -> None:
    page.get_by_text("Set aside").click()
    bench.hints += ["case:44", "case:41"]
    expect(page.locator("#exact")).to_have_text("exact 1")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Until Monday")).to_be_focused()
    assert "folded" not in bench.fetched
    page.keyboard.press("Escape")
    expect(page.locator("#folded")).to_have_text("folded 1")


def test_what_changes_while_a_region_is_fetched_is_fetched_afterwards(page: Page) -> None:
    bench.hints.append("case:43")
    expect(page.locator("#slow")).to_have_class(re.compile("htmx-request"))
    bench.hints += ["case:43", "case:41"]
    expect(page.locator("#exact")).to_have_text("exact 1")
    page.wait_for_timeout(300)
    bench.let_go.set()
    expect(page.locator("#slow")).to_have_text("slow 2")
    assert bench.streams == 1, "only a new line made up for it"


def test_words_that_are_begun_while_a_region_is_fetched_are_kept(page: Page) -> None:
    bench.hints.append("case:43")
    expect(page.locator("#slow")).to_have_class(re.compile("htmx-request"))
    page.locator("#slow input").fill("cancel")
    with page.expect_response("**/slow/"):
        bench.let_go.set()
    bench.hints.append("case:41")
    expect(page.locator("#exact")).to_have_text("exact 1")
    assert page.locator("#slow input").input_value() == "cancel"
    page.locator("#slow input").blur()
    expect(page.locator("#slow")).to_have_text("slow 2")


def test_after_the_line_was_cut_every_region_is_fetched_once(page: Page) -> None:
    page.wait_for_function("() => true")
    _wait_for(page, lambda: bench.streams == 1)
    bench.cuts += 1
    expect(page.locator("#other")).to_have_text("other 1")
    expect(page.locator("#exact")).to_have_text("exact 1")
    assert bench.streams == 2


def test_a_form_is_sent_once_however_often_it_is_pressed(page: Page) -> None:
    page.evaluate(
        """() => { const button = document.querySelector("#send"); button.click(); button.click(); button.click() }"""
    )
    expect(page.locator(".notice")).to_contain_text("The reply is on its way.")
    assert bench.sent == 1


def test_the_button_shows_that_it_is_being_sent(page: Page) -> None:
    clicked = (
        """() => { const button = document.querySelector("#send"); button.click(); return { ...button.dataset } }"""
    )
    assert page.evaluate(clicked) == {"sending": ""}
    expect(page.locator(".notice")).to_contain_text("on its way")


def test_a_refusal_is_said_in_the_live_region_and_can_be_closed(page: Page) -> None:
    page.locator("#refuse").click()
    notice = page.locator("#notices .notice")
    expect(notice).to_contain_text("already granted at 14:05")
    expect(page.locator("#exact")).to_have_text("first")
    notice.locator("[data-dismiss]").click()
    expect(notice).to_have_count(0)


def test_no_proper_answer_is_said_too(page: Page) -> None:
    with broken_on_purpose(page):
        page.locator("#break").click()
        expect(page.locator("#notices .notice")).to_contain_text("No proper answer came back")


def test_the_look_goes_round_and_is_kept(page: Page) -> None:
    switch = page.get_by_role("button", name="Look: as your device")
    switch.click()
    page.get_by_role("button", name="Look: light").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    expect(page.get_by_role("button", name="Look: dark")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.get_by_role("button", name="Look: dark").click()
    assert page.evaluate("localStorage.getItem('theme')") is None


def test_keys_act_are_listed_and_can_be_switched_off(page: Page) -> None:
    press_key(page, "r")
    assert page.evaluate("document.activeElement.id") == "reply"
    page.keyboard.type("rr?")
    assert page.locator("#reply").input_value() == "rr?"
    page.locator("#reply").blur()
    press_key(page, "?")
    sheet = page.locator("#keys")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("Your reply")
    sheet.get_by_role("checkbox").uncheck()
    sheet.get_by_role("button", name="Close").click()
    press_key(page, "r")
    assert page.evaluate("document.activeElement.id") != "reply"


def test_the_palette_finds_what_the_page_offers_by_keyboard_alone(page: Page) -> None:
    page.locator("#reply").focus()
    press_key(page, "Control+k")
    palette = page.get_by_role("dialog", name="Do something by name")
    words = palette.get_by_role("combobox")
    expect(words).to_be_focused()
    expect(palette.get_by_role("option", name="Hand on")).to_be_visible()
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#reply")).to_be_focused()
    press_key(page, "Control+k")
    page.keyboard.type("hand o")
    expect(palette.get_by_role("status")).to_have_text("2 things")
    first = palette.get_by_role("option").first
    expect(first).to_contain_text("Hand on")
    assert words.get_attribute("aria-activedescendant") == first.get_attribute("id")
    page.keyboard.press("ArrowDown")
    expect(palette.locator("[aria-selected=true]")).to_contain_text("Search all cases for “hand o”")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gallery/")


def test_the_palette_goes_to_a_field_and_searches_for_what_has_no_name(page: Page) -> None:
    press_key(page, "Control+k")
    page.keyboard.type("your rep")
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_be_focused()
    press_key(page, "Control+k")
    page.keyboard.type("Élan 41")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bench/?q=*41")


def test_the_palette_finds_a_field_that_has_no_key(page: Page) -> None:
    press_key(page, "Control+k")
    page.keyboard.type("draft")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Draft")).to_be_focused()


def test_single_keys_that_are_off_leave_what_goes_with_control(page: Page) -> None:
    page.evaluate("localStorage.setItem('keys', 'off')")
    page.reload()
    press_key(page, "r")
    expect(page.locator("#reply")).not_to_be_focused()
    press_key(page, "Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#reply").fill("With single keys off.")
    page.locator("#reply").press("Control+Enter")
    expect(page.locator(".notice")).to_contain_text("The reply is on its way.")


def test_the_palette_speaks_of_its_field_before_it_speaks_of_a_choice(page: Page) -> None:
    press_key(page, "Control+k")
    words = page.get_by_role("combobox", name="What do you want to do?")
    expect(words).to_be_focused()
    expect(words).to_have_attribute("aria-activedescendant", "")
    page.keyboard.press("Enter")
    expect(words).to_be_focused()
    options = page.get_by_role("option")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("PageUp")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    page.keyboard.type("hand")
    expect(words).to_have_attribute("aria-activedescendant", "palette_0")
    expect(options.first).to_have_attribute("aria-selected", "true")


def test_the_sheet_of_keys_is_read_from_its_beginning(page: Page) -> None:
    press_key(page, "?")
    expect(page.get_by_role("heading", name="Keys")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="Single keys are on in this browser")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#keys").get_by_role("button", name="Close")).to_be_focused()


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_everything_works_without_scripts(live_server, browser_page: OpensPages) -> None:
    page = browser_page(scripts=False)
    page.goto(f"{live_server.url}/bench/")
    page.locator("#send").click()
    expect(page.locator(".notice")).to_contain_text("The reply is on its way.")
    expect(page.locator("[data-theme-switch]")).to_be_hidden()
    expect(page.locator(".notice-close")).to_be_hidden()
    page.goto(f"{live_server.url}/gallery/")
    page.get_by_role("button", name="Close the case").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_text("The figures behind it").click()
    expect(page.get_by_role("table", name="").last).to_be_visible()


def _wait_for(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(20)
    pytest.fail("it never came about")
