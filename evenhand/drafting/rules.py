"""What of a draft can be checked by reading it: the clauses that it names. And what of a customer stays at home."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

_CITED = re.compile(r"\s?\[([a-z][a-z0-9-]{1,59})[ ,]+(?:clause )?(\d{1,3}(?:\.\d{1,3}){0,3})\]")
_MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_MANY_DIGITS = re.compile(r"(?<![\w.,])\+?\d[\d ()/.-]{6,22}\d(?![\w])")
_GAP = re.compile(r"\[(?:NAME|MAIL|ADDRESS|NUMBER|ORDER)-\d{1,3}\]")
SHORTEST_NAME = 2


@dataclass(frozen=True)
class Checked:
    """The clauses that a draft names: those that exist, and those that were made up."""

    known: tuple[str, ...]
    made_up: tuple[str, ...]


def clauses_named(text: str, in_force: Collection[str]) -> Checked:
    """Which clauses `text` names in brackets, as in "[goodwill 2.1]", each once and in their order."""
    named = dict.fromkeys(f"{policy} {number}" for policy, number in _CITED.findall(text))
    return Checked(
        known=tuple(each for each in named if each in in_force),
        made_up=tuple(each for each in named if each not in in_force),
    )


def without_clauses(text: str) -> str:
    """`text` as the customer shall read it: what stands in brackets is for the agent."""
    return _CITED.sub("", text).strip()


def gaps_in(text: str) -> tuple[str, ...]:
    """Placeholders that were left open."""
    return tuple(dict.fromkeys(_GAP.findall(text)))


@dataclass
class Placeholders:
    """Puts placeholders for what tells who a customer is, and the real words back afterwards.

    What we know of them is replaced wherever it stands, in whatever capitals; mail addresses and long numbers of
    anybody too. A name that we do not know, in a sentence of theirs, cannot be told from another word.
    """

    _real: dict[str, str] = field(default_factory=dict)
    _given: dict[str, str] = field(default_factory=dict)

    def know(self, kind: str, *words: str) -> None:
        """From now on each of `words` is replaced by one of its own; the longest first, so that none is torn."""
        for word in words:
            if len(word.strip()) >= SHORTEST_NAME:
                self._placeholder(kind, word.strip())

    def hidden(self, text: str) -> str:
        """`text` with placeholders."""
        text = _MAIL.sub(lambda found: self._placeholder("MAIL", found[0]), text)
        known = sorted(self._given, key=len, reverse=True)
        if known:
            any_of_them = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in known), re.IGNORECASE)
            text = any_of_them.sub(lambda found: self._given[found[0].casefold()], text)
        return _MANY_DIGITS.sub(lambda found: self._placeholder("NUMBER", found[0]), text)

    def put_back(self, text: str) -> str:
        """`text` with the real words again."""
        return _GAP.sub(lambda found: self._real.get(found[0], found[0]), text)

    def _placeholder(self, kind: str, word: str) -> str:
        given = self._given.get(word.casefold())
        if given is None:
            place = 1 + sum(1 for each in self._real if each.startswith(f"[{kind}-"))
            given = f"[{kind}-{place}]"
            self._given[word.casefold()], self._real[given] = given, word
        return given


def parts_of_name(names: Iterable[str]) -> list[str]:
    """Whole names and their parts: "Ann Ames", "Ann", "Ames"."""
    return [each for name in names if name.strip() for each in (" ".join(name.split()), *name.split())]
