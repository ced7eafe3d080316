"""What the verdicts are worth where the truth is known: coverage, false discoveries and power, beside customary rules.

    python -m benchmarks.fairness_simulations [--repetitions 200] [--people 400] [--only skewed …]

Each repetition draws people with 20 to 1,000 answers under four circumstances, judges them, and compares with the
truth. The oracle knows the true distribution and the true effects of circumstances, and uses the same rule for its
list. Seeds are fixed: the same command prints the same table.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.special import expit

from evenhand.fairness.api import VERDICTS, Standing, Tallies, Verdict, stand
from evenhand.fairness.intervals import funnel
from evenhand.fairness.tallies import FloatArray
from evenhand.fairness.verdict import named

SIZES = np.array([20, 50, 100, 200, 400, 1000])
INTERCEPT, CELL_EFFECTS = -1.7, np.array([0.0, 0.4, -0.3, 0.8])
FIRST_SEED = 500_000  # none of these was looked at while the method was chosen
SPREAD, SHARE, FALSE_DISCOVERY, LEVEL = 0.5, 0.15, 0.1, 0.95
WORSE, BETTER = VERDICTS.index(Verdict.CLEARLY_WORSE), VERDICTS.index(Verdict.CLEARLY_BETTER)


@dataclass(frozen=True)
class Truth:
    """A distribution of true effects, with mean 0 and standard deviation 1 before scaling."""

    name: str
    density: Callable[[FloatArray], FloatArray]
    grid: FloatArray
    confounding: float = 0.0
    spread: float = SPREAD

    @property
    def mass(self) -> FloatArray:
        mass = self.density(self.grid)
        return mass / mass.sum()

    def draw(self, random: np.random.Generator, people: int) -> FloatArray:
        step = self.grid[1] - self.grid[0]
        return random.choice(self.grid, people, p=self.mass) + step * (random.random(people) - 0.5)

    def cut(self, share: float) -> float:
        mass = self.mass
        return float(np.interp(share, np.cumsum(mass) - mass / 2, self.grid))


FINE = np.linspace(-12, 12, 4801)
HUMPS = stats.norm(-0.5, 0.4), stats.norm(2.0, 0.4)
HUMP_SD = float(np.sqrt(0.8 * 0.25 + 0.2 * 4 + 0.16))
TRUTHS = [
    Truth("normal", stats.norm.pdf, FINE),
    Truth("normal, confounded", stats.norm.pdf, FINE, confounding=0.7),
    Truth("skewed", lambda x: stats.gamma.pdf(2 * x + 4, 4), FINE),
    Truth("skewed to the good", lambda x: stats.gamma.pdf(4 - 2 * x, 4), FINE),
    Truth("heavy-tailed", lambda x: stats.t.pdf(x * np.sqrt(3.0), 3), FINE),
    Truth(
        "two-humped",
        lambda x: 0.8 * HUMPS[0].pdf(x * HUMP_SD) + 0.2 * HUMPS[1].pdf(x * HUMP_SD),
        FINE,
    ),
    Truth("nobody differs", stats.norm.pdf, FINE, spread=0.0),
]


@dataclass(frozen=True)
class Draw:
    """One simulated site: true effects, the counts per person and cell, and each person's number of answers."""

    effect: FloatArray
    answers: FloatArray
    no: FloatArray

    @property
    def tallies(self) -> Tallies:
        person, cell = np.indices(self.answers.shape).reshape(2, -1)
        return Tallies.from_columns(
            person=person, answers=self.answers.ravel(), no=self.no.ravel(), circumstances={"work": cell}
        )


def draw(truth: Truth, seed: int, people: int = 400) -> Draw:
    """Confounding: people with higher effects get harder work more often, or easier, by the sign."""
    random = np.random.default_rng(seed)
    standard = truth.draw(random, people)
    sizes = np.resize(SIZES, people)
    lean = np.exp(truth.confounding * np.outer(standard, [-1.0, 0.0, 0.0, 1.0]))
    shares = random.dirichlet([4.0, 4.0, 4.0, 4.0], people) * lean
    shares /= shares.sum(axis=1, keepdims=True)
    answers = np.array([random.multinomial(size, share) for size, share in zip(sizes, shares, strict=True)])
    effect = truth.spread * standard
    no = random.binomial(answers, expit(INTERCEPT + CELL_EFFECTS + effect[:, None]))
    return Draw(effect, answers.astype(float), no.astype(float))


def oracle(truth: Truth, drawn: Draw) -> tuple[FloatArray, FloatArray]:
    """The chances of truly being in the worst and the best share, all but the person's effect being known."""
    grid = FINE[(FINE > -8) & (FINE < 8)]
    prior = truth.density(grid)
    linear = INTERCEPT + CELL_EFFECTS[:, None] + truth.spread * grid
    likelihood = drawn.no @ linear - drawn.answers @ np.logaddexp(0, linear)
    mass = prior * np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    return mass @ (grid > truth.cut(1 - SHARE)), mass @ (grid < truth.cut(SHARE))


@dataclass
class Tally:
    """Results of one way of naming over the repetitions."""

    named: list[int]
    false: list[float]
    found: list[int]

    def add(self, chosen: FloatArray, truly: FloatArray) -> None:
        right = int((chosen & truly).sum())
        self.named.append(int(chosen.sum()))
        self.false.append(1 - right / chosen.sum() if chosen.any() else 0.0)
        self.found.append(right)


