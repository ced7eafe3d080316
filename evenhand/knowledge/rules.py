"""Which language is shown, where an article stands, and which articles answer what somebody wrote. No Django."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from evenhand.knowledge.stems import stem_of, telling_words

LONGEST_SLUG = 80
MOST_STEMS = 40  # of a long message, the words that come first
TITLE_WEIGHT, TEXT_WEIGHT = 3.0, 1.0
_LEAST_STEMS = 2
_SHORT_QUESTION = 3


def fallback_order(asked: str, site: str) -> tuple[str, ...]:
    """The languages in which a reader of `asked` is shown an article, the best first.

    The language itself, the same without its country, the site's, English; after them whatever there is.
    """
    wanted = asked.lower()
    return tuple(dict.fromkeys((wanted, wanted.split("-")[0], site.lower(), site.lower().split("-")[0], "en")))


def best_language(there: Sequence[str], order: Sequence[str]) -> str:
    """Of the languages that are there, the first in `order`; the first that is there where none is."""
    return next((each for each in order if each in there), there[0])


def language_asked(header: str, there: Collection[str], site: str) -> str:
    """Of the languages that there are, the one that a browser's Accept-Language prefers; else by the stated order."""
    wishes: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        found = re.fullmatch(r"\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", part)
        if found and float(found[2] or 1) > 0:
            wishes.append((-float(found[2] or 1), found[1].lower()))
    for _weight, wish in sorted(wishes, key=lambda each: each[0]):
        for language in (wish, wish.split("-")[0]):
            if language in there:
                return language
    return best_language(sorted(there) or [site.lower()], fallback_order(site, site))


def slug_of(title: str) -> str:
    """An address made of a title; "" where nothing of it can stand in one."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")


@dataclass(frozen=True)
class Candidate:
    """A published edition as search sees it: its words in small letters without accents."""

    edition_id: int
    title: str
    words: str


@dataclass(frozen=True)
class Ranked:
    """A candidate and how well it answers; `stems` are what was found in it."""

    edition_id: int
    score: float
    stems: frozenset[str]
    in_title: frozenset[str]
    asked: int

    @property
    def is_likely(self) -> bool:
        """Whether it probably helps: a word of its title and one more, or three of its text.

        Of a short question one word of the title is enough.
        """
        if self.in_title and (len(self.stems) >= _LEAST_STEMS or self.asked <= _SHORT_QUESTION):
            return True
        return len(self.stems) > _LEAST_STEMS


def stems_of(text: str, language: str) -> tuple[str, ...]:
    """The beginnings of the words by which a message in this language can be answered, each once, in their order."""
    stems = (stem_of(word, language) for word in telling_words(text, language))
    return tuple(dict.fromkeys(stems))[:MOST_STEMS]


def ranked(candidates: Iterable[Candidate], stems: Sequence[str], *, all_there_are: int) -> list[Ranked]:
    """The candidates in which a stem was found, the best first: rare words and words of the title count more."""
    found = [_found(candidate, stems) for candidate in candidates]
    how_many = Counter(stem for _candidate, everywhere, _in_title in found for stem in everywhere)
    answers = [
        Ranked(
            candidate.edition_id,
            sum(
                (TITLE_WEIGHT if stem in in_title else TEXT_WEIGHT)
                * math.log(1 + max(all_there_are, how_many[stem]) / how_many[stem])
                for stem in sorted(everywhere)
            ),
            everywhere,
            in_title,
            asked=len(stems),
        )
        for candidate, everywhere, in_title in found
        if everywhere
    ]
    return sorted(answers, key=lambda each: (-each.score, each.edition_id))


def _found(candidate: Candidate, stems: Sequence[str]) -> tuple[Candidate, frozenset[str], frozenset[str]]:
    title, words = f" {candidate.title}", f" {candidate.words}"
    in_title = frozenset(stem for stem in stems if f" {stem}" in title)
    return candidate, in_title | frozenset(stem for stem in stems if f" {stem}" in words), in_title
