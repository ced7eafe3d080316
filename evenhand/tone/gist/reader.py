"""Reading a customer's letter once: its questions, wishes and order numbers, as places in the text."""

import re
from collections.abc import Collection, Iterator

from evenhand.tone.gist.language import GistLanguage
from evenhand.tone.gist.languages import language_for
from evenhand.tone.gist.letter import Gist, Said, TroubleKind, Wish, WishKind
from evenhand.tone.reading import (
    ADDRESSES,
    IN_DOUBLE_QUOTES,
    QUOTED_LINES,
    SIGNATURE,
    cover,
    rest_of_line,
    sentences_in,
    straightened,
)

LONGEST_LETTER = 20_000
_NUMBER = re.compile(
    r"(?<![\w#.,:/+-])(?<!\d )"
    r"#?\s?(?:[A-Za-z]{1,4}-?)?(?:\d{3,14}(?:-\d{2,10}){1,3}|\d{4,14})"
    r"(?![\w%€$£]|[.,:]\d|[ /]\d)",
    re.ASCII,
)
_DENIED = 24  # how far around a trouble its denial may reach, as in "is not at all broken" and "kaputt ist es nicht"
_QUOTE = 5  # words in quotation marks that are somebody else's sentence, and no product's name
_BEFORE = 40  # how far before a number its word may stand, as in "order number is"
_OPENING_MARKS = "¿¡"
_CLAUSE = re.compile(r"[,;:](?=\s)")
_MARKED = re.compile(r"#\s?[A-Z]{0,4}-?\d{3,14}", re.ASCII)


def read_letter(text: str, language: str = "en", *, known_orders: Collection[str] = ()) -> Gist:
    """What `text` asks and wants, and which orders it names.

    What others wrote is left out: quoted lines, everything below "Original message", a signature. `known_orders` are
    the customer's own numbers, which are recognised wherever they stand. The text is never changed, and each find is
    a place in it. The time it takes grows in step with the length; past 20,000 signs nothing is read.
    """
    text = text[:LONGEST_LETTER]
    plain, rules = straightened(text), language_for(language)
    if rules is None:
        return Gist(orders=tuple(_orders(plain, text, None, known_orders)), is_available=False)
    own = _own(plain, rules)
    sentences = [_trimmed(own, start, end) for start, end in sentences_in(own)]
    said = [Said(start, end, text[start:end]) for start, end in sentences if end - start > 2]
    questions = tuple(each for each in said if _asks(own[each.start : each.end], rules))
    wishes = tuple(wish for each in said for wish in _wishes(own, each, questions, rules))
    return Gist(questions, _each_once(wishes), tuple(_orders(own, text, rules, known_orders)))


def troubles_in(text: str, language: str = "en") -> tuple[TroubleKind, ...]:
    """What `text` says went wrong, each once, in the order of the text. Nothing where there are no rules."""
    rules = language_for(language)
    if rules is None:
        return ()
    own = _own(straightened(text[:LONGEST_LETTER]), rules)
    found = {kind: _first_trouble(own, pattern, rules) for kind, pattern in rules.troubles.items()}
    said = {kind: place for kind, place in found.items() if place is not None}
    return tuple(sorted(said, key=lambda kind: said[kind]))


def _first_trouble(own: str, pattern: re.Pattern[str], rules: GistLanguage) -> int | None:
    return next((found.start() for found in pattern.finditer(own) if not _is_denied(own, found, rules)), None)


def _is_denied(own: str, trouble: re.Match[str], rules: GistLanguage) -> bool:
    """Whether a denial covers the words of the trouble: one that stands beside them is about something else."""
    denials = rules.troubles_not.finditer(own, max(0, trouble.start() - _DENIED), trouble.end() + _DENIED)
    return any(denial.start() < trouble.end() and trouble.start() < denial.end() for denial in denials)


def promises_in(text: str, language: str = "en") -> tuple[Said, ...]:
    """The sentences of a reply of ours that say what we will do."""
    rules = language_for(language)
    if rules is None:
        return ()
    text = text[:LONGEST_LETTER]
    own = _own(straightened(text), rules)
    said = (Said(start, end, text[start:end]) for start, end in (_trimmed(own, *span) for span in sentences_in(own)))
    return tuple(each for each in said if _promises(own[each.start : each.end], rules))


