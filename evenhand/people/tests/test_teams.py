"""Roles and teams, with their dates."""

import datetime
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from evenhand.core.api import ActivityEntry, Actor, InvalidInput
from evenhand.people import actions, api
from evenhand.people.models import Account, Membership, Team
from evenhand.people.testing import TEST

NOW = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
TODAY = NOW.date()


def test_an_actor_has_the_roles_and_teams_of_today_in_one_query(
    agent: Account, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actions.grant_role(account=agent, role="lead", actor=TEST, now=NOW)
    actions.end_role(account=agent, role="agent", actor=TEST, now=NOW)
    with django_assert_num_queries(1):
        actor = api.actor_for(agent, "mail")
    assert actor == Actor("Ada Agent", agent.pk, frozenset({"lead"}), frozenset({team.pk}), "mail")


def test_a_role_given_twice_is_held_once_and_recorded_once(agent: Account) -> None:
    before = ActivityEntry.objects.count()
    actions.grant_role(account=agent, role="reviewer", actor=TEST, now=NOW)
    actions.grant_role(account=agent, role="reviewer", actor=TEST, now=NOW)
    assert agent.role_grants.filter(role="reviewer").count() == 1
    assert ActivityEntry.objects.count() == before + 1


def test_who_left_a_team_still_worked_there_on_the_days_before(agent: Account, lead: Account, team: Team) -> None:
    actions.leave_team(account=agent, team=team, actor=TEST, now=NOW)
    tomorrow = TODAY + datetime.timedelta(days=1)
    assert [member.name for member in api.members_on(team.pk, TODAY)] == ["Ada Agent", "Lena Lead"]
    assert [member.name for member in api.members_on(team.pk, tomorrow)] == ["Lena Lead"]
    assert api.team_on(agent.pk, TODAY) == team
    assert api.team_on(agent.pk, tomorrow) is None


def test_nobody_was_in_a_team_before_joining_it(agent: Account, team: Team) -> None:
    joined = Membership.objects.get(account=agent).joined_on
    assert api.team_on(agent.pk, joined) == team
    assert api.team_on(agent.pk, joined - datetime.timedelta(days=1)) is None


def test_people_are_compared_in_the_team_where_they_work_not_in_the_one_they_lead(agent: Account) -> None:
    led = actions.create_team(name="Chat", channel="chat", kind_of_work="", actor=TEST, now=NOW)
    actions.join_team(account=agent, team=led, is_lead=True, actor=TEST, now=NOW)
    worked_in = api.team_on(agent.pk, TODAY)
    assert worked_in is not None
    assert worked_in.name == "Mail, parcels"


def test_a_role_that_does_not_exist_is_refused_with_the_list(agent: Account, actor: Callable[[Account], Actor]) -> None:
    with pytest.raises(InvalidInput, match="policy_owner"):
        actions.grant_role(account=agent, role="king", actor=actor(agent), now=NOW)


def test_the_last_administrator_stays_one(administrator: Account, agent: Account) -> None:
    with pytest.raises(actions.LastAdministrator):
        actions.end_role(account=administrator, role="administrator", actor=TEST, now=NOW)
    with pytest.raises(actions.LastAdministrator):
        actions.deactivate_account(account=administrator, actor=TEST, now=NOW)
    actions.grant_role(account=agent, role="administrator", actor=TEST, now=NOW)
    actions.deactivate_account(account=administrator, actor=TEST, now=NOW)
    with pytest.raises(actions.LastAdministrator):
        actions.end_role(account=agent, role="administrator", actor=TEST, now=NOW)
