"""A line, two agents with telephones, and a customer whose number we know."""

import datetime

import pytest

from evenhand.core.api import now, system
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.phone.actions import give_extension
from evenhand.phone.models import Line
from evenhand.phone.numbers import note_number
from evenhand.phone.testing import CALLER, Exchange, make_phone_line

TEST = system("test")


@pytest.fixture
def began_at() -> datetime.datetime:
    """A call of a few minutes that began five minutes ago: events lie in the past, as they do."""
    return now().replace(microsecond=0) - datetime.timedelta(minutes=5)


@shared
def line(db: None, house_policies: object) -> Line:
    """The help line."""
    return make_phone_line(now())


@shared
def ada(agent: Account) -> Account:
    """An agent whose telephone is 201."""
    return give_extension(account=agent, extension="201", actor=TEST, now=now())


@shared
def amir(second_agent: Account) -> Account:
    """An agent whose telephone is 305."""
    return give_extension(account=second_agent, extension="305", actor=TEST, now=now())


@shared
def cleo(customer: Account) -> Account:
    """The customer, whose number we know."""
    note_number(account=customer, written=CALLER, actor=TEST, now=now())
    return customer


@pytest.fixture
def exchange(line: Line, began_at: datetime.datetime) -> Exchange:
    """A telephone system with one call of the customer's."""
    return Exchange(line, began_at)
