"""The normal model: lme4's figures, its gradient, and data on which estimates run away."""

from pathlib import Path

import numpy as np
import pytest

from evenhand.fairness import normal
from evenhand.fairness.api import Tallies, stand
from evenhand.fairness.design import design_of
from evenhand.fairness.tests import insteval

# lme4 1.1-31 under R 4.2.2: glmer(no ~ service + studage + (1 | d), family = binomial, nAGQ = nodes)
LME4 = {
    1: (-47048.95, 0.755146, [0.1407046, 0.1408317, -0.008336639, 0.06196975, 0.01772255]),
    15: (-47043.41, 0.7588223, [0.1406669, 0.1407982, -0.008316173, 0.06198977, 0.01777204]),
}


@pytest.mark.shared_data
@pytest.mark.parametrize("nodes", [1, 15])
def test_figures_are_those_of_lme4(shared: Path, nodes: int) -> None:
    log_likelihood, sd, effects = LME4[nodes]

    standing = stand(insteval.tallies(shared, "service", "studage"), nodes=nodes)

    model = standing.model
    assert model.log_likelihood == pytest.approx(log_likelihood, abs=0.01)
    assert model.person_sd == pytest.approx(sd, abs=1e-4)
    assert list(model.fixed_effects) == ["intercept", "service1", "studage4", "studage6", "studage8"]
    assert list(model.fixed_effects.values()) == pytest.approx(effects, abs=1e-4)
    theirs = insteval.modes_and_deviations(shared, f"InstEval_no_by_lecturer_agq{nodes}", "d")
    ours = {person.person: (person.effect, person.effect_sd) for person in standing.people}
    assert ours.keys() == theirs.keys()
    assert np.array(list(ours.values())) == pytest.approx(np.array([theirs[d] for d in ours]), abs=1e-3)


@pytest.mark.parametrize("nodes", [1, 3, 15])
def test_the_gradient_is_that_of_the_approximation_itself(nodes: int) -> None:
    design = design_of(_site(people=30))
    place = np.array([-1.2, 0.4, -0.2, 0.7])

    def value(at: np.ndarray) -> float:
        return normal.evaluate(design, at[:-1], at[-1], nodes=nodes).log_likelihood

    slopes = [(value(place + step) - value(place - step)) / 2e-5 for step in 1e-5 * np.eye(4)]

    assert normal.evaluate(design, place[:-1], place[-1], nodes=nodes).gradient == pytest.approx(
        slopes, rel=1e-5, abs=1e-5
    )


def test_the_marginal_likelihood_is_the_integral() -> None:
    design = design_of(Tallies.from_columns(person=["ann"], answers=[7], no=[2]))
    b = np.linspace(-12, 12, 20_001)
    p = 1 / (1 + np.exp(-(-0.5 + 1.3 * b)))
    integrand = p**2 * (1 - p) ** 5 * np.exp(-b * b / 2) / np.sqrt(2 * np.pi)

    at = normal.evaluate(design, np.array([-0.5]), 1.3, nodes=25)

    assert at.log_likelihood == pytest.approx(np.log(integrand.sum() * (b[1] - b[0])), abs=1e-7)


def test_more_nodes_agree_ever_better() -> None:
    design = design_of(_site(people=40))
    values = [normal.fit_normal(design, nodes=nodes).at.log_likelihood for nodes in (1, 5, 15, 31)]

    assert abs(values[2] - values[3]) < 1e-4 < abs(values[0] - values[3])
    assert abs(values[1] - values[3]) < abs(values[0] - values[3])


def test_a_circumstance_under_which_all_say_no_keeps_a_finite_effect() -> None:
    tallies = Tallies.from_columns(
        person=[1, 1, 2, 2, 3, 3],
        answers=[20, 5, 20, 5, 20, 5],
        no=[3, 5, 5, 5, 8, 5],
        circumstances={"late": ["no", "yes"] * 3},
    )

    fit = normal.fit_normal(design_of(tallies))

    assert fit.converged
    assert 4 < fit.beta[1] < 15


def test_people_who_differ_utterly_keep_a_finite_spread() -> None:
    fit = normal.fit_normal(design_of(Tallies.from_columns(person=[1, 2], answers=[500, 500], no=[0, 500])))

    assert fit.converged
    assert 3 < fit.sigma < 30


def test_fewer_than_one_node_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one node"):
        normal.fit_normal(design_of(Tallies.from_columns(person=[1], no=[1])), nodes=0)


def _site(people: int) -> Tallies:
    random = np.random.default_rng(5)
    answers = random.integers(1, 30, (people, 3))
    odds = -1.0 + np.array([0.0, 0.5, -0.3]) + 0.8 * random.standard_normal((people, 1))
    person, cell = np.indices(answers.shape).reshape(2, -1)
    no = random.binomial(answers, 1 / (1 + np.exp(-odds)))
    return Tallies.from_columns(person=person, answers=answers.ravel(), no=no.ravel(), circumstances={"work": cell})
