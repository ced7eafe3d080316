"""Letters with what a careful reader finds in them, and how often the rules find the same."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.tone.api import Gist, read_letter
from evenhand.tone.tests.corpus import HERE, Tally


@dataclass(frozen=True)
class Letter:
    about: str
    text: str
    language: str
    questions: tuple[str, ...]
    orders: frozenset[str]
    wishes: frozenset[str]


def letters(name: str) -> list[Letter]:
    """The letters in `tests/<name>.toml`."""
    content = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return [
        Letter(
            each["about"],
            each["text"],
            name.rsplit("_", 1)[1],
            tuple(each.get("questions", ())),
            frozenset(each.get("orders", ())),
            frozenset(each.get("wishes", "").split()),
        )
        for each in content["letter"]
    ]


def compare_letters(all_letters: Iterable[Letter]) -> dict[str, Tally]:
    """Tallies of questions, orders and wishes."""
    tallies = {"questions": Tally(), "orders": Tally(), "wishes": Tally()}
    for letter in all_letters:
        gist = read_letter(letter.text, letter.language)
        _count_questions(tallies["questions"], letter, gist)
        _count(tallies["orders"], letter, {each.words for each in gist.orders}, letter.orders)
        _count(tallies["wishes"], letter, {wish.kind.value for wish in gist.wishes}, letter.wishes)
    return tallies


def _count_questions(tally: Tally, letter: Letter, gist: Gist) -> None:
    expected = [" ".join(each.split()) for each in letter.questions]
    for found in gist.questions:
        words = " ".join(found.words.split())
        match = next((each for each in expected if each in words), None)
        if match is None:
            tally.false_alarms.append(f"{letter.about}: {words}")
        else:
            expected.remove(match)
            tally.right += 1
    tally.overlooked += [f"{letter.about}: {each}" for each in expected]


def _count(tally: Tally, letter: Letter, found: set[str], expected: frozenset[str]) -> None:
    tally.right += len(found & expected)
    tally.false_alarms += [f"{letter.about}: {each}" for each in sorted(found - expected)]
    tally.overlooked += [f"{letter.about}: {each}" for each in sorted(expected - found)]


def letter_table(names: Iterable[str]) -> str:
    """Figures on the letters of each name, as a table."""
    rows = ["| letters | precision | recall | false alarms | overlooked |", "| --- | --- | --- | --- | --- |"]
    for name in names:
        written = letters(name)
        rows += [
            tally.row(f"{name}, {len(written)} letters: {what}" if what == "questions" else f"{name}: {what}")
            for what, tally in compare_letters(written).items()
        ]
    return "\n".join(rows)
