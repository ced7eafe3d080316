"""Every verb of the desk with the keyboard alone, a few walks through one browser."""

import pytest
from playwright.sync_api import Page, expect

from evenhand.cases.api import BulkChange, Case, SavedView, add_customer_message, open_case
from evenhand.core.api import now
from evenhand.macros.api import Macro
from evenhand.macros.testing import make
from evenhand.routing.api import sort_due
from evenhand.screens.tests.by_keyboard import by_name, tab_to, write_in
from evenhand.screens.tests.conftest import TEST
from evenhand.ui.testing import OpensPages, barriers, press_key, sign_in
from evenhand.ui.testing_by_ear import hear, listen

pytestmark = pytest.mark.browser


def keeps_its_place(page: Page) -> None:
    """The focus stands somewhere, or does so when what was fetched anew has been put in its place."""
    expect(page.locator("body")).not_to_be_focused()


@pytest.fixture
def other(case: Case) -> Case:
    return open_case(
        customer=case.customer, subject="My lamp", text="Broken.", channel="mail", key="other", actor=TEST, now=now()
    )


def test_a_case_is_tagged_put_to_sleep_dated_merged_and_answered(
    live_server, browser_page: OpensPages, agent, second_agent, case: Case, other: Case
) -> None:
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    press_key(page, "g")
    page.keyboard.type("late kettle")
    page.keyboard.press("Enter")
    expect(page.locator("#standing .tag")).to_have_count(2)
    page.keyboard.press("Escape")
    by_name(page, "priority: urgent")
    expect(page.locator("#standing")).to_contain_text("Urgent")
    by_name(page, "sleep until tomorrow")
    expect(page.locator("#standing")).to_contain_text("Asleep until")
    by_name(page, "wake it")
    expect(page.locator("#standing")).not_to_contain_text("Asleep until")
    press_key(page, "f")
    page.wait_for_url("**/follow-up/")
    expect(page.locator("#id_at")).to_be_focused()
    # In which order a day is typed differs by the browser's own language; each of its parts goes up by an arrow.
    for key in ("ArrowUp", "ArrowUp", "ArrowRight") * 6:
        page.keyboard.press(key)
    write_in(page, "#id_why", "Ask the depot")
    page.keyboard.press("Enter")
    expect(page.locator("#standing")).to_contain_text("Ask the depot")
    by_name(page, "done with it")
    expect(page.locator("#standing")).not_to_contain_text("Ask the depot")
    press_key(page, "n")
    page.keyboard.type("@Amir do you know the depot?")
    by_name(page, "add the note")
    expect(page.locator("#conversation")).to_contain_text("do you know the depot?")
    press_key(page, "l")
    page.wait_for_url("**/joining/")
    by_name(page, f"merge into this one #{other.pk}")
    page.wait_for_url(f"**/cases/{case.pk}/?went={other.pk}")
    expect(page.locator("#conversation")).to_contain_text("Broken.")
    page.goto(f"{live_server.url}/desk/cases/{other.pk}/")
    press_key(page, "z")
    expect(page.locator("#conversation")).to_contain_text("Broken.")
    press_key(page, "r")
    page.keyboard.type("Dear Cleo, oh no.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#latest")).to_be_focused()
    press_key(page, "z")
    expect(page.locator("#reply_text")).to_have_value("Dear Cleo, oh no.")
    expect(page.locator("#reply_text")).to_be_focused()
    page.goto("about:blank")
    page.wait_for_timeout(300)


def test_a_macro_is_found_edited_sent_and_its_remedy_given(
    live_server, browser_page: OpensPages, agent, actor, case: Case
) -> None:
    text = {"en": "Dear {{customer.first_name}}, {{remedy.amount}} is on its way."}
    make(actor(agent), "Parcel lost", texts=text, claim_kind="lost", remedy_kind="refund", closes=True)
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/?macro={Macro.objects.get().pk}#reply_text")
    expect(page.locator("#reply_text")).to_be_focused()
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    press_key(page, "m")
    expect(page.locator("#macro_choice")).to_contain_text("Parcel lost")
    page.keyboard.type("lost")
    page.keyboard.press("Enter")
    expect(page.locator("#plan")).to_contain_text("Refund")
    expect(page.locator("#reply_text")).to_be_focused()
    expect(page.locator("#reply_text")).to_have_value("Dear Cleo, $72.20 is on its way.")
    by_name(page, "take the macro off")
    expect(page.locator("#plan")).to_have_count(0)
    expect(page.locator("#reply_text")).to_have_value("Dear Cleo, $72.20 is on its way.")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    by_name(page, "macro: parcel lost")
    expect(page.locator("#plan")).to_be_visible()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Ada")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#standing")).to_contain_text("Closed")
    expect(page.locator("#latest")).to_contain_text("Dear Cleo, $72.20 is on its way. Ada")
    expect(page.locator("#notices")).to_contain_text("Refund of")
    page.goto("about:blank")
    page.wait_for_timeout(300)


