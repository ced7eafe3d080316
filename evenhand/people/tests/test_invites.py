"""Staff are invited: one link, seven days, once."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from evenhand.core.api import ActivityEntry, OutgoingMail
from evenhand.core.testing import at_once
from evenhand.people import invites
from evenhand.people.actions import deactivate_account
from evenhand.people.models import Account, Invite, Team
from evenhand.people.testing import PASSWORD, TEST
from evenhand.people.tests.test_own_page import signed_in, switch_on
from evenhand.people.tests.test_sign_in import is_signed_in, path_in

NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
Browsers = Callable[[Account], Client]


def invite(administrator: Account, client_for: Browsers, **changes: object) -> str:
    """An invitation sent through the page; answers the path in its mail."""
    wish = {"email": "New@cast.example", "roles": ["agent"], **changes}
    answer = client_for(administrator).post("/people/invitations/", wish)
    assert answer.status_code == 302, answer.content.decode()
    return path_in(OutgoingMail.objects.first() or OutgoingMail())


def test_an_invited_person_comes_in_with_the_roles_and_the_team_offered(
    administrator: Account, team: Team, client: Client, client_for: Browsers
) -> None:
    door = invite(administrator, client_for, roles=["agent", "lead"], team=team.pk)
    page = client.get(door).content.decode()
    assert "Agent, Lead" in page
    assert "Mail, parcels" in page
    assert not Account.objects.filter(email="new@cast.example").exists()

    answer = client.post(door, {"name": "Nova New", "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/arrival/"
    assert is_signed_in(client)
    account = Account.objects.get(email="new@cast.example")
    assert account.check_password(PASSWORD)
    assert set(account.role_grants.values_list("role", flat=True)) == {"agent", "lead"}
    assert account.memberships.get().is_lead
    assert ActivityEntry.objects.filter(verb="people.accept_invite").count() == 1

    assert Client().get(door).status_code == 410
    assert Client().post(door, {"name": "Else", "password": PASSWORD}).status_code == 410


def test_an_invitation_is_over_after_seven_days(administrator: Account) -> None:
    offered = invites.invite_person(email="new@cast.example", roles=["agent"], team=None, actor=TEST, now=NOW)
    late = NOW + datetime.timedelta(days=7)
    accept = {"invite": offered, "name": "Nova", "password": PASSWORD, "actor": TEST}
    with pytest.raises(invites.InviteClosed):
        invites.accept_invite(**accept, now=late)
    assert invites.accept_invite(**accept, now=late - datetime.timedelta(seconds=1)).name == "Nova"


def test_sending_again_gives_seven_new_days_and_ends_the_older_link(
    administrator: Account, client: Client, client_for: Browsers
) -> None:
    first = invite(administrator, client_for)
    offered = Invite.objects.get()
    client_for(administrator).post(f"/people/invitations/{offered.pk}/sending/")
    second = path_in(OutgoingMail.objects.first() or OutgoingMail())
    assert first != second
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_an_invitation_can_be_taken_back_and_twice_is_harmless(
    administrator: Account, client: Client, client_for: Browsers
) -> None:
    door = invite(administrator, client_for)
    offered = Invite.objects.get()
    for _ in range(2):
        client_for(administrator).post(f"/people/invitations/{offered.pk}/withdrawal/")
    assert client.get(door).status_code == 410
    assert ActivityEntry.objects.filter(verb="people.withdraw_invite").count() == 1


def test_inviting_twice_keeps_one_invitation_with_the_newer_wish(administrator: Account, client_for: Browsers) -> None:
    invite(administrator, client_for)
    invite(administrator, client_for, roles=["reviewer"])
    assert Invite.objects.get().roles == ["reviewer"]


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_invitation() -> None:
    def press() -> int:
        return invites.invite_person(email="new@cast.example", roles=["agent"], team=None, actor=TEST, now=NOW).pk

    assert at_once(press, press) == [Invite.objects.get().pk] * 2


def test_a_weak_password_is_refused_and_the_name_is_kept(
    administrator: Account, client: Client, client_for: Browsers
) -> None:
    door = invite(administrator, client_for)
    page = client.post(door, {"name": "Nova New", "password": "password"}).content.decode()
    assert "at least 12 characters" in page
    assert 'value="Nova New"' in page
    assert not is_signed_in(client)


def test_a_customer_can_be_invited_and_keeps_the_account(
    administrator: Account, customer: Account, client: Client, client_for: Browsers
) -> None:
    door = invite(administrator, client_for, email=customer.email)
    client.post(door, {"name": "Cleo C.", "password": PASSWORD})
    customer.refresh_from_db()
    assert customer.name == "Cleo C."
    assert set(customer.role_grants.values_list("role", flat=True)) == {"customer", "agent"}


def test_an_invitation_alone_lets_nobody_in_who_has_an_app(
    administrator: Account, agent: Account, client: Client, client_for: Browsers
) -> None:
    switch_on(signed_in(agent))
    door = invite(administrator, client_for, email=agent.email, roles=["lead"])
    answer = client.post(door, {"name": "Ada Agent", "password": "another walk by the sea"}, follow=True)
    assert answer.redirect_chain == [("/sign-in/password/", 302)]
    assert "Your password is set." in answer.content.decode()
    assert not is_signed_in(client)
    assert "lead" in agent.role_grants.values_list("role", flat=True)


def test_an_invitation_needs_a_role(administrator: Account, client_for: Browsers) -> None:
    answer = client_for(administrator).post("/people/invitations/", {"email": "new@cast.example"})
    assert answer.status_code == 422
    assert not Invite.objects.exists()


def test_a_session_ends_when_the_account_is_closed(
    administrator: Account, agent: Account, client_for: Browsers
) -> None:
    browser = client_for(agent)
    assert browser.get("/me/").status_code == 200
    deactivate_account(account=agent, actor=TEST, now=NOW)
    assert browser.get("/me/").status_code == 302
