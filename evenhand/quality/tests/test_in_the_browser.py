"""Reviews, what we measure and one's own data in Chromium: both themes, two widths, without a barrier for anybody."""

import pytest

from evenhand.people.api import Account, actor_for
from evenhand.policies.api import acknowledge, notices_of
from evenhand.quality import views
from evenhand.quality.api import Dispute, dispute_review
from evenhand.quality.tests.conftest import NOW
from evenhand.ui.testing import OpensPages, barriers, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_contact_is_reviewed_read_and_disputed_without_barriers(
    live_server, browser_page: OpensPages, draw, missed, agent, reviewer, second_reviewer, actor, monkeypatch
) -> None:
    monkeypatch.setattr(views, "clock", lambda: NOW)
    page, address = browser_page(), live_server.url

    def look(path: str) -> None:
        page.goto(address + path)
        assert barriers(page) == [], path

    sign_in(page, address, reviewer)
    look("/quality/")
    page.get_by_role("button", name="Review the next one").click()
    assert barriers(page) == [], "the scorecard"
    for group in page.get_by_role("radiogroup").all() or page.locator("fieldset").all():
        group.get_by_label("Seen", exact=True).check()
    page.get_by_role("button", name="This is what I see").click()
    page.wait_for_url("**/quality/")
    page.context.clear_cookies()
    sign_in(page, address, agent)
    look(f"/quality/contacts/{missed.pk}/")
    look(f"/quality/contacts/{missed.pk}/dispute/")
    dispute_review(sample=missed, items=["answered"], words="My second mail.", actor=actor(agent), now=NOW)
    page.context.clear_cookies()
    sign_in(page, address, second_reviewer)
    look(f"/quality/disputes/{Dispute.objects.get().pk}/")


def test_what_is_measured_and_ones_own_data_are_read_without_barriers(
    live_server, browser_page: OpensPages, house_policies, agent: Account, administrator, customer, policy_owner
) -> None:
    for notice in notices_of(agent.pk):
        acknowledge(notice=notice, actor=actor_for(agent, "test"), now=notice.given_at)
    page, address = browser_page(), live_server.url
    for account, *paths in (
        (agent, "/record/measures/", "/me/data/"),
        (customer, "/me/data/"),
        (policy_owner, "/quality/scorecard/", "/quality/scorecard/next/"),
        (administrator, "/people/erasures/", f"/people/{customer.pk}/erasure/"),
    ):
        page.context.clear_cookies()
        sign_in(page, address, account)
        for path in paths:
            page.goto(address + path)
            assert barriers(page) == [], path
