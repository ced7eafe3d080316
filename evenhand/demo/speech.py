"""How customers and agents of the demo write: a letter from its parts, in the customer's language."""

import datetime
from dataclasses import dataclass
from random import Random

from babel.dates import format_skeleton

from evenhand.core.api import Money
from evenhand.demo.material import Words, words_in
from evenhand.demo.people import Worker
from evenhand.demo.shop import Shopper
from evenhand.remedies.api import Claim
from evenhand.shop.api import Order

MOODS = {"warm": 46, "hurried": 27, "long": 15, "angry": 12}
ASIDES = 0.3  # of warm and long letters about an order that went wrong


@dataclass(frozen=True)
class Outcome:
    """What was done about a matter: a kind of line in the `remedy` words, with what it names."""

    kind: str = "none"
    amount: Money | None = None
    method: str = ""
    credit: Money | None = None


NOTHING = Outcome()


@dataclass(frozen=True)
class Matter:
    """What a case is about, whose it is, and in which words they speak of it."""

    number: int
    kind: str
    product: str
    shopper: Shopper
    words: Words
    order: Order | None = None
    promised: datetime.date | None = None

    @property
    def is_claim(self) -> bool:
        """Whether something went wrong with the order."""
        return self.order is not None and self.kind in Claim.Kind.values

    def subject(self, dice: Random) -> str:
        """The subject of the customer's letter."""
        return self._filled(self.words.pick(dice, self.kind, "subjects"))

    def letter(self, dice: Random) -> str:
        """What the customer writes first."""
        mood = dice.choices(list(MOODS), list(MOODS.values()))[0]
        mood = mood if self.words.lines(self.kind, mood) else "warm"
        body = self.words.pick(dice, self.kind, mood)
        if self.is_claim and mood in ("warm", "long") and self.words.knows("asides") and dice.random() < ASIDES:
            body = f"{body}\n\n{self.words.pick(dice, 'asides', 'lines')}"
        opening, closing = self.words.voice(dice, mood, "openings"), self.words.voice(dice, mood, "closings")
        return self._filled(self._joined(opening, body, closing))

    def call(self, dice: Random) -> str:
        """What the agent notes of a call, as it begins."""
        return self._filled(self.words.pick(dice, self.kind, "call"))

    def call_note(self, dice: Random, outcome: Outcome) -> str:
        """What the agent notes when a call is over."""
        said = self._remedy_line(dice, outcome) if outcome.kind != NOTHING.kind else ""
        note = self.words.pick(dice, "agent", "call_note").replace("{remedy}", said)
        return self._filled(" ".join(note.split()))

    def answer(self, dice: Random, worker: Worker, outcome: Outcome, *, is_curt: bool, is_letter: bool = True) -> str:
        """What the agent answers; who is curt says less than was asked."""
        body = self.words.pick(dice, "agent", "curt" if self.is_claim else "curt_about_nothing") if is_curt else ""
        body = body or self.words.pick(dice, self.kind, "replies")
        if "{remedy}" not in body and outcome.kind != NOTHING.kind:
            body = f"{body} {{remedy}}"
        body = body.replace("{remedy}", self._remedy_line(dice, outcome))
        return self._signed(dice, body, worker) if is_letter else self._filled(self._joined("", body, ""), worker)

    def second_answer(self, dice: Random, worker: Worker) -> str:
        """What the agent answers when the customer had to ask again."""
        return self._signed(dice, self.words.pick(dice, "agent", "second"), worker)

    def line(self, dice: Random, name: str, worker: Worker) -> str:
        """One of the short things that agents and customers say besides."""
        text = self.words.pick(dice, "agent", name) or words_in("en").pick(dice, "agent", name)
        return self._filled(text, worker)

    def of_clara(self, name: str, worker: Worker | None = None) -> str:
        """What is said in the case that the walk begins with, and in the one before it."""
        return self._filled(self.words.lines("clara", name)[0].strip(), worker)

    def _remedy_line(self, dice: Random, outcome: Outcome) -> str:
        said = self._with_amount(self.words.pick(dice, "remedy", outcome.kind), outcome.amount)
        credit = self._with_amount(self.words.pick(dice, "remedy", "credit"), outcome.credit) if outcome.credit else ""
        return f"{said} {credit}".strip().replace("{method}", outcome.method)

    def _with_amount(self, text: str, amount: Money | None) -> str:
        return text.replace("{amount}", amount.format(self.words.language) if amount else "")

    def _signed(self, dice: Random, body: str, worker: Worker) -> str:
        opening, closing = self.words.pick(dice, "agent", "openings"), self.words.pick(dice, "agent", "closings")
        return self._filled(self._joined(opening, body.strip(), closing), worker)

    def _joined(self, opening: str, body: str, closing: str) -> str:
        # After a greeting, German goes on with a small letter; the others, and who greets nobody, do not.
        goes_on_small = self.words.language == "de" and opening.endswith(",")
        begun = body if goes_on_small else body[:1].upper() + body[1:]
        return "\n\n".join(part for part in (opening, begun, closing) if part)

    def _product_name(self) -> str:
        name = self.product.partition(",")[0]
        is_word = self.words.language == "en" and not name[:2].isupper()
        return name[0].lower() + name[1:] if is_word else name

    def _filled(self, text: str, worker: Worker | None = None) -> str:
        named = {
            "product": self._product_name(),
            "order": self.order.number if self.order else "",
            "promised": _day(self.promised, self.words.language) if self.promised else "",
            "first": self.shopper.first,
            "name": self.shopper.account.name,
            "agent": worker.account.first_name if worker else "the team",
        }
        for name, value in named.items():
            text = text.replace(f"{{{name}}}", value)
        return text[:1].upper() + text[1:] if self.words.language != "de" else text


def _day(day: datetime.date, language: str) -> str:
    return format_skeleton("MMMMd", day, locale="en_GB" if language == "en" else language)
