"""What the walks do not pass: the other verbs of inbox and case, each with the keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from evenhand.cases.api import (
    Case,
    SideThread,
    add_customer_message,
    link_order,
    open_case,
    save_view,
)
from evenhand.cases.testing import days_ago
from evenhand.core.api import now
from evenhand.macros.api import Macro
from evenhand.macros.testing import make
from evenhand.remedies.api import Remedy
from evenhand.screens.tests.by_keyboard import by_name, tab_to, write_in
from evenhand.screens.tests.conftest import TEST
from evenhand.shop.api import Scan
from evenhand.shop.testing import make_order, make_variant, scan, send
from evenhand.ui.testing import OpensPages, axe_violations, press_key, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def other(case: Case) -> Case:
    return open_case(
        customer=case.customer, subject="My lamp", text="Broken.", channel="mail", key="other", actor=TEST, now=now()
    )


@pytest.fixture
def page(live_server, browser_page: OpensPages, agent) -> Iterator[Page]:
    opened = browser_page()
    sign_in(opened, live_server.url, agent)
    yield opened
    opened.goto("about:blank")
    opened.wait_for_timeout(300)  # what was still asked for is answered before the tables are emptied


def test_every_view_and_order_is_opened_and_pages_are_turned(live_server, page: Page, agent, actor, case: Case) -> None:
    for number in range(50):
        mail = {"channel": "mail", "key": f"k{number}", "actor": TEST, "now": now()}
        open_case(customer=case.customer, subject=f"Case {number}", text="x", **mail)
    save_view(name="Kettles", question="kettle is:open", team=None, actor=actor(agent), now=now())
    page.goto(f"{live_server.url}/desk/?view=closed")
    for words, view in (
        *(("mine", "mine"), ("my team", "team"), ("unassigned", "unassigned"), ("overdue", "overdue")),
        *(("waiting for the customer", "waiting"), ("asleep", "snoozed"), ("closed", "closed"), ("all open", "open")),
    ):
        by_name(page, words)
        page.wait_for_url(f"**/desk/?view={view}*")
    for words in ("due soonest first", "newest message first", "oldest case first", "what matters first"):
        by_name(page, words)
        expect(page.locator(".inbox-sorts [aria-current]")).to_have_text(words.capitalize())
    by_name(page, "after")
    expect(page.locator(".list-link")).to_have_count(1)
    by_name(page, "before")
    expect(page.locator(".list-link")).to_have_count(50)
    by_name(page, "kettles")
    page.wait_for_url("**/search/?q=kettle*")
    expect(page.locator(".list mark").first).to_have_text("kettle")
    press_key(page, "j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}/")
    by_name(page, "inbox")
    page.wait_for_url("**/desk/")
    press_key(page, "j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*/")


def test_enter_in_a_field_for_many_does_what_stands_beside_it(
    live_server, page: Page, agent, case: Case, other: Case
) -> None:
    page.goto(f"{live_server.url}/desk/")
    by_name(page, "choose all")
    expect(page.locator("#chosen_count")).to_have_text("2 chosen")
    by_name(page, "tag them")
    expect(page.locator("#many_tag")).to_be_focused()
    page.keyboard.type("late")
    page.keyboard.press("Enter")
    expect(page.locator(".list .tag")).to_have_count(2)
    assert not Case.objects.filter(assignee=agent).exists()
    press_key(page, "j")
    press_key(page, "x")
    by_name(page, "assign them")
    expect(page.locator("#many_to")).to_be_focused()
    by_name(page, "give them to me")
    expect(page.locator("#notices")).to_contain_text("1 case was changed.")
    assert Case.objects.get(assignee=agent).pk in (case.pk, other.pk)
    press_key(page, "z")
    expect(page.locator("#notices")).to_contain_text("1 case is as before.")


def test_a_notice_stays_while_somebody_takes_chats(live_server, page: Page, case: Case) -> None:
    page.goto(f"{live_server.url}/desk/chats/")
    by_name(page, "take chats")
    expect(page.locator(".chat-strip")).to_contain_text("You take chats. Nobody is waiting.")
    expect(page.locator("#notices")).to_contain_text("You take chats now.")


def test_a_case_is_held_for_a_cause_closed_opened_again_slept_set_aside_and_brought_back(
    live_server, page: Page, case: Case
) -> None:
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    press_key(page, "t")
    by_name(page, "hold for the carrier")
    expect(page.locator("#hold")).to_contain_text("Go on")
    press_key(page, "h")
    expect(page.locator("#hold")).to_have_text("Hold")
    press_key(page, "c")
    expect(page.locator("#resting")).to_contain_text("The case is closed; a reply opens it again.")
    press_key(page, "z")
    expect(page.locator("#notices")).to_contain_text("as it was before")
    expect(page.locator("#resting")).to_be_hidden()
    press_key(page, "s")
    page.wait_for_url("**/sleep/")
    expect(page.get_by_role("button", name="Sleep for an hour")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#standing")).to_contain_text("Asleep until")
    press_key(page, "z")
    expect(page.locator("#standing")).not_to_contain_text("Asleep until")
    for words in ("junk", "set aside as automatic mail"):
        by_name(page, words)
        expect(page.locator("#notices")).to_contain_text("Set aside.")
        by_name(page, "bring it back")
        expect(page.locator("#close")).to_be_visible()
    press_key(page, "r")
    page.keyboard.type("Dear Cleo, it is on its way.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#latest")).to_be_focused()
    press_key(page, "p")
    page.wait_for_url("**/desk/")
    expect(page.locator("#notices")).not_to_be_empty()


def test_names_from_other_desks_lead_to_the_same_verbs(live_server, page: Page, case: Case) -> None:
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    expect(page.locator("#remedies")).to_be_visible()
    for words, named in (
        *(("snooze", "Sleep for an hour"), ("transfer", "Hand on"), ("solve", "Close")),
        *(("side conversation", "Ask a seller or carrier"), ("return", "Change the order")),
        *(("internal", "A note for colleagues"), ("canned", "Use a macro"), ("label", "Tag the case")),
    ):
        press_key(page, "Control+k")
        page.keyboard.type(words)
        expect(page.locator("#palette [aria-selected=true] .palette-name")).to_have_text(named)
        page.keyboard.press("Escape")


def test_what_the_page_does_comes_before_macros_of_that_name(live_server, page: Page, agent, actor, case: Case) -> None:
    make(actor(agent), "Arrived damaged: refund", texts={"en": "Dear {{customer.first_name}}"})
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    expect(page.locator("#remedies")).to_be_visible()
    press_key(page, "Control+k")
    page.keyboard.type("refund")
    expect(page.locator("#palette_list")).to_contain_text("Macro: Arrived damaged: refund")
    expect(page.locator("#palette [aria-selected=true] .palette-name")).to_have_text(
        "Give it: Refund US$72.20 to Visa ending 9212"
    )
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Refund of US$72.20")
    assert Remedy.objects.count() == 1


def test_an_order_is_chosen_returned_and_taken_in(live_server, page: Page, case: Case) -> None:
    order = make_order(case.order.customer, [make_variant("Mug", 900, stock=3)], placed_at=days_ago(9))
    scan(send(order, sent_at=days_ago(8)), Scan.Kind.DELIVERED, days_ago(6))
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    by_name(page, "choose the order")
    page.wait_for_url("**/order/")
    by_name(page, f"this one {order.number}")
    page.wait_for_url(f"**/cases/{case.pk}/")
    for words in ("arrived damaged", "change the order"):
        expect(page.locator("#remedies")).to_be_visible()
        by_name(page, words)
        expect(page.locator("#remedies [aria-current]")).to_have_text(words.capitalize())
    for undoes in (True, False):
        by_name(page, "choose: return pieces")
        page.wait_for_url("**/order/return/")
        by_name(page, "see what would happen")
        expect(page.locator("#seen_title")).to_be_visible()
        by_name(page, "return pieces for a refund")
        expect(page.locator("#done_title")).to_be_visible()
        if undoes:
            by_name(page, "call it off")
            expect(page.locator("#beside")).not_to_contain_text("The goods are here")
    tab_to(page, "#beside [name=sellable]")
    page.keyboard.press("Space")
    by_name(page, "the goods are here")
    expect(page.locator("#beside")).not_to_contain_text("The goods are here")
    assert sorted(Remedy.objects.values_list("kind", "state")) == [("return", "cancelled"), ("return", "done")]


def test_a_second_person_agrees_with_the_keyboard(
    live_server, browser_page: OpensPages, page: Page, lead, case: Case, shopper
) -> None:
    bought = make_order(shopper, [make_variant("Sofa", 90000)], placed_at=days_ago(17))
    send(bought, sent_at=days_ago(16), promised_until=days_ago(9).date())
    link_order(case=case, order=bought, actor=TEST, now=now())
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    expect(page.locator("#remedies")).to_be_visible()
    by_name(page, "propose it to a colleague: refund")
    expect(page.locator("#done_title")).to_be_visible()
    theirs = browser_page()
    sign_in(theirs, live_server.url, lead)
    theirs.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    expect(theirs.locator("#done_title")).to_be_visible()
    by_name(theirs, "agree to it")
    expect(theirs.locator("#beside")).to_contain_text("went back")
    assert Remedy.objects.get().state == "done"
    theirs.goto("about:blank")
    theirs.wait_for_timeout(300)


def test_what_was_said_before_is_unfolded_and_earlier_cases_are_opened(
    live_server, page: Page, case: Case, other: Case
) -> None:
    for number in range(14):
        add_customer_message(case=case, text=f"Again {number}.", key=f"m{number}", actor=TEST, now=now())
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    by_name(page, "show 3 earlier")
    expect(page.locator("#conversation")).to_contain_text("It was due last week")
    by_name(page, "keys")
    page.keyboard.press("Escape")
    tab_to(page, "#beside details:has(a[href*='/cases/']) > summary")
    page.keyboard.press("Enter")
    by_name(page, "my lamp")
    page.wait_for_url(f"**/cases/{other.pk}/")


def test_a_tag_is_taken_off_a_note_carries_a_file_and_is_seen(
    live_server, browser_page: OpensPages, page: Page, second_agent, case: Case, tmp_path: Path, settings
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    (tmp_path / "slip.pdf").write_bytes(b"%PDF-1.7 slip")
    page.on("filechooser", lambda chooser: None)  # the browser asks us, not a window of its own, from the beginning
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    press_key(page, "g")
    page.keyboard.type("late")
    page.keyboard.press("Enter")
    by_name(page, "take the tag late off")
    expect(page.locator("#standing .tag")).to_have_count(0)
    press_key(page, "n")
    page.keyboard.type("@Amir and @Zoe, is this your slip?")
    tab_to(page, "#note [type=file]")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(tmp_path / "slip.pdf")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#conversation")).to_contain_text("slip.pdf")
    expect(page.locator("#notices")).to_contain_text("It stands on the list of Amir Agent.")
    theirs = browser_page()
    sign_in(theirs, live_server.url, second_agent)
    theirs.goto(f"{live_server.url}/desk/for-you/")
    by_name(theirs, "seen")
    expect(theirs.locator("#content")).to_contain_text("Nobody has asked for you")


def test_names_are_offered_after_an_at(live_server, page: Page, second_agent, lead, case: Case) -> None:
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    press_key(page, "n")
    words, names = page.locator("#note_text"), page.get_by_role("listbox", name="Colleagues")
    page.keyboard.type("Mail me at ann@", delay=5)
    expect(names).to_be_hidden()
    page.keyboard.type(" depot, or ask @")
    expect(names.get_by_role("option")).to_have_count(2)
    page.keyboard.type("am")
    expect(names.get_by_role("option")).to_have_count(1)
    expect(words).to_have_attribute("aria-activedescendant", f"name_{second_agent.pk}")
    assert axe_violations(page) == []
    page.keyboard.press("Enter")
    expect(words).to_have_value("Mail me at ann@ depot, or ask @Amir Agent ")
    expect(names).to_be_hidden()
    page.keyboard.type("or @")
    first = names.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("Escape")
    expect(names).to_be_hidden()
    expect(words).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notices")).to_contain_text("It stands on the list of Amir Agent.")


def test_a_carrier_is_asked_and_a_merge_is_undone_from_where_one_landed(
    live_server, page: Page, case: Case, other: Case, tmp_path: Path, settings
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    by_name(page, "side conversation")
    page.wait_for_url("**/sides/")
    write_in(page, "#id_address", "depot@northway.example", anew=True)
    write_in(page, "#id_text", "Where is it?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notices")).to_contain_text("Asked.")
    assert SideThread.objects.get().with_address == "depot@northway.example"
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    press_key(page, "l")
    page.wait_for_url("**/joining/")
    by_name(page, f"merge this one there #{other.pk}")
    page.wait_for_url(f"**/cases/{other.pk}/?went={case.pk}")
    expect(page.locator("#content")).to_contain_text(f"#{case.pk} Where is my kettle? went into this case.")
    press_key(page, "z")
    page.wait_for_url(f"**/cases/{case.pk}/")
    expect(page.locator("#notices")).to_contain_text("stands on its own again")


def test_of_two_drafts_either_is_kept(live_server, page: Page, case: Case) -> None:
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    other = page.context.new_page()
    other.goto(page.url)
    for words, verb, kept in (("One", "keep what stands in the box", "Two"), ("Three", "take the other text", "Three")):
        for window, text in ((page, words), (other, "Two")):
            press_key(window, "r")
            window.keyboard.press("Control+a")
            with window.expect_response("**/draft/"):
                window.keyboard.type(text)
        expect(other.locator("#advice .notice")).to_contain_text(words)
        by_name(other, verb)
        expect(other.locator("#advice .notice")).to_have_count(0)
        expect(other.locator("#reply_text")).to_have_value(kept)
        page.reload()
        other.reload()


def test_a_macro_is_written_changed_retired_and_offered_again(live_server, page: Page, case: Case) -> None:
    page.goto(f"{live_server.url}/macros/")
    by_name(page, "write a macro")
    page.wait_for_url("**/macros/new/")
    write_in(page, "#id_name", "My own")
    write_in(page, "main textarea", "Dear {{customer.first_name}},")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("My own")
    write_in(page, "#id_name", "Quite my own", anew=True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Quite my own")
    by_name(page, "retire it")
    page.wait_for_url("**/macros/")
    tab_to(page, "main details > summary")
    page.keyboard.press("Enter")
    by_name(page, "quite my own")
    page.wait_for_url("**/macros/*/")
    by_name(page, "offer it again")
    expect(page.get_by_role("button", name="Retire it")).to_be_visible()
    assert Macro.objects.get().name == "Quite my own"


def test_a_lead_says_who_gets_what_with_the_keyboard(
    live_server, browser_page: OpensPages, lead, agent, case: Case
) -> None:
    page = browser_page()
    sign_in(page, live_server.url, lead)
    page.goto(f"{live_server.url}/routing/")
    tab_to(page, "[id^=mode_]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")
    expect(page.locator("[id^=mode_]").first).not_to_have_value("pull")
    by_name(page, "write a rule")
    page.wait_for_url("**/rules/new/")
    write_in(page, "#id_name", "Kettles")
    write_in(page, "#id_words", "kettle")
    write_in(page, "#id_reason", "kettle")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/routing/")
    expect(page.locator("#content")).to_contain_text("Kettles")
    by_name(page, str(agent.name))
    page.wait_for_url("**/routing/people/**")
    write_in(page, "#id_skills", "lamps")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/routing/")
    expect(page.locator("main")).to_contain_text("lamps")
    by_name(page, "take away kettles")
    expect(page.locator("main")).to_contain_text("No rules")