def lists(truth: Truth, drawn: Draw, standings: dict[str, Standing]) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Who is named worse, and better, by each way."""
    answers, no = drawn.answers.sum(axis=1), drawn.no.sum(axis=1)
    raw = no / answers
    nobody = np.zeros(len(raw), int)
    ours = {
        f"clearly worse, {spread}": (standing.columns.verdict == WORSE, standing.columns.verdict == BETTER)
        for spread, standing in standings.items()
    }
    chances = oracle(truth, drawn)
    known = tuple(named(chance, nobody, false_discovery=FALSE_DISCOVERY, capacity=SHARE) for chance in chances)
    enough = np.where(answers >= 100, raw, np.nan)
    mode = standings["normal"].columns.effect
    overall = float(no.sum() / answers.sum())
    customary = {
        "lower 15 %, raw": (_top(raw), _top(-raw)),
        "the same, 100 answers or more": (_top(enough), _top(-enough)),
        "lower 15 % by lme4's mode": (_top(mode), _top(-mode)),
    }
    for level in (0.95, 0.998):
        limits = funnel(answers, target=overall, level=level)
        customary[f"beyond the {level:.1%} funnel limit"] = (raw > limits.high, raw < limits.low)
    return {"oracle": known, **ours, **customary}


def _top(score: FloatArray) -> FloatArray:
    ranked = np.argsort(-np.where(np.isnan(score), -np.inf, score), kind="stable")
    chosen = np.zeros(len(score), bool)
    chosen[ranked[: int(SHARE * np.isfinite(score).sum())]] = True
    return chosen


def simulate(truth: Truth, spreads: list[str], repetitions: int, people: int) -> None:
    """Print the two tables of one truth."""
    tallies: dict[str, tuple[Tally, Tally]] = {}
    covered: dict[str, list[FloatArray]] = {spread: [] for spread in spreads}
    for repetition in range(repetitions):
        drawn = draw(truth, FIRST_SEED + repetition, people)
        standings = {
            spread: stand(drawn.tallies, spread=spread, share=SHARE, false_discovery=FALSE_DISCOVERY, level=LEVEL)
            for spread in dict.fromkeys(["normal", *spreads])
        }
        cells = drawn.answers.sum(axis=0) / drawn.answers.sum()
        fair = expit(INTERCEPT + CELL_EFFECTS + drawn.effect[:, None]) @ cells
        for spread in spreads:
            columns = standings[spread].columns
            inside = (columns.low <= fair) & (fair <= columns.high)
            covered[spread].append(np.array([inside[place :: len(SIZES)].mean() for place in range(len(SIZES))]))
        nobody_differs = truth.spread == 0
        truly = (
            (drawn.effect > truth.spread * truth.cut(1 - SHARE)) & (not nobody_differs),
            (drawn.effect < truth.spread * truth.cut(SHARE)) & (not nobody_differs),
        )
        for way, chosen in lists(truth, drawn, {s: standings[s] for s in standings}).items():
            pair = tallies.setdefault(way, (Tally([], [], []), Tally([], [], [])))
            for tally, who, true in zip(pair, chosen, truly, strict=True):
                tally.add(who, true)
    _print_coverage(truth, covered)
    print_lists(tallies)
    sys.stdout.flush()


def _print_coverage(truth: Truth, covered: dict[str, list[FloatArray]]) -> None:
    print(f"\n### {truth.name}\n")
    print("| 95 % intervals that hold the true share, by answers | " + " | ".join(f"{size:,}" for size in SIZES) + " |")
    print("| --- |" + " --- |" * len(SIZES))
    for spread, rows in covered.items():
        mean, error = np.mean(rows, axis=0), np.std(rows, axis=0) / np.sqrt(len(rows))
        print(f"| {spread} | " + " | ".join(f"{m:.1%} ± {e:.1%}" for m, e in zip(mean, error, strict=True)) + " |")


def print_lists(tallies: dict[str, tuple[Tally, Tally]]) -> None:
    """A row for each way of naming, its power measured by the first, the oracle."""
    print(
        "\n| way | named worse | wrongly | found, of the oracle's | named better | wrongly | found, of the oracle's |"
    )
    print("| --- |" + " --- |" * 6)
    for way, pair in tallies.items():
        cells = []
        for tally, best in zip(pair, tallies["oracle"], strict=True):
            error = np.std(tally.false) / np.sqrt(len(tally.false))
            share = f"{np.sum(tally.found) / np.sum(best.found):.1%}" if np.sum(best.found) else "–"
            cells += [f"{np.mean(tally.named):.1f}", f"{np.mean(tally.false):.1%} ± {error:.1%}", share]
        print(f"| {way} | " + " | ".join(cells) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=200)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--spreads", nargs="+", default=["normal", "flexible", "auto"])
    parser.add_argument("--only", nargs="+", default=[truth.name for truth in TRUTHS])
    asked = parser.parse_args()
    for truth in TRUTHS:
        if truth.name in asked.only:
            simulate(truth, asked.spreads, asked.repetitions, asked.people)


if __name__ == "__main__":
    main()
