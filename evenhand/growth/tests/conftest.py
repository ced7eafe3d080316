"""A person whose answers are clearly worse, told of the rules in time; and what is proposed for them."""

from evenhand.core.testing import shared
from evenhand.growth.api import Aim, Kind, Measure, Proposal, Step, answer_step, propose_step
from evenhand.growth.testing import HOUR, NOW, acknowledge_all, peers_of, weeks_of_answers
from evenhand.people.api import Account, Role, Team, actor_for
from evenhand.people.testing import make_account
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


@shared
def bound(house_policies, agent: Account) -> Account:
    """The agent, told of the rules on the first day, having acknowledged them."""
    acknowledge_all(agent)
    return agent


@shared
def peers(house_policies, team: Team, second_agent: Account) -> list[Account]:
    return peers_of(team, second_agent)


@shared
def weeks(bound: Account, peers: list[Account], team: Team, lead: Account) -> Computation:
    """Eight weeks of answers, of which the agent's are clearly worse."""
    return weeks_of_answers(bound, peers, team, lead, computes=actor_for(lead, "test"))


@shared
def second_reviewer(db) -> Account:
    return make_account("Rolf Reviewer", Role.REVIEWER)


@shared
def proposed(weeks: Computation, bound: Account, lead: Account) -> Step:
    """A plan that the lead proposed."""
    return propose_step(account=bound, proposal=PLAN, actor=actor_for(lead, "test"), now=NOW)


@shared
def answered(proposed: Step, bound: Account) -> Step:
    """The plan, with the person's answer."""
    words = "Most of these were about one lost van."
    return answer_step(step=proposed, words=words, actor=actor_for(bound, "test"), now=NOW + HOUR)
