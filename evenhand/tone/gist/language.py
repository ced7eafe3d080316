"""What one language brings to reading help. The reader itself knows no language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.tone.gist.letter import TroubleKind, WishKind


@dataclass(frozen=True)
class GistLanguage:
    """One language. Put one into `gist/languages/<code>.py`, made by its `language()`, and letters in it are read.

    `asks` opens a question that has no question mark, at the start of a sentence; `asks_within` anywhere in one
    ("please let me know when …"). `asks_nothing` is a question in form only. `wishes` say what is wanted; a sentence
    with `wishes_not` before the words wants it no more or not yet ("I do not want a refund"). `troubles` say what went
    wrong, unless `troubles_not` stands just before the words ("it is not damaged"). `promises` are what we
    say we will do, `deeds` which remedy such a sentence names, `promises_nothing` what only sounds so.
    Beside it, `COMMON` are the small words that nobody writes a letter without: they tell the language (`tongue.py`).
    """

    code: str
    quoted_line: re.Pattern[str]
    quoted_rest: re.Pattern[str]
    asks: re.Pattern[str]
    asks_within: re.Pattern[str]
    asks_nothing: re.Pattern[str]
    wishes: Mapping[WishKind, re.Pattern[str]]
    wishes_not: re.Pattern[str]
    troubles: Mapping[TroubleKind, re.Pattern[str]]
    troubles_not: re.Pattern[str]
    order_words: re.Pattern[str]
    no_order_words: re.Pattern[str]
    deeds: Mapping[WishKind, re.Pattern[str]]
    promises: re.Pattern[str]
    promises_nothing: re.Pattern[str]
