"""Which parts of a good reply a draft has, and which it could still take."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.tone.advice import Context, FoundPart, Kind, MissingPart, Part, ToneWarning
from evenhand.tone.language import Language, Suggestion
from evenhand.tone.promises import amounts, is_denied, promises, sentence_around
from evenhand.tone.reading import ReadDraft, clause_before, key_words, straightened

Span = tuple[int, int]
_TITLE_OR_INITIAL = 2  # a part of a name must be longer than this to be recognised alone
_NAME_REACH = 80
_NAME_ALONE = 30  # a name so early in the first line stands for a greeting ("Good news, Maria: …")


_HOLLOW_AFTER = set(Kind) - {Kind.SHOUTS, Kind.PLACEHOLDER, Kind.COLD, Kind.OVERPROMISES}


@dataclass(frozen=True)
class _Looked:
    """What looking for one part came to: where it is, or else what to suggest."""

    span: Span | None = None
    suggestion: Suggestion | None = None


def parts(
    draft: ReadDraft, context: Context, language: Language, warnings: tuple[ToneWarning, ...]
) -> tuple[tuple[FoundPart, ...], tuple[MissingPart, ...]]:
    """The parts that are present and those that are missing, in the order of a reply."""
    looked = {
        Part.GREETING: _Looked(_greeting(draft, context, language)),
        Part.ACKNOWLEDGEMENT: _Looked(_first_kind(language.parts.acknowledgement, draft, language, warnings)),
        Part.APOLOGY: _apology(draft, language, warnings),
        Part.REPAIR: _repair(draft, context, language, warnings),
        Part.CONCRETE_WORDS: _Looked(_concrete_words(draft, context, language)),
        Part.THANKS: _Looked(_first(language.parts.thanks, draft, language)),
        Part.NEXT_STEP: _Looked(_first_kind(language.parts.next_step, draft, language, warnings)),
    }
    names, told = language.wording.parts, language.wording.suggestions
    found = tuple(
        FoundPart(part, names[part], *each.span, draft.draft[slice(*each.span)])
        for part, each in looked.items()
        if each.span
    )
    asked_for = set(Part) if _is_complaint(draft, context, language) else set(Part) - {Part.APOLOGY, Part.REPAIR}
    missing = tuple(
        _missing(part, names[part], each.suggestion or told[part], context)
        for part, each in looked.items()
        if not each.span and part in asked_for
    )
    return found, missing


def _missing(part: Part, name: str, suggestion: Suggestion, context: Context) -> MissingPart:
    known = {
        "name": context.customer_name.strip(),
        "thing": context.things[0].strip() if context.things else "",
        "repair": "; ".join(context.repairs or ()),
    }
    wanted = [key for key in known if "{" + key + "}" in suggestion.example]
    fits = bool(suggestion.example) and all(known[key] for key in wanted)
    example = suggestion.example.format(**known) if fits else suggestion.plain_example
    return MissingPart(part, name, suggestion.text, example, can_be_added=fits or suggestion.fits_any)


def _is_complaint(draft: ReadDraft, context: Context, language: Language) -> bool:
    """Whether something went wrong. Where the customer's words are not known, it is taken that something did."""
    if context.repairs or not context.customer_text:
        return True
    return any(language.parts.trouble.search(text) for text in (straightened(context.customer_text), draft.own))


def _first(pattern: re.Pattern[str], draft: ReadDraft, language: Language) -> Span | None:
    """Where the pattern is first found and not denied."""
    return next(_spans(pattern, draft.own, draft, language), None)


def _first_kind(
    pattern: re.Pattern[str], draft: ReadDraft, language: Language, warnings: tuple[ToneWarning, ...]
) -> Span | None:
    """The same, with no unkind word before it: "you claim that it never came" acknowledges nothing."""
    unkind = tuple(each for each in warnings if each.kind in _HOLLOW_AFTER)
    spans = _spans(pattern, draft.own, draft, language)
    return next((span for span in spans if not _follows_a_warning(span, draft, unkind)), None)


def _spans(pattern: re.Pattern[str], text: str, draft: ReadDraft, language: Language) -> Iterator[Span]:
    breaks = language.reading.clause_breaks
    for match in pattern.finditer(text):
        if not is_denied(clause_before(draft, match.start(), breaks), language):
            yield match.span()


def _follows_a_warning(span: Span, draft: ReadDraft, warnings: tuple[ToneWarning, ...]) -> bool:
    """Whether a warning lies in the sentence before the end of the span. Warnings are in order and do not overlap."""
    begin, _ = sentence_around(draft, span[0])
    last = bisect_left(warnings, span[1], key=lambda each: each.start) - 1
    return last >= 0 and warnings[last].end > begin


