"""Answers for many members of a team at once, for tests of pages and figures."""

import datetime
from dataclasses import dataclass

from evenhand.core.api import Actor
from evenhand.people.api import Account, Role
from evenhand.people.testing import make_account
from evenhand.standing.api import Cause, Finding, decide_finding
from evenhand.surveys.api import Invitation
from evenhand.surveys.testing import DAY, HOUR, sent_question, vote


@dataclass(frozen=True)
class Given:
    """What an agent's customers answered: how many yes, no with a decided cause, and no that nobody has looked at."""

    yes: int = 0
    marked: int = 0
    carrier: int = 0
    bare: int = 0


def answer_about(agent: Account, given: Given, *, since: datetime.datetime, decider: Actor) -> list[Invitation]:
    """One customer for each answer, some hours apart from `since` on; causes are decided by `decider` (an actor)."""
    kinds = ["yes"] * given.yes + ["agent"] * given.marked + ["carrier"] * given.carrier + ["no"] * given.bare
    return [_answer(agent, kind, since + 3 * HOUR * number, number, decider) for number, kind in enumerate(kinds)]


def _answer(agent: Account, kind: str, at: datetime.datetime, number: int, decider: Actor) -> Invitation:
    customer = make_account(f"Customer {agent.pk} {number} {at:%j%H}", Role.CUSTOMER)
    question = sent_question(customer, agent, at=at)
    answered = vote(question, "yes" if kind == "yes" else "no")
    if kind in ("agent", "carrier"):
        decide_finding(
            finding=Finding.objects.get(vote=answered, state=Finding.State.PROPOSED),
            cause=Cause(kind),
            words="“Read the manual” answers nothing that was asked.",
            actor=decider,
            now=at + 2 * DAY,
        )
    return answered
