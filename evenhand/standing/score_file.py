"""How everybody stands, written to a file that other programs read: JSON or CSV."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evenhand.fairness.api import Standing
from evenhand.standing.unanswered import Silence

PERSON_COLUMNS = (
    "person",
    "answers",
    "no",
    "raw_share",
    "fair_share",
    "low",
    "high",
    "effect",
    "effect_sd",
    "reliability",
    "probability_worst",
    "r_value",
    "verdict",
    "answers_needed",
)
SILENCE_COLUMNS = ("asked", "response_rate", "lowest", "highest", "turning_share", "turning_odds")


def write_json(standing: Standing, path: Path, parameters: Mapping[str, Any], silence: Silence | None = None) -> None:
    """Write `method` (its version, the `spread` that was taken, and `parameters`), `model`, `groups`, `silence` (null
    where it is not known how many were asked) and `people`."""
    text = {
        "method": {
            "version": standing.model.method_version,
            "spread": standing.model.spread,
            "parameters": {**parameters, **asdict(standing.settings)},
        },
        "model": _model(standing),
        "groups": [asdict(group) for group in standing.groups],
        "silence": asdict(silence.rates) if silence else None,
        "people": list(_people(standing, silence)),
    }
    path.write_text(json.dumps(text, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_csv(standing: Standing, path: Path, silence: Silence | None = None) -> None:
    """Write one line per person, and group where there are some, with a line of names above."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*person_columns(standing), *(SILENCE_COLUMNS if silence else ())))
        writer.writeheader()
        writer.writerows(_people(standing, silence))


def person_columns(standing: Standing) -> tuple[str, ...]:
    """What is told of each person: the group where there are groups, the standard where there is one."""
    group = ("group",) if standing.group_names != ("",) else ()
    standard = ("probability_over_standard", "standard_verdict") if standing.settings.standard is not None else ()
    return (*PERSON_COLUMNS[:1], *group, *PERSON_COLUMNS[1:], *standard)


def _people(standing: Standing, silence: Silence | None) -> Iterator[dict[str, Any]]:
    names = person_columns(standing)
    for person in standing.people:
        told = {name: getattr(person, name) for name in names}
        unanswered = {name: getattr(silence.of(person), name) for name in SILENCE_COLUMNS} if silence else {}
        yield {**told, "answers": _whole(person.answers), "no": _whole(person.no), **unanswered}


def _model(standing: Standing) -> dict[str, Any]:
    model = standing.model
    beta = {} if model.alpha is None else {"alpha": model.alpha, "beta": model.beta}
    return {
        "log_likelihood": model.log_likelihood,
        "person_sd": model.person_sd,
        "fixed_effects": dict(model.fixed_effects),
        **beta,
    }


def _whole(count: float) -> float:
    """A count without a decimal point where it is whole."""
    return int(count) if count.is_integer() else count
