"""What goes in and what comes out: the writer's context, and the advice on a draft."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a reply that puts something right is made of, in the order in which it is usually read."""

    GREETING = "greeting"
    ACKNOWLEDGEMENT = "acknowledgement"
    APOLOGY = "apology"
    REPAIR = "repair"
    CONCRETE_WORDS = "concrete_words"
    THANKS = "thanks"
    NEXT_STEP = "next_step"


class Kind(StrEnum):
    """In which way some words may hurt, mislead or leave the reader alone."""

    ARGUES = "argues"
    ACCUSES = "accuses"
    BLAMES = "blames"
    HIDES_BEHIND_POLICY = "hides_behind_policy"
    NON_APOLOGY = "non_apology"
    COMMANDS = "commands"
    DOUBTS = "doubts"
    COLD = "cold"
    EVADES = "evades"
    SHOUTS = "shouts"
    OVERPROMISES = "overpromises"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True)
class Context:
    """What the writer knows. All of it is optional; the more is known, the more exact the advice.

    `things` are names from the customer's own order: products, options, the order number. `repairs` is what was
    really granted, in words with amounts; an empty tuple says that nothing is, None that it is not known here.
    `customer_text` is the customer's last message. `language` is a code such as "en" or "de-AT".
    """

    customer_name: str = ""
    language: str = "en"
    things: tuple[str, ...] = ()
    repairs: tuple[str, ...] | None = None
    customer_text: str = ""


@dataclass(frozen=True)
class FoundPart:
    """A part that the draft has, and the words by which it was recognised: `draft[start:end]`."""

    part: Part
    label: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class MissingPart:
    """A part that was not found, with a suggestion and an example, in the words of this case where they are known.

    `can_be_added`: the example may be said as it stands; else it only shows how others have said it.
    """

    part: Part
    label: str
    suggestion: str
    example: str
    can_be_added: bool


@dataclass(frozen=True)
class ToneWarning:
    """Some words of the draft, `draft[start:end]`, with one reason to look at them again.

    `gentler` is another way to say it, where one is safe to suggest; it is never put into the draft for the writer.
    """

    kind: Kind
    label: str
    start: int
    end: int
    words: str
    reason: str
    gentler: str = ""


@dataclass(frozen=True)
class Advice:
    """What a kind colleague would say about a draft before it is sent.

    There is no score, and no number for the draft as a whole: the words that it looks for say little about a person
    and less about whether a customer was helped; a number would be compared, and then held against somebody. Where
    `is_available` is false nothing was looked at, and `note` says so.
    """

    language: str
    is_available: bool = True
    note: str = ""
    present: tuple[FoundPart, ...] = ()
    missing: tuple[MissingPart, ...] = ()
    warnings: tuple[ToneWarning, ...] = ()
