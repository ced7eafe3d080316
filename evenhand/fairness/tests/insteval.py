"""The InstEval ratings as tallies, and what lme4 says of them."""

import csv
from pathlib import Path

import numpy as np

from evenhand.fairness.api import Tallies


def tallies(shared: Path, *circumstances: str) -> Tallies:
    with (shared / "insteval" / "InstEval.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    columns = {name: np.array([row[name] for row in rows]) for name in (*circumstances, "d", "y")}
    return Tallies.from_columns(
        person=columns["d"],
        no=columns["y"].astype(int) <= 3,
        circumstances={name: columns[name] for name in circumstances},
    )


def modes_and_deviations(shared: Path, name: str, key: str) -> dict[str, tuple[float, float]]:
    """Each lecturer's or student's conditional mode and standard deviation by lme4."""
    with (shared / "insteval" / f"{name}.csv").open() as lines:
        return {row[key]: (float(row["mode"]), float(row["sd"])) for row in csv.DictReader(lines)}
