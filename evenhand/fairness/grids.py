"""Where to look: a grid about the middle of each person's posterior, under a normal spread of typical size."""

import numpy as np

from evenhand.fairness.design import Chunk
from evenhand.fairness.normal import modes
from evenhand.fairness.posterior import Grid
from evenhand.fairness.tallies import FloatArray


def grid_of(chunk: Chunk, linear: FloatArray, spread: float, points: int) -> tuple[Grid, FloatArray]:
    """Each unit's grid, and each row's information about its log-odds at the grid's middle.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> grid, _ = grid_of(next(design.chunks(51)), np.zeros(1), 1.0, 51)
    >>> grid.centre.round(1).tolist()
    [-1.2, -0.2, 1.2]
    """
    mode, p = modes(chunk, linear, spread, chunk.total(chunk.no), np.zeros(0))
    information = chunk.answers * p * (1 - p)
    scale = spread / np.sqrt(1 + spread**2 * chunk.total(information))
    return Grid(spread * mode, scale, points), information
