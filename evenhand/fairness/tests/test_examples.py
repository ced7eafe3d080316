"""The examples in the docstrings run, and every public function has one."""

import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys

import pytest

from evenhand import fairness

MODULES = [name for _, name, is_package in pkgutil.iter_modules(fairness.__path__) if not is_package]


@pytest.mark.parametrize("name", MODULES)
def test_examples_answer_as_written(name: str) -> None:
    module = importlib.import_module(f"evenhand.fairness.{name}")

    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", [name for name in MODULES if name != "command"])
def test_every_public_function_has_an_example(name: str) -> None:
    module = importlib.import_module(f"evenhand.fairness.{name}")
    functions = [f for _, f in inspect.getmembers(module, inspect.isfunction) if f.__module__ == module.__name__]

    without = [f.__name__ for f in functions if not f.__name__.startswith("_") and ">>>" not in (f.__doc__ or "")]

    assert without == []


WITHOUT = """
import sys
for name in ("ibis", "duckdb", "django", "pandas", "pyarrow"):
    sys.modules[name] = None  # as if it were not installed
from evenhand.fairness.api import Tallies, stand
print(stand(Tallies.from_columns(person=["ann", "bo"], answers=[40, 40], no=[4, 9])).people[1].raw_share)
"""


@pytest.mark.slow
def test_numpy_and_scipy_are_enough_from_tallies_on() -> None:
    ended = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)

    assert (ended.stdout, ended.stderr) == ("0.225\n", "")


def test_every_name_behind_the_door_can_be_had() -> None:
    door = importlib.import_module("evenhand.fairness.api")

    assert [name for name in door.__all__ if not hasattr(door, name)] == []


def questions() -> dict[str, str]:
    """The functions behind the door that answer a question, and what they say of themselves."""
    door = importlib.import_module("evenhand.fairness.api")
    behind = [getattr(door, name) for name in door.__all__]
    parts = [value for part in behind if inspect.ismodule(part) for value in vars(part).values()]
    rooms = {part.__name__ for part in behind if inspect.ismodule(part)}
    functions = [value for value in behind if inspect.isfunction(value)]
    functions += [value for value in parts if inspect.isfunction(value) and value.__module__ in rooms]
    return {value.__name__: inspect.getdoc(value) or "" for value in functions if not value.__name__.startswith("_")}


@pytest.mark.parametrize("name", questions())
def test_a_function_behind_the_door_says_question_errors_and_reference(name: str) -> None:
    told = questions()[name]

    assert "?" in told.partition("\n\n")[0], "the question"
    assert re.search(r"[Rr]aises|errors as for", told), "errors"
    assert re.search(r"\((18|19|20)\d\d\)|\b(19|20)\d\d,", told) or name.endswith(("gather_file", "gather_asked")), (
        "reference"
    )
