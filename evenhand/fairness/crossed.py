"""Two effects that cross: the person rated, and somebody or something else answerable, such as the rater or the seller.

The question: how far do people differ once it is allowed for that those who judge them, or the policies, sellers and
carriers behind them, differ too?
Model: logit P(no) = x'beta + sigma_1 b_person + sigma_2 b_other, all b independent N(0, 1). The integral over all b is
taken by Laplace's approximation: l = h(b) - log|H| / 2 at the joint mode b of h, with H minus its second derivative.
H has two diagonal blocks and a sparse block across. The longer diagonal block is eliminated (Schur complement), which
leaves a dense matrix as large as the shorter: time grows with its third power, memory with its square.
The gradient is exact: it needs only those elements of the inverse of H that belong to pairs which occur.
References: Bates et al. (2015), J. Stat. Softw. 67(1); Breslow and Clayton (1993), JASA 88:9.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy import linalg, sparse
from scipy.special import expit

from evenhand.fairness.climbing import climb
from evenhand.fairness.design import Design, design_of
from evenhand.fairness.estimate import FairShares
from evenhand.fairness.normal import WEAK, moment_spread, pooled_effects
from evenhand.fairness.tallies import FloatArray, IntArray, Tallies, TalliesError, sums

MODE_TOLERANCE = 1e-13  # of half the squared Newton step: log|H| moves with the square root of it
MOST_STEPS = 60
NODES = 9
STILL_TO_GAIN = 1e-6  # log-likelihood: about a thousandth of a standard error
SLOW = 0.3  # a stale factor is renewed where a step shrinks by less than this
MEETINGS_AT_ONCE = 4_000_000  # 100 MB at a time


@dataclass(frozen=True, eq=False)
class CrossedFit:
    """Maximum likelihood with two crossed effects. `mode` and `sd` (log-odds) are conditional on the answers.

    `person` and `group` are codes into the names of the tallies, one entry per person and group, as are `mode` and
    `sd`, and `fair_share` with its 95 % interval from `low` to `high`: the share to expect on the group's common mix of
    circumstances, before whoever else is answerable as they come. The spreads and fixed effects are taken as known
    there; `stand` does not, and gives verdicts. `other_mode` and `other_sd` have one entry per level of the
    circumstance.
    """

    log_likelihood: float
    fixed_effects: dict[str, float]
    person_spread: float
    other_spread: float
    person: IntArray
    group: IntArray
    mode: FloatArray
    sd: FloatArray
    fair_share: FloatArray
    low: FloatArray
    high: FloatArray
    other_mode: FloatArray
    other_sd: FloatArray
    converged: bool


def fit_crossed(tallies: Tallies, *, other: str) -> CrossedFit:
    """How do people stand once it is allowed for that whoever else is answerable differs, too?

    logit P(no) = circumstances + group + effect of the person + effect of the level of the circumstance `other`, both
    normal, by Laplace's approximation. Effects and spreads are in log-odds, shares between 0 and 1; see `CrossedFit`
    for shapes. Time grows with the third power of the smaller of people and levels, memory with its square.
    Raises `TalliesError` where there is no such circumstance.

    Baayen, Davidson and Bates (2008), Journal of Memory and Language 59:390; Breslow and Clayton (1993), JASA 88:9.

    >>> rater = {"rater": ["x", "y", "x", "y", "x", "y"]}
    >>> counts = {"answers": [30, 30, 30, 30, 30, 30], "no": [3, 6, 9, 15, 14, 22]}
    >>> fit = fit_crossed(Tallies.from_columns(person=[1, 1, 2, 2, 3, 3], circumstances=rater, **counts), other="rater")
    >>> fit.mode.round(1).tolist(), fit.other_mode.round(1).tolist()
    ([-1.0, 0.1, 0.9], [-0.4, 0.4])
    """
    names = [circumstance.name for circumstance in tallies.circumstances]
    if other not in names:
        raise TalliesError("there is no such circumstance", column=other)
    merged = tallies.merged()
    design = design_of(merged, without=other)
    position = names.index(other)
    code = merged.cells[merged.cell, position]
    surface = _Surface(design, code, len(merged.circumstances[position].levels))
    start = pooled_effects(design)
    spreads = [moment_spread(design, start), 0.5]
    place = np.concatenate([start, spreads])
    surface.find_modes(place)
    place, _, converged = climb(surface.value, place, surface.metric(place), STILL_TO_GAIN)
    if not np.array_equal(place, surface.place):
        surface.value(place)
    person_sd, other_sd = surface.deviations()
    people = design.units
    mode, sd = place[-2] * surface.b[:people], abs(place[-2]) * person_sd
    fair_share, low, high = _fair_shares(design, place, mode, sd)
    return CrossedFit(
        log_likelihood=surface.log_likelihood,
        fixed_effects=dict(zip(design.names, place[:-2].tolist(), strict=True)),
        person_spread=abs(float(place[-2])),
        other_spread=abs(float(place[-1])),
        person=design.person,
        group=design.group,
        mode=mode,
        sd=sd,
        fair_share=fair_share,
        low=low,
        high=high,
        other_mode=place[-1] * surface.b[people:],
        other_sd=abs(place[-1]) * other_sd,
        converged=converged,
    )


def _fair_shares(
    design: Design, place: FloatArray, mode: FloatArray, sd: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The mean of the fair share and its interval, each averaged over the other effect as it comes."""
    fair = FairShares(design, design.matrix @ place[:-2])
    z, weight = hermegauss(NODES)
    weight /= weight.sum()

    def averaged(effect: FloatArray, deviation: FloatArray | float) -> FloatArray:
        spread_out = effect[:, None] + np.multiply.outer(np.broadcast_to(deviation, effect.shape), z)
        return np.asarray(fair(spread_out, design.group) @ weight)

    other = abs(float(place[-1]))
    reach = 1.959964 * sd
    return averaged(mode, np.hypot(sd, other)), averaged(mode - reach, other), averaged(mode + reach, other)


