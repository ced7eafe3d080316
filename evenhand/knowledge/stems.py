"""Words that say what a message is about, and where they begin, by language. A language is one entry."""

import re
from dataclasses import dataclass
from functools import lru_cache

from evenhand.core.api import plain_words

_SHORTEST_STEM = 4


@dataclass(frozen=True)
class Speech:
    """What one language needs: words that say nothing about a matter, and endings that a stem goes without."""

    common: frozenset[str]
    endings: tuple[str, ...]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SPEECHES = {
    "en": Speech(
        common=_words(
            "page pages never than says come comes came whether turn turns writing write wrote hope hopes find "
            "well yours a about after again all also am an and another any anything are as ask asked at back be "
            "because been before being but by can could day days dear did do does doing done else ever every few "
            "first for from get getting give given go going good got had has have having hello help here hey hi "
            "how i if im in into is it its ive just kind know last let like look looking lot make many may me "
            "more much my need new no not now of off on one only or other our out over please possible put "
            "question really regards right said same say see send sent shall she should since so some someone "
            "something still sure take tell thank thanks that the their them then there these they thing think "
            "this those though time to today told too tried two up us very want wanted was way we week weeks went "
            "were what when where which while who why will wish with without wonder work would yes yesterday yet "
            "you your he her his him"
        ),
        endings=(
            *("ations", "ation", "ments", "ment", "ings", "ing", "eries", "ery", "ies", "ied", "ers", "er", "ed", "es"),
            *("ly", "s", "y", "e"),
        ),
    ),
    "de": Speech(
        common=_words(
            "aber alle allem allen alles als also am an andere anderen auch auf aus bei bin bis bitte da dann "
            "danke das dass dein dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch du "
            "durch ein eine einem einen einer eines er es etwas euch euer für fur ganz gar gerne gibt gut guten "
            "haben hallo hat hatte heute hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ist ja jetzt "
            "kann kein keine konnen konnte lieber liebe machen mal man mehr mein meine meinem meinen meiner mich "
            "mir mit moglich muss nach nicht noch nun nur ob oder ohne schon sehr seid sein seine seit sich sie "
            "sind so soll tag tage tagen tun uber um und uns unser unsere vielen vom von vor war warum was weil "
            "wenn wer werden wie wieder will wir wird wo wurde zu zum zur"
        ),
        endings=("ungen", "ung", "ern", "en", "er", "em", "es", "et", "st", "e", "n", "s", "t"),
    ),
}
_NO_SPEECH = Speech(common=frozenset(), endings=())
_LETTERS = re.compile(r"[a-z]")


def telling_words(text: str, language: str) -> list[str]:
    """The words of `text` that say what it is about, in small letters without accents."""
    common = _speech(language).common
    return [word for word in plain_words(text).split() if len(word) > 2 and word not in common and not _is_number(word)]


def stem_of(word: str, language: str) -> str:
    """Where `word` begins, so that its other forms are found too: "delivered" and "delivery" are "deliver"."""
    for ending in _speech(language).endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=32)
def _speech(language: str) -> Speech:
    return SPEECHES.get(language.lower()) or SPEECHES.get(language.lower().split("-")[0], _NO_SPEECH)


def _is_number(word: str) -> bool:
    return not _LETTERS.search(word) and word.isascii()
