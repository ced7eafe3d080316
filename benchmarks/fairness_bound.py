"""What nobody can do better: naming in two humps by who knows all of the truth but how large the second hump is.

    python -m benchmarks.fairness_bound [--repetitions 200] [--people 400]

The draws are those of `fairness_simulations`. The oracle knows the true distribution. Beside it stands a rule that
knows it too, but for one figure: which share of people belong to the second hump (uniform from 2 to 50 % beforehand).
It weighs every share by its likelihood, which is Bayes' own rule, so that whoever has to learn more can but do worse.
"""

import argparse

import numpy as np

from benchmarks.fairness_simulations import (
    BETTER,
    CELL_EFFECTS,
    FALSE_DISCOVERY,
    FINE,
    FIRST_SEED,
    HUMP_SD,
    HUMPS,
    INTERCEPT,
    SHARE,
    TRUTHS,
    WORSE,
    Draw,
    Tally,
    draw,
    oracle,
    print_lists,
)
from evenhand.fairness.api import stand
from evenhand.fairness.tallies import FloatArray
from evenhand.fairness.verdict import named

TRUTH = next(truth for truth in TRUTHS if truth.name == "two-humped")
SHARES = np.linspace(0.02, 0.5, 49)
GRID = FINE[(FINE > -8) & (FINE < 8)][::4]
DENSITIES = np.array([(1 - s) * HUMPS[0].pdf(GRID * HUMP_SD) + s * HUMPS[1].pdf(GRID * HUMP_SD) for s in SHARES])
MASSES = DENSITIES / DENSITIES.sum(axis=1, keepdims=True)


def share_unknown(drawn: Draw) -> tuple[FloatArray, FloatArray]:
    """The chances of truly being in the worst and the best share, averaged over the second hump's share."""
    linear = INTERCEPT + CELL_EFFECTS[:, None] + TRUTH.spread * GRID
    log_likelihood = drawn.no @ linear - drawn.answers @ np.logaddexp(0, linear)
    likelihood = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
    marginal = likelihood @ MASSES.T
    weights = np.log(marginal).sum(axis=0)
    weights = np.exp(weights - weights.max())
    weights /= weights.sum()
    worst, best = np.zeros(len(likelihood)), np.zeros(len(likelihood))
    for weight, mass, total in zip(weights, MASSES, marginal.T, strict=True):
        below = np.cumsum(mass) - mass / 2
        worst += weight * (likelihood @ (mass * (below > 1 - SHARE))) / total
        best += weight * (likelihood @ (mass * (below < SHARE))) / total
    return worst, best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=200)
    parser.add_argument("--people", type=int, default=400)
    asked = parser.parse_args()
    ways = ("oracle", "all known but the second hump's share", "clearly worse, auto")
    tallies = {way: (Tally([], [], []), Tally([], [], [])) for way in ways}
    nobody = np.zeros(asked.people, int)
    for seed in range(FIRST_SEED, FIRST_SEED + asked.repetitions):
        drawn = draw(TRUTH, seed, asked.people)
        truly = drawn.effect > TRUTH.spread * TRUTH.cut(1 - SHARE), drawn.effect < TRUTH.spread * TRUTH.cut(SHARE)
        verdict = stand(drawn.tallies, share=SHARE, false_discovery=FALSE_DISCOVERY).columns.verdict
        chosen = [
            [named(chance, nobody, false_discovery=FALSE_DISCOVERY, capacity=SHARE) for chance in chances]
            for chances in (oracle(TRUTH, drawn), share_unknown(drawn))
        ]
        for way, lists in zip(ways, [*chosen, [verdict == WORSE, verdict == BETTER]], strict=True):
            for tally, who, true in zip(tallies[way], lists, truly, strict=True):
                tally.add(who, true)
    print_lists(tallies)


if __name__ == "__main__":
    main()
