"""Open screens of a served installation hear of what happens elsewhere."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from evenhand.house.testing import House, house
from evenhand.ui.testing import OpensPages

pytestmark = pytest.mark.browser

SIGN_IN = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from evenhand.core.api import now, system
from evenhand.people.api import Role, create_account
account = create_account(email="ada@shop.example", name="Ada", roles=[Role.AGENT], actor=system("test"), now=now())
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(account.pk), account.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "evenhand.people.known.Accounts"
session.save()
print(session.session_key)
"""
WRITE = """
from evenhand.cases.api import Case, add_customer_message, open_case
from evenhand.core.api import now, system
from evenhand.people.api import customer_for_address
test = system("test")
cleo = customer_for_address("cleo@mail.example", "Cleo", actor=test, now=now())
case = Case.objects.first() or open_case(
    customer=cleo, subject="Where is my lamp?", text="Hello", channel="mail", key="first", actor=test, now=now()
)
print(case.pk)
"""
WRITE_MORE = WRITE + 'add_customer_message(case=case, text="It is here!", key="second", actor=test, now=now())'


@pytest.fixture
def served() -> Iterator[House]:
    with house() as there:
        there.start()
        yield there


def test_a_new_case_and_a_new_message_come_by_themselves(served: House, browser_page: OpensPages) -> None:
    page: Page = browser_page()
    page.context.add_cookies([{"name": "sessionid", "value": served.python(SIGN_IN), "url": served.address}])
    with page.expect_request("**/live/?topics=case%3A*"):
        page.goto(f"{served.address}/desk/")
    expect(page.locator("#cases")).to_contain_text("Nobody is waiting")
    number = served.python(WRITE)
    row = page.get_by_role("link", name="Where is my lamp?")
    expect(row).to_be_visible(timeout=1_000)
    with page.expect_request(f"**/live/?topics=case%3A{number}"):
        row.click()
    page.locator("#reply_text").press_sequentially("Dear Cleo")
    served.python(WRITE_MORE)
    expect(page.locator("#conversation")).to_contain_text("It is here!")
    expect(page.locator("#reply_text")).to_have_value("Dear Cleo")
