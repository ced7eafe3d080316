"""Do two people who look at the same things see the same?"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from evenhand.fairness.intervals import wilson
from evenhand.fairness.tallies import FloatArray


@dataclass(frozen=True)
class Agreement:
    """How often two saw the same, and by how much more than by chance (kappa: 0 is chance, 1 is always).

    `share`, `low` and `high` are None without pairs. Kappa is None where both always gave the same one answer: chance
    alone would then agree as often, and nothing can be said.
    """

    pairs: int
    agreed: int
    share: float | None
    low: float | None
    high: float | None
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None


def agreement(first: Sequence[Hashable], second: Sequence[Hashable], *, level: float = 0.95) -> Agreement:
    """How far do two judgements of the same things agree, and between which limits does the truth lie?

    `first` and `second` hold one answer for each thing, in the same order. The plain share has Wilson's limits. Cohen's
    kappa is (po - pe) / (1 - pe), with po the share agreed on and pe what the two would agree on by chance with how
    often each gives each answer; its limits use the large-sample variance of Fleiss, Cohen and Everitt. With fewer than
    some thirty pairs they are rough. Raises ValueError for unequal lengths or a level outside (0, 1).

    Cohen (1960), Educational and Psychological Measurement 20:37. Fleiss, Cohen and Everitt (1969), Psychological
    Bulletin 72:323.

    >>> both = agreement("yyyynnny", "yyynnnyy")
    >>> both.pairs, both.agreed, round(both.kappa, 3)
    (8, 6, 0.467)
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} first answers and {len(second)} second ones are not pairs")
    if not first:
        return Agreement(0, 0, None, None, None, None, None, None)
    pairs, agreed = len(first), sum(a == b for a, b in zip(first, second, strict=True))
    limits = wilson([agreed], [pairs], level=level)
    kappa, error = _kappa(_table(first, second), pairs)
    reach = float(scipy.stats.norm.ppf((1 + level) / 2)) * error if kappa is not None else 0.0
    return Agreement(
        pairs=pairs,
        agreed=agreed,
        share=agreed / pairs,
        low=float(limits.low[0]),
        high=float(limits.high[0]),
        kappa=kappa,
        kappa_low=None if kappa is None else max(-1.0, kappa - reach),
        kappa_high=None if kappa is None else min(1.0, kappa + reach),
    )


def _table(first: Sequence[Hashable], second: Sequence[Hashable]) -> FloatArray:
    """The share of pairs with each answer of the one and each of the other."""
    place = {answer: number for number, answer in enumerate(dict.fromkeys([*first, *second]))}
    table = np.zeros((len(place), len(place)))
    for a, b in zip(first, second, strict=True):
        table[place[a], place[b]] += 1
    return table / len(first)


def _kappa(table: FloatArray, pairs: int) -> tuple[float | None, float]:
    """Kappa and its standard error; None where chance leaves no room."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    observed, chance = float(np.trace(table)), float(rows @ columns)
    if chance >= 1:
        return None, 0.0
    kappa = (observed - chance) / (1 - chance)
    both = columns[:, None] + rows[None, :]
    same = np.diag(table) @ (1 - (rows + columns) * (1 - kappa)) ** 2
    other = (1 - kappa) ** 2 * float((table * both**2).sum() - np.diag(table) @ np.diag(both) ** 2)
    variance = float(same) + other - (kappa - chance * (1 - kappa)) ** 2
    return kappa, float(np.sqrt(max(0.0, variance) / pairs)) / (1 - chance)
