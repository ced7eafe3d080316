"""The pages of phone in a real browser: light and dark, wide and on a phone, by keyboard, without scripts."""

import pytest
from playwright.sync_api import expect

from evenhand.cases.api import Case, open_case
from evenhand.core.api import now
from evenhand.phone.models import AfterCall, Call
from evenhand.phone.testing import Exchange
from evenhand.phone.tests.conftest import TEST
from evenhand.shop.testing import MARCH_2, make_order
from evenhand.ui.testing import OpensPages, barriers, sign_in
from evenhand.ui.testing_by_ear import hear, heard, listen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy(exchange: Exchange, ada, cleo, shopper, lamp, began_at) -> Call:
    """It rings; another call is over and written up; one was given up; one is a stranger's, one is nobody's."""
    make_order(shopper, [lamp], placed_at=MARCH_2)
    subject = "Where is the lamp that I ordered for my mother's birthday, which is on Sunday?"
    open_case(customer=cleo, subject=subject, text="Hello", channel="mail", key="a", actor=TEST, now=began_at)
    others = [
        Exchange(exchange.line, began_at, call=f"call-{place}", number=f"+1202555019{place}") for place in (2, 3, 4)
    ]
    for each, agent in zip(others, ("201", "", "299"), strict=True):
        each.send(each.event("ringing", 0, agent))
        if agent:
            each.send(each.event("answered", 240, agent))
        each.send(each.event("ended", 299))
    exchange.send({**exchange.event("ringing", 0), "kind": "exploded"})
    exchange.send(exchange.event("ringing", 280, "201"))
    return Call.objects.get(reference="call-1")


def test_the_pages_of_calls_are_usable_by_everyone(
    live_server, browser_page: OpensPages, ada, lead, administrator, busy
) -> None:
    page = browser_page()
    page.set_default_timeout(60_000)
    work = AfterCall.objects.select_related("leg__contact").get()
    stranger = work.leg.contact.case_id
    numbers = f"/calls/cases/{Case.objects.get(subject__startswith='Where').pk}/numbers/"
    walks = {
        ada: ["/calls/", f"/desk/cases/{stranger}/", f"/calls/cases/{stranger}/caller/", numbers],
        lead: ["/telephones/", "/telephones/kept/"],
        administrator: ["/telephones/lines/", f"/telephones/lines/{busy.line_id}/"],
    }
    for who, paths in walks.items():
        page.context.clear_cookies()
        sign_in(page, live_server.url, who)
        for path in paths:
            answer = page.goto(live_server.url + path)
            assert answer is not None
            assert answer.status == 200, path
            if who == ada:
                expect(page.locator("#ringing, #calls")).to_contain_text("Cleo Customer")
            assert barriers(page) == [], path
    page.goto("about:blank")


def test_without_scripts_the_page_of_calls_shows_who_rings_and_leads_to_the_case(
    live_server, browser_page: OpensPages, ada, busy
) -> None:
    page = browser_page(scripts=False)
    sign_in(page, live_server.url, ada)
    page.goto(f"{live_server.url}/calls/")
    expect(page.get_by_text("Cleo Customer")).to_be_visible()
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where is the lamp")


def test_by_ear_one_learns_who_rings_and_how_long_the_work_after_it_may_take(
    live_server, browser_page: OpensPages, exchange: Exchange, ada, cleo, shopper, lamp
) -> None:
    make_order(shopper, [lamp], placed_at=MARCH_2)
    page = browser_page()
    sign_in(page, live_server.url, ada)
    page.goto(f"{live_server.url}/desk/")
    listen(page)
    exchange.send(exchange.event("ringing", 0, "201"))
    page.evaluate("htmx.trigger('#ringing', 'live')")
    hear(page, "It rings: Cleo Customer +44 770 090 0123")
    hear(page, lamp.product.name)
    told = heard(page)
    exchange.send(exchange.event("answered", 20, "201"))
    page.get_by_role("button", name="Open the case").press("Enter")
    expect(page.locator("#standing")).to_be_visible()
    listen(page)
    exchange.send(exchange.event("ended", 290))
    page.evaluate("htmx.trigger('#standing', 'live')")
    hear(page, "The call is over. Now there is time to write it up.")
    expect(page.locator("[data-seconds]")).to_be_visible()
    AfterCall.objects.update(until=now())
    page.evaluate("htmx.trigger('#standing', 'live')")
    hear(page, "The usual time is over.")
    assert (len(told), len(heard(page))) == (1, 2)
    page.goto("about:blank")
    page.wait_for_timeout(300)
