"""Chats at the desk in a real browser: usable by everyone, in every look."""

import pytest
from playwright.sync_api import Page, expect

from evenhand.chat.api import Chat, end_chat, take_chat, write_line
from evenhand.chat.testing import VISITOR, make_chat, set_chat
from evenhand.core.api import now
from evenhand.people.api import Account
from evenhand.screens.tests.by_keyboard import by_name
from evenhand.ui.testing import OpensPages, barriers, press_key, sign_in
from evenhand.ui.testing_by_ear import hear, heard, listen

pytestmark = pytest.mark.browser
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def page(
    monkeypatch: pytest.MonkeyPatch, live_server, browser_page: OpensPages, agent: Account, house_policies
) -> Page:
    """The chats of an agent, where none runs yet."""
    set_chat(monkeypatch)
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/chats/")
    return page


def test_chats_are_usable_by_everyone(live_server, page: Page, agent: Account, actor) -> None:
    page.get_by_role("button", name="Take chats").click()
    mine = make_chat(now(), taken_by=agent, name=LONG, text=LONG * 3, email="vera@mail.example")
    make_chat(now(), taken_by=agent, name="Waiting Wanda")
    take_chat(chat=mine, actor=actor(agent), now=now())
    page.goto(f"{live_server.url}/desk/chats/")
    expect(page.locator("#chats[data-live]")).to_contain_text("1 chat waits")
    assert barriers(page) == []
    page.goto(f"{live_server.url}/desk/cases/{mine.case_id}/")
    expect(page.locator("#chat")).to_contain_text("The visitor is there")
    expect(page.locator("#chats[data-live]")).to_be_visible()
    assert barriers(page) == []


def test_a_chat_is_taken_and_answered_line_by_line_with_the_keyboard(live_server, page: Page, agent: Account) -> None:
    by_name(page, "take chats")
    expect(page.locator("#notices")).to_contain_text("You take chats now.")
    waiting = make_chat(now(), taken_by=agent, name="Wanda", email="wanda@mail.example")
    page.goto(f"{live_server.url}/desk/chats/")
    by_name(page, "take the chat wanda")
    page.wait_for_url(f"**/cases/{waiting.case_id}/")
    expect(page.locator("#chat")).to_contain_text("The visitor is there")
    press_key(page, "r")
    for line in ("Hello Wanda,", "it is here."):
        expect(page.locator("#reply_text")).to_be_focused()
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        expect(page.locator("#latest")).to_contain_text(line)
        expect(page.locator("#reply_text")).to_have_value("")
    expect(page.locator("#reply_text")).to_be_focused()
    expect(page.locator("#resting")).to_be_hidden()
    page.keyboard.type("Two")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("lines")
    expect(page.locator("#reply_text")).to_have_value("Two\nlines")
    by_name(page, "end the chat")
    expect(page.locator("#chat")).to_contain_text("What you write now goes by mail.")


def test_by_ear_one_learns_of_each_chat_that_waits_and_of_each_line_once(
    live_server, page: Page, agent: Account, actor
) -> None:
    by_name(page, "take chats")
    expect(page.locator("#notices")).to_contain_text("You take chats now.")
    vera, wanda = (make_chat(now(), taken_by=agent, name=name) for name in ("Vera", "Wanda"))
    for each in (vera, wanda):
        take_chat(chat=each, actor=actor(agent), now=now())
    page.goto(f"{live_server.url}/desk/cases/{vera.case_id}/")
    strip = page.locator("#chats[data-live]")
    expect(strip.locator("[aria-current=page]")).to_contain_text("Vera")
    expect(page.locator("#chat")).to_contain_text("The visitor is there")
    listen(page)
    make_chat(now(), taken_by=agent, name="Xaver")
    page.evaluate("htmx.trigger('#chats', 'live')")
    hear(page, "A chat waits: Xaver")
    for each in (vera, wanda):
        write_line(chat=each, text="Are you there?", key=f"line{each.pk}", actor=VISITOR, now=now())
    page.evaluate("htmx.trigger('#chats', 'live')")
    hear(page, "Wanda 2 unread lines")
    page.evaluate("htmx.trigger('#conversation', 'live')")
    hear(page, "Vera wrote: Are you there?")
    end_chat(chat=vera, by=Chat.EndedBy.VISITOR, actor=VISITOR, now=now())
    page.evaluate("htmx.trigger('#chat', 'live')")
    hear(page, "The customer ended it")
    said = ["A chat waits: Xaver", "Wanda 2 unread lines", "Vera wrote: Are you there?", "The customer ended it"]
    assert sorted(heard(page)) == sorted(said)
    page.goto("about:blank")
    page.wait_for_timeout(300)
