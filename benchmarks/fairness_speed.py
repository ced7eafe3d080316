"""How long fairness takes, beside R's lme4 where it is installed. Prints rows of a table.

    python -m benchmarks.fairness_speed [--quick]

The ratings are lme4's InstEval (73,421 answers), read from the test material; large sites are drawn with a fixed seed.
Seconds are the processor's, the best of several runs, for us and for lme4: on an idle machine the clock shows the
same, on a shared one they wander less. Memory is what the process held at most. Linear algebra is held to one thread.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy reads it; small matrices gain nothing from more

import argparse
import csv
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from evenhand.fairness.api import Circumstance, Tallies, fit_crossed, stand
from evenhand.fairness.design import design_of
from evenhand.fairness.normal import fit_normal

INSTEVAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "insteval" / "InstEval.csv"
PUBLISHED = {"fifteen nodes": 23.7, "crossed": 32.5}  # glmer on single answers, one core, from the data's README
SHAPES = {8: (4, 2), 48: (8, 3, 2)}  # circumstances by number of cells

LME4 = """
suppressMessages(library(lme4))
tallied <- read.csv("tallied.csv", colClasses = c(d = "factor", service = "factor", studage = "factor"))
single <- read.csv("single.csv", colClasses = c(d = "factor", s = "factor", service = "factor", studage = "factor"))
timed <- function(expression) cat(sum(system.time(expression)[c("user.self", "sys.self")]), "\\n")
timed(glmer(cbind(no, answers - no) ~ service + studage + (1 | d), tallied, binomial, nAGQ = 15))
timed(glmer(no ~ service + studage + (1 | d), single, binomial, nAGQ = 15))
timed(glmer(no ~ service + (1 | d) + (1 | s), single, binomial))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out lme4 and the million people")
    quick = parser.parse_args().quick
    print("| what | processor seconds | beside it |")
    print("| --- | --- | --- |")
    print(f"| this machine's yardstick: ten million additions in Python | {best(_yardstick, 3):.3f} | |")
    for row in [*(insteval_rows(quick) if INSTEVAL.is_file() else []), *site_rows(quick)]:
        print("| " + " | ".join(row) + " |", flush=True)


def _yardstick() -> None:
    total = 0
    for number in range(10_000_000):
        total += number


def best(work: Callable[[], object], runs: int) -> float:
    """The least processor seconds of several runs."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def insteval_rows(quick: bool) -> Iterator[tuple[str, str, str]]:
    """The models of the data's README, with the ratio to lme4."""
    with INSTEVAL.open() as lines:
        ratings = list(csv.DictReader(lines))
    tallied, crossed = _insteval(ratings, "service", "studage"), _insteval(ratings, "service", "s")
    theirs = {} if quick else lme4_seconds(ratings, tallied)
    fifteen = best(lambda: fit_normal(design_of(tallied), nodes=15), 10)
    yield _compared("InstEval, fifteen nodes", fifteen, PUBLISHED["fifteen nodes"], theirs.get("single"))
    if "tallied" in theirs:
        yield "the same, lme4 given tallies too", f"{fifteen:.4f}", _ratio(theirs["tallied"], fifteen, "lme4 here")
    yield "InstEval, how everybody stands", f"{best(lambda: stand(tallied), 5):.4f}", "1,128 people, verdicts and all"
    seconds = best(lambda: fit_crossed(crossed, other="s"), 3)
    yield _compared("InstEval, crossed", seconds, PUBLISHED["crossed"], theirs.get("crossed"))


def _insteval(ratings: list[dict[str, str]], *circumstances: str) -> Tallies:
    return Tallies.from_columns(
        person=[row["d"] for row in ratings],
        no=[int(row["y"]) <= 3 for row in ratings],
        circumstances={name: [row[name] for row in ratings] for name in circumstances},
    )


def _compared(what: str, seconds: float, published: float, here: float | None) -> tuple[str, str, str]:
    beside = _ratio(published, seconds, "lme4 as published")
    return what, f"{seconds:.4f}", beside + (f"; {_ratio(here, seconds, 'lme4 here')}" if here else "")


def _ratio(theirs: float, ours: float, who: str) -> str:
    return f"{who} {theirs:.2f} s: {theirs / ours:,.0f} times as long"


def lme4_seconds(ratings: list[dict[str, str]], tallied: Tallies) -> dict[str, float]:
    """R's lme4 on the same answers, in turn; nothing where it is not installed."""
    if not shutil.which("Rscript"):
        return {}
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "single.csv").open("w") as lines:
            rows = csv.writer(lines)
            rows.writerow(["d", "s", "service", "studage", "no"])
            names = ("d", "s", "service", "studage")
            rows.writerows([*(row[name] for name in names), int(int(row["y"]) <= 3)] for row in ratings)
        levels = [[circumstance.levels[code] for code in column] for circumstance, column in zip(
            tallied.circumstances, tallied.cells[tallied.cell].T, strict=True)]  # fmt: skip
        with (Path(folder) / "tallied.csv").open("w") as lines:
            rows = csv.writer(lines)
            rows.writerow(["d", "service", "studage", "no", "answers"])
            rows.writerows(zip(tallied.person, *levels, tallied.no, tallied.answers, strict=True))
        (Path(folder) / "time.R").write_text(LME4)
        ran = subprocess.run(["Rscript", "time.R"], cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode:
        print(f"| lme4 could not run: {ran.stderr.strip().splitlines()[-1]} | | |")
        return {}
    return dict(zip(("tallied", "single", "crossed"), map(float, ran.stdout.split()), strict=True))


def site_rows(quick: bool) -> Iterator[tuple[str, str, str]]:
    """Large sites from tallies: fitting, and how everybody stands."""
    sizes = [(2_500, 48, 2_500_000), (5_000, 48, 5_000_000), (10_000, 48, 10_000_000)]
    for people, cells, answers in sizes if quick else [*sizes, (1_000_000, 8, 20_000_000)]:
        site = draw_site(people, cells, answers)
        runs = 3 if people < 100_000 else 1
        fitted = best(lambda site=site: fit_normal(design_of(site)), runs)
        stood = best(lambda site=site: stand(site), runs)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        yield (
            f"{answers:,} answers of {people:,} people in {cells} cells ({len(site.person):,} rows)",
            f"{stood:.2f}",
            f"of which the model {fitted:.2f} s; {stood / len(site.person) * 1e6:.1f} µs per row; {memory:.2f} GB held",
        )


def draw_site(people: int, cells: int, answers: int) -> Tallies:
    """People who truly differ (sd 0.5), under circumstances with effects of their own."""
    random = np.random.default_rng(people)
    levels = SHAPES[cells]
    codes = np.indices(levels).reshape(len(levels), -1).T
    effects = sum(np.append(0.0, random.normal(0, 0.3, size - 1))[codes[:, axis]] for axis, size in enumerate(levels))
    counts = random.poisson(answers / people / cells, (people, cells))
    odds = np.exp(-1.7 + effects + random.normal(0, 0.5, (people, 1)))
    no = random.binomial(counts, odds / (1 + odds))
    person, cell = np.nonzero(counts)
    return Tallies(
        person=person,
        group=np.zeros_like(person),
        cell=cell,
        answers=counts[person, cell].astype(float),
        no=no[person, cell].astype(float),
        person_names=tuple(str(number) for number in range(people)),
        group_names=("",),
        circumstances=tuple(
            Circumstance(f"c{axis}", tuple(str(level) for level in range(size))) for axis, size in enumerate(levels)
        ),
        cells=codes,
    )


if __name__ == "__main__":
    main()
