"""Which words of a draft to look at again, and why."""

import re
from collections.abc import Iterable, Iterator

from evenhand.tone.advice import Context, Kind, ToneWarning
from evenhand.tone.language import Language, Rule, Where
from evenhand.tone.promises import granted_amounts, is_denied, is_granted, promises
from evenhand.tone.reading import ReadDraft, clause_before

_BRACES = re.compile(r"\{\{?[^{}\n]{1,60}\}\}?|<<[^<>\n]{1,60}>>|%\w{2,30}%|_{4,60}|\bX{3,20}\b")
_BRACKETS = re.compile(r"\[([^\W\d_][\w .'-]{0,40})\](?!\()")
_CAPITALS = re.compile(r"(?<![\w-])[^\W\d_a-z][\w']{0,30}(?:\s[^\W\d_a-z][\w']{0,30}){0,30}(?![\w-])")
_LOUD_MARKS = re.compile(r"!{3,20}|\?[?!]{1,20}|!\?{1,20}")


def cautions(draft: ReadDraft, context: Context, language: Language) -> tuple[ToneWarning, ...]:
    """All warnings, in the order of the draft. Where two overlap, the one that begins first stands."""
    found = [
        *_by_rules(draft, language),
        *_unfilled(draft, language),
        *_shouting(draft, language),
        *_not_granted(draft, context, language),
    ]
    kept: list[ToneWarning] = []
    for warning in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or warning.start >= kept[-1].end:
            kept.append(warning)
    return tuple(kept)


def _by_rules(draft: ReadDraft, language: Language) -> Iterator[ToneWarning]:
    for rule in language.rules:
        for match in _matches(rule, draft):
            before = clause_before(draft, match.start(), language.reading.clause_breaks)
            if not (rule.can_be_denied and is_denied(before, language)):
                yield _warning(draft, language, rule.kind, match.span(), reason=rule.reason, gentler=rule.gentler)


def _matches(rule: Rule, draft: ReadDraft) -> Iterable[re.Match[str]]:
    if rule.where is Where.ANYWHERE:
        return rule.pattern.finditer(draft.said)
    places = draft.openings if rule.where is Where.OPENING else (start for start, _ in draft.sentences)
    return filter(None, (rule.pattern.match(draft.said, place) for place in places))


def _unfilled(draft: ReadDraft, language: Language) -> Iterator[ToneWarning]:
    """Places of a template that nobody filled in."""
    spans = [found.span() for found in _BRACES.finditer(draft.said)]
    spans += [found.span() for found in language.reading.placeholder_words.finditer(draft.said)]
    meant = language.reading.bracketed_words
    spans += [found.span() for found in _BRACKETS.finditer(draft.said) if found[1].casefold() not in meant]
    for span in spans:
        yield _warning(draft, language, Kind.PLACEHOLDER, span, reason=language.wording.placeholder)


def _shouting(draft: ReadDraft, language: Language) -> Iterator[ToneWarning]:
    for found in _CAPITALS.finditer(draft.said):
        shouted = [word for word in found[0].split() if len(word) >= 2 and word.isupper()]
        if any(word.casefold() in language.reading.shouted_words for word in shouted) and (
            len(shouted) >= 2 or len(shouted[0]) >= 3
        ):
            yield _warning(draft, language, Kind.SHOUTS, found.span(), reason=language.wording.shouting)
    for found in _LOUD_MARKS.finditer(draft.said):
        yield _warning(draft, language, Kind.SHOUTS, found.span(), reason=language.wording.loud_marks)


def _not_granted(draft: ReadDraft, context: Context, language: Language) -> Iterator[ToneWarning]:
    """Promises of a remedy, or of an amount, that nobody granted."""
    if context.repairs is None:
        return
    wording, granted = language.wording, granted_amounts(context.repairs)
    so_far = wording.granted_so_far.format(repairs="; ".join(context.repairs)) if context.repairs else ""
    reason = wording.not_granted if context.repairs else wording.nothing_granted
    for promise in promises(draft, language):
        span = promise.start, promise.end
        if not is_granted(promise, context.repairs, language):
            yield _warning(draft, language, Kind.OVERPROMISES, span, reason=reason, gentler=so_far)
            continue
        for start, end, value in promise.amounts if promise.remedy.is_money else ():
            if value not in granted:
                yield _warning(
                    draft, language, Kind.OVERPROMISES, (start, end), reason=wording.other_amount, gentler=so_far
                )


def _warning(
    draft: ReadDraft, language: Language, kind: Kind, span: tuple[int, int], *, reason: str, gentler: str = ""
) -> ToneWarning:
    start, end = span
    label = language.wording.kinds[kind]
    return ToneWarning(kind, label, start, end, draft.draft[start:end], reason, gentler)
