"""Customers come in by a link that is signed, short-lived and used once."""

import datetime
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from evenhand.core.api import ActivityEntry, NotFound, OutgoingMail, environment, now
from evenhand.people import api, known, links, middleware
from evenhand.people.models import Account, SignInLink
from evenhand.people.testing import PASSWORD, TEST

NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)


def words(mail: OutgoingMail) -> str:
    return bytes(mail.raw).decode().replace("=\r\n", "").replace("=3D", "=")


def path_in(mail: OutgoingMail) -> str:
    address = next(word for word in words(mail).split() if "/sign-in/" in word)
    return address[address.index("/sign-in/") :]


def ask(client: Client, email: str, **more: str) -> str:
    """What the page says, without what is new on each page (its nonce)."""
    page = client.post("/sign-in/", {"email": email, **more}).content.decode()
    return page.partition("<main")[2].partition("</main>")[0]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.django_db
def test_a_link_signs_in_once_by_a_pressed_button(client: Client, customer: Account) -> None:
    ask(client, "Cleo.Customer@CAST.example")
    door = path_in(OutgoingMail.objects.get())
    for _ in range(3):
        assert client.get(door).status_code == 200
        assert client.head(door).status_code == 200
    assert not is_signed_in(client)

    answer = client.post(door)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/arrival/")
    assert is_signed_in(client)
    assert ActivityEntry.objects.filter(verb="people.sign_in_by_link", subject=f"account:{customer.pk}").count() == 1

    elsewhere = Client()
    again = elsewhere.post(door)
    assert again.status_code == 410
    assert "Send me a new link" in again.content.decode()
    assert not is_signed_in(elsewhere)


@pytest.mark.django_db
def test_what_is_answered_does_not_tell_whether_an_address_is_known(client: Client, customer: Account) -> None:
    known, unknown = ask(client, customer.email), ask(client, "nobody@cast.example")
    assert known.replace(customer.email, "X") == unknown.replace("nobody@cast.example", "X")
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db
def test_a_link_is_over_after_15_minutes(customer: Account) -> None:
    link = links.ask_for_link(email=customer.email, ip="", next_path="", actor=TEST, now=NOW)
    late = NOW + datetime.timedelta(minutes=15)
    with pytest.raises(links.LinkSpent):
        links.use_link(link=link, actor=TEST, now=late)
    assert links.use_link(link=link, actor=TEST, now=late - datetime.timedelta(seconds=1)) == customer


@pytest.mark.django_db
def test_a_forged_link_does_not_exist(client: Client, customer: Account) -> None:
    link = links.ask_for_link(email=customer.email, ip="", next_path="", actor=TEST, now=NOW)
    assert client.get(f"/sign-in/link/{link.pk}/").status_code == 404
    assert client.post(f"/sign-in/link/{links.token_of(link)}x/").status_code == 404


@pytest.mark.django_db
def test_an_address_gets_three_links_in_15_minutes_and_the_page_says_the_same(
    client: Client, customer: Account
) -> None:
    pages = {ask(client, customer.email) for _ in range(5)}
    assert len(pages) == 1
    assert OutgoingMail.objects.count() == 3


@pytest.mark.django_db
def test_a_place_that_asks_too_often_has_to_wait(client: Client) -> None:
    for number in range(links.IP_LIMIT):
        ask(client, f"somebody{number}@cast.example")
    answer = client.post("/sign-in/", {"email": "one.more@cast.example"})
    assert answer.status_code == 429
    assert SignInLink.objects.count() == links.IP_LIMIT
    elsewhere = client.post("/sign-in/", {"email": "one.more@cast.example"}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("noted", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:51234", "203.0.113.9"),
        ("2001:db8::9", "2001:db8::9"),
        ("[2001:db8::9]:51234", "2001:db8::9"),
        ("unknown", None),
    ],
)
def test_a_place_is_known_by_its_address_whatever_else_a_proxy_notes(
    client: Client, monkeypatch: pytest.MonkeyPatch, noted: str, place: str | None
) -> None:
    behind_one = environment().model_copy(update={"trusted_proxies": 1})
    monkeypatch.setattr(middleware, "environment", lambda: behind_one)
    asked = client.post(
        "/sign-in/", {"email": "one@cast.example"}, headers={"X-Forwarded-For": f"198.51.100.1, {noted}"}
    )
    assert asked.status_code == 200
    assert SignInLink.objects.get().ip == place


@pytest.mark.django_db
def test_staff_are_shown_their_own_door_so_that_no_link_goes_round_their_password(
    client: Client, agent: Account
) -> None:
    ask(client, agent.email)
    mail = OutgoingMail.objects.get()
    assert "/sign-in/password/" in words(mail)
    assert "/sign-in/link/" not in words(mail)
    token = links.token_of(SignInLink.objects.get())
    assert client.post(f"/sign-in/link/{token}/").status_code == 410
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_a_closed_account_gets_no_link(client: Client, customer: Account) -> None:
    Account.objects.update(is_active=False)
    ask(client, customer.email)
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/my/orders/7/", "/my/orders/7/"),
        ("https://elsewhere.example/", "/sign-in/arrival/"),
        ("foo", "/sign-in/arrival/"),
        ("people:me", "/sign-in/arrival/"),
        ("/my/\0", "/my/"),
    ],
)
def test_one_arrives_where_one_was_going_if_that_is_ours(
    client: Client, customer: Account, wanted: str, led_to: str
) -> None:
    ask(client, customer.email, next=wanted)
    assert client.post(path_in(OutgoingMail.objects.get())).headers["Location"] == led_to


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [("/desk/", "/desk/"), ("http://[", "/sign-in/arrival/"), ("//elsewhere", "/sign-in/arrival/")],
)
def test_staff_too_arrive_where_they_were_going(client: Client, agent: Account, wanted: str, led_to: str) -> None:
    door = f"/sign-in/password/?{urlencode({'next': wanted})}"
    assert client.get(door).status_code == 200
    answer = client.post(door, {"login": agent.email, "password": PASSWORD})
    assert answer.headers["Location"] == led_to


