"""Posterior distributions on a grid of each person's own, and what is read off them.

Everybody has as many points, evenly over 10 standard deviations to either side of the middle of their posterior. The
mass at a point is density x spacing; the density between is taken as quadratic around each point, so that with 51
points cumulative shares of smooth posteriors are good to about 2e-4.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.fairness.tallies import FloatArray, IntArray

REACH = 10.0
NEWTON_STEPS = 5


@dataclass(frozen=True, eq=False)
class Grid:
    """Where the `points` points are: they reach `REACH` times `scale` to either side of `centre` (both per unit)."""

    centre: FloatArray
    scale: FloatArray
    points: int

    @property
    def effects(self) -> FloatArray:
        return np.asarray(self.centre[:, None] + self.scale[:, None] * np.linspace(-REACH, REACH, self.points))

    @property
    def spacing(self) -> FloatArray:
        return np.asarray(self.scale * (2 * REACH / (self.points - 1)))

    def position(self, effects: FloatArray) -> FloatArray:
        """Effects (units x any) in grid steps from the first point."""
        return np.asarray((effects - self.centre[:, None]) / self.spacing[:, None] + self.points // 2)

    def effect(self, position: FloatArray) -> FloatArray:
        """The effects at positions (units x any)."""
        return np.asarray(self.centre[:, None] + self.spacing[:, None] * (position - self.points // 2))


def masses(log_density: FloatArray) -> FloatArray:
    """Mass per point (units x points), each row summing to 1, from log-densities up to a constant per row.

    >>> masses(np.zeros((1, 4))).tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """
    mass = np.exp(log_density - log_density.max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    return np.asarray(mass)


def moments(mass: FloatArray, grid: Grid) -> tuple[FloatArray, FloatArray]:
    """Mean and variance of each row's distribution.

    >>> grid = Grid(np.zeros(1), np.ones(1), 51)
    >>> mass = masses(-grid.effects**2 / 2)  # the standard normal distribution
    >>> mean, variance = moments(mass, grid)
    >>> round(float(variance[0]), 6)
    1.0
    """
    steps = np.arange(grid.points) - grid.points // 2.0
    middle = mass @ steps
    return grid.centre + grid.spacing * middle, grid.spacing**2 * (mass @ steps**2 - middle**2)


def below(mass: FloatArray, position: FloatArray) -> FloatArray:
    """The share of each row's distribution below each of its positions (units x any).

    >>> grid = Grid(np.zeros(1), np.ones(1), 51)
    >>> mass = masses(-grid.effects**2 / 2)  # the standard normal distribution
    >>> below(mass, grid.position(np.array([[0.0, 1.0]]))).round(2).tolist()
    [[0.5, 0.84]]
    """
    point = np.clip(np.rint(position), 0, mass.shape[1] - 1).astype(np.int64)
    share = _within(_around(mass, point, _edges(mass)), position - point)
    share[position <= -0.5] = 0.0
    share[position >= mass.shape[1] - 0.5] = 1.0
    return np.asarray(np.clip(share, 0.0, 1.0))


def quantiles(mass: FloatArray, shares: Sequence[float]) -> FloatArray:
    """The positions below which `shares` of each row's distribution lie (units x shares): Newton's method within the
    right cell.

    >>> grid = Grid(np.zeros(1), np.ones(1), 51)
    >>> mass = masses(-grid.effects**2 / 2)  # the standard normal distribution
    >>> grid.effect(quantiles(mass, [0.025, 0.975])).round(2).tolist()
    [[-1.96, 1.96]]
    """
    edges = _edges(mass)
    cell = np.column_stack([np.argmax(edges >= share, axis=1) for share in shares])
    around = _around(mass, cell, edges)
    _, here, tilt, bend = around
    offset = np.zeros_like(here)
    for _ in range(NEWTON_STEPS):
        density = here + 2 * tilt * offset + 3 * bend * offset * offset
        offset -= (_within(around, offset) - shares) / np.maximum(density, 1e-12)
        np.clip(offset, -0.5, 0.5, out=offset)
    return np.asarray(cell + offset)


def _edges(mass: FloatArray) -> FloatArray:
    """The share below the upper edge of each point's cell, half-way to the next point."""
    after = np.concatenate([mass[:, 1:], np.zeros((len(mass), 1))], axis=1)
    return np.cumsum(mass, axis=1) + (after - mass) / 24


Around = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


def _around(mass: FloatArray, point: IntArray, edges: FloatArray) -> Around:
    """For points (units x any): the share below their cells, and mass, tilt and bend of the density within."""
    empty = np.zeros((len(mass), 1))
    padded = np.concatenate([empty, mass, empty], axis=1)
    edges = np.concatenate([empty, edges], axis=1)
    before, here, after = (np.take_along_axis(padded, point + shift, axis=1) for shift in (0, 1, 2))
    return np.take_along_axis(edges, point, axis=1), here, (after - before) / 4, (before - 2 * here + after) / 6


def _within(around: Around, offset: FloatArray) -> FloatArray:
    """The share below a place `offset` grid steps (-0.5 to 0.5) from its point."""
    edge, here, tilt, bend = around
    return edge + here * (offset + 0.5) + tilt * (offset * offset - 0.25) + bend * (offset * offset * offset + 0.125)
