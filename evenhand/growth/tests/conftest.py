"""A person whose answers are clearly worse, told of the rules in time; and what is proposed for them.

Eight weeks of answers take a quarter of a second to make. A module's tests share them, and the people in them.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from evenhand.core.testing import around_the_tests, let_share, shares
from evenhand.growth.api import Aim, Kind, Measure, Proposal, Step, answer_step, propose_step
from evenhand.growth.testing import HOUR, NOW, acknowledge_all, peers_of, weeks_of_answers
from evenhand.people.api import Account, Role, Team, actor_for
from evenhand.people.testing import PASSWORD, make_account, make_member, make_team
from evenhand.standing.api import Computation

PLAN = Proposal(
    kind=Kind.PLAN,
    why="Several answers did not touch what was asked.",
    expected="Each question answered, the first one first.",
    goals=(
        Aim("Read the whole conversation before the first answer"),
        Aim("Answer each question, the first one first", Measure.AT_LEAST, 5),
    ),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's tests share the weeks."""
    let_share(items, "weeks", "_weeks_of_the_module", below=Path(__file__).parent)


@dataclass
class Weeks:
    """What was made: who is in it, and how they were found to stand."""

    team: Team
    agent: Account
    second_agent: Account
    lead: Account
    peers: list[Account]
    computation: Computation


@pytest.fixture(scope="module")
def _weeks_of_the_module(_policies_of_the_module: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Weeks]:
    with around_the_tests(django_db_blocker):
        with django_db_blocker.unblock():
            team = make_team()
            agent, second = make_member(team, "Ada Agent", password=PASSWORD), make_member(team, "Amir Agent")
            lead = make_member(team, "Lena Lead", Role.LEAD)
            acknowledge_all(agent)
            peers = peers_of(team, second)
            computation = weeks_of_answers(agent, peers, team, lead, computes=actor_for(lead, "test"))
        yield Weeks(team, agent, second, lead, peers, computation)


@pytest.fixture
def shared_weeks(request: pytest.FixtureRequest) -> Weeks | None:
    """What the test shares, in objects of its own; None for a test that shares nothing."""
    if not shares(request, "_weeks_of_the_module"):
        return None
    return copy.deepcopy(request.getfixturevalue("_weeks_of_the_module"))


@pytest.fixture
def team(shared_weeks: Weeks | None, db: None) -> Team:
    return shared_weeks.team if shared_weeks else make_team()


@pytest.fixture
def agent(shared_weeks: Weeks | None, team: Team) -> Account:
    return shared_weeks.agent if shared_weeks else make_member(team, "Ada Agent", password=PASSWORD)


@pytest.fixture
def second_agent(shared_weeks: Weeks | None, team: Team) -> Account:
    return shared_weeks.second_agent if shared_weeks else make_member(team, "Amir Agent")


@pytest.fixture
def lead(shared_weeks: Weeks | None, team: Team) -> Account:
    return shared_weeks.lead if shared_weeks else make_member(team, "Lena Lead", Role.LEAD)


@pytest.fixture
def bound(shared_weeks: Weeks | None, house_policies, agent: Account) -> Account:
    """The agent, told of the rules on the first day, having acknowledged them."""
    if shared_weeks is None:
        acknowledge_all(agent)
    return agent


@pytest.fixture
def peers(shared_weeks: Weeks | None, house_policies, team, second_agent: Account) -> list[Account]:
    return shared_weeks.peers if shared_weeks else peers_of(team, second_agent)


@pytest.fixture
def weeks(shared_weeks: Weeks | None, bound, peers, team, lead, actor) -> Computation:
    """Eight weeks of answers, of which the agent's are clearly worse."""
    if shared_weeks:
        return shared_weeks.computation
    return weeks_of_answers(bound, peers, team, lead, computes=actor(lead))


@pytest.fixture
def second_reviewer(db) -> Account:
    return make_account("Rolf Reviewer", Role.REVIEWER)


@pytest.fixture
def proposed(weeks, bound, lead, actor) -> Step:
    """A plan that the lead proposed."""
    return propose_step(account=bound, proposal=PLAN, actor=actor(lead), now=NOW)


@pytest.fixture
def answered(proposed, bound, actor) -> Step:
    """The plan, with the person's answer."""
    return answer_step(
        step=proposed, words="Most of these were about one lost van.", actor=actor(bound), now=NOW + HOUR
    )
