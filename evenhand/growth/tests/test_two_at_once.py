"""Two who press at once: one proposal, one decision, one contest, one result of the same inputs."""

import threading
from collections.abc import Callable

import pytest

from evenhand.core.api import DomainError
from evenhand.core.testing import at_once
from evenhand.growth.api import Letter, Step, decide_step, propose_step, take_back_step
from evenhand.growth.testing import DAY, HOUR, MONDAY, NOW, acknowledge_all, orders_of_seller, parcels_of_driver
from evenhand.growth.tests.conftest import PLAN
from evenhand.people.api import Role, join_team
from evenhand.people.testing import TEST, make_account
from evenhand.standing import computing
from evenhand.standing.api import (
    Audience,
    Computation,
    Contest,
    Mark,
    StandingResult,
    compute_due,
    compute_orders,
    compute_results,
    contest_mark,
    decide_contest,
    revoke_mark,
)
from evenhand.standing.verification import verify

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


def test_two_reviewers_take_a_step_back_once(answered, reviewer, second_reviewer, actor) -> None:
    step = decide_step(step=answered, is_issued=True, words="Yes.", actor=actor(reviewer), now=NOW + DAY)
    first, second = actor(second_reviewer), actor(make_account("Ria Reviewer", Role.REVIEWER))
    outcomes = together(
        lambda: take_back_step(step=step, why="A van.", actor=first, now=NOW + 2 * DAY).ended_why,
        lambda: take_back_step(step=step, why="A lorry.", actor=second, now=NOW + 2 * DAY).ended_why,
    )
    assert sorted(map(str, outcomes)) == sorted([Step.objects.get().ended_why, "StepDecided"])
    assert Letter.objects.filter(about="revoked").count() == 1


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


SINCE = MONDAY - 55 * DAY


@pytest.fixture
def sold(house_policies, seller, driver, lead) -> None:
    """Eight weeks of a seller's orders and a driver's parcels, some of them marked."""
    for account in (seller, driver):
        acknowledge_all(account)
    orders_of_seller(seller, marked=5, plain=45, since=SINCE, decider=lead)
    parcels_of_driver(driver, doors=["12 Tower", "3 Mill Lane"], plain=60, since=SINCE, decider=lead)


@pytest.mark.parametrize("audience", [Audience.SELLERS, Audience.DRIVERS])
def test_orders_and_parcels_are_computed_once_by_however_many(sold, audience) -> None:
    look = lambda: compute_orders(audience=audience, window_end=MONDAY, actor=TEST, now=MONDAY + HOUR).pk  # noqa: E731
    assert len(set(together(look, look, look))) == 1
    assert Computation.objects.count() == StandingResult.objects.count() == 1
    assert verify() == (1, [])


def test_the_duty_done_by_two_and_once_more_computes_once(sold, weeks) -> None:
    due = lambda: compute_due(now=MONDAY + HOUR)  # noqa: E731
    together(due, due)
    whose = list(Computation.objects.order_by("audience").values_list("audience", "look"))
    assert whose == [("agents", 1), ("drivers", 1), ("sellers", 1)]
    assert due() == 0
    assert verify() == (3, [])


def test_who_read_before_a_mark_fell_never_writes_after_who_read_later(weeks, bound, team, monkeypatch) -> None:
    gathered, fell = threading.Event(), threading.Event()
    first, gather = iter([True]), computing._gather

    def slowly(*asked: object, **more: object) -> object:
        inputs = gather(*asked, **more)
        if next(first, False):
            gathered.set()
            fell.wait(2)  # as long as the other would need; whoever holds the lock is not overtaken
        return inputs

    def later() -> None:
        gathered.wait(20)
        revoke_mark(mark=Mark.objects.filter(account=bound)[1], why="Seen.", actor=TEST, now=NOW)
        compute()
        fell.set()

    compute = lambda: compute_results(team=team, window_end=MONDAY, actor=TEST, now=NOW)  # noqa: E731
    revoke_mark(mark=Mark.objects.filter(account=bound)[0], why="Seen.", actor=TEST, now=NOW)
    monkeypatch.setattr(computing, "_gather", slowly)
    together(compute, later)
    looks = StandingResult.objects.filter(account=bound).order_by("computation__look")
    assert list(looks.values_list("marks", flat=True)) == [13, 12, 11]
