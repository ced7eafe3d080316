"""The draft as it is read: its sentences, and which of its words are the writer's own.

All texts here are as long as the draft, so that a place in one is the same place in all. What is not to be read is
covered by a sign that no pattern matches.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from evenhand.tone.advice import Context
from evenhand.tone.language import Language

COVER = "\ufffc"
_STRAIGHT = str.maketrans(
    "‘’‚‛´“”„‟«»\u00a0\u202f\u2009\t\r\x0b\x0c\u0085\u2028\u2029",
    "'" * 5 + '"' * 6 + " " * 5 + "\n" * 5,
)
QUOTED_LINES = re.compile(r"^[ \t]{0,20}(?:>|&gt;).*$", re.MULTILINE)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]{1,300}`", re.DOTALL)
ADDRESSES = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"]{1,2000}|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
)
SIGNATURE = re.compile(r"^--[ ]?$.*\Z", re.MULTILINE | re.DOTALL)
IN_DOUBLE_QUOTES = re.compile(r'(?<!\w)"(?:[^"\n]|\n(?!\s{0,20}\n)){1,600}"')
_IN_SINGLE_QUOTES = re.compile(r"(?<!\w)'(?=\S)(?:[^'\n]|(?<=\w)'(?=\w)){2,300}(?<=\S)'(?!\w)")
_CLAUSE_END = re.compile(r"[.;!?\n]|,\s")
_SENTENCE_END = re.compile(r"[.!?…]{1,20}[\"')\]]{0,3}(?=\s)")
_LIST_MARK = re.compile(r"(?:[-*•–]|\d{1,2}[.)])\s")
_NO_WORD = re.compile(r"[^\w\ufffc\n]{0,40}")
_REACH, _AHEAD = 160, 12  # how far a denial reaches, and what is read to recognise a new thought
_WRAPPED_LINE = 55  # a line at least this long that ends within a sentence was wrapped by a mail program
_GREETING_END = re.compile(r"[,.!:;\n]|\s[-–—]\s")
_WORD = re.compile(r"\w+")
_COPIED_WORDS = 4  # a sentence this long that the customer wrote word for word is a quote, marked or not


@dataclass(frozen=True)
class ReadDraft:
    """A draft, and how it is read.

    `own` covers what others wrote and what is no prose; parts of the reply are looked for in it. `said` covers in
    addition quoted and reported words, names and products; warnings are looked for in it. Spans are (start, end).
    """

    draft: str
    own: str
    said: str
    sentences: tuple[tuple[int, int], ...]
    openings: tuple[int, ...]

    def sentence_index(self, place: int) -> int:
        """The number of the sentence that `place` lies in or after, -1 before the first."""
        return bisect_right(self.sentences, place, key=lambda span: span[0]) - 1


def read(draft: str, context: Context, language: Language) -> ReadDraft:
    """Reads `draft`, without the white space at its end."""
    draft = draft.rstrip()
    plain = straightened(draft)
    reading = language.reading
    own = cover(plain, (found.span() for found in QUOTED_LINES.finditer(plain)))
    for pattern in (_CODE, SIGNATURE, ADDRESSES):
        own = cover(own, (found.span() for found in pattern.finditer(own)))
    own = cover(own, (rest_of_line(own, found.start()) for found in reading.quoted_line.finditer(own)))
    if rest := reading.quoted_rest.search(own):
        own = cover(own, [(rest.start(), len(own))])
    sentences = tuple(sentences_in(own))
    own = cover(own, _copied(own, sentences, context.customer_text))
    openings = _openings(own, language)
    starts = sorted({*sentences, *((at, _end_of(sentences, at)) for at in openings)})
    return ReadDraft(draft, own, _said(own, context, language), tuple(starts), openings)


def straightened(text: str) -> str:
    """The same text with plain quotes, apostrophes, blanks and line ends, sign for sign."""
    return text.translate(_STRAIGHT)


def clause_before(read_draft: ReadDraft, place: int, breaks: re.Pattern[str]) -> str:
    """The words of the sentence before `place`, back to where a new thought began."""
    text, first = read_draft.said, max(0, place - _REACH)
    start = max((end.end() for end in _SENTENCE_END.finditer(text, first, place)), default=first)
    start = max(start, text.rfind("\n\n", first, place) + 1)
    ends = (found.end() for found in breaks.finditer(text, start, place + _AHEAD))
    return text[max((end for end in ends if end <= place), default=start) : place]


def key_words(text: str, common: frozenset[str]) -> list[str]:
    """The words and numbers of `text` that say something about this matter only, in lower case, each once."""
    found = (word.casefold() for word in _WORD.findall(straightened(text)))
    telling = (word for word in found if len(word) >= (2 if word.isdigit() else 3) and word not in common)
    return list(dict.fromkeys(telling))


def _said(own: str, context: Context, language: Language) -> str:
    said = own
    for pattern in (IN_DOUBLE_QUOTES, _IN_SINGLE_QUOTES):
        said = cover(said, (found.span() for found in pattern.finditer(said)))
    if names := _names(context):
        said = cover(said, (found.span() for found in names.finditer(said)))
    reading = language.reading
    said = cover(said, (rest_of_line(said, found.end()) for found in reading.reported_line.finditer(said)))
    return cover(said, (_rest_of_clause(said, found.end()) for found in reading.reported.finditer(said)))


def cover(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        pieces += [text[at:start], re.sub(r"[^\n]", COVER, text[start:end])]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def rest_of_line(text: str, place: int) -> tuple[int, int]:
    end = text.find("\n", place)
    return place, len(text) if end < 0 else end


def _rest_of_clause(text: str, place: int) -> tuple[int, int]:
    end = _CLAUSE_END.search(text, place)
    return place, end.start() if end else len(text)


def _names(context: Context) -> re.Pattern[str] | None:
    """The customer's name and the names of the things, as whole words: a "Liar's Dice" accuses nobody."""
    names = [name.strip() for name in (context.customer_name, *context.things[:200])]
    names = sorted({straightened(name) for name in names if len(name) >= 2}, key=len, reverse=True)
    if not names:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)


