"""What changed between two texts, word by word, for people to read. No Django."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """Some words that both texts have (same), or only the newer (new) or the older (old)."""

    kind: str
    text: str


def passages(older: str, newer: str) -> tuple[Passage, ...]:
    """The newer text with what came and what went, so that a changed figure stands out in its sentence."""
    return tuple(_passages(_split(older), _split(newer)))


def _passages(before: list[str], after: list[str]) -> Iterator[Passage]:
    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Passage("same", "".join(before[a:b]))
            continue
        if a < b:
            yield Passage("old", "".join(before[a:b]))
        if c < d:
            yield Passage("new", "".join(after[c:d]))


def _split(text: str) -> list[str]:
    words: list[str] = []
    for line in text.splitlines(keepends=True):
        parts = line.split(" ")
        words += [f"{part} " for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
    return words
