"""Circumstances that are mixed up with people: their effects come from within people, as far as the answers ask."""

import numpy as np
import pytest

from evenhand.fairness.api import Tallies, stand
from evenhand.fairness.confounding import unconfounded
from evenhand.fairness.design import design_of
from evenhand.fairness.normal import fit_normal

HARDER = 0.8


def site(*, lean: float, people: int = 600, seed: int = 1) -> Tallies:
    """Everybody has easy and hard work; with `lean`, whoever is worse gets more of the hard."""
    random = np.random.default_rng(seed)
    effect = 0.5 * random.standard_normal(people)
    hard = random.binomial(100, 1 / (1 + np.exp(-lean * effect)))
    answers = np.column_stack([100 - hard, hard])
    no = random.binomial(answers, 1 / (1 + np.exp(1.7 - np.outer(effect, [1, 1]) - [0, HARDER])))
    person, cell = np.indices(answers.shape).reshape(2, -1)
    work = np.array(["easy", "hard"])[cell]
    return Tallies.from_columns(person=person, answers=answers.ravel(), no=no.ravel(), circumstances={"work": work})


def moved(tallies: Tallies) -> tuple[float, float, float]:
    """The effect of hard work by the model and from within people, and the standard error of the latter."""
    design = design_of(tallies)
    fit = fit_normal(design)
    beta, covariance = unconfounded(design, fit.beta, fit.covariance, fit.at.score, fit.sigma * fit.at.mode)
    return float(fit.beta[1]), float(beta[1]), float(covariance[1, 1] ** 0.5)


def test_hard_work_given_to_the_worse_does_not_look_harder_than_it_is() -> None:
    found = np.array([moved(site(lean=2.0, seed=seed)) for seed in range(8)])
    model, within, error = found.mean(axis=0)

    assert model > HARDER + 0.03
    assert within == pytest.approx(HARDER, abs=2.5 * error / len(found) ** 0.5)


def test_where_work_is_dealt_out_by_chance_little_moves() -> None:
    found = np.array([moved(site(lean=0.0, seed=seed)) for seed in range(8)])

    assert np.abs(found[:, 1] - found[:, 0]).max() < 0.6 * found[:, 2].max()


def test_nothing_moves_where_nobody_has_more_than_one_kind_of_work() -> None:
    random = np.random.default_rng(2)
    work = np.array(["easy", "hard"])[np.arange(60) % 2]
    tallies = Tallies.from_columns(
        person=range(60), answers=[80] * 60, no=random.binomial(80, 0.2, 60), circumstances={"work": work}
    )

    model, within, _ = moved(tallies)

    assert within == model


def test_reported_fixed_effects_stay_those_of_maximum_likelihood() -> None:
    tallies = site(lean=2.0)
    fit = fit_normal(design_of(tallies))

    assert list(stand(tallies).model.fixed_effects.values()) == pytest.approx(fit.beta.tolist())
