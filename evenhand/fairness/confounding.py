"""Fixed effects where the hard work is not dealt out by chance: differences within people, as far as they are needed.

The question: is the effect of a circumstance mixed up with that of the people who get it?
The model of `normal` takes people's effects as independent of their mix of work. Where whoever is truly worse also gets
harder work, it lays part of the people on the work. Differences within a person are free of that. With R the
information about the circumstances' effects in the model and W the part of it from within people, their difference is
D = W^-1 T, T = -sum_j z_j s_j: z_j the mean of person j's circumstances, s_j the derivative of their log-likelihood by
the intercept, which is 0 on average for whatever mix where nothing is mixed up (Mundlak 1978, Econometrica 46:69;
Hausman 1978, Econometrica 46:1251). The estimate moves by c D, c = max(0, 1 - p / X) with X Hausman's statistic on p
degrees of freedom (James and Stein 1961, in its positive part), and its covariance grows by c (W^-1 - R^-1). Where the
answers show no confounding, nothing moves; where nobody has more than one circumstance, nothing can be shown.
"""

import numpy as np
from scipy.special import expit

from evenhand.fairness.design import Design
from evenhand.fairness.tallies import FloatArray

SEEN_WITHIN = 0.02  # of the information: directions with less are left as they are
FROM_BETWEEN = 1e-9


def unconfounded(
    design: Design, beta: FloatArray, covariance: FloatArray, score: FloatArray, effect: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Fixed effects and their covariance, moved towards those from within people as far as the answers ask for it.

    `beta` and `covariance` are those of the model; `score` and `effect` (log-odds) have one entry per unit.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> unconfounded(design, np.zeros(1), np.eye(1), np.zeros(3), np.zeros(3))[0].tolist()  # no circumstances
    [0.0]
    """
    columns = slice(1, design.matrix.shape[1] - design.groups + 1)
    if columns.stop == columns.start or design.units == design.groups:
        return beta, covariance
    within, pulled = _within(design, beta, score, effect, columns)
    root = np.linalg.cholesky(covariance[columns, columns])
    part, turn = np.linalg.eigh(root.T @ within @ root)
    seen = (part > SEEN_WITHIN) & (part < 1 - FROM_BETWEEN)
    if not seen.any():
        return beta, covariance
    part, way = part[seen], root @ turn[:, seen]
    pull = way.T @ pulled
    statistic = float((pull**2 / (part * (1 - part))).sum())
    asked = max(0.0, 1 - len(part) / statistic) if statistic > 0 else 0.0
    along = covariance[:, columns] @ np.linalg.solve(covariance[columns, columns], way)
    return beta + along @ (asked * pull / part), covariance + (along * (asked * (1 / part - 1))) @ along.T


def _within(
    design: Design, beta: FloatArray, score: FloatArray, effect: FloatArray, columns: slice
) -> tuple[FloatArray, FloatArray]:
    """The information from within people about the circumstances' effects, and T."""
    matrix = design.matrix[:, columns]
    linear = design.matrix @ beta
    usual = expit(linear)
    usual *= 1 - usual
    information, pulled = np.zeros((matrix.shape[1],) * 2), np.zeros(matrix.shape[1])
    for chunk in design.chunks(1):
        p = expit(linear[chunk.stratum] + chunk.spread_out(effect[chunk.units]))
        weight = chunk.answers * p * (1 - p)
        total = chunk.per_stratum(weight) @ matrix
        information += matrix.T @ (matrix * design.by_stratum(weight, chunk.stratum)[:, None])
        information -= total.T @ (total / np.maximum(chunk.total(weight), 1e-300)[:, None])
        expected = chunk.answers * usual[chunk.stratum]
        mean = (chunk.per_stratum(expected) @ matrix) / np.maximum(chunk.total(expected), 1e-300)[:, None]
        pulled -= score[chunk.units] @ mean
    return information, pulled
