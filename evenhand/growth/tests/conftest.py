"""A person whose answers are clearly worse, told of the rules in time; and what is proposed for them."""

import pytest

from evenhand.growth.api import Aim, Kind, Measure, Proposal, Step, answer_step, propose_step
from evenhand.growth.testing import HOUR, NOW, acknowledge_all, peers_of, weeks_of_answers
from evenhand.people.api import Account, Role
from evenhand.people.testing import make_account

PLAN = Proposal(
    kind=Kind.PLAN,
    why="Several answers did not touch what was asked.",
    expected="Each question answered, the first one first.",
    goals=(
        Aim("Read the whole conversation before the first answer"),
        Aim("Answer each question, the first one first", Measure.AT_LEAST, 5),
    ),
)


@pytest.fixture
def bound(house_policies, agent: Account) -> Account:
    """The agent, told of the rules on the first day, having acknowledged them."""
    acknowledge_all(agent)
    return agent


@pytest.fixture
def peers(house_policies, team, second_agent: Account) -> list[Account]:
    return peers_of(team, second_agent)


@pytest.fixture
def weeks(bound, peers, team, lead, actor):
    """Eight weeks of answers, of which the agent's are clearly worse."""
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
