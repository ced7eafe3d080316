"""The figures that code reads from the policies of the house are known, so that no version leaves them out."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from evenhand.policies.figures import FIGURES
from evenhand.policies.rules import Parameters

ROOMS = Path(__file__).resolve().parents[2]
# Who reads a figure by its name: as methods of Parameters, and functions that take the name first or second.
FIRST, SECOND = {"integer", "switch", "fraction", "kept_since"}, {"number_or", "_stated"}


def names_read() -> Iterator[tuple[str, str]]:
    """Each figure that code reads by name, with its file; a part that is filled in is a star."""
    for file in ROOMS.rglob("*.py"):
        text = "" if "tests" in file.parts else file.read_text()
        if not any(name in text for name in ("by_name", *FIRST, *SECOND)):
            continue
        for node in ast.walk(ast.parse(text)):
            for name in _read_by(node):
                yield name, str(file.relative_to(ROOMS))


def _read_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=[first, *rest]):
            if called in FIRST:
                yield from _pattern(first)
            elif called in SECOND and rest:
                yield from _pattern(rest[0])
            elif called == "get" and isinstance(node.func, ast.Attribute) and _is_by_name(node.func.value):
                yield from _pattern(first)
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]) if _is_by_name(right):
            yield from _pattern(left)


def _is_by_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "by_name"


def _pattern(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(name)):
            yield name
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from _pattern(one)
            yield from _pattern(other)


def test_every_figure_that_code_reads_is_known() -> None:
    known = {figure.name for figures in FIGURES.values() for figure in figures}
    read = set(names_read())
    assert len(read) > 50  # the walk finds them
    assert [each for each in sorted(read) if not any(fnmatchcase(name, each[0]) for name in known)] == []


def test_methods_that_read_figures_are_those_the_walk_knows() -> None:
    assert {"integer", "switch", "fraction"} == {
        name for name, value in vars(Parameters).items() if callable(value) and not name.startswith("_")
    }
