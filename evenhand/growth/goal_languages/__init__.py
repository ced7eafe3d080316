"""Words by which a goal depends on what others do: one file for each language, found by its name."""

import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules


@cache
def codes() -> tuple[str, ...]:
    """The codes of all languages there are."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def is_covered(code: str) -> bool:
    """Whether goals written in a language such as "en" or "de-AT" are looked at here at all."""
    return re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0] in codes()


def depends_on_others(goal: str) -> bool:
    """Whether a goal is phrased against others: then nobody can reach it by their own effort alone.

    Every language is looked for, since nobody says in which one they write.
    """
    return any(relative.search(goal) for relative in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    modules = (import_module(f"{__name__}.{code}") for code in codes())
    return tuple(re.compile(module.RELATIVE, re.IGNORECASE | re.VERBOSE) for module in modules)
