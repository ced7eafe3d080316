"""Mailboxes, a model's draft, kind words and a pause, in a real browser: usable by everyone, and by keyboard."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from evenhand.cases.api import Case, Contact, Segment, save_draft
from evenhand.cases.models import Mailbox
from evenhand.core.api import now, seal
from evenhand.people.api import Role, actor_for
from evenhand.people.testing import make_account
from evenhand.screens.tests.test_proposals import Model, model
from evenhand.surveys.api import Choice, cast_vote, give_reason
from evenhand.surveys.testing import sent_question
from evenhand.ui.testing import OpensPages, barriers, sign_in

pytestmark = pytest.mark.browser
__all__ = ["model"]


@pytest.fixture
def everybody(case: Case, outsider):
    """Somebody who may see it all, with two mailboxes, one of them out of reach."""
    boss = make_account("Bea Both", Role.AGENT, Role.ADMINISTRATOR)
    usual = {"imap_host": "imap.shop.example", "user": "help@shop.example", "sealed_password": seal("x")}
    Mailbox.objects.create(name="Help", address="help@shop.example", last_polled_at=now(), mails_taken=3, **usual)
    Mailbox.objects.create(
        name="Returns for long-distance parcels of the whole marketplace",
        address="returns@shop.example",
        failing_since=now() - datetime.timedelta(hours=3),
        last_error="The server did not accept the user name and its password or token: [AUTHENTICATIONFAILED]",
        last_polled_at=now(),
        **usual,
    )
    begun = now() - datetime.timedelta(minutes=170)
    contact = Contact.objects.create(case=case, channel="mail", agent=boss, opened_at=begun, last_sign_at=now())
    Segment.objects.create(contact=contact, kind=Segment.Kind.TALK, started_at=begun)
    asked = sent_question(outsider, boss, at=now() - datetime.timedelta(days=2))
    who = actor_for(outsider, "test")
    cast_vote(invitation=asked, choice=Choice.YES, actor=who, now=now())
    words = "So patient, thank you!"
    give_reason(invitation=asked, reason_code="", comment=words, pass_on=True, actor=who, now=now())
    return boss


def look_at(page: Page, name: str) -> None:
    """No barrier for anybody, whatever the theme and the width."""
    assert barriers(page) == [], name


def test_offers_are_usable_by_everyone_and_a_draft_is_taken_by_keyboard(
    live_server, browser_page: OpensPages, everybody, case: Case, model: Model
) -> None:
    page = browser_page()
    sign_in(page, live_server.url, everybody)
    broken = Mailbox.objects.get(name__startswith="Returns")
    for path in ("/mailboxes/", f"/mailboxes/{broken.pk}/", "/mailboxes/new/", "/desk/for-you/"):
        page.goto(live_server.url + path)
        look_at(page, path)
    expect(page.get_by_text("So patient, thank you!")).to_be_visible()
    page.goto(f"{live_server.url}/desk/")
    expect(page.locator("#pause")).to_contain_text("170 minutes")
    page.get_by_role("button", name="I have seen it").press("Enter")
    expect(page.locator("#pause")).to_be_empty()

    save_draft(case=case, text="My own words.", version=0, actor=actor_for(everybody, "test"), now=now())
    page.goto(f"{live_server.url}/desk/cases/{case.pk}/")
    page.get_by_role("button", name="Draft for me").press("Enter")
    expect(page.locator("#proposal")).to_contain_text("A draft by the language model.")
    expect(page.get_by_label("Reply to")).to_have_value("My own words.")
    look_at(page, "proposal")
    page.get_by_role("button", name="Put it into my reply").press("Enter")
    expect(page.get_by_label("Reply to")).to_have_value(
        "Dear Cleo, we are sorry. We look for your parcel.\n\nMy own words."
    )
    page.get_by_label("Reply to").press_sequentially("!")
    expect(page.locator("#advice")).to_contain_text("Kept as your draft")
    expect(page.locator("#advice")).not_to_contain_text("Another window")
