"""The cast, for the tests of every room. Registered as a plugin in the root conftest.py.

Ask for a fixture by role (`agent`, `lead`, `customer`, `outsider` …) and get an Account; `actor(agent)` is that person
as one who acts, `client_for(agent)` that person's signed-in browser. The agent and the lead share `team`.
"""

import datetime
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from evenhand.core.api import Actor, system
from evenhand.core.testing import shared
from evenhand.people.actions import create_account, join_team
from evenhand.people.known import SessionStore
from evenhand.people.models import Account, Role, Team
from evenhand.people.queries import actor_for

CAST_SINCE = datetime.datetime(2026, 1, 5, 8, 0, tzinfo=datetime.UTC)
PASSWORD = "a long walk by the sea"  # noqa: S105 - the cast's, in tests only
TEST = system("test")


def make_account(name: str, *roles: str, password: str = "") -> Account:
    """Somebody called `name`, at name@cast.example, with these roles."""
    address = f"{name.lower().replace(' ', '.')}@cast.example"
    return create_account(email=address, name=name, roles=list(roles), password=password, actor=TEST, now=CAST_SINCE)


def make_team() -> Team:
    """A mail team."""
    return Team.objects.create(name="Mail, parcels", channel="mail", kind_of_work="parcels")


def make_member(team: Team, name: str, role: str = Role.AGENT, *, password: str = "") -> Account:
    """Somebody who belongs to `team` since the cast's first day; a lead leads it."""
    account = make_account(name, role, password=password)
    join_team(account=account, team=team, is_lead=role == Role.LEAD, actor=TEST, now=CAST_SINCE)
    return account


@shared
def team(db: None) -> Team:
    """A mail team."""
    return make_team()


@shared
def agent(team: Team) -> Account:
    """An agent of `team`."""
    return make_member(team, "Ada Agent", password=PASSWORD)


@shared
def second_agent(team: Team) -> Account:
    """Another agent of `team`."""
    return make_member(team, "Amir Agent")


@shared
def lead(team: Team) -> Account:
    """The lead of `team`."""
    return make_member(team, "Lena Lead", Role.LEAD)


@shared
def reviewer(db: None) -> Account:
    """A reviewer."""
    return make_account("Rosa Reviewer", Role.REVIEWER)


@shared
def policy_owner(db: None) -> Account:
    """A policy owner."""
    return make_account("Pola Owner", Role.POLICY_OWNER)


@shared
def finance(db: None) -> Account:
    """Somebody who looks after the money."""
    return make_account("Fay Finance", Role.FINANCE)


@shared
def administrator(db: None) -> Account:
    """An administrator, the only one."""
    return make_account("Abel Administrator", Role.ADMINISTRATOR, password=PASSWORD)


@shared
def customer(db: None) -> Account:
    """A customer."""
    return make_account("Cleo Customer", Role.CUSTOMER)


@shared
def seller(db: None) -> Account:
    """Somebody who sells in the shop."""
    return make_account("Selma Seller", Role.SELLER)


@shared
def driver(db: None) -> Account:
    """Somebody who delivers parcels."""
    return make_account("Dana Driver", Role.DRIVER)


@shared
def outsider(db: None) -> Account:
    """Another customer, who has nothing to do with any of this."""
    return make_account("Otto Outsider", Role.CUSTOMER)


@shared
def actor() -> Callable[[Account], Actor]:
    """Turns an account into the actor that it is now."""
    return lambda account: actor_for(account, "test")


@pytest.fixture
def client_for() -> Callable[[Account], Client]:
    """Turns an account into its own signed-in browser."""

    def signed_in(account: Account) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(account)
        return client

    return signed_in


def session_of(account: Account) -> str:
    """The key of a new session of somebody who has signed in. One row; `force_login` of Django writes four times."""
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(account.pk), account.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.create()
    return str(session.session_key)
