"""The first page: chairs to take and a mail to send, in the demo and on this machine only."""

import socket
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import expect

from evenhand.cases.api import Queue
from evenhand.core.api import environment, now, system
from evenhand.core.testing import shared
from evenhand.demo import access, calling, posting
from evenhand.demo.personas import PERSONAS
from evenhand.demo.present import CLARA
from evenhand.people.api import Account, account_with_address, create_account
from evenhand.phone.api import Call
from evenhand.ui.testing import OpensPages, barriers

PAGES = ["/demo/", "/demo/chairs/agent/", "/demo/mail/", "/demo/call/"]
ROLES = {"helped": "agent"}  # of those whose key is no role


@pytest.fixture
def demo_mode(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Puts the room into demo mode, with mail taken at a port; 0: none."""

    def put(mail_port: int = 0) -> None:
        settings = environment().model_copy(update={"mode": "demo", "mail_listen_port": mail_port})
        monkeypatch.setattr(access, "environment", lambda: settings)
        monkeypatch.setattr(posting, "environment", lambda: settings)

    put()
    return put


@shared
def personas(db: None) -> list[Account]:
    """Everybody whose chair can be taken."""
    return [
        create_account(
            email=persona.address,
            name=persona.address.partition("@")[0].replace(".", " ").title(),
            roles=[ROLES.get(persona.key, persona.key)],
            actor=system("test"),
            now=now(),
        )
        for persona in PERSONAS.values()
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_mode")
class TestInTheDemo:
    def test_everybody_has_a_chair(self, client: Client, personas: list[Account]) -> None:
        page = client.get("/demo/").content.decode()
        assert all(account.name in page for account in personas)
        assert all(f'action="/demo/chairs/{key}/"' in page for key in PERSONAS)

    def test_the_shop_has_the_chat_on_its_page(self, client: Client) -> None:
        page = client.get("/demo/shop/")
        assert '<script src="/chat/widget.js"' in page.content.decode()
        assert "frame-src 'self'" in page["Content-Security-Policy"]

    def test_a_customer_calls_step_by_step_and_a_second_press_changes_nothing(
        self, client: Client, personas: list[Account], house_policies: object
    ) -> None:
        queue = Queue.objects.create(name="Telephone", slug="phone", channel="phone")
        assert "Let a customer call" not in client.get("/demo/").content.decode()
        calling.install_telephone(queue, now=now())
        for kind in (
            "ringing",
            "ringing",
            "resumed",
            "answered",
            "hold",
            "hold",
            "resumed",
            "ended",
            "ended",
            "nonsense",
        ):
            assert f'value="{calling.next_steps()[0].kind}"' in client.get("/demo/").content.decode()
            assert client.post("/demo/call/", {"kind": kind})["Location"] == "/demo/#call"
        call = Call.objects.get()
        assert (call.state, call.customer, call.events.count()) == ("ended", account_with_address(CLARA), 5)

    def test_one_press_signs_in(self, client: Client, personas: list[Account]) -> None:
        response = client.post("/demo/chairs/customer/")
        clara = account_with_address(CLARA)
        assert clara is not None
        assert response.status_code == 302
        assert response["Location"] == "/my/"
        assert client.session["_auth_user_id"] == str(clara.pk)

    def test_another_chair_can_be_taken_at_once(self, client: Client, personas: list[Account]) -> None:
        client.post("/demo/chairs/agent/")
        response = client.post("/demo/chairs/lead/")
        assert response["Location"] == "/board/"
        lead = account_with_address(PERSONAS["lead"].address)
        assert lead is not None
        assert client.session["_auth_user_id"] == str(lead.pk)

    def test_looking_at_a_chair_signs_nobody_in(self, client: Client, personas: list[Account]) -> None:
        assert client.get("/demo/chairs/agent/").status_code == 405
        assert "_auth_user_id" not in client.session

    def test_a_chair_that_is_not_there_does_not_exist(self, client: Client) -> None:
        assert client.post("/demo/chairs/emperor/").status_code == 404
        assert client.post("/demo/chairs/agent/").status_code == 404  # nobody was filled in

    def test_an_empty_demo_says_what_to_do(self, client: Client) -> None:
        assert "evenhand demo" in client.get("/demo/").content.decode()

    def test_a_mail_without_words_is_asked_for_again(self, client: Client, personas: list[Account], demo_mode) -> None:
        demo_mode(2525)
        response = client.post("/demo/mail/", {"sender": "", "subject": "Where is it?", "text": ""})
        assert response.status_code == 422
        assert "Where is it?" in response.content.decode()

    def test_a_mail_that_nobody_takes_is_not_lost(self, client: Client, personas: list[Account], demo_mode) -> None:
        with socket.socket() as unheard:
            unheard.bind(("127.0.0.1", 0))  # and does not listen
            demo_mode(unheard.getsockname()[1])
            clara = account_with_address(CLARA)
            assert clara is not None
            letter = {"sender": clara.pk, "subject": "Where is it?", "text": "I wonder."}
            response = client.post("/demo/mail/", letter)
        assert response.status_code == 503
        assert "press once more" in response.content.decode()
        assert "I wonder." in response.content.decode()

    def test_only_customers_can_be_the_sender(self, client: Client, personas: list[Account], demo_mode) -> None:
        demo_mode(2525)
        agent = account_with_address(PERSONAS["agent"].address)
        assert agent is not None
        letter = {"sender": agent.pk, "subject": "Hello", "text": "It is me."}
        assert client.post("/demo/mail/", letter).status_code == 422

    @pytest.mark.parametrize("path", PAGES)
    def test_from_elsewhere_it_does_not_exist(self, client: Client, personas: list[Account], path: str) -> None:
        send = client.get if path == "/demo/" else client.post
        assert send(path, REMOTE_ADDR="203.0.113.7").status_code == 404
        assert "_auth_user_id" not in client.session

    def test_a_visitor_behind_a_proxy_of_ours_does_not_count_as_here(
        self, client: Client, personas: list[Account], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(access, "client_ip", lambda request: "203.0.113.7")
        assert client.get("/demo/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["production", "test"])
@pytest.mark.parametrize("path", PAGES)
def test_outside_the_demo_it_does_not_exist(
    client: Client, personas: list[Account], monkeypatch: pytest.MonkeyPatch, path: str, mode: str
) -> None:
    settings = environment().model_copy(update={"mode": mode})
    monkeypatch.setattr(access, "environment", lambda: settings)
    send = client.get if path == "/demo/" else client.post
    assert send(path).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_is_accessible_and_fits(
    live_server, browser_page: OpensPages, personas: list[Account], demo_mode
) -> None:
    demo_mode(2525)
    queue = Queue.objects.create(name="Help", slug="help", channel="mail", address="help@localhost")
    calling.install_telephone(queue, now=now())
    page = browser_page()
    page.goto(f"{live_server.url}/demo/")
    page.get_by_role("button", name="Clara calls Nadia").press("Enter")
    expect(page.get_by_role("button", name="Nadia picks up")).to_be_visible()
    assert barriers(page) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_chair_is_taken_with_the_keyboard_and_without_scripts(
    live_server, browser_page: OpensPages, personas: list[Account], demo_mode
) -> None:
    page = browser_page("light", 1280, scripts=False)
    page.goto(f"{live_server.url}/demo/")
    page.get_by_role("button", name="Clara Whitcombe").press("Enter")
    page.wait_for_url("**/my/")
