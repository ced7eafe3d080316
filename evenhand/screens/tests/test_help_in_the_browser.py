"""Help in a real browser: read by everyone, put into a reply by a press, suggested to a writer, without scripts too."""

import re

import pytest
from playwright.sync_api import expect

from evenhand.cases.api import Case, add_customer_message
from evenhand.core.api import now
from evenhand.knowledge.api import Article, load_starting_articles
from evenhand.screens.tests.conftest import TEST
from evenhand.ui.testing import OpensPages, barriers, sign_in

pytestmark = pytest.mark.browser
LOST = "The tracking of my parcel has not moved since Tuesday. " * 10 + "Is it lost?"


@pytest.fixture
def asked(case: Case) -> Case:
    """The case after a long letter, with the starting articles on the shelves."""
    load_starting_articles(actor=TEST, now=now())
    add_customer_message(case=case, text=LOST, key="asked-again", actor=TEST, now=now())
    return case


def test_help_is_usable_by_everyone(live_server, browser_page: OpensPages, lead, customer, asked) -> None:
    article = Article.objects.get(key="starting-staff-lost-parcels")
    desk = f"/desk/knowledge/{article.pk}/en/"
    read = ["/help/en/", "/help/en/?q=parcel", "/help/en/articles/where-is-my-parcel/"]
    mine = ["/my/", "/my/write/", f"/my/cases/{asked.pk}/"]
    works = ["/desk/knowledge/", desk, f"{desk}edit/", f"{desk}history/", f"{desk}versions/1/"]
    works += ["/desk/knowledge/new/", "/desk/knowledge/sections/", f"/desk/cases/{asked.pk}/"]
    for account, paths in ((None, read), (customer, mine), (lead, works)):
        page = browser_page()
        if account:
            sign_in(page, live_server.url, account)
        for path in paths:
            page.goto(live_server.url + path)
            if path == works[-1]:
                expect(page.locator("#articles").get_by_role("link", name="Where is my parcel?")).to_be_visible()
                expect(page.locator(".case-gist")).to_be_visible()
            assert barriers(page) == [], path


def test_an_article_goes_into_the_reply_by_a_press(live_server, browser_page: OpensPages, agent, asked: Case) -> None:
    page = browser_page()
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/cases/{asked.pk}/")
    page.locator("#reply_text").fill("Dear Cleo,")
    page.get_by_role("button", name=re.compile("Put in the link.*Where is my parcel")).press("Enter")
    expect(page.locator("#reply_text")).to_have_value(
        "Dear Cleo, Where is my parcel?\nhttp://127.0.0.1:8000/help/en/articles/where-is-my-parcel/"
    )
    expect(page.locator("#advice")).to_contain_text("Kept as your draft")
    page.get_by_label("Search the articles").fill("cancel")
    page.get_by_label("Search the articles").press("Enter")
    expect(page.locator("#articles")).to_contain_text("How do I cancel my order?")


def test_what_may_answer_is_shown_while_somebody_writes_and_stands_before_nothing(
    live_server, browser_page: OpensPages, customer, asked: Case
) -> None:
    page = browser_page(width=390)
    sign_in(page, live_server.url, customer)
    page.goto(f"{live_server.url}/my/write/")
    page.get_by_label("What is it about?").fill("My money")
    page.get_by_label("Tell us what happened").press_sequentially("How long does a refund to my bank take?")
    expect(page.get_by_role("link", name="When do I get my money back?")).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My money")


def test_without_scripts_help_is_searched_answered_and_put_into_a_draft(
    live_server, browser_page: OpensPages, agent, asked: Case
) -> None:
    page = browser_page(scripts=False)
    page.goto(f"{live_server.url}/help/en/")
    page.get_by_label("What would you like to know?").fill("parcel")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Where is my parcel?").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.locator("#helped")).to_contain_text("Good to hear")
    assert page.context.cookies() == []
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/desk/cases/{asked.pk}/")
    page.get_by_role("link", name="Help articles that may fit").click()
    page.get_by_role("button", name="Put the link into the draft").first.click()
    expect(page.locator("#reply_text")).to_contain_text("/help/en/articles/")
