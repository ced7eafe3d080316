"""Two who press at once: one proposal, one decision, one contest."""

from collections.abc import Callable

import pytest

from evenhand.core.api import DomainError
from evenhand.core.testing import at_once
from evenhand.growth.api import Letter, Step, decide_step, propose_step
from evenhand.growth.testing import DAY, HOUR, NOW
from evenhand.growth.tests.conftest import PLAN
from evenhand.people.api import Role, join_team
from evenhand.people.testing import TEST, make_account
from evenhand.standing.api import Computation, Contest, Mark, contest_mark, decide_contest

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works: Callable[[], object]) -> list[object]:
    """The outcomes of `works`, begun at once; a refusal is the name of its error."""
    outcomes = at_once(*works)
    assert all(isinstance(each, DomainError) for each in outcomes if isinstance(each, Exception)), outcomes
    return [type(each).__name__ if isinstance(each, DomainError) else each for each in outcomes]


def test_two_leads_propose_one_step(weeks, bound, team, lead, actor) -> None:
    other = make_account("Lou Lead", Role.LEAD)
    join_team(account=other, team=team, is_lead=True, actor=TEST, now=NOW - 9 * DAY)
    first, second = actor(lead), actor(other)
    outcomes = together(
        lambda: propose_step(account=bound, proposal=PLAN, actor=first, now=NOW).pk,
        lambda: propose_step(account=bound, proposal=PLAN, actor=second, now=NOW).pk,
    )
    assert sorted(map(str, outcomes)) == sorted([str(Step.objects.get().pk), "StepAlreadyProposed"])
    assert Letter.objects.count() == 1


def test_two_reviewers_decide_once(answered, reviewer, second_reviewer, actor) -> None:
    yes, no = actor(reviewer), actor(second_reviewer)
    outcomes = together(
        lambda: decide_step(step=answered, is_issued=True, words="Yes.", actor=yes, now=NOW + DAY).state,
        lambda: decide_step(step=answered, is_issued=False, words="No.", actor=no, now=NOW + DAY).state,
    )
    assert sorted(map(str, outcomes)) == sorted([Step.objects.get().state, "StepDecided"])
    assert Letter.objects.exclude(about="proposed").count() == 1


def test_a_contest_is_opened_and_decided_once(weeks, bound, reviewer, second_reviewer, actor) -> None:
    mark, person = Mark.objects.filter(account=bound)[0], actor(bound)
    ask = lambda: contest_mark(mark=mark, words="No.", actor=person, now=NOW).pk  # noqa: E731
    assert len(set(together(ask, ask, ask))) == 1
    contest, first, second = Contest.objects.get(), actor(reviewer), actor(second_reviewer)
    outcomes = together(
        lambda: decide_contest(contest=contest, is_upheld=True, words="Yes.", actor=first, now=NOW + HOUR).outcome,
        lambda: decide_contest(contest=contest, is_upheld=False, words="No.", actor=second, now=NOW + HOUR).outcome,
    )
    assert sorted(map(str, outcomes)) == sorted([Contest.objects.get().outcome, "ContestDecided"])
    looks = list(Computation.objects.order_by("look").values_list("look", flat=True))
    assert looks == list(range(1, len(looks) + 1))
