"""What would change a verdict: every sentence is true when the figures are really changed so."""

import re

import pytest

from evenhand.fairness.api import Verdict
from evenhand.standing.by_orders import ByOrders, OrdersInput, order_results
from evenhand.standing.computing import (
    AnswerInput,
    Computed,
    Inputs,
    PersonInput,
    computed,
    peer_share_of,
    results_again,
)
from evenhand.standing.models import Computation, StandingResult
from evenhand.standing.turning import BY_ANSWERS, BY_ORDERS, Change, Way, Why, turning_of
from evenhand.standing.turning_words import WOULD, WOULD_NOT, turning_shown

pytestmark = pytest.mark.slow

Counts = tuple[tuple[int, int], ...]
"""What customers said about each of a team: how many "yes", how many "no" with a mark."""
DIFFERENT: Counts = ((36, 24), (56, 4), (57, 3), (55, 5), (56, 4), (58, 2), (54, 6), (57, 3), (10, 2))
PRAISED: Counts = ((399, 1), (340, 60), (352, 48), (345, 55), (350, 50), (330, 70), (348, 52), (342, 58))
ALIKE: Counts = ((36, 4),) * 4
TEAMS = {
    "clearly worse": (DIFFERENT, 0),
    "in line": (DIFFERENT, 1),
    "too few answers": (DIFFERENT, 8),
    "clearly better": (PRAISED, 0),
    "nobody differs": (ALIKE, 0),
}


def inputs_of(counts: Counts) -> Inputs:
    answers = [
        AnswerInput(
            question=0,
            agent=agent,
            choice="yes" if number < yes else "no",
            counts=True,
            is_no=number >= yes,
            circumstances={},
        )
        for agent, (yes, marks) in enumerate(counts)
        for number in range(yes + marks)
    ]
    return Inputs(
        people=[PersonInput(agent=agent, sent=yes + marks) for agent, (yes, marks) in enumerate(counts)],
        answers=[{**answer, "question": number} for number, answer in enumerate(answers)],
        tail_share=0.15,
        false_discovery=0.1,
        level=0.95,
        minimum_answers=20,
        minimum_reliability=0.5,
    )


def result_by_answers(counts: Counts, person: int) -> StandingResult:
    inputs = inputs_of(counts)
    computation = Computation(
        team_id=1, inputs=inputs, inputs_sha256=f"{counts}"[:64], method_version="t", peer_share=peer_share_of(inputs)
    )
    return results_again(computation)[person]


def result_by_orders(marked: int, counted: int, audience: str = "sellers") -> StandingResult:
    numbers = list(range(marked))
    theirs = OrdersInput(person=7, counted=counted, reported=marked, marked=numbers, marks=numbers, left_out={})
    inputs = ByOrders(
        audience=audience, people=[theirs], standard_per_1000=10, chance_per_1000=1, minimum=50, level=0.95
    )
    sha256 = f"{audience}{marked}{counted}"
    computation = Computation(audience=audience, inputs=inputs, inputs_sha256=sha256, method_version="t")
    return order_results(computation)[0]


def changed(yes: int, marks: int, way: Way, *, orders_stay: bool = False) -> tuple[int, int]:
    """One person's counts once so much has come. An order whose mark falls stays counted; an answer goes."""
    assert way.count is not None
    assert way.marks is not None
    if way.change is Change.MARKS_FALL:
        return yes + way.count * orders_stay, marks - way.count
    return yes + way.count - way.marks, marks + way.marks


@pytest.mark.parametrize("case", TEAMS)
def test_of_answers_each_way_gives_the_verdict_that_it_names(case) -> None:
    counts, person = TEAMS[case]
    turning = turning_of(result_by_answers(counts, person))
    assert {way.change for way in turning.ways} == set(BY_ANSWERS[turning.verdict])
    for way in turning.turns:
        then = (*counts[:person], changed(*counts[person], way), *counts[person + 1 :])
        assert computed(inputs_of(then))[person].verdict is way.verdict
        assert way.verdict is not turning.verdict


@pytest.mark.parametrize(
    ("marked", "counted", "verdict"),
    [
        (5, 50, Verdict.CLEARLY_WORSE),
        (4, 50, Verdict.IN_LINE),
        (0, 900, Verdict.CLEARLY_BETTER),
        (1, 10, Verdict.NOT_ENOUGH_EVIDENCE),
    ],
)
def test_of_orders_each_way_gives_the_verdict_that_it_names(marked, counted, verdict) -> None:
    turning = turning_of(result_by_orders(marked, counted))
    assert turning.verdict is verdict
    assert {way.change for way in turning.ways} == set(BY_ORDERS[verdict])
    assert turning.turns
    for way in turning.turns:
        yes, marks = changed(counted - marked, marked, way, orders_stay=True)
        assert result_by_orders(marks, yes + marks).verdict == way.verdict


def test_it_says_how_many_marks_would_have_to_fall_and_what_more_of_the_same_does() -> None:
    shown = turning_shown(result_by_answers(*TEAMS["clearly worse"]))
    assert any(
        re.match(r"If \d+ of your 24 marks fell, as after contests decided for you", each) for each in shown.would
    )
    assert any("answers like the team’s" in each for each in shown.would)
    assert shown.would_not == ("More answers at today’s fair share would not change it, up to 500.",)


def test_who_has_too_few_answers_reads_how_many_are_needed_at_least() -> None:
    shown = turning_shown(result_by_answers(*TEAMS["too few answers"]))
    assert re.match(r"With about \d+ more answers at today’s fair share \(\d+ with a mark\)", shown.would[0])
    assert "Nothing at all is said of fewer than 20; 12 count so far." in shown.whys


def test_where_nobody_differs_nothing_within_reach_would_and_it_says_why() -> None:
    result = result_by_answers(*TEAMS["nobody differs"])
    turning = turning_of(result)
    assert (turning.turns, turning.whys) == ((), (Why.NOBODY_DIFFERS,))
    assert "do not show that its people differ at all" in turning_shown(result).whys[0]


def test_a_driver_reads_of_parcels() -> None:
    shown = turning_shown(result_by_orders(5, 50, "drivers"))
    assert any("more parcels without a mark" in each for each in shown.would)


def test_every_way_has_its_words() -> None:
    for audience in ("sellers", "drivers"):
        for change in {change for changes in BY_ORDERS.values() for change in changes}:
            assert (audience, change) in WOULD
            assert (audience, change) in WOULD_NOT
    for change in {change for changes in BY_ANSWERS.values() for change in changes}:
        assert ("agents", change) in WOULD
        assert ("agents", change) in WOULD_NOT
    assert WOULD.keys() == WOULD_NOT.keys()


def test_the_same_inputs_are_asked_once(monkeypatch) -> None:
    result = result_by_orders(6, 60)
    first = turning_of(result)
    monkeypatch.setattr("evenhand.standing.turning.verdict_of", lambda *_: pytest.fail("computed twice"))
    assert turning_of(result) == first


def test_nothing_is_fitted_where_too_few_answers_would_count_whatever_it_said(monkeypatch) -> None:
    fitted: list[int] = []

    def counting(inputs: Inputs) -> list[Computed]:
        found = computed(inputs)
        fitted.append(sum(each["agent"] == 8 and each["counts"] for each in inputs["answers"]))
        return found

    monkeypatch.setattr("evenhand.standing.turning.computed", counting)
    monkeypatch.setattr("evenhand.standing.turning.VERSION", "asked anew")
    turning_of(result_by_answers(*TEAMS["too few answers"]))
    assert min(fitted) >= 20
    assert len(fitted) <= 20  # twelve count already, so that the first tried are known