def sentences_in(text: str) -> Iterable[tuple[int, int]]:
    """Start and end of each sentence; a start lies on its first word, or on the mark of a list."""
    ends = (found.end() for found in _SENTENCE_END.finditer(text) if not _is_list_number(text, found.start()))
    for start, end in pairwise(sorted({0, *ends, *_line_starts(text), len(text)})):
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        if not _LIST_MARK.match(text, first) and (blank := _NO_WORD.match(text, first)):
            first = blank.end()
        if first < end:
            yield first, end


def _is_list_number(text: str, dot: int) -> bool:
    line = text[max(text.rfind("\n", max(0, dot - 25), dot), dot - 25, -1) + 1 : dot]
    return line.strip().isdigit() and len(line.strip()) <= 2


def _line_starts(text: str) -> Iterable[int]:
    """Where lines begin that are no continuation of a line which a mail program wrapped."""
    at = 0
    for line in text.splitlines(keepends=True):
        at += len(line)
        was_wrapped = len(line) >= _WRAPPED_LINE and line.rstrip()[-1:] not in (".", "!", "?", ":", ",", "")
        goes_on = text[at : at + 1].strip() and not _LIST_MARK.match(text, at)
        if not (was_wrapped and goes_on):
            yield at


def _openings(text: str, language: Language) -> tuple[int, ...]:
    """Where the draft begins, and where it goes on after its greeting."""
    first = _NO_WORD.match(text, len(text) - len(text.lstrip()))
    start = first.end() if first else 0
    greeting = language.parts.greeting.match(text, start)
    if not greeting:
        return (start,) if start < len(text) else ()
    end = _GREETING_END.search(text, greeting.end(), greeting.end() + 80)
    after = end.end() if end else len(text)
    after += len(text[after:]) - len(text[after:].lstrip())
    return (start, after) if after < len(text) else (start,)


def _copied(text: str, sentences: Iterable[tuple[int, int]], customer_text: str) -> Iterable[tuple[int, int]]:
    """Sentences that the customer wrote word for word, copied without a mark."""
    if not customer_text:
        return
    theirs = straightened(customer_text)
    written = {tuple(_WORD.findall(theirs[start:end].casefold())) for start, end in sentences_in(theirs)}
    for start, end in sentences:
        copy = tuple(_WORD.findall(text[start:end].casefold()))
        if len(copy) >= _COPIED_WORDS and copy in written:
            yield start, end


def _end_of(sentences: Iterable[tuple[int, int]], place: int) -> int:
    return next((end for start, end in sentences if start <= place < end), place)
