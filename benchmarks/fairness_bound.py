"""What nobody can do better: naming by who knows nearly the whole truth.

    python -m benchmarks.fairness_bound [--repetitions 200] [--people 400]

The draws are those of `fairness_simulations`. The oracle knows the true distribution and the true effects of
circumstances. Beside it stands a rule that has one thing to learn; whoever has to learn more can but do worse.

Two-humped: all is known but which share of people belong to the second hump (uniform from 2 to 50 % beforehand). Every
share is weighed by its likelihood, which is Bayes' own rule.

Normal, confounded: the spread is known; the effects of circumstances are learnt from the differences within people,
which are free of who gets which work, and the level from all answers. The mix of somebody's work is no evidence against
them, for the oracle as for this rule: it reads their answers alone.
"""

import argparse

import numpy as np
from scipy.special import expit

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
    Truth,
    draw,
    oracle,
    print_lists,
)
from evenhand.fairness.api import stand
from evenhand.fairness.tallies import FloatArray
from evenhand.fairness.verdict import named

TWO_HUMPED = next(truth for truth in TRUTHS if truth.name == "two-humped")
CONFOUNDED = next(truth for truth in TRUTHS if truth.name == "normal, confounded")
SHARES = np.linspace(0.02, 0.5, 49)
GRID = FINE[(FINE > -8) & (FINE < 8)][::4]
DENSITIES = np.array([(1 - s) * HUMPS[0].pdf(GRID * HUMP_SD) + s * HUMPS[1].pdf(GRID * HUMP_SD) for s in SHARES])
MASSES = DENSITIES / DENSITIES.sum(axis=1, keepdims=True)
LEVELS = INTERCEPT + np.linspace(-0.25, 0.25, 21)
DRAWS_OF_EFFECTS = 30
RIDGE = 0.05  # keeps the level of somebody without a single "no" finite


def share_unknown(drawn: Draw) -> tuple[FloatArray, FloatArray]:
    """The chances of truly being in the worst and the best share, averaged over the second hump's share."""
    likelihood, _log_total = _likelihood(drawn, INTERCEPT, CELL_EFFECTS, TWO_HUMPED.spread * GRID)
    marginal = likelihood @ MASSES.T
    weights = _weights(np.log(marginal).sum(axis=0))
    worst, best = np.zeros(len(likelihood)), np.zeros(len(likelihood))
    for weight, mass, total in zip(weights, MASSES, marginal.T, strict=True):
        below = np.cumsum(mass) - mass / 2
        worst += weight * (likelihood @ (mass * (below > 1 - SHARE))) / total
        best += weight * (likelihood @ (mass * (below < SHARE))) / total
    return worst, best


def effects_unknown(drawn: Draw, random: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """The chances of truly being in the worst and the best share, averaged over what circumstances may do."""
    mass = CONFOUNDED.density(GRID)
    places = CONFOUNDED.cut(1 - SHARE) < GRID, CONFOUNDED.cut(SHARE) > GRID
    effects, information = _within_people(drawn)
    chances = np.zeros((2, len(drawn.no)))
    for others in random.multivariate_normal(effects[1:], np.linalg.inv(information), DRAWS_OF_EFFECTS):
        at_levels, evidence = [], []
        for level in LEVELS:
            likelihood, scale = _likelihood(drawn, level, np.append(0.0, others), CONFOUNDED.spread * GRID)
            total = likelihood @ mass
            at_levels.append([likelihood @ (mass * place) / total for place in places])
            evidence.append(np.log(total).sum() + scale)
        chances += np.tensordot(_weights(np.array(evidence)), np.array(at_levels), 1) / DRAWS_OF_EFFECTS
    return chances[0], chances[1]


def _likelihood(drawn: Draw, level: float, effects: FloatArray, person: FloatArray) -> tuple[FloatArray, float]:
    """Each person's likelihood at each effect of theirs, 1 at its largest, and the logarithm of what was taken out."""
    linear = level + effects[:, None] + person
    logarithm = drawn.no @ linear - drawn.answers @ np.logaddexp(0, linear)
    largest = logarithm.max(axis=1, keepdims=True)
    return np.exp(logarithm - largest), float(largest.sum())


def _weights(logarithm: FloatArray) -> FloatArray:
    weights = np.exp(logarithm - logarithm.max())
    return np.asarray(weights / weights.sum())


def _within_people(drawn: Draw) -> tuple[FloatArray, FloatArray]:
    """Effects of circumstances beside the first, every person having a level of their own; and their information."""
    effects, level = np.zeros(len(CELL_EFFECTS)), np.full(len(drawn.no), INTERCEPT)
    for _step in range(30):
        share = expit(level[:, None] + effects)
        weight = drawn.answers * share * (1 - share)
        surplus = drawn.no - drawn.answers * share
        of_person = surplus.sum(axis=1) - RIDGE * (level - INTERCEPT)
        total = weight.sum(axis=1) + RIDGE
        information = np.diag(weight.sum(axis=0)) - weight.T @ (weight / total[:, None])
        pull = surplus.sum(axis=0) - weight.T @ (of_person / total)
        step = np.append(0.0, np.linalg.solve(information[1:, 1:], pull[1:]))
        level = level + np.clip((of_person - weight @ step) / total, -2, 2)
        effects = effects + step
    return effects, information[1:, 1:]


def compare(truth: Truth, repetitions: int, people: int) -> None:
    """Print the lists of the oracle, of who has one thing to learn, and ours."""
    to_learn = "the second hump's share" if truth is TWO_HUMPED else "level and effects of circumstances"
    tallies = {
        way: (Tally([], [], []), Tally([], [], []))
        for way in ("oracle", f"all known but {to_learn}", "clearly worse, auto")
    }
    nobody = np.zeros(people, int)
    for seed in range(FIRST_SEED, FIRST_SEED + repetitions):
        drawn = draw(truth, seed, people)
        truly = drawn.effect > truth.spread * truth.cut(1 - SHARE), drawn.effect < truth.spread * truth.cut(SHARE)
        verdict = stand(drawn.tallies, share=SHARE, false_discovery=FALSE_DISCOVERY).columns.verdict
        learner = share_unknown(drawn) if truth is TWO_HUMPED else effects_unknown(drawn, np.random.default_rng(seed))
        chosen = [
            [named(chance, nobody, false_discovery=FALSE_DISCOVERY, capacity=SHARE) for chance in chances]
            for chances in (oracle(truth, drawn), learner)
        ]
        for pair, lists in zip(tallies.values(), [*chosen, [verdict == WORSE, verdict == BETTER]], strict=True):
            for tally, who, true in zip(pair, lists, truly, strict=True):
                tally.add(who, true)
    print(f"\n### {truth.name}")
    print_lists(tallies)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=200)
    parser.add_argument("--people", type=int, default=400)
    asked = parser.parse_args()
    for truth in (TWO_HUMPED, CONFOUNDED):
        compare(truth, asked.repetitions, asked.people)


if __name__ == "__main__":
    main()
