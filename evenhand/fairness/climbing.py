"""Climbing to the top of a smooth function with few evaluations: BFGS from a given metric, with halved steps."""

from collections.abc import Callable

import numpy as np

from evenhand.fairness.tallies import FloatArray

MOST_STEPS = 200
ENOUGH_RISE = 1e-4
SMALLEST_FRACTION = 1e-10


def climb(
    function: Callable[[FloatArray], tuple[float, FloatArray]],
    place: FloatArray,
    metric: FloatArray,
    tolerance: float,
) -> tuple[FloatArray, FloatArray, bool]:
    """The place of the maximum, the inverse of its bend as learnt on the way, and whether it converged.

    `function` gives value and gradient; `metric` is a first guess of the inverse of minus its second derivatives.
    Stops when half the squared Newton step, measured in the metric, is below `tolerance`: about what is left to gain.
    Reference: Nocedal and Wright (2006), Numerical Optimization, chapter 6.

    >>> top, _, converged = climb(lambda x: (-((x - 3) ** 2).sum(), 6 - 2 * x), np.zeros(1), np.eye(1), 1e-12)
    >>> round(float(top[0]), 6), converged
    (3.0, True)
    """
    value, slope = function(place)
    for _ in range(MOST_STEPS):
        step = metric @ slope
        promised = float(slope @ step)
        if promised < 2 * tolerance:
            return place, metric, True
        fraction = 1.0
        new_value, new_slope = function(place + step)
        while not new_value >= value + ENOUGH_RISE * fraction * promised:
            fraction /= 2
            if fraction < SMALLEST_FRACTION:
                return place, metric, False
            new_value, new_slope = function(place + fraction * step)
        moved, bent = fraction * step, slope - new_slope
        metric = _learnt(metric, moved, bent)
        place, value, slope = place + moved, new_value, new_slope
    return place, metric, False


def _learnt(metric: FloatArray, moved: FloatArray, bent: FloatArray) -> FloatArray:
    """The BFGS update; left out where the function does not bend downwards along the step."""
    along = float(moved @ bent)
    if along <= 1e-10 * float(np.linalg.norm(moved) * np.linalg.norm(bent)):
        return metric
    turned = metric @ bent
    across = np.outer(turned, moved)
    return metric + (1 + float(bent @ turned) / along) * np.outer(moved, moved) / along - (across + across.T) / along
