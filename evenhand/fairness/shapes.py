"""How people's true effects are distributed: families of shapes, with the weight each member deserves."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import ndtri

from evenhand.fairness.tallies import FloatArray, IntArray


class Shapes(Protocol):
    """One or more distributions of effects (log-odds above the group's centre) with `weights` that sum to 1."""

    @property
    def weights(self) -> FloatArray:
        """How likely each distribution is to be the true one."""

    def log_density(self, which: int, effects: FloatArray, group: IntArray) -> FloatArray:
        """The log-density at effects (units x points) of units in these groups, up to a constant."""

    def cut(self, which: int, share: float, groups: int) -> FloatArray:
        """The effect, for each group, above which the share lies."""


@dataclass(frozen=True, eq=False)
class NormalShapes:
    """Normal distributions with these standard deviations."""

    sigmas: FloatArray
    weights: FloatArray

    def log_density(self, which: int, effects: FloatArray, group: IntArray) -> FloatArray:
        return np.asarray(-0.5 * (effects / self.sigmas[which]) ** 2)

    def cut(self, which: int, share: float, groups: int) -> FloatArray:
        return np.full(groups, -self.sigmas[which] * ndtri(share))


def likeliest(shapes: Shapes) -> int:
    """The number of the shape with the most weight."""
    return int(np.argmax(shapes.weights))
