"""From tallies to what `stand` needs of a spread: the model, point estimates, and the shapes with their weights."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import digamma, expit, logit, logsumexp, xlogy, zeta

from evenhand.fairness.beta import WEAK, BetaFit, concentration_of, fit_beta, slopes, spread_of, variances
from evenhand.fairness.confounding import unconfounded
from evenhand.fairness.design import Design, log_likelihood_at
from evenhand.fairness.flexible import FEWEST_PEOPLE, Curve, fit_curve
from evenhand.fairness.grids import grid_of
from evenhand.fairness.normal import NormalFit, fit_effects, fit_normal
from evenhand.fairness.posterior import masses, moments
from evenhand.fairness.results import Kind
from evenhand.fairness.shapes import BetaShapes, CurveShapes, NormalShapes, Shapes
from evenhand.fairness.spread import AtCentre, SpreadPosterior, normal_spread, spread_posterior
from evenhand.fairness.tallies import FloatArray, IntArray, TalliesError, sums

NARROWEST = 0.25  # of the typical spread: narrower ones would fall between the points of the grids
FAR_OFF = 0.1  # of the spread
STRONG = 20.0  # times as probable: strong evidence


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

    `fair_share` is only that of a spread with a closed form (beta); others average over all that is not known.
    """

    effect: FloatArray
    effect_sd: FloatArray
    reliability: FloatArray
    fair_share: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Estimate:
    """A fitted spread: its log-likelihood and sd, the fixed effects with their sds, and everybody's best guesses; and
    what judging rests on: the common centre, and the shapes about it with their weights."""

    log_likelihood: float
    person_sd: float
    fixed_effects: FloatArray
    fixed_effects_sd: FloatArray
    points: Points
    centre: Centre
    shapes: Shapes
    fair: FairShares
    spread: SpreadPosterior
    converged: bool
    kind: Kind = "normal"
    alpha: float | None = None
    beta: float | None = None


def estimate_auto(design: Design, nodes: int) -> Estimate:
    """Normal, unless the answers show otherwise: a curve where they are `STRONG` times as probable under the best one.

    Where people do differ normally that hardly ever happens; where they come in two kinds, or some are far out, a few
    hundred people with answers enough show it nearly always. Kass and Raftery (1995), JASA 90:773, call it strong.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> answers, no = [400] * 90, [40 + place % 5 for place in range(75)] + [160] * 15
    >>> estimate_auto(design_of(Tallies.from_columns(person=range(90), answers=answers, no=no)), 15).kind
    'flexible'
    """
    normal = estimate_normal(design, nodes)
    curve = _curve_of(design, normal)
    return normal if curve is None or curve.evidence < np.log(STRONG) else _with_curve(design, normal, curve)


def estimate_normal(design: Design, nodes: int) -> Estimate:
    """Fixed effects and a normal spread by marginal maximum likelihood; the spread's uncertainty as weights.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> round(estimate_normal(design, 15).person_sd, 1)
    1.5
    """
    fit = fit_normal(design, nodes=nodes)
    centre, spread = _centred(design, fit, nodes)
    return Estimate(
        log_likelihood=fit.at.log_likelihood,
        person_sd=fit.sigma,
        fixed_effects=fit.beta,
        fixed_effects_sd=np.sqrt(np.diag(fit.covariance)),
        points=Points(
            effect=fit.sigma * fit.at.mode,
            effect_sd=fit.sigma / np.sqrt(fit.at.curvature),
            reliability=1 - 1 / fit.at.curvature,
        ),
        centre=centre,
        shapes=NormalShapes(np.maximum(spread.sigmas, NARROWEST * spread.reach), spread.centres, spread.weights),
        fair=FairShares(design, design.matrix @ centre.beta),
        spread=spread,
        converged=fit.converged,
    )


def _centred(design: Design, fit: NormalFit, nodes: int) -> tuple[Centre, SpreadPosterior]:
    """The posterior of the spread, and the fixed effects in its middle, to which its centres are then relative.

    Where the most likely spread is far from that middle (small teams), so are the fixed effects that go with it.
    """
    error = float(np.sqrt(2 / max(float(((fit.at.weight / fit.at.curvature) ** 2).sum()), 1e-9)))
    near = fit
    for _ in range(2):
        effect = near.sigma * near.at.mode
        beta, covariance = unconfounded(design, near.beta, near.covariance, near.at.score, effect)
        spread = normal_spread(design, beta, fit.sigma, error, effect=effect, nodes=nodes)
        if near is not fit or abs(spread.mean - fit.sigma) < FAR_OFF * spread.mean:
            break
        near = fit_effects(design, beta + design.moved(spread.centre), spread.mean, nodes=nodes)
    middle = spread.centre
    centre = Centre(beta + design.moved(middle), covariance, spread.reach)
    return centre, replace(spread, centres=spread.centres - middle)


def estimate_flexible(design: Design, nodes: int) -> Estimate:
    """Fixed effects from the normal model, and a curve learnt from the people.

    Where the answers show no spread, or fewer than `FEWEST_PEOPLE` have any, there is no shape to learn: then the
    estimate is the normal one.

    >>> from evenhand.fairness.design import design_of
    >>> from evenhand.fairness.tallies import Tallies
    >>> design = design_of(Tallies.from_columns(person=[1, 2, 3], answers=[9, 9, 9], no=[1, 4, 8]))
    >>> round(estimate_flexible(design, 15).person_sd, 1)
    1.5
    """
    normal = estimate_normal(design, nodes)
    curve = _curve_of(design, normal)
    return normal if curve is None else _with_curve(design, normal, curve)


