"""The notation in which a language writes down what it looks for: near to plain text, and never slow."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_BLANK = r"\s{1,6}"
_ANY_WORD = r"[^\s.!?;:\ufffc]{1,20}"
_NAME = re.compile(r"\{([a-z_]+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\] ")
_OPTIONAL_LAST = re.compile(r" \[([^\[\]]*)\]$")
_LOOK_BEHIND = re.compile(r"(\(\?<!\w+) \)")
_UNBOUNDED = re.compile(r"[+]|[)\]}.]\*|\\\w\*|\{\d+,\}")


@dataclass(frozen=True)
class Phrases:
    """Compiles phrases of one language, with the lists of words that they share.

    A line that ends in a backslash goes on in the next.
    One phrase a line, or several with "; " between. Case does not matter, and only whole words match.

        (a|b)   one of these             [a|b]   one of these, or none
        …       up to three more words   _       one more word, or none
        refund* any ending               {name}  one of the shared list `name`
        don't   dont as well             (?! x)  not before x;  (?<!x )  not after the word x

    There is no way to write a repetition without end, so reading stays linear in the length of a draft.
    """

    shared: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str, *, line_start: bool = False) -> re.Pattern[str]:
        """The pattern of `text`; with `line_start` it is looked for at the start of lines only."""
        text = re.sub(r"\\\n\s*", "", text)
        phrases = [phrase.strip() for line in text.strip().splitlines() for phrase in line.split("; ")]
        pattern = "|".join(self._pattern(phrase) for phrase in phrases if phrase)
        before = r"^[ ]{0,20}" if line_start else r"(?<![\w@#])"
        after = "" if line_start else r"(?!\w)"
        return re.compile(f"{before}(?:{pattern}){after}", re.IGNORECASE | re.MULTILINE)

    def _pattern(self, phrase: str) -> str:
        if _UNBOUNDED.search(phrase):
            raise ValueError(f"a repetition without end in {phrase!r}")
        while name := _NAME.search(phrase):
            phrase = phrase.replace(name[0], f"({self.shared[name[1]]})")
        phrase = _OPTIONAL.sub(r"((\1) )?", phrase)
        phrase = _OPTIONAL_LAST.sub(r"( (\1))?", phrase)
        phrase = _LOOK_BEHIND.sub(r"\1\\s)", phrase)  # a look-behind has a fixed width
        phrase = re.sub(r"(?<!\\)\((?!\?)", "(?:", phrase)
        phrase = re.sub(r"(?<=\w)\*", r"\\w{0,8}", phrase).replace("n't", "n'?t")
        phrase = phrase.replace("… ", f"(?:{_ANY_WORD} ){{0,3}}")
        phrase = re.sub(r"(?<!\w)_ ", f"(?:{_ANY_WORD} )?".replace("\\", r"\\"), phrase)
        return phrase.replace(" ?", r"\s?").replace(" ", _BLANK)


def word_list(text: str) -> frozenset[str]:
    """The words of `text`, in lower case."""
    return frozenset(text.casefold().split())
