"""The logistic model with fixed effects and one normal effect per person, by marginal maximum likelihood.

The question: how do circumstances move the chance of a "no", and how far do people truly differ?
Model: no ~ Binomial(answers, p), logit p = x'beta + sigma b, b ~ N(0, 1) for each person.
Each person's integral over b is taken by adaptive Gauss-Hermite quadrature: nodes m + s z about the mode m of the
integrand, s = H^(-1/2) from its curvature H there; one node is Laplace's approximation. The gradient is that of the
approximation itself, with the movement of the nodes, so that one node has its exact optimum too.
References: Pinheiro and Bates (1995), J. Comput. Graph. Stat. 4:12; Bates et al. (2015), J. Stat. Softw. 67(1).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy import linalg
from scipy.special import expit

from evenhand.fairness.climbing import climb
from evenhand.fairness.design import Chunk, Design, odds_at
from evenhand.fairness.tallies import FloatArray

WEAK = 0.01  # precision of a N(0, 10^2) prior on every effect: keeps estimates finite where answers are separated
MODE_TOLERANCE = 1e-6  # in standard deviations of the person's effect
LONGEST_STEP = 2.0  # in log-odds; Newton steps for a mode then cannot cycle
MOST_STEPS = 100
LOOSE, TIGHT = 0.02, 5e-7  # log-likelihood still to gain: the latter is a thousandth of a standard error


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The marginal log-likelihood at one (beta, sigma), per unit and in sum, with its slope and bend.

    Per unit: `per_unit` log-likelihood, `mode` of b, `curvature` (minus the second derivative there), `score` (the
    derivative by the intercept), `weight` (the information that the answers hold about the log-odds). `gradient` is by
    (beta, sigma).
    """

    per_unit: FloatArray
    mode: FloatArray
    curvature: FloatArray
    score: FloatArray
    weight: FloatArray
    gradient: FloatArray

    @property
    def log_likelihood(self) -> float:
        return float(self.per_unit.sum())


@dataclass(frozen=True, eq=False)
class NormalFit:
    """Maximum likelihood: `beta` per fixed effect, `covariance` of beta, `sigma`, and the evaluation there."""

    beta: FloatArray
    covariance: FloatArray
    sigma: float
    at: Evaluation
    converged: bool


def fit_normal(design: Design, *, nodes: int = 15) -> NormalFit:
    """Maximise the marginal likelihood, first with one node (cheap), then from there with `nodes`.

    Time: rows x nodes per evaluation and a handful of evaluations. Memory: a few numbers per row and per unit.
    Raises ValueError where `nodes` is less than 1.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> fit = fit_normal(design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8])))
    >>> round(fit.sigma, 2)
    1.52
    """
    if nodes < 1:
        raise ValueError(f"at least one node is needed, not {nodes}")
    beta = pooled_effects(design)
    place = np.append(beta, moment_spread(design, beta))
    mode = np.zeros(design.units)
    seen, used, at = place, 1, evaluate(design, beta, float(place[-1]), nodes=1)

    def penalised(place: FloatArray, count: int) -> tuple[float, FloatArray]:
        nonlocal seen, used, at
        if used != count or not np.array_equal(seen, place):
            seen, used, at = place, count, evaluate(design, place[:-1], float(place[-1]), nodes=count, start=mode)
            mode[:] = at.mode
        return at.log_likelihood - WEAK / 2 * float(place @ place), at.gradient - WEAK * place

    mode[:] = at.mode
    metric = linalg.inv(information(design, place[:-1], float(place[-1]), mode))
    place, metric, converged = climb(lambda at: penalised(at, 1), place, metric, LOOSE if nodes > 1 else TIGHT)
    if nodes > 1:
        place, metric, converged = climb(lambda at: penalised(at, nodes), place, metric, TIGHT)
    if place[-1] < 0:  # the sign of sigma means nothing: (sigma, b) and (-sigma, -b) are the same model
        place, mode = np.append(place[:-1], -place[-1]), -mode
    if used != nodes or not np.array_equal(seen, place):
        at = evaluate(design, place[:-1], float(place[-1]), nodes=nodes, start=mode)
    bend = information(design, place[:-1], float(place[-1]), at.mode)
    return NormalFit(place[:-1], linalg.inv(bend)[:-1, :-1], float(place[-1]), at, converged)