def test_one_is_here_takes_the_next_case_goes_away_and_comes_back(
    live_server, browser_page: OpensPages, agent, case: Case
) -> None:
    sort_due(now=now())
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/")
    by_name(page, "i am here")
    expect(page.locator("#post .badge")).to_have_text("Here")
    press_key(page, "p")
    page.wait_for_url(f"**/cases/{case.pk}/")
    expect(page.locator("#standing")).to_contain_text("It is yours")
    page.goto(f"{live_server.url}/desk/")
    by_name(page, "back in half an hour")
    expect(page.locator("#post .badge")).to_have_text("Back soon")
    by_name(page, "away, cases go back")
    expect(page.locator("#notices")).to_contain_text("1 case waits in its queue again")
    press_key(page, "z")
    expect(page.locator("#notices")).to_contain_text("1 case is yours again.")
    expect(page.locator("#post .badge")).to_have_text("Here")


def test_many_cases_are_chosen_and_closed_and_it_is_undone(
    live_server, browser_page: OpensPages, agent, case: Case, other: Case
) -> None:
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/")
    for _ in range(2):
        press_key(page, "j")
        press_key(page, "x")
    by_name(page, "close them")
    expect(page.locator("#notices")).to_contain_text("2 cases were changed.")
    press_key(page, "z")
    expect(page.locator("#notices")).to_contain_text("2 cases are as before.")
    expect(page.locator(".list-link")).to_have_count(2)
    by_name(page, "for you")
    page.wait_for_url("**/for-you/")


def test_a_view_is_kept_shared_changed_let_go_and_many_cases_are_changed_in_four_ways(
    live_server, browser_page: OpensPages, agent, second_agent, case: Case, other: Case
) -> None:
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/")
    press_key(page, "/")
    page.keyboard.type("is:open kettle")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    by_name(page, "keep this as a view")
    expect(page.locator("#view_name")).to_be_focused()
    page.keyboard.type("Late ones")
    tab_to(page, "#keep_view [name=is_shared]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("The view is kept.")
    by_name(page, "change late ones")
    expect(page.locator("[id^=change_name]")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Kettles")
    tab_to(page, "[id^=change_question]")
    page.keyboard.press("End")
    page.keyboard.type(" -lamp")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("The view is changed.")
    assert [(each.name, each.question, each.team_id is None) for each in SavedView.objects.filter(owner=agent)] == [
        ("Kettles", "is:open kettle -lamp", False)
    ]
    by_name(page, "keep kettles no longer")
    expect(page.locator("#notices")).to_contain_text("The view is gone")
    for field, typed, verb in (
        ("#many_to", "Amir", "assign"),
        ("#many_tag", "late", "tag"),
        ("#many_word", "", "snooze"),
        ("#many_priority", "Urgent", "priority"),
    ):
        for _ in range(2):
            press_key(page, "j")
            press_key(page, "x")
        by_name(page, "with the chosen ones")
        tab_to(page, field)
        page.keyboard.type(typed)
        tab_to(page, f"#many [value={verb}]")
        page.keyboard.press("Enter")
        expect(page.locator("#notices")).to_contain_text("2 cases were changed.")
        press_key(page, "z")
        expect(page.locator("#notices")).to_contain_text("2 cases are as before.")
        expect(page.locator(".list-link")).to_have_count(2)
    assert {each.verb for each in BulkChange.objects.exclude(undone_at=None)} == {
        *("assign", "tag", "snooze", "priority")
    }


def test_a_case_is_split_linked_merged_and_handed_on_and_nobody_loses_their_place(
    live_server, browser_page: OpensPages, agent, second_agent, case: Case
) -> None:
    add_customer_message(case=case, text="And the lamp is too dark.", key="lamp", actor=TEST, now=now())
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    page.set_viewport_size({"width": 390, "height": 844})
    verbs = page.locator(".case-verbs > *").evaluate_all("all => new Set(all.map(each => each.offsetTop)).size")
    assert verbs == 1
    assert page.locator("#conversation").evaluate("each => each.getBoundingClientRect().top") < 844 / 3
    page.locator("#more > summary").click()
    assert page.locator("#more .menu-body").evaluate("each => each.getBoundingClientRect().left") > 0
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 800})
    work_and_note(page)
    new = split_link_and_merge(page, case)
    press_key(page, "/")
    page.keyboard.type(f"#{new.pk}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{new.pk}/")
    press_key(page, "z")
    expect(page.locator("#notices")).to_contain_text("stands on its own again")
    by_name(page, "hand on")
    page.wait_for_url("**/transfers/")
    write_in(page, "#id_to", "Amir")
    write_in(page, "#id_note", "You know lamps.")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Handed on.")
    expect(page.locator("#conversation")).to_contain_text("You know lamps.")
    page.goto("about:blank")
    page.wait_for_timeout(300)