def _greeting(draft: ReadDraft, context: Context, language: Language) -> Span | None:
    """A greeting with the customer's name, or the name alone in its place ("Maria, thank you …")."""
    if not draft.openings:
        return None
    start = draft.openings[0]
    greeting = language.parts.greeting.match(draft.own, start)
    line = draft.own[start : start + _NAME_REACH].split("\n")[0]
    address = line if greeting else line[:_NAME_ALONE]
    if context.customer_name.strip():
        is_named = _names_them(address, context.customer_name)
    else:
        is_named = bool(greeting and draft.own[greeting.end() :].lstrip()[:1].isupper())
    if not is_named:
        return None
    end = min((place for mark in ",!.:" if (place := line.find(mark)) > 0), default=len(line))
    return start, start + end


def _names_them(address: str, customer_name: str) -> bool:
    said, name = _plain(address), _plain(customer_name)
    given = [word for word in re.findall(r"[\w'-]+", name) if len(word) > _TITLE_OR_INITIAL]
    return name in said or not set(given).isdisjoint(re.findall(r"[\w'-]+", said))


def _plain(text: str) -> str:
    """Without accents and case, so that a Zoe is greeted as Zoë is."""
    decomposed = unicodedata.normalize("NFKD", straightened(text).casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).strip()


def _apology(draft: ReadDraft, language: Language, warnings: tuple[ToneWarning, ...]) -> _Looked:
    """An apology counts where the draft also says whose it was to do better."""
    sorry = _first_kind(language.parts.apology, draft, language, warnings)
    if not sorry:
        return _Looked()
    if _first(language.parts.ownership, draft, language):
        return _Looked(sorry)
    return _Looked(suggestion=language.wording.apology_without_owner)


def _repair(draft: ReadDraft, context: Context, language: Language, warnings: tuple[ToneWarning, ...]) -> _Looked:
    """A repair is concrete where it says what, by when, and for money how much; and it tells all that was granted."""
    told = _told_remedies(draft, language, warnings)
    if untold := _granted_but_not_told(draft, context, language):
        example = Suggestion(language.wording.granted_but_not_told.text, untold, fits_any=True)
        return _Looked(suggestion=example)
    if not told:
        return _Looked()
    if all(is_money for _, is_money in told) and not _says_how_much(draft, language):
        return _Looked(suggestion=language.wording.repair_without_amount)
    if not language.parts.when.search(draft.said):
        return _Looked(suggestion=language.wording.repair_without_time)
    return _Looked(min(span for span, _ in told))


def _told_remedies(draft: ReadDraft, language: Language, warnings: tuple[ToneWarning, ...]) -> list[tuple[Span, bool]]:
    """Remedies promised, offered as a choice, or told with their time; and whether each is money."""
    told = [((each.start, each.end), each.remedy.is_money) for each in promises(draft, language)]
    for offer in language.parts.offers.finditer(draft.said):
        _, end = sentence_around(draft, offer.start())
        named = (each.named.search(draft.said, offer.end(), max(end, offer.end())) for each in language.remedies)
        told.extend(((offer.start(), match.end()), False) for match in named if match)
    for remedy in language.remedies:
        for span in _spans(remedy.named, draft.said, draft, language):
            begin, end = sentence_around(draft, span[0])
            depends = language.reading.conditions.search(draft.said, begin, span[0])
            is_timed = language.parts.when.search(draft.said, begin, end)
            if is_timed and not depends and not _follows_a_warning(span, draft, warnings):
                told.append((span, remedy.is_money))
    return told


def _granted_but_not_told(draft: ReadDraft, context: Context, language: Language) -> str:
    """What was granted and the draft does not speak of."""
    untold = [
        repair
        for repair in context.repairs or ()
        if (kinds := [each for each in language.remedies if each.named.search(straightened(repair))])
        and not any(kind.named.search(draft.own) for kind in kinds)
    ]
    return "; ".join(untold)


def _says_how_much(draft: ReadDraft, language: Language) -> bool:
    return any(True for _ in amounts(draft.own)) or bool(language.parts.whole_amount.search(draft.said))


def _concrete_words(draft: ReadDraft, context: Context, language: Language) -> Span | None:
    """Words for what this customer ordered, or words that this customer used."""
    common = language.reading.common_words
    wanted = {word for thing in context.things for word in key_words(thing, common)}
    wanted |= {word for word in key_words(context.customer_text, common) if len(word) >= 4}
    for match in re.finditer(r"\w{2,60}", draft.own):
        word = match[0].casefold()
        if word in wanted or word.removesuffix("s") in wanted:
            return match.span()
    return None
