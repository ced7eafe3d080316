"""A claim in a real browser: for everyone, on a phone, by keyboard, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from evenhand.cases.testing import days_ago
from evenhand.core.api import now
from evenhand.remedies.api import Claim, Remedy, note_parcel_found, open_claim
from evenhand.screens.tests.conftest import TEST
from evenhand.shop.api import Customer, Order, Scan, Variant
from evenhand.shop.testing import make_order, make_variant, scan, send
from evenhand.ui.testing import OpensPages, barriers, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house_policies")]
REFUND = re.compile("Yes, please.*Refund")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def arrived(shopper: Customer, kettle: Variant, lamp: Variant) -> Order:
    """Three pieces, one of a long name, that came in time."""
    bought = make_order(shopper, [kettle, lamp, make_variant(LONG, 12_300)], placed_at=days_ago(9))
    parcel = send(bought, sent_at=days_ago(8), promised_until=days_ago(2).date())
    scan(parcel, Scan.Kind.DELIVERED, days_ago(3), "Leeds")
    return bought


def steps_of(order: Order) -> str:
    return f"/my/orders/{order.number.removeprefix('#')}/something-is-wrong/"


def is_for_everyone(page: Page, url: str) -> None:
    page.goto(url)
    assert barriers(page) == [], url


def test_every_page_of_a_claim_is_usable_by_everyone(
    live_server, browser_page: OpensPages, customer, order: Order, arrived: Order
) -> None:
    page = browser_page()
    sign_in(page, live_server.url, customer)
    lost = open_claim(order=order, kind="lost", actor=TEST, now=now())
    broken = open_claim(order=arrived, kind="damaged", lines=[arrived.lines.all()[2]], actor=TEST, now=now())
    note_parcel_found(claim=open_claim(order=order, kind="late", actor=TEST, now=now()), actor=TEST, now=now())
    piece = arrived.lines.all()[2].pk
    for path in (
        f"/my/orders/{order.number.removeprefix('#')}/",
        *(steps_of(order), f"{steps_of(order)}?what=not_arrived"),
        *(f"{steps_of(arrived)}?what=damaged", f"{steps_of(arrived)}?what=damaged&piece={piece}"),
        *(f"/my/claims/{claim.pk}/" for claim in Claim.objects.all()),
    ):
        is_for_everyone(page, live_server.url + path)
    page.goto(f"{live_server.url}/my/claims/{broken.pk}/")
    page.get_by_text("Send a photo, if you like").click()
    assert barriers(page) == []
    page.goto(f"{live_server.url}/my/claims/{lost.pk}/")
    page.get_by_role("button", name=REFUND).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have put it right")
    assert barriers(page) == []
    page.get_by_role("button", name="The parcel turned up").click()
    expect(page.get_by_role("button", name="I keep it")).to_be_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_order_to_the_refund_and_back_again(
    live_server, browser_page: OpensPages, customer, arrived: Order, *, scripts: bool
) -> None:
    page = browser_page("light", 390, scripts=scripts)
    sign_in(page, live_server.url, customer)
    page.goto(f"{live_server.url}/my/orders/{arrived.number.removeprefix('#')}/")
    page.get_by_role("link", name="Something is wrong with this order").click()
    page.get_by_role("link", name="It arrived damaged").click()
    page.get_by_label("Lamp").check()
    page.get_by_role("button", name="Go on").click()
    button = page.get_by_role("button", name=REFUND)
    button.dblclick() if scripts else button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have put it right")
    page.go_back()
    expect(page.get_by_text("We have put this right already.")).to_be_visible()
    expect(page.get_by_label("Kettle")).to_be_visible()
    assert Remedy.objects.count() == 1


def test_the_steps_go_by_keyboard(live_server, browser_page: OpensPages, customer, order: Order) -> None:
    page = browser_page("light", 1280)
    sign_in(page, live_server.url, customer)
    page.goto(f"{live_server.url}{steps_of(order)}")
    page.get_by_role("link", name="It has not arrived").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=REFUND).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have put it right")