class _Surface:
    """The Laplace log-likelihood over (beta, sigma_person, sigma_other). Keeps the last modes `b` and factors."""

    def __init__(self, design: Design, other: IntArray, others: int) -> None:
        self.design, self.people = design, design.units
        self.first, self.second = design.unit_of_row, self.people + other
        self.members = self.people + others
        self.b = np.zeros(self.members)
        people_are_longer = self.people > others
        self.long = slice(0, self.people) if people_are_longer else slice(self.people, None)
        self.short = slice(self.people, None) if people_are_longer else slice(0, self.people)
        long_code, short_code = (design.unit_of_row, other) if people_are_longer else (other, design.unit_of_row)
        longer = max(self.people, others)
        pair, self.pair_of_row = np.unique(long_code * (self.members - longer) + short_code, return_inverse=True)
        self.pair_long, self.pair_short = np.divmod(pair, self.members - longer)
        self.shape = (longer, self.members - longer)
        self.first_pair = np.searchsorted(self.pair_long, np.arange(longer + 1))
        few = (np.diff(self.first_pair) ** 2).sum() <= MEETINGS_AT_ONCE
        self.kept_meetings = list(self._find_meetings()) if few else None

    def value(self, place: FloatArray) -> tuple[float, FloatArray]:
        """The log-likelihood, with the weak prior, and its gradient at `place`."""
        self.place = place
        self.find_modes(place)
        self._factor()
        h = float(self.design.no @ self.eta - self.design.answers @ np.logaddexp(0, self.eta)) - self.b @ self.b / 2
        self.log_likelihood = float(h - np.log(self.diagonal_long).sum() / 2 - np.log(np.diag(self.root)).sum())
        slope = self._gradient(place)
        return self.log_likelihood - WEAK / 2 * float(place @ place), slope - WEAK * place

    def find_modes(self, place: FloatArray) -> None:
        """Newton's method from the last modes, keeping the factor of H while it serves."""
        self.fixed = (self.design.matrix @ place[:-2])[self.design.stratum]
        self.sigma_person, self.sigma_other = float(place[-2]), float(place[-1])
        self._look()
        if not hasattr(self, "root"):
            self._factor()
        before = np.inf
        for _ in range(MOST_STEPS):
            slope = self._pulled(self.residual) - self.b
            step = self._solve(slope)
            decrement = float(slope @ step) / 2
            if decrement < MODE_TOLERANCE:
                return
            if decrement > SLOW * before:
                self._factor()
                step = self._solve(slope)
            before = decrement
            self.b += step / max(1.0, float(np.abs(self._spread(step)).max()) / 2)
            self._look()

    def _look(self) -> None:
        """Everything per row at the present b: log-odds, residual, information and its derivative."""
        self.eta = self.fixed + self._spread(self.b)
        p = expit(self.eta)
        self.residual = self.design.no - self.design.answers * p
        self.v = self.design.answers * p * (1 - p)
        self.third = self.v * (1 - 2 * p)

    def _spread(self, members: FloatArray) -> FloatArray:
        """Per row, what the members' b add to the log-odds."""
        return np.asarray(self.sigma_person * members[self.first] + self.sigma_other * members[self.second])

    def _pulled(self, rows: FloatArray) -> FloatArray:
        """Per member, the rows' values times the member's part in their log-odds: the transpose of `_spread`."""
        person = self.sigma_person * sums(self.first, rows, self.people)
        return np.append(person, self.sigma_other * sums(self.second, rows, self.members)[self.people :])

    def _factor(self) -> None:
        """H at the present rows: its diagonal, the block across, and the root of the Schur complement."""
        weight = np.append(
            self.sigma_person**2 * sums(self.first, self.v, self.people),
            self.sigma_other**2 * sums(self.second, self.v, self.members)[self.people :],
        )
        self.diagonal_long, diagonal_short = 1 + weight[self.long], 1 + weight[self.short]
        across = self.sigma_person * self.sigma_other * sums(self.pair_of_row, self.v, len(self.pair_long))
        self.across = sparse.csr_matrix((across, (self.pair_long, self.pair_short)), shape=self.shape)
        share = across / self.diagonal_long[self.pair_long]
        schur = np.diag(diagonal_short)
        for left, right, place in self._meetings():
            lost = sums(place, across[left] * share[right], schur.size)
            schur -= lost.reshape(schur.shape)
        self.root = linalg.cholesky(schur, lower=True, overwrite_a=True, check_finite=False)

    def _solve(self, right: FloatArray) -> FloatArray:
        """H^-1 times a vector over members."""
        short = right[self.short] - self.across.T @ (right[self.long] / self.diagonal_long)
        short = linalg.cho_solve((self.root, True), short, check_finite=False)
        answer = np.empty_like(right)
        answer[self.short] = short
        answer[self.long] = (right[self.long] - self.across @ short) / self.diagonal_long
        return answer

    def _inverse(self) -> tuple[FloatArray, FloatArray]:
        """Of H^-1: the diagonal, over members, and the elements at the pairs that occur."""
        inverse = linalg.lapack.dpotri(self.root, lower=True)[0]
        inverse += np.tril(inverse, -1).T
        flat = inverse.ravel()
        pairs = np.zeros(len(self.pair_long))
        for left, right, place in self._meetings():
            pairs += sums(left, flat[place] * self.across.data[right], len(pairs))
        pairs /= -self.diagonal_long[self.pair_long]
        own = 1 - sums(self.pair_long, pairs * self.across.data, self.shape[0])
        diagonal = np.empty(self.members)
        diagonal[self.short], diagonal[self.long] = np.diag(inverse), own / self.diagonal_long
        return diagonal, pairs

    def _meetings(self) -> Iterable[tuple[IntArray, IntArray, IntArray]]:
        return self._find_meetings() if self.kept_meetings is None else self.kept_meetings

    def _find_meetings(self) -> Iterator[tuple[IntArray, IntArray, IntArray]]:
        """Every two pairs that share their longer member, and where their shorter ones meet in the dense matrix."""
        together = np.diff(self.first_pair)
        edges = np.append(0, np.cumsum(together**2))
        start = 0
        while start < self.shape[0]:
            stop = max(start + 1, int(np.searchsorted(edges, edges[start] + MEETINGS_AT_ONCE, side="right")) - 1)
            first, last = self.first_pair[start], self.first_pair[stop]
            partners = np.repeat(together[start:stop], together[start:stop])
            left = np.repeat(np.arange(first, last), partners)
            within = np.arange(len(left)) - np.repeat(np.cumsum(partners) - partners, partners)
            right = np.repeat(self.first_pair[self.pair_long[first:last]], partners) + within
            yield left, right, self.pair_short[left] * self.shape[1] + self.pair_short[right]
            start = stop

    def _gradient(self, place: FloatArray) -> FloatArray:
        """By (beta, sigmas): h moves, log|H| moves by itself, and log|H| moves with the modes."""
        self.diagonal, pairs = self._inverse()
        person, other = self.diagonal[self.first], self.diagonal[self.second]
        both = pairs[self.pair_of_row]
        one, two = self.sigma_person, self.sigma_other
        leverage = self.third * (one**2 * person + 2 * one * two * both + two**2 * other)
        adjoint = self._solve(self._pulled(leverage))
        slope = self.residual - (leverage - self.v * self._spread(adjoint)) / 2
        by_person = slope @ self.b[self.first] - self.v @ (one * person + two * both)
        by_other = slope @ self.b[self.second] - self.v @ (two * other + one * both)
        by_person -= self.residual @ adjoint[self.first] / 2
        by_other -= self.residual @ adjoint[self.second] / 2
        by_beta = self.design.matrix.T @ self.design.by_stratum(slope)
        return np.concatenate([by_beta, [by_person, by_other]])

    def metric(self, place: FloatArray) -> FloatArray:
        """A first guess of the inverse information about (beta, sigmas)."""
        rows = self.design.matrix[self.design.stratum]
        pulled = np.column_stack([self._pulled(self.v * column) for column in rows.T])
        solved = np.column_stack([self._solve(column) for column in pulled.T])
        beta = (rows * self.v[:, None]).T @ rows - pulled.T @ solved + WEAK * np.eye(rows.shape[1])
        weight = np.append(
            sums(self.first, self.v, self.people), sums(self.second, self.v, self.members)[self.people :]
        )
        person, other = weight[: self.people], weight[self.people :]
        spread = [
            2 * float(((sigma * part / (1 + sigma**2 * part)) ** 2).sum())
            for sigma, part in ((self.sigma_person, person), (self.sigma_other, other))
        ]
        return np.asarray(linalg.inv(linalg.block_diag(beta, np.diag(np.maximum(spread, 1e-3)))))

    def deviations(self) -> tuple[FloatArray, FloatArray]:
        """The standard deviation of each member's b given the answers, for people and for others."""
        deviation = np.sqrt(self.diagonal)
        return deviation[: self.people], deviation[self.people :]
