"""The language of search: words, and filters such as tag:late or -is:closed. How a question is read; no Django."""

import re
from dataclasses import dataclass

KEYS = ("order", "from", "tag", "is", "agent", "before", "after", "channel", "queue", "priority")
MOST_FILTERS = 12
# What other desks call the same, understood in silence: fingers know it.
ALSO = {
    "status": "is",
    "assignee": "agent",
    "requester": "from",
    "customer": "from",
    "tags": "tag",
    "via": "channel",
    "group": "queue",
}
# A colon right between two words; addresses of the web and times are none.
_LOOKS_LIKE_ONE = re.compile(r"(?<!\S)-?([^\W\d_]{2,20}):(?!//)\S")
_FILTER = re.compile(rf'(?<!\S)(-?)({"|".join((*KEYS, *ALSO))}):(?:"([^"]*)"?|(\S*))', re.IGNORECASE)


@dataclass(frozen=True)
class Filter:
    """One condition on the case, as in -tag:late."""

    key: str
    value: str
    is_excluded: bool = False

    @property
    def text(self) -> str:
        """As somebody would type it."""
        value = f'"{self.value}"' if " " in self.value else self.value
        return f"{'-' if self.is_excluded else ''}{self.key}:{value}"


@dataclass(frozen=True)
class Question:
    """What is asked: words that stand in messages, and what must hold of the case.

    `unknown` are names before a colon that are no filter of ours; they count as words.
    """

    words: str
    filters: tuple[Filter, ...]
    unknown: tuple[str, ...] = ()


def read_question(text: str) -> Question:
    """The filters of a question, and the words that are left. A filter without a value is a word like any other."""
    filters: list[Filter] = []

    def take(match: re.Match[str]) -> str:
        minus, key, phrase, word = match.groups()
        value = (phrase or word or "").strip()
        if not value or len(filters) >= MOST_FILTERS:
            return match.group()
        name = key.lower()
        filters.append(Filter(ALSO.get(name, name), value, is_excluded=bool(minus)))
        return " "

    words = _FILTER.sub(take, text[:500].replace("\x00", ""))
    unknown = (name.lower() for name in _LOOKS_LIKE_ONE.findall(words))
    return Question(
        " ".join(words.split()),
        tuple(filters),
        tuple(name for name in dict.fromkeys(unknown) if name not in KEYS and name not in ALSO),
    )
