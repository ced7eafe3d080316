"""How customers and agents of the demo write: a letter from its parts, in the customer's language."""

import datetime
from dataclasses import dataclass
from random import Random

from babel.dates import format_skeleton

from evenhand.core.api import Money
from evenhand.demo.material import Words, words_in
from evenhand.demo.people import Worker
from evenhand.demo.shop import Shopper

MOODS = {"warm": 46, "hurried": 27, "long": 15, "angry": 12}
ASIDES = 0.3  # of warm and long letters


@dataclass(frozen=True)
class Matter:
    """What a letter is about, as it is spoken of."""

    kind: str
    product: str
    order: str
    promised: datetime.date | None = None


@dataclass(frozen=True)
class Outcome:
    """What was done about it: a kind of line in the `remedy` words, with what it names."""

    kind: str = "none"
    amount: Money | None = None
    method: str = ""
    credit: Money | None = None


def language_of(shopper: Shopper, kind: str) -> Words:
    """The words in which this customer writes about such a matter."""
    return shopper.words if shopper.words.knows(kind) else words_in("en")


def subject(dice: Random, words: Words, matter: Matter, shopper: Shopper) -> str:
    """The subject of a customer's letter."""
    return _filled(words, words.pick(dice, matter.kind, "subjects"), matter, shopper)


def letter(dice: Random, words: Words, matter: Matter, shopper: Shopper) -> str:
    """What the customer writes first."""
    mood = dice.choices(list(MOODS), list(MOODS.values()))[0]
    body = words.pick(dice, matter.kind, mood, "warm")
    if mood in ("warm", "long") and words.knows("asides") and dice.random() < ASIDES:
        body = f"{body}\n\n{words.pick(dice, 'asides', 'lines')}"
    opening, closing = words.voice(dice, mood, "openings"), words.voice(dice, mood, "closings")
    return _filled(words, _joined(words, opening, body, closing), matter, shopper)


def call(dice: Random, matter: Matter, shopper: Shopper) -> str:
    """What the agent notes of a call, as it begins."""
    words = words_in("en")
    return _filled(words, words.pick(dice, matter.kind, "call"), matter, shopper)


def answer(
    dice: Random, words: Words, matter: Matter, shopper: Shopper, worker: Worker, outcome: Outcome, *, is_curt: bool
) -> str:
    """What the agent answers."""
    english = words_in("en")
    body = english.pick(dice, "agent", "curt") if is_curt and words is english else ""
    body = body or words.pick(dice, matter.kind, "replies")
    if "{remedy}" not in body and outcome.kind != "none":
        body = f"{body} {{remedy}}"
    body = body.replace("{remedy}", remedy_line(dice, words, outcome)).strip()
    return _signed(dice, words, body, matter, shopper, worker)


def line(dice: Random, words: Words, name: str, matter: Matter, shopper: Shopper, worker: Worker) -> str:
    """One of the short things that agents and customers say besides."""
    text = words.pick(dice, "agent", name) or words_in("en").pick(dice, "agent", name)
    return _filled(words, text, matter, shopper, worker)


def second_answer(dice: Random, words: Words, matter: Matter, shopper: Shopper, worker: Worker) -> str:
    """What the agent answers when the customer had to ask again."""
    return _signed(dice, words, words.pick(dice, "agent", "second"), matter, shopper, worker)


def of_clara(name: str, matter: Matter, shopper: Shopper, worker: Worker | None = None) -> str:
    """What is said in the case that the walk begins with, and in the one before it."""
    words = words_in("en")
    return _filled(words, words.lines("clara", name)[0].strip(), matter, shopper, worker)


def call_note(dice: Random, outcome: Outcome) -> str:
    """What the agent notes when a call is over."""
    words = words_in("en")
    note = words.pick(dice, "agent", "call_note")
    return note.replace("{remedy}", remedy_line(dice, words, outcome) if outcome.kind != "none" else "").replace(
        "  ", " "
    )


def remedy_line(dice: Random, words: Words, outcome: Outcome) -> str:
    """What the answer says of the remedy, and of a credit beside it."""
    said = _with_amount(words, words.pick(dice, "remedy", outcome.kind), outcome.amount)
    credit = _with_amount(words, words.pick(dice, "remedy", "credit"), outcome.credit) if outcome.credit else ""
    return f"{said} {credit}".strip().replace("{method}", outcome.method)


def _with_amount(words: Words, text: str, amount: Money | None) -> str:
    return text.replace("{amount}", amount.format(words.language) if amount else "")


def _signed(dice: Random, words: Words, body: str, matter: Matter, shopper: Shopper, worker: Worker) -> str:
    opening, closing = words.pick(dice, "agent", "openings"), words.pick(dice, "agent", "closings")
    return _filled(words, _joined(words, opening, body, closing), matter, shopper, worker)


def _joined(words: Words, opening: str, body: str, closing: str) -> str:
    # After a greeting, German goes on with a small letter; the others, and who greets nobody, do not.
    goes_on_small = words.language == "de" and opening.endswith(",")
    begun = body if goes_on_small else body[:1].upper() + body[1:]
    return "\n\n".join(part for part in (opening, begun, closing) if part)


def _filled(words: Words, text: str, matter: Matter, shopper: Shopper, worker: Worker | None = None) -> str:
    named = {
        "product": matter.product.partition(",")[0],
        "order": matter.order,
        "promised": _day(matter.promised, words.language) if matter.promised else "",
        "first": shopper.first,
        "name": shopper.account.name,
        "agent": worker.account.first_name if worker else "the team",
    }
    for name, value in named.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _day(day: datetime.date, language: str) -> str:
    return format_skeleton("MMMMd", day, locale="en_GB" if language == "en" else language)
