"""One's own page: particulars, password, a code from an app, sessions."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone

from evenhand.core.api import ActivityEntry, OutgoingMail
from evenhand.people import api
from evenhand.people.models import Account
from evenhand.people.testing import CAST_SINCE, PASSWORD, TEST
from evenhand.people.tests.test_sign_in import is_signed_in

Browsers = Callable[[Account], Client]


def signed_in(account: Account) -> Client:
    client = Client()
    client.post("/sign-in/password/", {"login": account.email, "password": PASSWORD})
    assert is_signed_in(client)
    return client


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def prove_again(client: Client) -> None:
    client.post("/sign-in/again/", {"password": PASSWORD})


def switch_on(client: Client) -> str:
    """Enrol an authenticator app through the page; answers its secret."""
    prove_again(client)
    secret: str = client.get("/me/code/app/").context["form"].secret
    answer = client.post("/me/code/app/", {"code": code_for(secret)})
    assert answer.headers["Location"] == "/me/code/recovery/"
    return secret


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["agent", "administrator", "customer", "seller", "driver"])
def test_everybody_has_a_page_of_their_own(who: str, request: pytest.FixtureRequest, client_for: Browsers) -> None:
    account = request.getfixturevalue(who)
    page = client_for(account).get("/me/").content.decode()
    assert account.email in page
    assert ("authenticator app" in page) == (who in ("agent", "administrator"))


def test_name_language_and_time_zone_are_kept(agent: Account, client_for: Browsers) -> None:
    browser = client_for(agent)
    wish = {"name": "Ada A.", "language": "de", "time_zone": "Asia/Tokyo"}
    browser.post("/me/", wish)
    browser.post("/me/", wish)
    agent.refresh_from_db()
    assert (agent.name, agent.language, agent.time_zone) == ("Ada A.", "de", "Asia/Tokyo")
    entry = ActivityEntry.objects.get(verb="people.change_profile")
    assert entry.facts == {"fields": ["name", "language", "time_zone"]}
    page = browser.get("/me/").content.decode()
    assert '<option value="de" selected>' in page
    assert '<html lang="en"' in page, (
        "the page is read out by the voice of its words, whatever the reader's language is"
    )


def test_a_page_is_shown_in_the_readers_own_time_zone(
    administrator: Account, agent: Account, client_for: Browsers
) -> None:
    Account.objects.filter(pk=administrator.pk).update(time_zone="Asia/Tokyo")
    assert "17:00" in client_for(administrator).get(f"/people/{agent.pk}/").content.decode(), "08:00 in UTC"
    assert timezone.get_current_timezone_name() == "UTC", "the zone does not leak into the next request"


def test_a_wrong_time_zone_is_refused_and_what_was_typed_stays(agent: Account, client_for: Browsers) -> None:
    answer = client_for(agent).post("/me/", {"name": "Typed", "time_zone": "Mars/Base"})
    assert answer.status_code == 422
    assert "Typed" in answer.content.decode()
    agent.refresh_from_db()
    assert agent.name == "Ada Agent"


def test_with_an_app_the_password_alone_lets_nobody_in(agent: Account) -> None:
    secret = switch_on(signed_in(agent))
    client = Client()
    answer = client.post("/sign-in/password/", {"login": agent.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/code/"
    assert not is_signed_in(client)
    assert "Six digits" in client.get("/sign-in/code/").content.decode()
    client.post("/sign-in/code/", {"code": "000000"})
    assert not is_signed_in(client)
    client.post("/sign-in/code/", {"code": code_for(secret)})
    assert is_signed_in(client)


def test_before_a_change_to_how_one_signs_in_the_password_is_asked_once_more(agent: Account) -> None:
    browser = signed_in(agent)
    assert browser.get("/me/code/app/").headers["Location"].startswith("/sign-in/again/")
    browser.post("/sign-in/again/", {"password": "not this one, no"})
    assert browser.get("/me/code/app/").status_code == 302
    prove_again(browser)
    assert browser.get("/me/code/app/").status_code == 200


def test_the_picture_to_scan_and_the_secret_are_shown(agent: Account) -> None:
    browser = signed_in(agent)
    prove_again(browser)
    page = browser.get("/me/code/app/")
    assert 'src="data:image/svg+xml' in page.content.decode()
    assert page.context["form"].secret in page.content.decode()


def test_a_recovery_code_lets_in_once(agent: Account) -> None:
    browser = signed_in(agent)
    switch_on(browser)
    codes = browser.get("/me/code/recovery/").context["unused_codes"]
    assert len(codes) == 10
    assert browser.get("/me/code/recovery/file/").content.decode().split() == codes

    def enter(code: str) -> bool:
        client = Client()
        client.post("/sign-in/password/", {"login": agent.email, "password": PASSWORD})
        client.post("/sign-in/code/", {"code": code})
        return is_signed_in(client)

    assert enter(codes[0])
    assert not enter(codes[0])
    assert enter(codes[1])


def test_switching_the_code_on_or_off_is_told_by_mail(
    agent: Account, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    browser = signed_in(agent)
    with django_capture_on_commit_callbacks(execute=True):
        switch_on(browser)
        browser.post("/me/code/app/off/")
    mail = OutgoingMail.objects.filter(recipient=agent.email).first()
    assert mail is not None
    assert "Hello Ada" in bytes(mail.raw).decode()
    subjects = list(OutgoingMail.objects.filter(recipient=agent.email).values_list("subject", flat=True))
    assert "Signing in asks for a code now" in subjects
    assert "Signing in asks for no code any more" in subjects


def test_signing_out_everywhere_ends_the_other_sessions_and_keeps_this_one(agent: Account) -> None:
    here, elsewhere = signed_in(agent), signed_in(agent)
    assert here.get("/me/sessions/end/").status_code == 405
    here.post("/me/sessions/end/")
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


def test_a_new_password_ends_the_other_sessions(agent: Account) -> None:
    here, elsewhere = signed_in(agent), signed_in(agent)
    new = "another walk, by the river"
    here.post("/me/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


@pytest.mark.parametrize("path", ["/me/", "/me/password/", "/me/code/app/", "/me/code/recovery/"])
def test_nobody_sees_these_pages_without_signing_in(path: str, db: None) -> None:
    assert Client().get(path).status_code == 302


def test_an_address_is_made_once_however_it_is_written(db: None) -> None:
    first = api.customer_for_address("Mara@Shop.Example ", "", actor=TEST, now=CAST_SINCE)
    again = api.customer_for_address("mara@shop.example", "Mara Example", actor=TEST, now=CAST_SINCE)
    third = api.customer_for_address("MARA@SHOP.EXAMPLE", "Somebody Else", actor=TEST, now=CAST_SINCE)
    assert first == again == third
    assert (third.email, third.name) == ("mara@shop.example", "Mara Example")
    assert list(third.role_grants.values_list("role", flat=True)) == ["customer"]
