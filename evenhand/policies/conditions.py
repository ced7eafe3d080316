"""Conditions of clauses, in the Common Expression Language: compiled once, then asked with facts."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cel

FactValue = bool | int | float | str | Sequence[str] | None
Facts = Mapping[str, FactValue]


class BadCondition(ValueError):
    """The words of a condition are no expression; the message says where."""


class CannotTell(Exception):
    """A condition could not be judged. `missing` names the facts that it lacks, where that is why."""

    def __init__(self, missing: tuple[str, ...], problem: str = "") -> None:
        super().__init__(problem or f"not known: {', '.join(missing)}")
        self.missing = missing
        self.problem = problem


@dataclass(frozen=True)
class Condition:
    """A compiled expression and the names that it reads. An empty source is always true."""

    source: str
    program: cel.Program | None
    names: frozenset[str]

    def holds(self, values: dict[str, FactValue]) -> bool:
        """Whether the condition is true of `values`. Raises CannotTell where it has no answer."""
        if self.program is None:
            return True
        try:
            answer = self.program.execute(values)
        except (RuntimeError, TypeError, ValueError, LookupError, ArithmeticError) as problem:
            missing = tuple(sorted(name for name in self.names if name not in values))
            raise CannotTell(missing, "" if missing else _what_failed(problem)) from None
        if not isinstance(answer, bool):
            raise CannotTell((), f"{self.source!r} answers {answer!r} instead of true or false")
        return answer


def _what_failed(problem: Exception) -> str:
    """Why an expression has no answer, for whoever writes it: lists and maps say only what was looked up in them."""
    if isinstance(problem, IndexError):
        return f"a list is too short for what is looked up in it ({problem})"
    if isinstance(problem, KeyError):
        return f"{problem} is looked up where it does not stand"
    return str(problem)


@functools.lru_cache(maxsize=4096)
def compiled(source: str) -> Condition:
    """The condition that `source` writes. Raises BadCondition."""
    if not source.strip():
        return Condition(source, None, frozenset())
    try:
        program = cel.compile(source)
    except ValueError as problem:
        raise BadCondition(_in_plain_words(str(problem))) from None
    return Condition(source, program, frozenset(program.variables()))


def _in_plain_words(problem: str) -> str:
    """The parser's message without its list of every token that could have followed."""
    line = problem.split("ERROR: <input>:1:", 1)[-1].split("\n", 1)[0]
    column, _, rest = line.partition(":")
    what = rest.split(" expecting ")[0].replace("Syntax error:", "").strip().replace("'<EOF>'", "the end")
    return f"at character {column}: {what}" if rest else problem.split("\n", 1)[0]