def fit_effects(design: Design, beta: FloatArray, sigma: float, *, nodes: int) -> NormalFit:
    """The fixed effects, started at `beta`, where the spread is `sigma`.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> round(float(fit_effects(design, np.zeros(1), 0.5, nodes=15).beta[0]), 2)
    -0.08
    """
    at = evaluate(design, beta, sigma, nodes=1)

    def penalised(beta: FloatArray) -> tuple[float, FloatArray]:
        nonlocal at
        at = evaluate(design, beta, sigma, nodes=nodes, start=at.mode)
        return at.log_likelihood - WEAK / 2 * float(beta @ beta), at.gradient[:-1] - WEAK * beta

    metric = linalg.inv(information(design, beta, sigma, at.mode)[:-1, :-1])
    beta, _, converged = climb(penalised, beta, metric, TIGHT)
    at = evaluate(design, beta, sigma, nodes=nodes, start=at.mode)
    bend = information(design, beta, sigma, at.mode)[:-1, :-1]
    return NormalFit(beta, linalg.inv(bend), sigma, at, converged)


def evaluate(
    design: Design, beta: FloatArray, sigma: float, *, nodes: int = 15, start: FloatArray | None = None
) -> Evaluation:
    """The marginal log-likelihood at (beta, sigma) by `nodes` adaptive nodes, with its exact gradient.

    Formula per unit: log s + log sum_k w_k exp(z_k^2 / 2 + h(m + s z_k)), where h(b) = sum(no eta - answers log(1 +
    e^eta)) - b^2 / 2, eta = x'beta + sigma b, and (z, w) are the nodes and weights for the standard normal density.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> round(evaluate(design, np.zeros(1), 1.0).log_likelihood, 1)
    -16.3
    """
    linear = design.matrix @ beta
    rule = _rule(nodes)
    pieces = [
        _evaluate_chunk(chunk, linear, sigma, rule, np.zeros(0) if start is None else start[chunk.units])
        for chunk in design.chunks(nodes)
    ]
    slope_by_row = np.concatenate([piece[-1] for piece in pieces])
    per_unit, mode, curvature, weight, by_sigma, score = (
        np.concatenate([piece[column] for piece in pieces]) for column in range(6)
    )
    per_unit += np.add.reduceat(design.no * linear[design.stratum], design.first[:-1])
    gradient = np.append(design.matrix.T @ design.by_stratum(slope_by_row), by_sigma.sum())
    return Evaluation(per_unit, mode, curvature, score, weight, gradient)


def _evaluate_chunk(
    chunk: Chunk, linear: FloatArray, sigma: float, rule: tuple[FloatArray, FloatArray], start: FloatArray
) -> tuple[FloatArray, ...]:
    """Per unit: log-likelihood, mode, curvature, weight, slopes by sigma and intercept; per row: slope by log-odds.

    With m the mode, dm = -(sigma/H) sum v x and dH the changes with beta: every node moves by dm - z s^3 dH / 2.
    """
    z, log_weight = rule
    no = chunk.total(chunk.no)
    mode, p = modes(chunk, linear, sigma, no, start)
    v = chunk.answers * p * (1 - p)
    third = v * (1 - 2 * p)
    weight, skew = chunk.total(v), chunk.total(third)
    curvature = 1 + sigma**2 * weight
    scale = curvature**-0.5
    b = mode[:, None] + scale[:, None] * z
    per_unit, posterior, share = _integrate(chunk, linear, sigma, b, log_weight)
    per_unit += np.log(scale)

    residual = no[:, None] - chunk.gather @ share
    pull = posterior * (sigma * residual - b)
    kappa = -0.5 * scale**2 * (1 + scale * (pull @ z))
    by_mode = pull.sum(axis=1) + kappa * sigma**3 * skew
    mode_by_sigma = (mode / sigma if sigma else no - chunk.total(chunk.answers * p)) - sigma * mode * weight
    by_sigma = (
        (posterior * b * residual).sum(axis=1)
        + kappa * (2 * sigma * weight + sigma**2 * skew * mode)
        + by_mode * mode_by_sigma / curvature
    )
    expected = chunk.answers * np.einsum("rk,rk->r", share, chunk.spread_out(posterior))
    slope = (
        chunk.no
        - expected
        + third * chunk.spread_out(kappa * sigma**2)
        - v * chunk.spread_out(by_mode * sigma / curvature)
    )
    return per_unit, mode, curvature, weight, by_sigma, chunk.total(slope), slope


