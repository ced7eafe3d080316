"""How people's true effects are distributed: families of shapes, with the weight each member deserves."""

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

    def cut(self, which: int, share: float, groups: int) -> FloatArray:
        """The effect, for each group, above which the share lies."""


@dataclass(frozen=True, eq=False)
class NormalShapes:
    """Normal distributions with these standard deviations."""

    sigmas: FloatArray
    weights: FloatArray
    points: int = 51

    def log_density(self, which: int, effects: FloatArray, group: IntArray) -> FloatArray:
        return np.asarray(-0.5 * (effects / self.sigmas[which]) ** 2)

    def cut(self, which: int, share: float, groups: int) -> FloatArray:
        return np.full(groups, -self.sigmas[which] * ndtri(share))


@dataclass(frozen=True, eq=False)
class BetaShapes:
    """Beta distributions of shares with each group's `centre` (log-odds of the mean) and each of `concentrations`.

    An effect is the log-odds of the share less the centre, so that its density is share^alpha (1 - share)^beta.
    """

    centre: FloatArray
    concentrations: FloatArray
    weights: FloatArray
    points: int = 101

    def log_density(self, which: int, effects: FloatArray, group: IntArray) -> FloatArray:
        alpha, beta = self._parameters(which)
        odds = effects + self.centre[group, None]
        return np.asarray(alpha[group, None] * odds - (alpha + beta)[group, None] * np.logaddexp(0, odds))

    def cut(self, which: int, share: float, groups: int) -> FloatArray:
        share_there = betaincinv(*self._parameters(which), 1 - share)
        return np.asarray(logit(np.clip(share_there, 1e-12, 1 - 1e-12)) - self.centre)

    def _parameters(self, which: int) -> tuple[FloatArray, FloatArray]:
        mean = expit(self.centre)
        return mean * self.concentrations[which], (1 - mean) * self.concentrations[which]


NOWHERE = -700.0  # the logarithm of next to nothing


@dataclass(frozen=True, eq=False)
class CurveShapes:
    """One density with mean 0, tabulated in logs at `effects` (equal steps; nothing beyond), stretched by `scales`."""

    effects: FloatArray
    table: FloatArray
    scales: FloatArray
    weights: FloatArray
    points: int = 101

    def log_density(self, which: int, effects: FloatArray, group: IntArray) -> FloatArray:
        low, steps = self.effects[0], len(self.effects) - 1
        place = (effects / self.scales[which] - low) * (steps / (self.effects[-1] - low))
        left = np.clip(place.astype(np.int64), 0, steps - 1)
        within = self.table[left] + (place - left) * np.diff(self.table)[left]
        return np.where((place >= 0) & (place <= steps), within, NOWHERE)

    def cut(self, which: int, share: float, groups: int) -> FloatArray:
        half = (self.effects[1] - self.effects[0]) / 2
        edges = np.append(self.effects - half, self.effects[-1] + half)
        mass = np.exp(self.table)
        below = np.append(0.0, np.cumsum(mass) / mass.sum())
        return np.full(groups, self.scales[which] * np.interp(1 - share, below, edges))


def likeliest(shapes: Shapes) -> int:
    """The number of the shape with the most weight.

    >>> likeliest(NormalShapes(np.array([0.4, 0.5]), np.array([0.2, 0.8])))
    1
    """
    return int(np.argmax(shapes.weights))
