"""The languages in which advice can be given: one file each, found by its name. See docs/rules/tone.md."""

import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from evenhand.tone.language import Language


@cache
def codes() -> tuple[str, ...]:
    """The codes of all languages there are."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def language_for(code: str) -> Language | None:
    """The language for a code such as "en", "en-GB" or "de_AT", if there is one."""
    primary = re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0]
    return _load(primary) if re.fullmatch(r"[a-z]{2,3}", primary) and primary in codes() else None


@cache
def _load(primary: str) -> Language:
    language = import_module(f"evenhand.tone.languages.{primary}").LANGUAGE
    if not isinstance(language, Language):
        raise TypeError(f"languages/{primary}.py must offer LANGUAGE, a tone Language")
    return language
