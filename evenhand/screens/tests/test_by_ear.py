"""The desk for who hears it: what things are called, what is spoken when something changes, where one stands then."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from evenhand.cases.api import Case, add_customer_message, add_note, note_viewer
from evenhand.core.api import now
from evenhand.macros.testing import make
from evenhand.screens.tests.by_keyboard import by_name
from evenhand.screens.tests.conftest import TEST
from evenhand.screens.tests.test_kindness import work
from evenhand.ui.testing import OpensPages, press_key, sign_in
from evenhand.ui.testing_by_ear import hear, heard, listen

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(live_server, browser_page: OpensPages, agent, case: Case) -> Iterator[Page]:
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    expect(page.locator("#remedies")).to_be_visible()
    listen(page)
    yield page
    page.goto("about:blank")
    page.wait_for_timeout(300)  # what was still asked for is answered before the tables are emptied


def test_headings_lead_to_each_part_of_a_case_and_to_each_message(desk: Page) -> None:
    headings = re.findall(r'heading "(.*?)" \[level=(\d)\]', desk.locator("body").aria_snapshot())
    assert headings[:6] == [
        ("Where is my kettle?", "1"),
        ("Conversation", "2"),
        ("Cleo Customer", "3"),
        ("Your reply", "2"),
        ("Advice on your words", "3"),
        ("Cleo Customer", "2"),
    ]


def test_advice_is_heard_once_and_only_what_is_new_in_it(desk: Page) -> None:
    reply = desk.get_by_role("textbox", name="Reply to Cleo")
    expect(reply).to_have_accessible_description("By mail to cleo.customer@cast.example")
    reply.press_sequentially("You have to wait.")
    hear(desk, "“You have to” It gives an order.")
    reply.press_sequentially(" Calm down.")
    hear(desk, "“Calm down” It argues.")
    assert [words.partition("”")[0] for words in heard(desk)] == ["“You have to", "“Calm down"]
    expect(reply).to_be_focused()


def test_who_writes_meanwhile_is_heard_and_takes_nobody_away(desk: Page, case: Case, second_agent, actor) -> None:
    reply = desk.get_by_role("textbox", name="Reply to Cleo")
    reply.press_sequentially("Dear Cleo,")
    for number in (1, 2):
        add_customer_message(case=case, text="Thank you.", key=f"late{number}", actor=TEST, now=now())
        desk.evaluate("htmx.trigger('#conversation', 'live')")
        expect(desk.get_by_text("Thank you.", exact=True)).to_have_count(number)
    add_note(case=case, text="I know the depot.", key="n", actor=actor(second_agent), now=now())
    desk.evaluate("htmx.trigger('#conversation', 'live')")
    hear(desk, "I know the depot.")
    assert heard(desk) == [
        "Cleo Customer wrote: Thank you.",
        "Cleo Customer wrote: Thank you.",
        f"Note of {second_agent.name}: I know the depot.",
    ]
    expect(reply).to_be_focused()
    expect(reply).to_have_value("Dear Cleo,")


def test_a_colleague_who_comes_is_heard(desk: Page, case: Case, second_agent, actor) -> None:
    note_viewer(case=case, actor=actor(second_agent), is_writing=True, now=now())
    desk.evaluate("htmx.trigger('#standing', 'live')")
    hear(desk, f"{second_agent.name} is writing here")


def test_what_one_sent_is_not_read_out_and_one_stands_on_it_by_name(desk: Page, agent) -> None:
    desk.get_by_role("textbox", name="Reply to Cleo").press_sequentially("Dear Cleo, it is on its way.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#notices")).to_contain_text("Sent.")
    expect(desk.get_by_role("group", name=agent.name)).to_be_focused()
    assert not [words for words in heard(desk) if "wrote" in words]


def test_a_macro_is_found_and_told_by_ear(desk: Page, agent, actor) -> None:
    texts = {"en": "Dear {{customer.first_name}}, {{remedy.amount}} is on its way."}
    make(actor(agent), "Parcel lost", texts=texts, claim_kind="lost", remedy_kind="refund", closes=True)
    make(actor(agent), "Kettle lost", texts={"en": "Dear {{customer.first_name|customer}},"})
    by_name(desk, "use a macro")
    expect(desk.locator("#macro_choice")).to_contain_text("Dear [the customer's first name], [what the macro's remedy")
    assert heard(desk) == []
    desk.keyboard.type("parcel")
    hear(desk, "1 macro, it is: Parcel lost")
    desk.keyboard.press("Enter")
    expect(desk.locator("#plan")).to_be_visible()
    told = heard(desk)[-1]  # whoever types slowly hears the count more than once
    assert told.startswith("Parcel lost · English Sending also does this: Refund US$72.20 to Visa")
    assert told.endswith("Close the case")
    expect(desk.locator("#reply_text")).to_be_focused()


def test_what_was_given_is_where_one_goes_on(desk: Page) -> None:
    desk.locator("#claim_lost").click()
    desk.get_by_role("button", name="Give it : Refund").press("Enter")
    expect(desk.get_by_role("heading", name="What we did")).to_be_focused()
    expect(desk.locator("#notices")).to_contain_text("Refund of US$72.20")


def test_what_was_said_is_not_said_again_when_a_dialog_closes(desk: Page) -> None:
    by_name(desk, "take the case")
    hear(desk, "The case is yours.")
    expect(desk.locator("#said")).to_be_empty(timeout=15_000)


def test_a_row_is_heard_with_whose_it_is_and_how_long_it_waits(live_server, desk: Page, case: Case) -> None:
    desk.goto(f"{live_server.url}/desk/")
    press_key(desk, "j")
    row = desk.get_by_role("link", name=case.subject)
    expect(row).to_be_focused()
    expect(row).to_have_accessible_description(f"Cleo Customer {desk.locator('.list-end').inner_text()}")
    expect(desk.get_by_role("heading", name="1 case on this page")).to_be_attached()
    expect(desk.get_by_role("link", name="Mine : 0")).to_be_visible()
    desk.goto(f"{live_server.url}/desk/search/?q=subject:parcel")
    expect(desk).to_have_title("Search: subject:parcel · Evenhand")
    expect(desk.get_by_text("“subject:” is none of our filters")).to_be_visible()


def test_a_pause_is_heard_once_and_putting_it_away_leaves_nobody_without_a_place(
    live_server, desk: Page, agent, customer
) -> None:
    for minutes_ago in range(200, 0, -20):
        work(customer, agent, "Where is it?", minutes_ago=minutes_ago, minutes=19)
    asked: list[Route] = []
    desk.route("**/desk/pause/", lambda route: asked.append(route))  # noqa: PLW0108 - it has to be a function of Python
    with desk.expect_request("**/desk/pause/"):
        desk.goto(f"{live_server.url}/desk/")
    listen(desk)
    asked.pop().continue_()
    hear(desk, "without a pause. Would ten minutes away")
    desk.get_by_role("button", name="Thank you, I have seen it").press("Enter")
    expect(desk.get_by_role("region", name="A pause")).to_have_count(0)
    expect(desk.locator("#content")).to_be_focused()
    assert len(heard(desk)) == 1