def _curve_of(design: Design, normal: Estimate) -> Curve | None:
    """The curve learnt from the people; None where there is no shape to learn."""
    spread = normal.spread
    if normal.person_sd < NARROWEST * spread.mean or np.count_nonzero(design.unit_answers) < FEWEST_PEOPLE:
        return None
    return fit_curve(design, design.matrix @ normal.centre.beta, spread.mean)


def _with_curve(design: Design, normal: Estimate, curve: Curve) -> Estimate:
    effects = np.linspace(curve.low, curve.high, len(curve.log_density))
    mass = np.exp(curve.log_density) * (effects[1] - effects[0])
    mean = float(mass @ effects)
    shapes = CurveShapes(effects - mean, curve.log_density, curve.cut_error, design.groups)
    beta = normal.centre.beta + mean * (np.arange(len(design.names)) == 0)
    found = replace(
        normal,
        kind="flexible",
        person_sd=float(mass @ (effects - mean) ** 2) ** 0.5,
        fixed_effects=beta,
        fixed_effects_sd=np.sqrt(np.diag(normal.centre.covariance)),
        centre=replace(normal.centre, beta=beta),
        shapes=shapes,
        fair=FairShares(design, design.matrix @ beta),
    )
    log_likelihood, points = _curve_points(design, found, shapes)
    return replace(found, log_likelihood=log_likelihood, points=points)


def _curve_points(design: Design, found: Estimate, shapes: CurveShapes) -> tuple[float, Points]:
    """The log-likelihood and everybody's best guesses under the curve."""
    linear = design.matrix @ found.centre.beta
    total, pieces = 0.0, []
    for chunk in design.chunks(shapes.points):
        grid, information = grid_of(chunk, linear, found.centre.spread, shapes.points)
        effects, group = grid.effects, design.group[chunk.units]
        joint = log_likelihood_at(chunk, linear, effects) + shapes.log_density(0, effects, group)
        mass = masses(joint)
        total += float(chunk.no @ linear[chunk.stratum])
        total += float((logsumexp(joint, axis=1) + np.log(grid.spacing)).sum())
        mean, variance = moments(mass, grid)
        weight = found.person_sd**2 * chunk.total(information)
        pieces.append((mean, np.sqrt(variance), weight / (1 + weight)))
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
    concentrations = np.array([concentration_of(max(s, NARROWEST * spread.reach), mean) for s in spread.sigmas])
    contrast = np.eye(design.groups)
    contrast[1:, 0] -= 1
    beta, covariance = contrast @ fit.centre, contrast @ np.diag(fit.variance) @ contrast.T
    centre = Centre(beta + contrast @ spread.centre, covariance, spread.reach)
    single = design.groups == 1
    return Estimate(
        log_likelihood=fit.log_likelihood,
        person_sd=spread_of(fit.concentration, mean),
        fixed_effects=beta,
        fixed_effects_sd=np.sqrt(np.diag(covariance)),
        points=_beta_points(design, fit),
        centre=centre,
        shapes=BetaShapes(fit.centre + spread.centre, spread.centres - spread.centre, concentrations, spread.weights),
        fair=FairShares(design, design.matrix @ centre.beta),
        spread=spread,
        converged=fit.converged,
        kind="beta",
        alpha=mean * fit.concentration if single else None,
        beta=(1 - mean) * fit.concentration if single else None,
    )


def _beta_spread(design: Design, fit: BetaFit, mean: float) -> SpreadPosterior:
    answers, no, group = design.unit_answers, design.unit_no, design.group
    total, share = sums(group, answers, design.groups), sums(group, no, design.groups)

    def at(sigma: float, moved: FloatArray) -> AtCentre:
        concentration, centre = concentration_of(sigma, mean), fit.centre + moved
        per_unit, by_centre, _ = slopes(answers, no, centre[group], np.log(concentration))
        return AtCentre(
            sums(group, per_unit, design.groups) - WEAK / 2 * centre**2,
            sums(group, by_centre, design.groups) - WEAK * centre,
            1 / variances(answers, centre, group, concentration),
        )

    estimate = spread_of(fit.concentration, mean)
    weight = answers * mean * (1 - mean)
    error = np.sqrt(2 / max(float(((weight / (1 + estimate**2 * weight)) ** 2).sum()), 1e-9))
    nobody = xlogy(share, share / np.maximum(total, 1)) + xlogy(total - share, 1 - share / np.maximum(total, 1))
    return spread_posterior(estimate, float(error), at, nobody)


def _beta_points(design: Design, fit: BetaFit) -> Points:
    centre = fit.centre[design.group]
    alpha = expit(centre) * fit.concentration + design.unit_no
    beta = expit(-centre) * fit.concentration + design.unit_answers - design.unit_no
    return Points(
        effect=digamma(alpha) - digamma(beta) - centre,
        effect_sd=np.sqrt(zeta(2, alpha) + zeta(2, beta)),
        reliability=design.unit_answers / (design.unit_answers + fit.concentration),
        fair_share=alpha / (alpha + beta),
    )
