"""Words to search by: how texts and questions are brought to one form, and how hits are shown. No Django."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_INDEXED = 100_000  # PostgreSQL refuses to index more than a megabyte
MOST_TERMS = 12
SNIPPET_LENGTH = 160
_WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True)
class Term:
    """One thing to look for: words that stand next to each other. `is_open`: the last may go on ("refund*")."""

    words: tuple[str, ...]
    is_excluded: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Piece:
    """A bit of a text, and whether it is what was looked for."""

    text: str
    is_hit: bool = False


def plain_words(text: str) -> str:
    """`text` as words in small letters without accents, one space between: "Café No. 4" is "cafe no 4"."""
    return " ".join(_WORD.findall(_folded(text[:LONGEST_INDEXED])))


def search_terms(question: str) -> tuple[Term, ...]:
    """What somebody asks for: all words, "whole phrases", -not this, begin*. Numbers and addresses are phrases."""
    terms = []
    for minus, phrase, word in _TERM.findall(question[:500])[:MOST_TERMS]:
        text = phrase or word
        words = tuple(plain_words(text).split())
        if words:
            terms.append(Term(words, is_excluded=bool(minus), is_open=text.endswith("*")))
    return tuple(terms)


def snippet(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The part of `text` around the first hit, with all hits in it marked; its beginning where there is none."""
    text = " ".join(text.split())
    hits = _hits(text, terms)
    start = max(0, hits[0][0] - SNIPPET_LENGTH // 3) if hits else 0
    if start:
        start = text.rfind(" ", 0, start) + 1
    end = min(len(text), start + SNIPPET_LENGTH)
    pieces = [Piece("… ")] if start else []
    position = start
    for hit_start, hit_end in hits:
        if hit_start >= position and hit_end <= end:
            pieces += [Piece(text[position:hit_start]), Piece(text[hit_start:hit_end], is_hit=True)]
            position = hit_end
    pieces.append(Piece(text[position:end] + (" …" if end < len(text) else "")))
    return tuple(piece for piece in pieces if piece.text)


def _hits(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where `terms` stand in `text`, from left to right, none overlapping."""
    wanted = tuple(term for term in terms if not term.is_excluded)
    if not wanted:
        return []
    if text.isascii():  # folding keeps every letter in its place, so the whole text can be looked through at once
        return [match.span() for match in _pattern(wanted).finditer(text.lower())]
    return _hits_by_word(text, wanted)


@lru_cache(maxsize=64)
def _pattern(terms: tuple[Term, ...]) -> re.Pattern[str]:
    begin, end, between = r"(?<![^\W_])", r"(?![^\W_])", r"[\W_]+"
    choices = [between.join(term.words) + (r"[^\W_]*" if term.is_open else "") for term in terms]
    return re.compile(f"{begin}(?:{'|'.join(choices)}){end}")


def _hits_by_word(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    spots = [(match.start(), match.end(), _folded(match.group())) for match in _WORD.finditer(text[:LONGEST_INDEXED])]
    hits: list[tuple[int, int]] = []
    for i, (start, _, _) in enumerate(spots):
        if hits and start < hits[-1][1]:
            continue
        for term in terms:
            run = spots[i : i + len(term.words)]
            if _fits([word for _, _, word in run], term):
                hits.append((start, run[-1][1]))
                break
    return hits


def _fits(words: list[str], term: Term) -> bool:
    if len(words) < len(term.words):
        return False
    *firsts, last = words
    *wanted_firsts, wanted_last = term.words
    return firsts == wanted_firsts and (last.startswith(wanted_last) if term.is_open else last == wanted_last)


def _folded(text: str) -> str:
    """`text` in small letters without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