def _integrate(
    chunk: Chunk, linear: FloatArray, sigma: float, b: FloatArray, log_weight: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The log of the sum over nodes b per unit, each node's part of it, and each row's chance of a "no" at them."""
    odds = odds_at(chunk, linear, sigma * b) + 1
    h = sigma * b * chunk.total(chunk.no)[:, None] - chunk.gather @ np.log(odds) - b * b / 2 + log_weight
    top = h.max(axis=1, keepdims=True)
    posterior = np.exp(h - top)
    total = posterior.sum(axis=1, keepdims=True)
    posterior /= total
    return (top + np.log(total))[:, 0], posterior, 1 - 1 / odds


def modes(
    chunk: Chunk, linear: FloatArray, sigma: float, no: FloatArray, start: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The mode of each unit's b, and each row's chance of a "no" there: Newton's method, from `start` if given.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> chunk = next(design.chunks(1))
    >>> modes(chunk, np.zeros(1), 1.0, design.unit_no, np.zeros(0))[0].round(1).tolist()
    [-1.2, -0.2, 1.2]
    """
    mode = start.copy() if len(start) else np.zeros(len(no))
    for _ in range(MOST_STEPS):
        odds = odds_at(chunk, linear, (sigma * mode)[:, None])[:, 0]
        p = odds / (1 + odds)
        expected = chunk.answers * p
        curvature = 1 + sigma**2 * chunk.total(expected * (1 - p))
        step = (sigma * (no - chunk.total(expected)) - mode) / curvature
        if np.max(np.abs(step) * np.sqrt(curvature)) < MODE_TOLERANCE:
            break
        longest = LONGEST_STEP / max(abs(sigma), 1e-300)
        mode += np.clip(step, -longest, longest)
    return mode, p


def information(design: Design, beta: FloatArray, sigma: float, mode: FloatArray) -> FloatArray:
    """The information about (beta, sigma) with the weak prior's, from the answers linearised at the modes.

    About beta: X'VX - sum_j (sigma^2 / H_j) a_j a_j', a_j = sum v x over the unit's rows. About sigma: 2 sum (sigma V_j
    / H_j)^2, at least a thousandth of a unit's worth so that it can be inverted where nobody differs.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> float(information(design, np.zeros(1), 0.0, np.zeros(3))[0, 0])  # 27 answers at one half, and the prior
    6.76
    """
    linear = design.matrix @ beta
    effects = design.matrix.shape[1]
    bend = np.zeros((effects + 1, effects + 1))
    for chunk in design.chunks(1):
        p = expit(linear[chunk.stratum] + sigma * chunk.spread_out(mode[chunk.units]))
        v = chunk.answers * p * (1 - p)
        weight = chunk.total(v)
        curvature = 1 + sigma**2 * weight
        a = chunk.per_stratum(v) @ design.matrix
        direct = design.matrix.T @ (design.matrix * design.by_stratum(v, chunk.stratum)[:, None])
        lost = a.T @ (a * (sigma**2 / curvature)[:, None])
        bend[:-1, :-1] += direct - lost
        bend[-1, -1] += 2 * float(((sigma * weight / curvature) ** 2).sum())
    bend[-1, -1] = max(bend[-1, -1], 1e-3)
    return bend + WEAK * np.eye(effects + 1)


def pooled_effects(design: Design) -> FloatArray:
    """The fixed effects as if nobody differed: Newton's method on the strata's totals. Only a place to start from.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> round(float(expit(pooled_effects(design)[0])), 2)  # 13 of 27
    0.48
    """
    answers, no = design.by_stratum(design.answers), design.by_stratum(design.no)
    beta = np.zeros(design.matrix.shape[1])
    for _ in range(8):
        p = expit(design.matrix @ beta)
        bend = design.matrix.T @ (design.matrix * (answers * p * (1 - p))[:, None]) + WEAK * np.eye(len(beta))
        step = np.linalg.solve(bend, design.matrix.T @ (no - answers * p) - WEAK * beta)
        beta += np.clip(step, -LONGEST_STEP, LONGEST_STEP)
        if np.abs(step).max() < 1e-6:
            break
    return beta


def moment_spread(design: Design, beta: FloatArray) -> float:
    """A first guess of sigma, between 0.1 and 2, from how far units miss what the strata lead one to expect.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> round(moment_spread(design, np.zeros(1)), 1)
    1.1
    """
    p = expit(design.matrix @ beta)[design.stratum]
    expected = np.add.reduceat(design.answers * p, design.first[:-1])
    weight = np.add.reduceat(design.answers * p * (1 - p), design.first[:-1])
    excess = ((design.unit_no - expected) ** 2 - weight) / (1 + weight)
    return float(np.clip(excess.sum() / max(float((weight**2 / (1 + weight)).sum()), 1e-9), 0.01, 4.0) ** 0.5)


@cache
def _rule(nodes: int) -> tuple[FloatArray, FloatArray]:
    """Gauss-Hermite nodes z, and log w + z^2 / 2 with weights that sum to 1."""
    z, weight = hermegauss(nodes)
    return z, np.log(weight / weight.sum()) + z * z / 2
