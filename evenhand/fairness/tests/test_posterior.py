"""Grids of posteriors, against scipy's distributions."""

import numpy as np
import pytest
from scipy import stats

from evenhand.fairness.posterior import Grid, below, masses, moments, quantiles

GRID = Grid(np.array([0.0, 1.0]), np.array([1.0, 0.6]), 51)
TRUTHS = [stats.norm(0.3, 1.0), stats.gumbel_r(0.8, 0.5)]
MASS = masses(np.array([truth.logpdf(row) for truth, row in zip(TRUTHS, GRID.effects, strict=True)]))


def test_shares_below_agree_with_the_distribution() -> None:
    effects = np.tile(np.linspace(-2, 4, 61), (2, 1))

    shares = below(MASS, GRID.position(effects))

    assert shares == pytest.approx(np.array([truth.cdf(effects[0]) for truth in TRUTHS]), abs=1e-3)


@pytest.mark.parametrize("share", [0.005, 0.025, 0.5, 0.975, 0.995])
def test_quantiles_agree_with_the_distribution(share: float) -> None:
    effects = GRID.effect(quantiles(MASS, [share]))[:, 0]

    assert effects == pytest.approx([truth.ppf(share) for truth in TRUTHS], abs=0.01)


def test_moments_agree_with_the_distribution() -> None:
    mean, variance = moments(MASS, GRID)

    assert mean == pytest.approx([truth.mean() for truth in TRUTHS], abs=1e-4)
    assert variance == pytest.approx([truth.var() for truth in TRUTHS], abs=1e-3)


def test_beyond_the_grid_everything_or_nothing_is_below() -> None:
    assert below(MASS, GRID.position(np.tile([-99.0, 99.0], (2, 1)))).tolist() == [[0, 1], [0, 1]]
