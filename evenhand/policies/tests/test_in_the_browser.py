"""Policies in Chromium: both themes, two widths, without a barrier for anybody."""

import datetime

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from evenhand.people.models import Account
from evenhand.policies.models import Policy
from evenhand.policies.tests.test_versions import publish, save, start
from evenhand.ui.testing import OpensPages, barriers, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.usefixtures("house_policies")
def test_policies_are_read_and_written_without_barriers(
    live_server: LiveServer,
    browser_page: OpensPages,
    policy_owner: Account,
) -> None:
    goodwill = Policy.objects.get(key="goodwill")
    publish(save(start(goodwill)))
    start(goodwill)
    page = browser_page()
    sign_in(page, live_server.url, policy_owner)
    for path in ("", "refunds-and-claims/", "goodwill/changes/1/2/", "told/", "goodwill/draft/"):
        page.goto(f"{live_server.url}/policies/{path}")
        assert barriers(page) == [], path


def test_a_policy_is_written_and_published_without_scripts(
    live_server: LiveServer, browser_page: OpensPages, house_policies: datetime.datetime, policy_owner: Account
) -> None:
    page = browser_page(scripts=False)
    sign_in(page, live_server.url, policy_owner)
    page.goto(f"{live_server.url}/policies/goodwill/")
    page.get_by_role("button", name="Write the next version").click()
    page.get_by_text("2.1 An agent's own judgement").click()
    page.locator("#id_clauses-3-condition").fill("amount_minor <= agents_limit")
    page.get_by_role("button", name="Save the draft").last.click()
    expect(page.locator("main")).to_contain_text("“agents_limit” is neither a fact of this question nor a parameter")
    assert page.get_by_role("button", name="Publish this version").is_disabled()
    page.get_by_text("2.1 An agent's own judgement").click()
    page.locator("#id_clauses-3-condition").fill("amount_minor <= agent_limit_minor")
    page.get_by_role("button", name="Save the draft").last.click()
    page.get_by_role("button", name="Publish this version").click()
    expect(page.locator("body")).to_contain_text("Everybody whom it concerns is being told")
    expect(page.locator("main")).to_contain_text("Comes into force later")
