"""What the unexplained "no" are probably about, as far as those that are explained tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from evenhand.fairness.tallies import FloatArray


@dataclass(frozen=True)
class Stratum:
    """One kind of "no", such as those by mail: how many are explained by each cause, and how many by none."""

    name: str
    explained: Mapping[str, int]
    unexplained: int


@dataclass(frozen=True)
class CauseShare:
    """The probability that an unexplained "no" of a stratum has this cause, with its interval."""

    stratum: str
    cause: str
    explained: int
    of: int
    unexplained: int
    share: float
    low: float
    high: float


def cause_shares(
    strata: Sequence[Stratum], causes: Sequence[str], *, prior: float = 1.0, fewest: int = 5, level: float = 0.95
) -> list[CauseShare]:
    """With which probability has an unexplained "no" each cause, if the silent resemble those who spoke?

    Multinomial counts of causes with a Dirichlet prior. Each stratum by itself is drawn towards the other strata as if
    by `fewest` more answers: posterior Dirichlet(counts + `fewest` α), α = (others' counts + prior/K) / (others' total
    + prior), whose margins are Beta(a, A - a); its own counts stay out of α, so that nothing is used twice. Where no
    other stratum has any explained, the posterior is Dirichlet(counts + prior/K). A stratum with fewer explained
    than `fewest` takes its shares from all strata, with their uncertainty: Dirichlet(counts of all + prior/K).
    `causes` names all K causes; `prior` is worth so many answers, spread evenly. Raises ValueError where a stratum
    counts another cause, a count is negative, or `prior` or `fewest` is not positive.

    The assumption cannot be seen in these data: see `tilted` for what follows where it is wrong.
    Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 3.4.

    >>> mail = Stratum("mail", {"agent": 3, "carrier": 7}, unexplained=20)
    >>> [(each.cause, round(each.share, 3)) for each in cause_shares([mail], ["agent", "carrier"])]
    [('agent', 0.318), ('carrier', 0.682)]
    """
    if prior <= 0 or fewest <= 0:
        raise ValueError("prior and fewest must be positive")
    counts = np.array([[_count(stratum, cause) for cause in causes] for stratum in strata], dtype=np.float64)
    for stratum in strata:
        if strange := set(stratum.explained) - set(causes):
            raise ValueError(f"{stratum.name} counts {', '.join(sorted(strange))}, which is no cause")
    counts = counts.reshape(len(strata), len(causes))
    flat = np.full(len(causes), prior / len(causes))
    return [
        share
        for stratum, own in zip(strata, counts, strict=True)
        for share in _shares(stratum, causes, own, _shape(own, counts.sum(axis=0), flat, fewest), level=level)
    ]


def _shape(own: FloatArray, all_counts: FloatArray, flat: FloatArray, fewest: int) -> FloatArray:
    others = all_counts - own
    if own.sum() < fewest:
        return all_counts + flat
    if not others.sum():
        return own + flat
    drawn: FloatArray = own + fewest * (others + flat) / (others + flat).sum()
    return drawn


def _count(stratum: Stratum, cause: str) -> int:
    count = stratum.explained.get(cause, 0)
    if count < 0 or stratum.unexplained < 0:
        raise ValueError(f"{stratum.name}: a count cannot be negative")
    return count


def _shares(
    stratum: Stratum, causes: Sequence[str], own: FloatArray, shape: FloatArray, *, level: float
) -> list[CauseShare]:
    margins = scipy.stats.beta(shape, shape.sum() - shape) if len(causes) > 1 else None
    low, high = margins.interval(level) if margins else (np.ones(1), np.ones(1))
    return [
        CauseShare(
            stratum=stratum.name,
            cause=cause,
            explained=int(own[place]),
            of=int(own.sum()),
            unexplained=stratum.unexplained,
            share=float(shape[place] / shape.sum()),
            low=float(low[place]),
            high=float(high[place]),
        )
        for place, cause in enumerate(causes)
    ]


def tilted(share: float, odds_ratio: float) -> float:
    """What is the share of a cause among the silent, if its odds there are `odds_ratio` times those among who spoke?

    p ψ / (1 - p + p ψ). Raises ValueError unless 0 ≤ share ≤ 1 and the ratio is positive.

    Scharfstein, Rotnitzky and Robins (1999), Journal of the American Statistical Association 94:1096.

    >>> tilted(0.2, 1.0), round(tilted(0.2, 2.0), 3), round(tilted(0.2, 0.5), 3)
    (0.2, 0.333, 0.111)
    """
    if not (0 <= share <= 1 and odds_ratio > 0):
        raise ValueError("a share lies between 0 and 1, and an odds ratio is positive")
    return share * odds_ratio / (1 - share + share * odds_ratio)
