"""The examples in the docstrings run, and every public function has one."""

import doctest
import importlib
import inspect
import pkgutil

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
