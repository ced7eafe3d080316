"""The screens in a real browser: usable by everyone, without a jump or a lost word, and without scripts too."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from evenhand.cases.api import Case, Message, add_customer_message, add_note, draft_of, reply
from evenhand.core.api import OutgoingMail, now
from evenhand.remedies.api import Remedy
from evenhand.screens.customer.forms import LARGEST_FILE
from evenhand.screens.tests.conftest import TEST
from evenhand.ui.testing import OpensPages, barriers, overflow, press_key, sign_in

pytestmark = pytest.mark.browser
REFUND = re.compile("Give it.*Refund")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def busy(case: Case, agent, actor) -> Case:
    """The case after much was said, by people with long words."""
    case.subject = f"{LONG}: my kettle"
    case.save(update_fields=["subject"])
    me = actor(agent)
    for number in range(14):
        add_customer_message(case=case, text=f"{LONG * 3} {number}", key=f"m{number}", actor=TEST, now=now())
    add_note(case=case, text="Called the depot.", key="note", actor=me, now=now())
    last = Message.objects.order_by("-id")[0].pk
    reply(case=case, text="Dear Cleo, I am sorry.", seen_message_id=last, key="r", actor=me, now=now())
    return case


def open_desk(page: Page, live_server, account, path: str) -> Page:
    sign_in(page, live_server.url, account)
    page.goto(f"{live_server.url}{path}")
    return page


def test_the_desk_is_usable_by_everyone(live_server, browser_page: OpensPages, lead, busy) -> None:
    page = open_desk(browser_page(), live_server, lead, "/desk/?view=waiting")
    mail = OutgoingMail.objects.order_by("-id")[0].pk
    verbs = f"/desk/cases/{busy.pk}/"
    for path in (
        *("/desk/?view=waiting", "/desk/?view=mine", "/desk/search/?q=kettle", "/desk/search/", verbs),
        *(f"{verbs}transfers/", f"{verbs}order/", "/mailbox/", f"/mailbox/{mail}/"),
    ):
        page.goto(live_server.url + path)
        if path == verbs:
            expect(page.locator("#remedies")).to_be_visible()
            page.locator("#note summary").click()
            page.locator("#reply_text").fill("Please calm down.")
            expect(page.locator("#advice")).to_contain_text("Kept as your draft")
        assert barriers(page) == [], path


def test_the_customers_pages_are_usable_by_everyone(live_server, browser_page: OpensPages, customer, busy) -> None:
    page = open_desk(browser_page(), live_server, customer, "/my/")
    number = busy.order.number.removeprefix("#")
    for path in ("/my/", f"/my/orders/{number}/", f"/my/cases/{busy.pk}/"):
        page.goto(live_server.url + path)
        assert barriers(page) == [], path


@pytest.fixture
def desk(live_server, browser_page: OpensPages, agent, case) -> Iterator[Page]:
    page = open_desk(browser_page(), live_server, agent, f"/desk/cases/{case.pk}/")
    expect(page.locator("#remedies")).to_be_visible()
    yield page
    page.goto("about:blank")
    page.wait_for_timeout(300)  # what was still asked for is answered before the tables are emptied


def arrive(page: Page, *regions: str) -> None:
    """What the live stream does when the case has changed."""
    for region in regions:
        page.evaluate("region => htmx.trigger(region, 'live')", region)


def test_a_message_arrives_while_one_types_and_nothing_moves(desk: Page, case: Case) -> None:
    box = desk.locator("#reply_text")
    box.click()
    desk.keyboard.type("Dear Cleo, ")
    before = box.bounding_box()
    add_customer_message(case=case, text="Any news? " * 60, key="news", actor=TEST, now=now())
    arrive(desk, "#conversation", "#standing", "#beside")
    expect(desk.locator("#conversation")).to_contain_text("Any news?")
    desk.keyboard.type("I am sorry.")
    assert box.input_value() == "Dear Cleo, I am sorry."
    assert before == box.bounding_box()


def test_what_stood_on_the_page_can_be_answered_at_once(desk: Page, case: Case) -> None:
    desk.locator("#reply_text").fill("Dear Cleo, it is on its way.")
    add_customer_message(case=case, text="Any news?", key="news", actor=TEST, now=now())
    arrive(desk, "#conversation")
    expect(desk.locator("#conversation")).to_contain_text("Any news?")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.locator("#notices")).to_contain_text("Sent.")
    expect(desk.locator("#reply_text")).to_have_value("")


def test_a_message_that_was_not_seen_stops_the_reply(desk: Page, case: Case) -> None:
    desk.route(
        "**/?part=conversation*", lambda route: route.fulfill(status=204)
    )  # however slowly we press, it is unseen
    desk.locator("#reply_text").fill("Dear Cleo, it is on its way.")
    add_customer_message(case=case, text="It has come!", key="news", actor=TEST, now=now())
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.locator("#notices")).to_contain_text("Somebody wrote in this case while you were writing.")
    desk.unroute_all()
    arrive(desk, "#conversation")
    expect(desk.locator("#conversation")).to_contain_text("It has come!")
    expect(desk.locator("#reply_text")).to_have_value("Dear Cleo, it is on its way.")
    desk.locator("#reply_text").press_sequentially(" Oh, it has come.")
    expect(desk.locator("#advice")).to_contain_text("Kept as your draft")
    expect(desk.locator("#advice")).not_to_contain_text("Another window")


def test_a_draft_keeps_itself_and_is_there_again(desk: Page, case: Case) -> None:
    desk.locator("#reply_text").press_sequentially("Dear Cleo, I am ", delay=5)
    expect(desk.locator("#advice")).to_contain_text("Kept as your draft")
    desk.locator("#reply_text").press_sequentially("sorry.", delay=5)
    desk.wait_for_timeout(1500)
    desk.reload()
    expect(desk.locator("#reply_text")).to_have_value("Dear Cleo, I am sorry.")


def test_two_windows_part_kindly(desk: Page, case: Case, live_server, agent, actor) -> None:
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.locator("#reply_text").fill("From the first window.")
    expect(desk.locator("#advice")).to_contain_text("Kept as your draft")
    other.locator("#reply_text").fill("From the second window.")
    expect(other.locator("#advice .notice")).to_contain_text("From the first window.")
    other.get_by_role("button", name="Keep what stands in the box").click()
    expect(other.locator("#advice .notice")).to_have_count(0)
    kept = draft_of(case, actor(agent))
    assert kept is not None
    assert kept.text == "From the second window."


def test_an_example_is_put_into_the_draft_by_a_press(desk: Page) -> None:
    desk.locator("#reply_text").fill("Your kettle is lost.")
    button = desk.get_by_role("button", name="Put it into the draft").first
    example = button.get_attribute("data-add")
    button.click()
    expect(desk.locator("#reply_text")).to_have_value(f"Your kettle is lost. {example}")
    desk.keyboard.press("Control+z")
    expect(desk.locator("#reply_text")).to_have_value("Your kettle is lost.")


def test_a_remedy_is_given_without_losing_the_draft(desk: Page) -> None:
    desk.locator("#reply_text").fill("Dear Cleo, I have refunded $72.20 to your card.")
    expect(desk.locator("#advice [data-tone=warn]")).not_to_have_count(0)
    desk.get_by_role("button", name=REFUND).dblclick()
    expect(desk.locator("#beside")).to_contain_text("What we did")
    expect(desk.locator("#advice [data-tone=warn]")).to_have_count(0)
    expect(desk.locator("#reply_text")).to_have_value("Dear Cleo, I have refunded $72.20 to your card.")
    assert Remedy.objects.count() == 1


def test_another_claim_is_chosen_without_leaving_the_page(desk: Page) -> None:
    desk.locator("#reply_text").fill("Dear Cleo")
    desk.get_by_role("link", name="Arrived damaged").click()
    expect(desk.locator("#claim_damaged")).to_have_attribute("aria-current", "true")
    expect(desk.locator("#claim_damaged")).to_be_focused()
    expect(desk.locator("#reply_text")).to_have_value("Dear Cleo")


def test_what_was_unfolded_stays_unfolded(desk: Page) -> None:
    desk.locator("#story summary").click()
    arrive(desk, "#beside")
    desk.wait_for_timeout(500)
    expect(desk.locator("#story")).to_have_attribute("open", "")


_PRESS_WHAT_CAME = """() => {
  window.isSamePage = true
  addEventListener("htmx:afterSwap", () => setTimeout(() => document.querySelector("#take").click()), { once: true })
  htmx.trigger("#standing", "live")
}"""


def test_what_was_fetched_anew_answers_a_press_at_once_and_in_place(desk: Page) -> None:
    desk.evaluate(_PRESS_WHAT_CAME)
    expect(desk.locator("#standing")).to_contain_text("It is yours")
    assert desk.evaluate("window.isSamePage"), "the page was opened anew"


def test_the_keys_of_a_case(desk: Page, case: Case) -> None:
    press_key(desk, "t")
    expect(desk.locator("#standing")).to_contain_text("It is yours")
    press_key(desk, "h")
    expect(desk.locator("#hold")).to_contain_text("Go on")
    press_key(desk, "n")
    expect(desk.locator("#note_text")).to_be_focused()
    desk.locator("#note_text").blur()
    press_key(desk, "r")
    desk.keyboard.type("Dear Cleo")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#notices")).to_contain_text("Sent.")
    expect(desk.locator("#latest")).to_contain_text("Dear Cleo")
    expect(desk.locator("#latest")).to_be_focused()
    press_key(desk, "c")
    expect(desk.locator("#undo")).to_be_visible()
    press_key(desk, "?")
    for words in ("Reply to Cleo", "What should they know?"):
        expect(desk.locator("#keys")).to_contain_text(words)


def test_the_keys_of_a_list(live_server, browser_page: OpensPages, agent, case, busy) -> None:
    page = open_desk(browser_page(), live_server, agent, "/desk/?view=waiting")
    press_key(page, "j")
    expect(page.locator(f"#case_{case.pk}")).to_be_focused()
    press_key(page, "/")
    expect(page.locator("#search")).to_be_focused()


def test_everything_is_done_without_scripts(live_server, browser_page: OpensPages, agent, case) -> None:
    page = open_desk(browser_page(scripts=False), live_server, agent, "/desk/")
    page.get_by_role("link", name="Where is my kettle?").click()
    page.get_by_role("button", name="Take the case").click()
    expect(page.locator("#standing")).to_contain_text("It is yours")
    page.get_by_role("link", name="Show the order and what we can do").click()
    page.get_by_role("link", name="Lost on the way").click()
    page.get_by_role("button", name=REFUND).click()
    expect(page.locator("#beside")).to_contain_text("What we did")
    page.locator("#reply_text").fill("Dear Cleo, I have refunded $72.20.")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.locator("#advice")).to_contain_text("Kept as your draft")
    page.locator("#note summary").click()
    page.locator("#note_text").fill("All done.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#conversation")).to_contain_text("All done.")
    expect(page.locator("#reply_text")).to_have_value("Dear Cleo, I have refunded $72.20.")
    page.get_by_role("button", name="Send and close").click()
    expect(page.locator("#notices")).to_contain_text("Sent, and the case is closed.")
    page.get_by_role("button", name="Undo the closing").click()
    expect(page.locator("#notices")).to_contain_text("as it was before")
    assert Remedy.objects.get().amount.minor == 7220


def test_a_customer_writes_without_scripts(live_server, browser_page: OpensPages, customer, order) -> None:
    page = open_desk(browser_page(scripts=False, width=390), live_server, customer, "/my/")
    page.get_by_role("link", name="Kettle, Lamp").click()
    page.get_by_text("Or write to us").click()
    page.get_by_label("What is it about?").fill("The lamp")
    page.get_by_label("Tell us what happened").fill("It came in two pieces.")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".conversation")).to_contain_text("It came in two pieces.")
    page.get_by_role("link", name="Order").first.click()
    expect(page.get_by_role("link", name="The lamp")).to_be_visible()


def test_a_file_that_is_too_large_is_named_before_it_is_sent(
    live_server, browser_page: OpensPages, customer, order, tmp_path
) -> None:
    page = open_desk(browser_page(width=390), live_server, customer, "/my/write/")
    page.wait_for_load_state("load")
    field = page.get_by_label("Pictures or other files")
    film, picture = tmp_path / "film.mp4", tmp_path / "lamp.jpg"
    film.write_bytes(bytes(LARGEST_FILE + 1))
    picture.write_bytes(b"x")
    said = page.get_by_role("alert")
    field.set_input_files([picture, film])
    expect(said).to_have_text("film.mp4 is larger than 10 MB. Choose a smaller one.")
    assert not field.evaluate("each => each.form.checkValidity() || each.validity.valid")
    assert barriers(page) == []
    film.write_bytes(bytes(LARGEST_FILE))
    field.set_input_files([film] * 3)
    expect(said).to_contain_text("larger than 25 MB")
    field.set_input_files([picture])
    expect(said).to_have_count(0)
    assert field.evaluate("each => each.validity.valid")


@pytest.mark.parametrize(("who", "address"), [("agent", "/desk/"), ("customer", "/my/")])
def test_on_a_phone_the_top_of_a_page_is_one_line(live_server, browser_page: OpensPages, request, who, address) -> None:
    page = open_desk(browser_page(width=390), live_server, request.getfixturevalue(who), address)
    top = page.locator("header").first
    middles = [_middle(top.locator(part)) for part in ("a >> nth=0", "summary")]
    assert middles[0] == pytest.approx(middles[1], abs=4)
    assert overflow(page) == 0


def test_on_a_phone_a_long_file_name_wraps(live_server, browser_page: OpensPages, customer, case) -> None:
    page = open_desk(browser_page(width=390), live_server, customer, f"/my/cases/{case.pk}/")
    page.get_by_label("Tell us what happened").fill("A picture.")
    page.get_by_label("Pictures").set_input_files({"name": "n" * 150 + ".png", "mimeType": "image/png", "buffer": b"1"})
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("link", name="nnn")).to_be_visible()
    assert overflow(page) == 0


def test_on_a_phone_a_customers_places_are_in_the_menu(live_server, browser_page: OpensPages, customer, order) -> None:
    page = open_desk(browser_page(scripts=False, width=390), live_server, customer, "/my/")
    expect(page.get_by_role("link", name="My orders")).to_have_count(0)
    page.locator("header summary").click()
    expect(page.get_by_role("link", name="My orders")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def _middle(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2
