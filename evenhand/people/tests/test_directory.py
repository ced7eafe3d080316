"""The administrators' pages, and who may not see them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from evenhand.core.api import ActivityEntry
from evenhand.core.testing import shared
from evenhand.people.models import Account, Invite, Team
from evenhand.people.testing import CAST_SINCE, make_account

Browsers = Callable[[Account], Client]
PAGES = ["/people/", "/people/invitations/", "/people/teams/", "/people/{agent}/"]
DOORS = [
    "/people/{agent}/roles/",
    "/people/{agent}/roles/agent/end/",
    "/people/{agent}/teams/",
    "/people/{agent}/teams/{team}/leave/",
    "/people/{agent}/deactivation/",
    "/people/{agent}/reactivation/",
    "/people/invitations/{invite}/sending/",
    "/people/invitations/{invite}/withdrawal/",
]


@shared
def addresses(agent: Account, team: Team) -> dict[str, int]:
    invite = Invite.objects.create(
        email="x@cast.example", roles=["agent"], invited_at=CAST_SINCE, expires_at=CAST_SINCE
    )
    return {"agent": agent.pk, "team": team.pk, "invite": invite.pk}


@pytest.mark.parametrize("page", PAGES)
def test_the_administrator_sees_the_page(
    page: str, addresses: dict[str, int], administrator: Account, client_for: Browsers
) -> None:
    assert client_for(administrator).get(page.format(**addresses)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["lead", "reviewer", "policy_owner", "customer", "seller", "driver", "outsider"])
def test_for_all_others_the_page_does_not_exist(
    page: str, who: str, addresses: dict[str, int], request: pytest.FixtureRequest, client_for: Browsers
) -> None:
    assert client_for(request.getfixturevalue(who)).get(page.format(**addresses)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_is_asked_to(page: str, addresses: dict[str, int], client: Client) -> None:
    path = page.format(**addresses)
    answer = client.get(path)
    assert answer.headers["Location"] == f"/sign-in/password/?next={path}"
    swap = client.get(path, headers={"HX-Request": "true"})
    assert (swap.status_code, swap.headers["HX-Redirect"]) == (204, "/sign-in/password/")


@pytest.mark.parametrize("door", DOORS)
def test_changes_are_made_by_post_and_by_administrators_only(
    door: str, addresses: dict[str, int], lead: Account, administrator: Account, client_for: Browsers
) -> None:
    path = door.format(**addresses)
    before = ActivityEntry.objects.count()
    assert client_for(administrator).get(path).status_code == 405
    assert client_for(lead).post(path).status_code == 404
    assert Client().post(path).status_code == 302
    assert ActivityEntry.objects.count() == before


def test_a_role_is_given_and_ended_on_the_page(agent: Account, administrator: Account, client_for: Browsers) -> None:
    browser = client_for(administrator)
    browser.post(f"/people/{agent.pk}/roles/", {"role": "reviewer"})
    page = browser.get(f"/people/{agent.pk}/").content.decode()
    assert "Role given: Reviewer" in page
    assert "given by Abel Administrator" in page
    browser.post(f"/people/{agent.pk}/roles/reviewer/end/")
    assert not agent.role_grants.filter(role="reviewer", ended_at=None).exists()


def test_the_last_administrator_is_told_why_not(administrator: Account, client_for: Browsers) -> None:
    answer = client_for(administrator).post(f"/people/{administrator.pk}/deactivation/")
    assert answer.status_code == 409
    assert "last administrator" in answer.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_a_team_is_joined_and_left(reviewer: Account, team: Team, administrator: Account, client_for: Browsers) -> None:
    browser = client_for(administrator)
    browser.post(f"/people/{reviewer.pk}/teams/", {"team": team.pk, "is_lead": "on"})
    assert reviewer.memberships.get(left_on=None).is_lead
    browser.post(f"/people/{reviewer.pk}/teams/{team.pk}/leave/")
    assert not reviewer.memberships.filter(left_on=None).exists()


def test_people_are_found_by_words_and_role(
    agent: Account, lead: Account, customer: Account, administrator: Account, client_for: Browsers
) -> None:
    def found(query: str) -> set[str]:
        page = client_for(administrator).get(f"/people/?{query}").content.decode()
        return set(re.findall(r"(\w+)\.\w+@cast\.example", page.partition("<ul")[2]))

    assert found("q=ada") == {"ada"}
    assert found("q=agent+cast.example") == {"ada"}
    assert found("role=lead") == {"lena"}
    assert found("") == {"ada", "lena", "abel"}
    assert found("role=customer") == {"cleo"}
    assert found("q=zzz") == set()
    agent.is_active = False
    agent.save()
    assert found("q=ada") == set()
    assert found("q=ada&past=on") == {"ada"}


def test_more_people_need_no_more_queries(
    agent: Account,
    administrator: Account,
    client_for: Browsers,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = client_for(administrator)
    for number in range(60):
        make_account(f"Many {number}", "agent")
    with django_assert_max_num_queries(9):
        page = browser.get("/people/").content.decode()
    assert page.count("@cast.example") == 50
    assert "?page=2" in page
