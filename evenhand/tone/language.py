"""What one language brings: the words looked for, and the words of the advice. The engine itself knows no language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from evenhand.tone.advice import Kind, Part

MONEY_MARK = r"(?:[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|CAD|AUD|INR|SEK|NOK|DKK|PLN|JPY)\b)"


class Where(Enum):
    """At which places of a draft a rule looks."""

    ANYWHERE = "anywhere"
    SENTENCE = "at the start of a sentence"
    OPENING = "at the start of the draft, and right after the greeting"


@dataclass(frozen=True)
class Rule:
    """Words to warn about, with one reason. A rule that can be denied is silent where the words before deny it."""

    kind: Kind
    reason: str
    pattern: re.Pattern[str]
    gentler: str = ""
    where: Where = Where.ANYWHERE
    can_be_denied: bool = True


@dataclass(frozen=True)
class Reading:
    """How a text of this language is read.

    `quoted_line` introduces lines that somebody else wrote, `quoted_rest` everything below it. `reported` introduces
    the customer's words up to the end of the clause ("you wrote that …"), `reported_line` up to the end of the line
    ("you wrote: …"). `negators` deny what follows within four words, `distancing` what follows in the same clause
    ("I am not saying that …"); `clause_breaks` end the reach of both. `common_words` are too general to show that
    somebody listened. `shouted_words` are shouted when they stand in capitals, alone or in a row.
    """

    quoted_line: re.Pattern[str]
    quoted_rest: re.Pattern[str]
    reported: re.Pattern[str]
    reported_line: re.Pattern[str]
    negators: re.Pattern[str]
    distancing: re.Pattern[str]
    clause_breaks: re.Pattern[str]
    conditions: re.Pattern[str]
    common_words: frozenset[str]
    shouted_words: frozenset[str]
    bracketed_words: frozenset[str]
    placeholder_words: re.Pattern[str]


@dataclass(frozen=True)
class Remedy:
    """A kind of repair: how it is named, how it is promised, and whether it is money."""

    named: re.Pattern[str]
    promised: re.Pattern[str]
    is_money: bool = False


@dataclass(frozen=True)
class PartWords:
    """By which words the parts of a reply are recognised.

    `apology` needs `ownership` beside it. `when` and `whole_amount` make a repair concrete; `offers` are choices put
    before the customer. `trouble` tells a complaint from a question, which needs neither apology nor repair.
    """

    greeting: re.Pattern[str]
    acknowledgement: re.Pattern[str]
    apology: re.Pattern[str]
    ownership: re.Pattern[str]
    offers: re.Pattern[str]
    when: re.Pattern[str]
    whole_amount: re.Pattern[str]
    thanks: re.Pattern[str]
    next_step: re.Pattern[str]
    trouble: re.Pattern[str]


@dataclass(frozen=True)
class Suggestion:
    """Kind advice on a missing part; `example` may use {name}, {thing} and {repair}, `plain_example` none of them.

    `fits_any`: the plain example states no fact that might be untrue of a case.
    """

    text: str
    plain_example: str
    example: str = ""
    fits_any: bool = False


@dataclass(frozen=True)
class Wording:
    """What the advice says, in this language."""

    parts: Mapping[Part, str]
    kinds: Mapping[Kind, str]
    suggestions: Mapping[Part, Suggestion]
    apology_without_owner: Suggestion
    repair_without_amount: Suggestion
    repair_without_time: Suggestion
    granted_but_not_told: Suggestion
    not_granted: str
    nothing_granted: str
    other_amount: str
    granted_so_far: str
    placeholder: str
    shouting: str
    loud_marks: str


@dataclass(frozen=True)
class Language:
    """One language. Put one into `languages/<code>.py` as LANGUAGE, and drafts in it are advised on.

    Patterns are written in the notation of `phrases.py`. Drafts are read with plain quotes and apostrophes, so write
    patterns with those. The guide to adding a language is docs/rules/tone.md.
    """

    code: str
    reading: Reading
    remedies: tuple[Remedy, ...]
    parts: PartWords
    rules: tuple[Rule, ...]
    wording: Wording
