"""What a draft promises, beside what was granted."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from evenhand.tone.language import MONEY_MARK, Language, Remedy
from evenhand.tone.reading import ReadDraft, clause_before, straightened

_NUMBER = r"\d{1,9}(?:[.,' ]\d{3}){0,3}(?:[.,]\d{1,2})?(?!\d)"
_AMOUNT = re.compile(
    rf"{MONEY_MARK}\s?(?P<after>{_NUMBER})|(?<![\d.,])(?P<before>{_NUMBER})\s?{MONEY_MARK}", re.IGNORECASE
)
_SENTENCE = 400  # signs to either side; keeps the time linear in a draft without full stops
_CENTS = re.compile(r"[.,](\d{1,2})$")
Amount = tuple[int, int, Decimal]
"""Of money: where it begins, where it ends, and its value."""


@dataclass(frozen=True)
class Promise:
    """Words by which the draft promises a remedy, with the amounts of money in their sentence."""

    remedy: Remedy
    start: int
    end: int
    amounts: tuple[Amount, ...]


def promises(draft: ReadDraft, language: Language) -> list[Promise]:
    """The remedies that the draft promises outright; what it makes depend on a condition is none of them."""
    found, money = [], list(amounts(draft.own))
    for remedy in language.remedies:
        for match in remedy.promised.finditer(draft.said):
            start, end = sentence_around(draft, match.start())
            before = clause_before(draft, match.start(), language.reading.clause_breaks)
            depends = language.reading.conditions.search(draft.said, start, match.start())
            if depends or is_denied(before, language):
                continue
            found.append(Promise(remedy, *match.span(), _within(money, start, end)))
    return found


def _within(money: list[Amount], start: int, end: int) -> tuple[Amount, ...]:
    first, after = (bisect_left(money, place, key=lambda each: each[0]) for place in (start, end))
    return tuple(each for each in money[first:after] if each[1] <= end)


def is_denied(before: str, language: Language) -> bool:
    """Whether the words of a clause deny what comes next ("I would never say …")."""
    near = " ".join(before.split()[-4:])
    return bool(language.reading.negators.search(near) or language.reading.distancing.search(before))


def sentence_around(draft: ReadDraft, place: int) -> tuple[int, int]:
    """The sentence that `place` lies in, as far as one sentence may reasonably go."""
    index = draft.sentence_index(place)
    start, end = draft.sentences[index] if index >= 0 else (place, place)
    return max(start, place - _SENTENCE), min(end, place + _SENTENCE)


def amounts(text: str) -> Iterable[Amount]:
    """Each amount of money in `text`, in its order."""
    for match in _AMOUNT.finditer(text):
        yield *match.span(), _value(match["after"] or match["before"])


def granted_amounts(repairs: tuple[str, ...]) -> set[Decimal]:
    """Each amount that was granted, and their sum."""
    values = [value for repair in repairs for _, _, value in amounts(straightened(repair))]
    return {*values, sum(values, Decimal(0))}


def is_granted(promise: Promise, repairs: tuple[str, ...], language: Language) -> bool:
    """Whether a remedy of this kind, or of exactly this amount, was granted.

    A grant in words that no remedy is named by may be anything: then nobody is told that it was not granted.
    """
    kinds = [[each for each in language.remedies if each.named.search(straightened(repair))] for repair in repairs]
    if any(not named or promise.remedy in named for named in kinds):
        return True
    values = {value for _, _, value in promise.amounts}
    return bool(values) and values <= granted_amounts(repairs)


def _value(number: str) -> Decimal:
    """54.20, 54,20, 1,234.50 and 1.234,50 as what they mean: a last group of one or two digits is the cents."""
    cents = _CENTS.search(number)
    whole = number[: cents.start()] if cents else number
    return Decimal(re.sub(r"\D", "", whole) + "." + (cents[1] if cents else "0"))