@pytest.mark.django_db
def test_old_links_are_forgotten_with_their_addresses(customer: Account) -> None:
    links.ask_for_link(email=customer.email, ip="", next_path="", actor=TEST, now=NOW)
    assert links.forget_old_links(NOW + datetime.timedelta(days=7)) == 0
    assert links.forget_old_links(NOW + datetime.timedelta(days=7, seconds=1)) == 1


@pytest.mark.django_db
def test_a_cookie_that_we_never_gave_is_that_of_nobody(client: Client) -> None:
    client.cookies["sessionid"] = "a-key-of-nobody\0"
    assert client.get("/my/").headers["Location"] == "/sign-in/?next=/my/"


@pytest.mark.django_db
def test_sessions_that_are_over_are_forgotten_some_at_a_time_and_nobody_is_signed_out(
    client_for, agent: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "MOST_FORGOTTEN", 2)
    browser = client_for(agent)
    for number in range(3):
        ended = now() - datetime.timedelta(hours=number, seconds=1)
        Session.objects.create(session_key=f"old-{number}", session_data="words", expire_date=ended)
    assert [known.forget_old_sessions(now()) for _ in range(3)] == [2, 1, 0]
    assert is_signed_in(browser)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "page"), [("agent", "/desk/"), ("customer", "/my/"), ("seller", "/record/"), ("driver", "/record/")]
)
def test_everybody_arrives_at_their_own_first_page(
    request: pytest.FixtureRequest, client_for: Callable[[Account], Client], who: str, page: str
) -> None:
    answer = client_for(request.getfixturevalue(who)).get("/sign-in/arrival/")
    assert answer.headers["Location"] == page


def test_staff_sign_in_with_their_password_and_the_session_gets_a_new_key(client: Client, agent: Account) -> None:
    session = client.session
    session["seen"] = "something"
    session.save()
    key_before = session.session_key
    wrong = client.post("/sign-in/password/", {"login": agent.email, "password": "not this one, no"})
    assert wrong.status_code == 200
    assert not is_signed_in(client)
    right = client.post("/sign-in/password/", {"login": agent.email.upper(), "password": PASSWORD})
    assert right.headers["Location"] == "/sign-in/arrival/"
    assert is_signed_in(client)
    assert client.session.session_key != key_before


def test_guessing_passwords_is_slowed_down(client: Client, agent: Account) -> None:
    for _ in range(6):
        client.post("/sign-in/password/", {"login": agent.email, "password": "not this one, no"})
    answer = client.post("/sign-in/password/", {"login": agent.email, "password": PASSWORD})
    assert not is_signed_in(client)
    assert "Too many" in answer.content.decode()


@pytest.mark.django_db
def test_nobody_registers(client: Client) -> None:
    page = client.get("/sign-in/registration/").content.decode()
    assert "by invitation" in page
    client.post("/sign-in/registration/", {"email": "new@cast.example", "password1": PASSWORD})
    assert not Account.objects.exists()


def test_a_forgotten_password_is_replaced_by_a_mailed_link(client: Client, agent: Account) -> None:
    client.post("/sign-in/forgotten/", {"email": agent.email})
    mail = OutgoingMail.objects.get()
    door = path_in(mail)
    form_page = client.get(door, follow=True)
    address = form_page.redirect_chain[-1][0]
    new = "another walk, by the river"
    client.post(address, {"password1": new, "password2": new})
    agent.refresh_from_db()
    assert agent.check_password(new)


@pytest.mark.django_db
def test_a_forgotten_password_of_nobody_sends_nothing_and_looks_the_same(client: Client) -> None:
    answer = client.post("/sign-in/forgotten/", {"email": "nobody@cast.example"})
    assert answer.headers["Location"] == "/sign-in/forgotten/sent/"
    assert not OutgoingMail.objects.exists()


def test_personas_are_entered_on_loopback_only(agent: Account) -> None:
    def visit(**meta: str) -> Client:
        visitor = Client(**meta)
        request = visitor.get("/sign-in/").wsgi_request
        api.sign_in_as(request, agent)
        return visitor

    visit(REMOTE_ADDR="127.0.0.1")
    visit(REMOTE_ADDR="::1")
    with pytest.raises(NotFound):
        visit(REMOTE_ADDR="203.0.113.9")
    agent.is_active = False
    with pytest.raises(NotFound):
        visit(REMOTE_ADDR="127.0.0.1")


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/sign-in/", "/sign-in/password/"])
def test_the_demo_is_offered_in_demo_mode_only(client: Client, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    assert 'href="/demo/"' not in client.get(page).content.decode()
    settings = environment().model_copy(update={"mode": "demo"})
    monkeypatch.setattr("evenhand.people.templatetags.people.environment", lambda: settings)
    assert 'href="/demo/"' in client.get(page).content.decode()


@pytest.mark.django_db
def test_the_staffs_door_says_whose_desk_it_leads_to(client: Client) -> None:
    page = client.get("/sign-in/password/").content.decode()
    assert "Sign in to the desk" in page
    assert "the people of Your shop answer their customers" in page
    assert "You write to people here" not in page
