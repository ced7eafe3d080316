"""From tallies to what `stand` needs of a spread: the model, point estimates, and the shapes with their weights."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import digamma, expit, logit, logsumexp, xlogy, zeta

from evenhand.fairness.beta import BetaFit, concentration_of, fit_beta, slopes, spread_of, variances
from evenhand.fairness.design import Design, log_likelihood_at, odds_at
from evenhand.fairness.flexible import fit_curve
from evenhand.fairness.grids import grid_of
from evenhand.fairness.normal import NormalFit, expected_shares, fit_normal
from evenhand.fairness.posterior import masses, moments
from evenhand.fairness.shapes import BetaShapes, CurveShapes, NormalShapes, Shapes
from evenhand.fairness.spread import SpreadPosterior, normal_spread, spread_posterior
from evenhand.fairness.tallies import FloatArray, IntArray, TalliesError, sums

NARROWEST = 0.25  # of the typical spread: narrower ones would fall between the points of the grids


@dataclass(frozen=True, eq=False)
class Centre:
    """What all people share: fixed effects with their covariance, and a typical spread of effects, in log-odds."""

    beta: FloatArray
    covariance: FloatArray
    spread: float


class FairShares:
    """The share of "no" of somebody with a given effect on the common mix of circumstances of their group.

    The formula: sum_c m_c expit(x_c'beta + u), m_c the share of the group's answers that fell in cell c; tabulated
    per group on a fine grid of u and interpolated in log-odds, where it is nearly straight.
    """

    REACH, STEPS = 15.0, 1201

    def __init__(self, design: Design, linear: FloatArray) -> None:
        self._grid = np.linspace(-self.REACH, self.REACH, self.STEPS)
        mix = design.mix()
        self._table = np.empty((design.groups, self.STEPS))
        for part in np.array_split(np.arange(self.STEPS), 1 + design.strata * self.STEPS // 1_000_000):
            self._table[:, part] = logit(mix @ expit(linear[:, None] + self._grid[part]))

    def __call__(self, effects: FloatArray, group: IntArray) -> FloatArray:
        """Fair shares at effects (units x any) of units in these groups."""
        within = np.clip(effects, -self.REACH, self.REACH)
        place = (within + self.REACH) * ((self.STEPS - 1) / (2 * self.REACH))
        left = np.minimum(place.astype(np.int64), self.STEPS - 2)
        low, high = self._table[group[:, None], left], self._table[group[:, None], left + 1]
        return np.asarray(expit(low + (high - low) * (place - left) + (effects - within)))

    def effect_at(self, share: float) -> FloatArray:
        """Per group, the effect at which the fair share equals `share`."""
        return np.array([np.interp(logit(share), row, self._grid) for row in self._table])


@dataclass(frozen=True, eq=False)
class Points:
    """Best guesses per unit, the estimated spread taken as known: they are what the formulas in the guide give.

    `own_share` is the share to expect on the unit's own mix of circumstances (NaN without answers).
    """

    effect: FloatArray
    effect_sd: FloatArray
    reliability: FloatArray
    fair_share: FloatArray
    own_share: FloatArray


@dataclass(frozen=True, eq=False)
class Estimate:
    """A fitted spread: its log-likelihood and sd, the common centre, the shapes, and everybody's best guesses."""

    log_likelihood: float
    person_sd: float
    centre: Centre
    shapes: Shapes
    fair: FairShares
    points: Points
    spread: SpreadPosterior
    converged: bool
    alpha: float | None = None
    beta: float | None = None


def estimate_normal(design: Design, nodes: int) -> Estimate:
    """Fixed effects and a normal spread by marginal maximum likelihood; the spread's uncertainty as weights.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> round(estimate_normal(design, 15).person_sd, 1)
    1.5
    """
    fit = fit_normal(design, nodes=nodes)
    spread = normal_spread(design, fit, nodes=nodes)
    fair = FairShares(design, design.matrix @ fit.beta)
    return Estimate(
        log_likelihood=fit.at.log_likelihood,
        person_sd=fit.sigma,
        centre=Centre(fit.beta, fit.covariance, spread.centre),
        shapes=NormalShapes(np.maximum(spread.sigmas, NARROWEST * spread.centre), spread.weights),
        fair=fair,
        points=_normal_points(design, fit, fair, nodes),
        spread=spread,
        converged=fit.converged,
    )


def _normal_points(design: Design, fit: NormalFit, fair: FairShares, nodes: int) -> Points:
    fair_share, own_share = expected_shares(design, fit, fair, nodes=nodes)
    return Points(
        effect=fit.sigma * fit.at.mode,
        effect_sd=fit.sigma / np.sqrt(fit.at.curvature),
        reliability=1 - 1 / fit.at.curvature,
        fair_share=fair_share,
        own_share=own_share,
    )


def estimate_flexible(design: Design, nodes: int) -> Estimate:
    """Fixed effects from the normal model, and a curve learnt from the people, as wide as the spread may be.

    Where the answers show no spread there is no shape to learn: then the estimate is the normal one.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> round(estimate_flexible(design, 15).person_sd, 1)
    1.9
    """
    normal = estimate_normal(design, nodes)
    if normal.person_sd < NARROWEST * normal.centre.spread:
        return normal
    curve = fit_curve(design, design.matrix @ normal.centre.beta, normal.centre.spread)
    effects = np.linspace(curve.low, curve.high, len(curve.log_density))
    mass = np.exp(curve.log_density) * (effects[1] - effects[0])
    mean = float(mass @ effects)
    scales = np.maximum(normal.spread.sigmas / normal.centre.spread, NARROWEST)
    shapes = CurveShapes(effects - mean, curve.log_density, scales, normal.spread.weights)
    beta = normal.centre.beta + mean * (np.arange(len(design.names)) == 0)
    found = replace(
        normal,
        person_sd=float(mass @ (effects - mean) ** 2) ** 0.5,
        centre=replace(normal.centre, beta=beta),
        shapes=shapes,
        fair=FairShares(design, design.matrix @ beta),
    )
    log_likelihood, points = _curve_points(design, found, shapes)
    return replace(found, log_likelihood=log_likelihood, points=points)


def _curve_points(design: Design, found: Estimate, shapes: CurveShapes) -> tuple[float, Points]:
    """The log-likelihood and everybody's best guesses under the curve at its own width."""
    linear = design.matrix @ found.centre.beta
    curve = replace(shapes, scales=np.ones(1))
    total, pieces = 0.0, []
    for chunk in design.chunks(shapes.points):
        grid, information = grid_of(chunk, linear, found.centre.spread, shapes.points)
        effects, group = grid.effects, design.group[chunk.units]
        joint = log_likelihood_at(chunk, linear, effects) + curve.log_density(0, effects, group)
        mass = masses(joint)
        total += float(chunk.no @ linear[chunk.stratum])
        total += float((logsumexp(joint, axis=1) + np.log(grid.spacing)).sum())
        mean, variance = moments(mass, grid)
        odds = odds_at(chunk, linear, effects)
        own = np.einsum("rk,rk->r", odds / (1 + odds), chunk.spread_out(mass))
        weight = found.person_sd**2 * chunk.total(information)
        fair = (mass * found.fair(effects, group)).sum(axis=1)
        pieces.append((mean, np.sqrt(variance), weight / (1 + weight), fair, chunk.mean_by_answers(own)))
    return total, Points(*(np.concatenate(column) for column in zip(*pieces, strict=True)))


def estimate_beta(design: Design, nodes: int) -> Estimate:
    """A beta spread of shares in each group, in closed form; `nodes` is not needed. Refuses circumstances.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> round(estimate_beta(design, 15).person_sd, 1)
    1.6
    """
    if design.matrix.shape[1] > design.groups:
        raise TalliesError("a beta spread cannot allow for circumstances; take a normal or flexible one")
    answers, no, group = design.unit_answers, design.unit_no, design.group
    fit = fit_beta(answers, no, group, design.groups)
    mean = float(expit(fit.centre) @ sums(group, answers, design.groups) / max(answers.sum(), 1e-9))
    spread = _beta_spread(design, fit, mean)
    concentrations = np.array(
        [concentration_of(max(sigma, NARROWEST * spread.centre), mean) for sigma in spread.sigmas]
    )
    contrast = np.eye(design.groups)
    contrast[1:, 0] -= 1
    beta = contrast @ fit.centre
    centre = Centre(beta, contrast @ np.diag(fit.variance) @ contrast.T, spread.centre)
    single = design.groups == 1
    return Estimate(
        log_likelihood=fit.log_likelihood,
        person_sd=spread_of(fit.concentration, mean),
        centre=centre,
        shapes=BetaShapes(fit.centre, concentrations, spread.weights),
        fair=FairShares(design, design.matrix @ beta),
        points=_beta_points(design, fit),
        spread=spread,
        converged=fit.converged,
        alpha=mean * fit.concentration if single else None,
        beta=(1 - mean) * fit.concentration if single else None,
    )


def _beta_spread(design: Design, fit: BetaFit, mean: float) -> SpreadPosterior:
    answers, no, group = design.unit_answers, design.unit_no, design.group
    total, share = sums(group, answers, design.groups), sums(group, no, design.groups)

    def at_spread(sigma: float) -> tuple[float, FloatArray]:
        concentration = concentration_of(sigma, mean)
        per_unit, by_centre, _ = slopes(answers, no, fit.centre[group], np.log(concentration))
        variance = variances(answers, fit.centre, group, concentration)
        gained = sums(group, by_centre, design.groups) ** 2 * variance / 2
        by_group = sums(group, per_unit, design.groups) + gained
        return float((by_group + np.log(variance) / 2).sum()), by_group

    estimate = spread_of(fit.concentration, mean)
    weight = answers * mean * (1 - mean)
    error = np.sqrt(2 / max(float(((weight / (1 + estimate**2 * weight)) ** 2).sum()), 1e-9))
    nobody = xlogy(share, share / np.maximum(total, 1)) + xlogy(total - share, 1 - share / np.maximum(total, 1))
    return spread_posterior(estimate, float(error), at_spread, nobody)


def _beta_points(design: Design, fit: BetaFit) -> Points:
    centre = fit.centre[design.group]
    alpha = expit(centre) * fit.concentration + design.unit_no
    beta = expit(-centre) * fit.concentration + design.unit_answers - design.unit_no
    share = alpha / (alpha + beta)
    return Points(
        effect=digamma(alpha) - digamma(beta) - centre,
        effect_sd=np.sqrt(zeta(2, alpha) + zeta(2, beta)),
        reliability=design.unit_answers / (design.unit_answers + fit.concentration),
        fair_share=share,
        own_share=share,
    )
