"""Two crossed effects: lme4's figures, the gradient, and the edges."""

from pathlib import Path

import numpy as np
import pytest

from evenhand.fairness.api import Tallies, TalliesError, fit_crossed
from evenhand.fairness.crossed import _Surface
from evenhand.fairness.design import design_of
from evenhand.fairness.tests import insteval


@pytest.mark.slow
@pytest.mark.shared_data
def test_figures_are_those_of_lme4(shared: Path) -> None:
    """lme4 1.1-31: glmer(no ~ service + (1 | d) + (1 | s), family = binomial)."""
    tallies = insteval.tallies(shared, "service", "s")

    fit = fit_crossed(tallies, other="s")

    assert fit.log_likelihood == pytest.approx(-46414.52, abs=0.01)
    assert fit.person_spread == pytest.approx(0.7964304, abs=1e-4)
    assert fit.other_spread == pytest.approx(0.4760512, abs=1e-4)
    assert fit.fixed_effects == pytest.approx({"intercept": 0.1601096, "service1": 0.136168}, abs=1e-4)
    lecturers = insteval.modes_and_deviations(shared, "InstEval_crossed_d", "id")
    theirs = np.array([lecturers[tallies.person_names[code]] for code in fit.person])
    assert np.column_stack([fit.mode, fit.sd]) == pytest.approx(theirs, abs=1e-3)
    students = insteval.modes_and_deviations(shared, "InstEval_crossed_s", "id")
    theirs = np.array([students[level] for level in tallies.circumstances[1].levels])
    assert np.column_stack([fit.other_mode, fit.other_sd]) == pytest.approx(theirs, abs=1e-3)


@pytest.mark.parametrize(("people", "sellers"), [(12, 5), (5, 12)])
def test_the_gradient_is_exact_whichever_side_is_longer(people: int, sellers: int) -> None:
    tallies = _market(people, sellers).merged()
    code = tallies.cells[tallies.cell, 1]
    surface = _Surface(design_of(tallies, without="seller"), code, sellers)
    place = np.array([-0.8, 0.3, 0.6, 0.5])

    slope = surface.value(place)[1]

    steps = 1e-5 * np.eye(4)
    seen = [(surface.value(place + step)[0] - surface.value(place - step)[0]) / 2e-5 for step in steps]
    assert slope == pytest.approx(seen, rel=1e-4, abs=1e-4)


def test_sides_can_be_swapped() -> None:
    market = _market(12, 5)
    sellers = [market.circumstances[1].levels[code] for code in market.cells[market.cell, 1]]
    people = [market.person_names[code] for code in market.person]
    work = [market.circumstances[0].levels[code] for code in market.cells[market.cell, 0]]
    swapped = Tallies.from_columns(
        person=sellers, answers=market.answers, no=market.no, circumstances={"work": work, "agent": people}
    )

    one, two = fit_crossed(market, other="seller"), fit_crossed(swapped, other="agent")

    assert one.log_likelihood == pytest.approx(two.log_likelihood, abs=1e-5)
    assert one.mode == pytest.approx(two.other_mode, abs=1e-3)
    assert one.other_sd == pytest.approx(two.sd, abs=1e-3)


def test_one_person_and_one_seller_are_no_trouble() -> None:
    tallies = Tallies.from_columns(person=["ann"], answers=[9], no=[3], circumstances={"seller": ["x"]})

    fit = fit_crossed(tallies, other="seller")

    assert fit.person_spread == pytest.approx(0, abs=1e-2)
    assert fit.mode == pytest.approx([0], abs=1e-2)


def test_an_unknown_circumstance_is_named() -> None:
    with pytest.raises(TalliesError, match="column “carrier”"):
        fit_crossed(_market(3, 3), other="carrier")


def test_fair_shares_allow_for_who_else_is_answerable() -> None:
    """Everybody is alike; half have mostly the sellers of whom customers complain. Raw shares differ, fair hardly."""
    random = np.random.default_rng(3)
    person, seller = np.indices((20, 10)).reshape(2, -1)
    seller_effect = np.linspace(-1.2, 1.2, 10)
    answers = np.where((person < 10) == (seller < 5), 36, 4)
    no = random.binomial(answers, 1 / (1 + np.exp(1.2 - seller_effect[seller])))
    columns = {"seller": seller}

    fit = fit_crossed(
        Tallies.from_columns(person=person, answers=answers, no=no, circumstances=columns), other="seller"
    )

    raw = np.bincount(person, no) / np.bincount(person, answers)
    assert abs(raw[:10].mean() - raw[10:].mean()) > 0.15
    assert abs(fit.fair_share[:10].mean() - fit.fair_share[10:].mean()) < 0.08
    assert ((fit.low < fit.fair_share) & (fit.fair_share < fit.high)).all()


def test_a_fair_share_is_averaged_over_both_effects() -> None:
    fit = fit_crossed(_market(12, 5), other="seller")
    random = np.random.default_rng(1)
    effect = fit.mode[0] + fit.sd[0] * random.standard_normal(200_000)
    effect += fit.other_spread * random.standard_normal(200_000)
    tallies = _market(12, 5)
    names = [circumstance.name for circumstance in tallies.circumstances]
    own = next(name for name in names if name != "seller")
    levels = tallies.cells[tallies.cell, names.index(own)]
    mix = np.bincount(levels, tallies.answers) / tallies.answers.sum()
    steps = [0.0, *(value for name, value in fit.fixed_effects.items() if name != "intercept")]
    odds = fit.fixed_effects["intercept"] + np.array(steps)[:, None] + effect

    assert fit.fair_share[0] == pytest.approx(mix @ (1 / (1 + np.exp(-odds))).mean(axis=1), abs=1e-3)


def _market(people: int, sellers: int) -> Tallies:
    random = np.random.default_rng(7)
    person, seller, work = np.indices((people, sellers, 2)).reshape(3, -1)
    odds = -1 + 0.4 * work + random.normal(0, 0.7, people)[person] + random.normal(0, 0.5, sellers)[seller]
    answers = random.integers(1, 15, len(odds))
    no = random.binomial(answers, 1 / (1 + np.exp(-odds)))
    return Tallies.from_columns(
        person=[f"a{code:02}" for code in person],
        answers=answers,
        no=no,
        circumstances={"work": work, "seller": [f"s{code:02}" for code in seller]},
    )
