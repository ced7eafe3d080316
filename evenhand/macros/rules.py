"""Decisions on plain values: placeholders, the language to write in, what goes together, what is foreseen."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

PLACEHOLDERS = (
    *("customer.first_name", "customer.name", "agent.first_name", "agent.name", "case.number", "shop.name"),
    *("order.number", "order.total", "parcel.carrier", "parcel.tracking", "parcel.promised", "remedy.amount"),
)
LONGEST_VALUE = 200
MOST_TAGS = 10
LONGEST_SLEEP_DAYS = 90
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # not those that hold an amount together
_PLACEHOLDER = re.compile(r"\{\{\s*(?P<name>[^{}|]*?)\s*(?:\|(?P<otherwise>[^{}]*))?\}\}")


@dataclass(frozen=True)
class Filled:
    """Words with their placeholders filled. `gaps` are those for which nothing was known, each once."""

    text: str
    gaps: tuple[str, ...]


def placeholders_in(text: str) -> tuple[str, ...]:
    """The placeholders that `text` names, known or not, each once, in its order."""
    return tuple(dict.fromkeys(found["name"] for found in _PLACEHOLDER.finditer(text)))


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """Those in `text` that mean nothing."""
    return tuple(name for name in placeholders_in(text) if name not in PLACEHOLDERS)


def is_broken(text: str) -> bool:
    """Whether `text` has two braces that belong to no placeholder: a slip of the hand."""
    rest = _PLACEHOLDER.sub("", text)
    return "{{" in rest or "}}" in rest


def fill(text: str, value_of: Callable[[str], str]) -> Filled:
    """`text` with each placeholder's value, on one line; with what stands behind its bar where nothing is known.

    Without that either, the sentence closes over the gap, so that no customer reads a brace or a lonely comma. A value
    is never read for placeholders again.
    """
    pieces: list[str] = []
    gaps: dict[str, None] = {}
    position = 0
    for found in _PLACEHOLDER.finditer(text):
        pieces.append(text[position : found.start()])
        position = found.end()
        value = _SPACES.sub(" ", value_of(found["name"])).strip()[:LONGEST_VALUE]
        if not value:
            gaps.setdefault(found["name"])
            value = (found["otherwise"] or "").strip()
        if value:
            pieces.append(value)
        else:
            position = _closed_over(pieces, text, position)
    return Filled("".join([*pieces, text[position:]]), tuple(gaps))


def _closed_over(pieces: list[str], text: str, position: int) -> int:
    """Take away the space before a gap, or, at the beginning of a line, the sign and space after it."""
    before = "".join(pieces)
    if before and not before.endswith("\n"):
        pieces[:] = [before.removesuffix(" ")]
        return position
    behind = re.compile(r"[,;:]? *").match(text, position)
    return behind.end() if behind else position


def best_language(written: Sequence[str], wanted: str, of_the_house: str) -> str:
    """Of the languages in which there are words, the one to write in; `written` must not be empty."""
    for tag in (wanted.lower(), of_the_house.lower()):
        if not tag:
            continue
        fits = [each for each in written if each == tag]
        fits += [each for each in written if each == _base(tag)]
        fits += [each for each in written if _base(each) == _base(tag)]
        if fits:
            return fits[0]
    return written[0]


def is_same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, whatever the country."""
    return _base(one.lower()) == _base(other.lower())


def _base(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0]


@dataclass(frozen=True)
class Deeds:
    """What a macro does besides its words; each at most once. `assign` is "", "me" or "nobody"."""

    tags: tuple[str, ...] = ()
    priority: int | None = None
    assign: str = ""
    hand_to: int | None = None
    hand_queue: int | None = None
    note: str = ""
    sleep_days: int | None = None
    closes: bool = False
    claim_kind: str = ""
    remedy_kind: str = ""

    @property
    def hands_on(self) -> bool:
        """Whether the case goes to somebody else, or waits elsewhere."""
        return self.hand_to is not None or self.hand_queue is not None

    @property
    def has_any(self) -> bool:
        """Whether anything is done besides the words."""
        return self != Deeds()


def contradiction(deeds: Deeds, offered: Mapping[str, Sequence[str]]) -> str:
    """The first thing that does not go together, by its name, or "". `offered` are the remedies for each claim."""
    ends = (deeds.closes, deeds.sleep_days is not None, deeds.hands_on)
    checks = {
        "two_ends": sum(ends) > 1,
        "hands_on_and_assigns": deeds.hands_on and bool(deeds.assign),
        "hands_on_without_a_note": deeds.hands_on and not deeds.note.strip(),
        "sleeps_too_long": deeds.sleep_days is not None and not 1 <= deeds.sleep_days <= LONGEST_SLEEP_DAYS,
        "too_many_tags": len(deeds.tags) > MOST_TAGS,
        "remedy_not_offered": bool(deeds.remedy_kind or deeds.claim_kind)
        and deeds.remedy_kind not in offered.get(deeds.claim_kind, ()),
    }
    return next((name for name, does_not_fit in checks.items() if does_not_fit), "")


@dataclass(frozen=True)
class Foreseen:
    """What would happen, as plain values: what was shown must be what is done."""

    macro: int
    edition: int
    order: int | None
    remedy: str
    amount_minor: int
    currency: str
    verdict: str
    clauses: tuple[str, ...]


def fingerprint(foreseen: Foreseen) -> str:
    """A word that is the same as long as the same would happen."""
    return hashlib.sha256(json.dumps(asdict(foreseen), sort_keys=True).encode()).hexdigest()[:32]
