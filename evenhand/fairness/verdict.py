"""Verdicts for a group: whom the evidence singles out, under a stated rate of false discoveries and a capacity."""

import numpy as np
from numpy.typing import NDArray

from evenhand.fairness.results import VERDICTS, Verdict
from evenhand.fairness.tallies import FloatArray, IntArray

CODE = {verdict: np.int8(code) for code, verdict in enumerate(VERDICTS)}
MORE_LIKELY_THAN_NOT = 0.5
TIE = 1e-9  # chances that differ by less are one


def named(
    probability: FloatArray, group: IntArray, *, false_discovery: float, capacity: float | None = None
) -> NDArray[np.bool_]:
    """Whom may be named, so that at most a share `false_discovery` of the named is expected to be named wrongly?

    `probability` is each person's chance of truly belonging on the list. In each group the list is the longest run of
    the highest chances whose average shortfall, mean(1 - probability), is at most `false_discovery`, and which is not
    longer than the next whole number up from capacity x people (no limit if None). It may be empty: nobody is named
    because somebody has to be. Nobody is carried onto it by the others' certainty alone: each must belong there more
    likely than not. People with equal chances are named together or not at all.

    Shapes: one entry per person in both and in the answer. Raises ValueError for a rate or capacity outside 0 to 1.
    Reference: Gu and Koenker (2023), Econometrica 91:1; Sun and McLain (2012), JASA 107:673 for the average.

    >>> named(np.array([0.99, 0.9, 0.75, 0.2]), np.zeros(4, int), false_discovery=0.1).tolist()
    [True, True, False, False]
    """
    if not 0 < false_discovery < 1 or not (capacity is None or 0 < capacity <= 1):
        raise ValueError(f"rates lie between 0 and 1, not {false_discovery} and {capacity}")
    order = np.lexsort((-probability, group))
    sorted_group, chance = group[order], probability[order]
    starts = np.flatnonzero(np.diff(sorted_group, prepend=sorted_group[:1] - 1))
    sizes = np.diff(np.append(starts, len(chance)))
    place = np.arange(len(chance)) - np.repeat(starts, sizes) + 1
    shortfall = np.cumsum(1 - chance)
    shortfall -= np.repeat(shortfall[starts] - (1 - chance[starts]), sizes)
    fits = (shortfall <= false_discovery * place + TIE) & (chance >= MORE_LIKELY_THAN_NOT)
    if capacity is not None:
        fits &= place <= np.repeat(np.ceil(capacity * sizes - TIE), sizes)
    last_of_tie = np.append((np.diff(chance) < -TIE) | (np.diff(sorted_group) != 0), True)
    longest = np.maximum.reduceat(np.where(fits & last_of_tie, place, 0), starts)
    answer = np.zeros(len(chance), bool)
    answer[order] = place <= np.repeat(longest, sizes)
    return answer


def verdict_against_peers(
    worst: FloatArray,
    best: FloatArray,
    group: IntArray,
    may_be_named: NDArray[np.bool_],
    *,
    share: float,
    false_discovery: float,
) -> NDArray[np.int8]:
    """The verdict on each person (codes into `VERDICTS`) from the chances of truly being in the worst and best share.

    Each of three lists keeps the rate of false discoveries: clearly worse and clearly better, with the capacity
    `share`; in line, by the chance of being in neither tail, without one. Everybody else: not enough evidence, and so
    is everybody whom `may_be_named` leaves out (no answers, or a group whose answers show no difference).

    >>> chances = np.array([0.999, 0.02, 0.001])
    >>> group, everybody = np.zeros(3, int), np.ones(3, bool)
    >>> codes = verdict_against_peers(chances, chances[::-1], group, everybody, share=0.3, false_discovery=0.1)
    >>> [str(VERDICTS[code]) for code in codes]
    ['clearly worse', 'in line', 'clearly better']
    """
    codes = np.full(len(group), CODE[Verdict.NOT_ENOUGH_EVIDENCE])
    for verdict, chance, capacity in (
        (Verdict.IN_LINE, 1 - worst - best, None),
        (Verdict.CLEARLY_BETTER, best, share),
        (Verdict.CLEARLY_WORSE, worst, share),
    ):
        possible = np.where(may_be_named, chance, 0.0)
        codes[named(possible, group, false_discovery=false_discovery, capacity=capacity)] = CODE[verdict]
    return codes


def verdict_against_standard(over: FloatArray, *, false_discovery: float) -> NDArray[np.int8]:
    """The verdict on each person from the chance `over` that their true share of "no" is above a written standard.

    Against a standard everybody is judged alone: clearly worse (better) takes a chance of at least 1 - false_discovery
    of being above (below) it, so that the rate of false discoveries is kept with room to spare.

    >>> [str(VERDICTS[code]) for code in verdict_against_standard(np.array([0.97, 0.5]), false_discovery=0.1)]
    ['clearly worse', 'not enough evidence']
    """
    codes = np.full(len(over), CODE[Verdict.NOT_ENOUGH_EVIDENCE])
    codes[over <= false_discovery] = CODE[Verdict.CLEARLY_BETTER]
    codes[over >= 1 - false_discovery] = CODE[Verdict.CLEARLY_WORSE]
    return codes
