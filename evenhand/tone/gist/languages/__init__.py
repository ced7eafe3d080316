"""The languages in which letters can be read: one file each, found by its name. See docs/rules/tone.md."""

import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from evenhand.tone.gist.language import GistLanguage


@cache
def codes() -> tuple[str, ...]:
    """The codes of all languages there are."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def language_for(code: str) -> GistLanguage | None:
    """The language for a code such as "en", "en-GB" or "de_AT", if there is one."""
    primary = re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0]
    return _load(primary) if re.fullmatch(r"[a-z]{2,3}", primary) and primary in codes() else None


def common_words(code: str) -> frozenset[str]:
    """The small words by which the language of `code`, one of `codes()`, is told."""
    common: frozenset[str] = import_module(f"{__name__}.{code}").COMMON
    return common


@cache
def _load(primary: str) -> GistLanguage:
    language = import_module(f"{__name__}.{primary}").language()
    if not isinstance(language, GistLanguage):
        raise TypeError(f"gist/languages/{primary}.py must offer language(), which makes a GistLanguage")
    return language
