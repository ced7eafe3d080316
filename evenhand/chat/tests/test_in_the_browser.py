"""The chat's page as everybody meets it: light, dark, phone-wide, by keyboard, without scripts."""

import pytest
from playwright.sync_api import expect

from evenhand.cases.api import Message, reply
from evenhand.chat.desk import take_chats, take_no_chats
from evenhand.chat.models import Chat
from evenhand.chat.testing import SHOP, set_chat
from evenhand.core.api import Actor, now
from evenhand.people.api import Account
from evenhand.ui.testing import OpensPages, barriers
from evenhand.ui.testing_by_ear import heard, listen

pytestmark = pytest.mark.browser
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture(autouse=True)
def _chat(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> None:
    set_chat(monkeypatch)


@pytest.fixture
def me(agent: Account, actor) -> Actor:
    return actor(agent)


def test_the_chat_is_usable_by_everyone(live_server, browser_page: OpensPages, me: Actor) -> None:
    page = browser_page()
    address = f"{live_server.url}/chat/?origin={SHOP}"
    page.goto(address)
    expect(page.get_by_role("heading", name="Nobody is free to chat just now")).to_be_visible()
    assert barriers(page) == [], "away"

    take_chats(actor=me, now=now())
    page.goto(address)
    page.get_by_role("textbox", name="What is it about?").fill(LONG)
    assert barriers(page) == [], "begin"
    page.keyboard.press("Tab")
    page.keyboard.type("Vera")
    page.get_by_role("button", name="Start the chat").press("Enter")
    expect(page.get_by_role("log")).to_contain_text(LONG)
    chat = Chat.objects.select_related("case__customer", "case__order", "case__queue").get()
    last = Message.objects.order_by("-id")[0].pk
    reply(case=chat.case, text=f"Dear Vera, {LONG}", seen_message_id=last, key="r", actor=me, now=now())
    expect(page.get_by_role("log")).to_contain_text("Dear Vera")
    assert barriers(page) == [], "talk"
    page.locator("#more summary").click()
    page.get_by_role("button", name="End the chat").click()
    expect(page.locator("#over_title")).to_be_focused()
    assert barriers(page) == [], "over"


def test_each_line_comes_into_what_was_said_once(live_server, browser_page: OpensPages, me: Actor) -> None:
    take_chats(actor=me, now=now())
    page = browser_page()
    page.goto(f"{live_server.url}/chat/?origin={SHOP}")
    page.get_by_role("textbox", name="What is it about?").fill("Does it whistle?")
    page.get_by_role("button", name="Start the chat").click()
    log = page.get_by_role("log")
    expect(log).to_contain_text("Does it whistle?")
    listen(page, "#lines")
    page.get_by_role("textbox", name="Your message").fill("Or hum?")
    page.keyboard.press("Enter")
    expect(log.locator("[data-own]").last).to_contain_text("Or hum?")
    expect(log.locator("[data-sending]")).to_have_count(0)
    expect(log.locator("[data-own] small").last).not_to_contain_text("on its way")
    last = Message.objects.order_by("-id")[0].pk
    reply(case=Chat.objects.get().case, text="It does.", seen_message_id=last, key="r", actor=me, now=now())
    expect(log).to_contain_text("It does.")
    assert [line.splitlines()[-1] for line in heard(page)] == ["Or hum?", "It does."]


def test_words_are_not_lost_where_nobody_is_there_any_more(live_server, browser_page: OpensPages, me: Actor) -> None:
    take_chats(actor=me, now=now())
    page = browser_page()
    page.goto(f"{live_server.url}/chat/?origin={SHOP}")
    page.get_by_role("textbox", name="What is it about?").fill("Does it whistle?")
    take_no_chats(actor=me, now=now())
    page.get_by_role("button", name="Start the chat").click()
    expect(page.locator("#begin_problem")).to_contain_text("answer by mail")
    expect(page.locator("#away textarea")).to_have_value("Does it whistle?")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_message_is_left_without_scripts(live_server, browser_page: OpensPages, *, width: int) -> None:
    page = browser_page(width=width, scripts=False)
    page.goto(f"{live_server.url}/chat/message/")
    page.get_by_label("What is it about?").fill("Does it whistle?")
    page.get_by_label("Your mail address").fill("vera@mail.example")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Message.objects.get(text="Does it whistle?").case.customer.email == "vera@mail.example"
