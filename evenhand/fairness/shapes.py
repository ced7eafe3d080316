"""How people's true effects are distributed: families of shapes, with the weight each member deserves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import betaincinv, expit, logit, ndtri

from evenhand.fairness.tallies import FloatArray, IntArray


class Shapes(Protocol):
    """One or more distributions of effects (log-odds above the group's centre) with `weights` that sum to 1."""

    @property
    def weights(self) -> FloatArray:
        """How likely each distribution is to be the true one."""

    @property
    def points(self) -> int:
        """How many points the grids of posteriors need, so that the shape is smooth from one to the next."""

    def log_density(self, which: int, effects: FloatArray, group: IntArray) -> FloatArray:
        """The log-density at effects (units x points) of units in these groups, up to a constant."""

    def cut(self, which: int, share: float) -> FloatArray:
        """The effect, for each group, above which the share lies."""

    def cut_error(self, share: float) -> float:
        """The standard error of the cut that no weights carry."""


@dataclass(frozen=True, eq=False)
class NormalShapes:
    """Normal distributions with these standard deviations about these `centres` (shapes x groups)."""

    sigmas: FloatArray
    centres: FloatArray
    weights: FloatArray
    points: int = 51

    def log_density(self, which: int, effects: FloatArray, group: IntArray) -> FloatArray:
        return np.asarray(-0.5 * ((effects - self.centres[which, group, None]) / self.sigmas[which]) ** 2)

    def cut(self, which: int, share: float) -> FloatArray:
        return np.asarray(self.centres[which] - self.sigmas[which] * ndtri(share))

    def cut_error(self, share: float) -> float:
        return 0.0  # what is not known are the sigmas, which the weights carry


@dataclass(frozen=True, eq=False)
class BetaShapes:
    """Beta distributions of shares: each group's mean, in log-odds, is its `level` plus that of `centres` (shapes x
    groups), with each of `concentrations`.

    An effect is the log-odds of the share less the level, so that its density is share^alpha (1 - share)^beta.
    """

    level: FloatArray
    centres: FloatArray
    concentrations: FloatArray
    weights: FloatArray
    points: int = 101

    def log_density(self, which: int, effects: FloatArray, group: IntArray) -> FloatArray:
        alpha, beta = self._parameters(which)
        odds = effects + self.level[group, None]
        return np.asarray(alpha[group, None] * odds - (alpha + beta)[group, None] * np.logaddexp(0, odds))

    def cut(self, which: int, share: float) -> FloatArray:
        share_there = betaincinv(*self._parameters(which), 1 - share)
        return np.asarray(logit(np.clip(share_there, 1e-12, 1 - 1e-12)) - self.level)

    def cut_error(self, share: float) -> float:
        return 0.0  # what is not known are the concentrations, which the weights carry

    def _parameters(self, which: int) -> tuple[FloatArray, FloatArray]:
        mean = expit(self.level + self.centres[which])
        return mean * self.concentrations[which], (1 - mean) * self.concentrations[which]


NOWHERE = -700.0  # the logarithm of next to nothing


@dataclass(frozen=True, eq=False)
class CurveShapes:
    """One density with mean 0, the same for all `groups`, tabulated in logs at `effects` (equal steps; nothing beyond).
    `error` tells the standard error of the cut of a share."""

    effects: FloatArray
    table: FloatArray
    error: Callable[[float], float]
    groups: int
    points: int = 101

    @property
    def weights(self) -> FloatArray:
        return np.ones(1)

    def log_density(self, which: int, effects: FloatArray, group: IntArray) -> FloatArray:
        low, steps = self.effects[0], len(self.effects) - 1
        place = (effects - low) * (steps / (self.effects[-1] - low))
        left = np.clip(place.astype(np.int64), 0, steps - 1)
        within = self.table[left] + (place - left) * np.diff(self.table)[left]
        return np.where((place >= 0) & (place <= steps), within, NOWHERE)

    def cut(self, which: int, share: float) -> FloatArray:
        half = (self.effects[1] - self.effects[0]) / 2
        edges = np.append(self.effects - half, self.effects[-1] + half)
        mass = np.exp(self.table)
        below = np.append(0.0, np.cumsum(mass) / mass.sum())
        return np.full(self.groups, np.interp(1 - share, below, edges))

    def cut_error(self, share: float) -> float:
        return self.error(share)


def average_cut(shapes: Shapes, share: float) -> FloatArray:
    """The effect, for each group, above which the share lies, averaged over the shapes with their weights.

    >>> shapes = NormalShapes(np.array([0.4, 0.6]), np.zeros((2, 1)), np.array([0.5, 0.5]))
    >>> average_cut(shapes, 0.15).round(2).tolist()
    [0.52]
    """
    cuts = [shapes.cut(number, share) for number in range(len(shapes.weights))]
    return np.asarray(shapes.weights @ np.array(cuts))