def work_and_note(page: Page) -> None:
    """Take the case, say how urgent it is, leave a note: each is said aloud, and one can go on from where one is."""
    listen(page)
    tab_to(page, "#take")
    page.keyboard.press("Enter")
    hear(page, "The case is yours.")
    expect(page.locator("#standing")).to_be_focused()
    tab_to(page, "#more > summary")
    page.keyboard.press("Enter")
    tab_to(page, "[name=priority][value='3']")
    page.keyboard.press("Enter")
    hear(page, "Priority: Urgent.")
    expect(page.locator("#standing")).to_contain_text("Urgent")
    keeps_its_place(page)
    page.locator("#more > summary").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#more")).not_to_have_attribute("open", "")
    tab_to(page, "#note > summary")
    page.keyboard.press("Enter")
    expect(page.locator("#note_text")).to_be_focused()
    page.keyboard.type("Two matters in one.")
    tab_to(page, "#note button")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("The note is added.")
    expect(page.locator("#note > summary")).to_be_focused()


def split_link_and_merge(page: Page, case: Case) -> Case:
    """Make the lamp a case of its own, take the link away and set it again, and let it go back into the first."""
    press_key(page, "l")
    page.wait_for_url("**/joining/")
    page.keyboard.press("Tab")
    tab_to(page, f"#message_{case.messages.get(text__contains='lamp').pk}")
    page.keyboard.press("Space")
    write_in(page, "#split_subject", "The lamp")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("A case of its own.")
    new = Case.objects.get(subject="The lamp")
    expect(page.locator("#conversation")).to_contain_text("the lamp is too dark")
    press_key(page, "l")
    page.wait_for_url("**/joining/")
    by_name(page, f"take the link away #{case.pk}")
    expect(page.locator("#notices")).to_contain_text("The link is gone.")
    write_in(page, "#link_number", str(case.pk))
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("The two cases are linked.")
    by_name(page, f"merge this one there #{case.pk}")
    page.wait_for_url(f"**/cases/{case.pk}/?went={new.pk}")
    return new


def test_the_new_pages_are_usable_by_everyone(
    live_server, browser_page: OpensPages, agent, lead, actor, case: Case, other: Case
) -> None:
    macro = make(actor(agent), "Donaudampfschifffahrtselektrizitaeten", tags=("kettle",), sleep_days=2)
    page = browser_page()
    sign_in(page, live_server.url, agent)
    here = f"/desk/cases/{case.pk}/"
    page.goto(f"{live_server.url}{here}")
    press_key(page, "g")
    page.locator("#tag").fill("donaudampfschifffahrtselektrizitaeten kettle")
    page.locator("#tag").press("Enter")
    expect(page.locator("#standing .tag")).to_have_count(2)
    page.locator("#more summary").click()
    for path in (
        "",
        here,
        f"{here}joining/",
        f"{here}sleep/",
        f"{here}follow-up/",
        f"{here}?macro={macro.pk}",
        f"{here}macros/",
        "/macros/",
        f"/macros/{macro.pk}/",
        "/desk/for-you/",
        "/desk/search/?q=is:open",
    ):
        if path:
            page.goto(live_server.url + path)
        for details in page.locator("main details").all():
            details.evaluate("each => each.open = true")
        assert barriers(page) == [], path
    page.goto(f"{live_server.url}/desk/")
    page.locator("#post_menu summary").click()
    assert barriers(page) == []
    page.locator("#post_menu summary").click()
    page.locator(".list-check").first.check()
    assert barriers(page) == []
    page.goto("about:blank")
    page.wait_for_timeout(300)
    leading = browser_page()
    sign_in(leading, live_server.url, lead)
    for path in ("/routing/", "/routing/rules/new/", f"/routing/people/{agent.pk}/"):
        leading.goto(live_server.url + path)
        assert barriers(leading) == [], path