def deeds_named_in(sentence: str, language: str = "en") -> frozenset[WishKind]:
    """Which remedies a promise of ours names, as in "I will send a new one"."""
    rules = language_for(language)
    return (
        frozenset(kind for kind, pattern in rules.deeds.items() if pattern.search(sentence)) if rules else frozenset()
    )


def _promises(sentence: str, rules: GistLanguage) -> bool:
    return bool(rules.promises.search(sentence)) and not rules.promises_nothing.search(sentence)


def _own(plain: str, rules: GistLanguage) -> str:
    """The letter with everything covered that its writer did not write, sign for sign."""
    own = cover(plain, (found.span() for found in QUOTED_LINES.finditer(plain)))
    for pattern in (SIGNATURE, ADDRESSES):
        own = cover(own, (found.span() for found in pattern.finditer(own)))
    own = cover(own, (rest_of_line(own, found.start()) for found in rules.quoted_line.finditer(own)))
    if rest := rules.quoted_rest.search(own):
        own = cover(own, [(rest.start(), len(own))])
    return cover(own, (found.span() for found in IN_DOUBLE_QUOTES.finditer(own) if len(found[0].split()) >= _QUOTE))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum() and text[start] not in "\"'#":
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\ufffc"):
        end -= 1
    while start and text[start - 1] in _OPENING_MARKS:
        start -= 1
    return start, end


def _asks(sentence: str, rules: GistLanguage) -> bool:
    sentence = sentence.lstrip(_OPENING_MARKS)
    if rules.asks_nothing.search(sentence):
        return False
    is_marked = sentence.rstrip("\"') ").endswith("?") or "?!" in sentence[-4:]
    return is_marked or bool(rules.asks.match(sentence)) or bool(rules.asks_within.search(sentence))


def _wishes(own: str, said: Said, questions: tuple[Said, ...], rules: GistLanguage) -> Iterator[Wish]:
    sentence = own[said.start : said.end]
    found = [kind for kind, pattern in rules.wishes.items() if _is_wanted(sentence, pattern, rules)]
    yield from (Wish(kind, said) for kind in found)
    if not found and said in questions:
        yield Wish(WishKind.INFORMATION, said)


def _is_wanted(sentence: str, pattern: re.Pattern[str], rules: GistLanguage) -> bool:
    return any(
        not rules.wishes_not.search(sentence, _clause_start(sentence, found.start()), found.end())
        for found in pattern.finditer(sentence)
    )


def _clause_start(sentence: str, place: int) -> int:
    """How far back what denies a wish may stand: "I do not want a refund, please send a new one" wants the second."""
    first = max(0, place - _BEFORE)
    return max((found.end() for found in _CLAUSE.finditer(sentence, first, place)), default=first)


def _each_once(wishes: tuple[Wish, ...]) -> tuple[Wish, ...]:
    """Of each kind the first that says so."""
    first: dict[WishKind, Wish] = {}
    for wish in wishes:
        first.setdefault(wish.kind, wish)
    return tuple(sorted(first.values(), key=lambda wish: wish.said.start))


def _orders(own: str, text: str, rules: GistLanguage | None, known: Collection[str]) -> Iterator[Said]:
    """Order numbers: known ones anywhere, others where a sign or a word says that they are one."""
    bare = {number.lstrip("#").casefold() for number in known}
    seen: set[str] = set()
    for found in _NUMBER.finditer(own):
        start = found.start() + (len(found[0]) - len(found[0].lstrip()))
        number = text[start : found.end()]
        key = re.sub(r"[#\s]", "", number).casefold()
        if key in seen or not (key in bare or _is_called_an_order(own, start, number, rules)):
            continue
        seen.add(key)
        yield Said(start, found.end(), number)


def _is_called_an_order(own: str, start: int, number: str, rules: GistLanguage | None) -> bool:
    if _MARKED.fullmatch(number) is not None:
        return True
    before = own[max(0, start - _BEFORE) : start]
    if rules is None:
        return False
    words = list(rules.order_words.finditer(before))
    others = list(rules.no_order_words.finditer(before))
    return bool(words) and not (others and others[-1].start() > words[-1].start())
