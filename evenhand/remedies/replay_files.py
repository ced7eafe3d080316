"""The shape of a file of tasks: what an agent did for a customer, and what is expected to be different afterwards."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasPath, BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from evenhand.core.api import InvalidInput

SHOWN_PROBLEMS = 10


class BrokenTasks(InvalidInput):
    """The file of tasks is not as it has to be. Nothing was replayed."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class TaskAction(_Part):
    """One thing that was done. What it needs is looked at when it is carried out: what is wrong there is refused."""

    name: Annotated[StrictStr, Field(min_length=1)]
    arguments: Any = Field(None, validation_alias=AliasPath("kwargs"))
    write: bool = True


class Changed(_Part):
    """Everything that is different from the untouched shop, whole, by its number."""

    orders: dict[str, Any] = {}
    products: dict[str, Any] = {}
    users: dict[str, Any] = {}


class Task(_Part):
    """What was done for one customer; `changed` is None where nothing is expected."""

    i: StrictInt | StrictStr
    user_id: StrictStr
    actions: tuple[TaskAction, ...]
    changed: Changed | None = None


def read_tasks(path: Path) -> list[Task]:
    """Read and check a file of tasks. Raises BrokenTasks, naming file, task and field."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BrokenTasks(f"{path}: there is no such file") from None
    except (OSError, ValueError, RecursionError) as problem:
        raise BrokenTasks(f"{path}: cannot be read as JSON: {problem}") from None
    if not isinstance(content, list):
        raise BrokenTasks(f"{path}: must be a list of tasks")
    problems: list[str] = []
    tasks: list[Task] = []
    for place, row in enumerate(content):
        try:
            tasks.append(Task.model_validate(row))
        except ValidationError as error:
            name = row.get("i", f"no. {place}") if isinstance(row, dict) else f"no. {place}"
            problems += [f"{path}, task {name}, field {_field(each['loc'])}: {each['msg']}" for each in error.errors()]
    if problems:
        more = [f"… and {len(problems) - SHOWN_PROBLEMS} more"] if len(problems) > SHOWN_PROBLEMS else []
        raise BrokenTasks("\n".join([*problems[:SHOWN_PROBLEMS], *more]))
    return tasks


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "the task itself"


def first_difference(found: Any, expected: Any, where: str = "") -> str:
    """Where two shapes first differ, in words; empty where they are alike."""
    return next(_differences(found, expected, where), "")


def _differences(found: Any, expected: Any, where: str) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(expected, dict):
        for name in sorted({*found, *expected}):
            if name in found and name in expected:
                yield from _differences(found[name], expected[name], f"{where}/{name}")
            else:
                yield f"{where}/{name} " + ("is there and was not expected" if name in found else "is missing")
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for place, (one, other) in enumerate(zip(found, expected, strict=True)):
            yield from _differences(one, other, f"{where}/{place}")
    elif _rounded(found) != _rounded(expected):
        yield f"{where} is {found!r} and not {expected!r}"


def _rounded(value: Any) -> Any:
    """Money counts to two decimals: a file may carry what binary arithmetic left behind them."""
    return round(value, 2) if isinstance(value, float) else value
