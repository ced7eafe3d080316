"""The doors and the directory in Chromium: both themes, two widths, without a barrier for anybody."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from evenhand.people.models import Account
from evenhand.people.testing import PASSWORD
from evenhand.people.tests.test_own_page import code_for
from evenhand.ui.testing import OpensPages, barriers, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_doors_are_open_to_everybody(live_server: LiveServer, browser_page: OpensPages) -> None:
    page = browser_page()
    for path in ("/sign-in/", "/sign-in/password/", "/sign-in/forgotten/", "/sign-in/registration/"):
        page.goto(live_server.url + path)
        assert barriers(page) == [], path


def test_people_are_kept_without_barriers(
    live_server: LiveServer,
    browser_page: OpensPages,
    administrator: Account,
) -> None:
    page = browser_page()
    sign_in(page, live_server.url, administrator)
    for path in ("/people/", "/people/invitations/", "/people/teams/", f"/people/{administrator.pk}/", "/me/"):
        page.goto(live_server.url + path)
        assert barriers(page) == [], path


def test_an_app_is_enrolled_without_scripts(live_server: LiveServer, browser_page: OpensPages, agent: Account) -> None:
    page = browser_page(scripts=False)
    page.goto(f"{live_server.url}/sign-in/password/")
    page.get_by_label("Email").fill(agent.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{live_server.url}/me/code/app/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    picture = page.get_by_role("img", name="The picture to scan")
    assert picture.bounding_box() is not None
    page.get_by_label("Authenticator code").fill(code_for(page.locator("code").inner_text()))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator("main")).to_contain_text("10 of 10 codes are left")
