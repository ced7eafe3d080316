"""What holds for every draft, however strange, and that reading one never takes long."""

import re
from collections.abc import Iterator
from re import _constants, _parser  # the only way to see into a pattern

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.tone import promises, reading
from evenhand.tone.api import Context, advise, languages
from evenhand.tone.language import Language
from evenhand.tone.languages import language_for

SNIPPETS = st.sampled_from(
    [
        *("you are lying", "According to our records, you received it", "our policy does not allow", "sorry, but"),
        *("I have refunded $5.00", "the driver lost", "your fault", "you should have", "Hello Maria", "READ THIS"),
        *("> quoted", '"you lied"', "'you lied'", "```", "`", "{name}", "[order]", "!!!", "not", "never", "but"),
        *("You wrote:", "you wrote that ", "-- ", "On Monday, Maria wrote:", "https://a.b/c", "x@y.zz", "1. Send"),
        *("’", "“", "”", "😊", "\ufffc", "\x00", "ı", "ß"),
    ]
)
DRAFTS = st.lists(
    st.one_of(SNIPPETS, st.text(max_size=12), st.sampled_from([" ", "\n", "\r\n", "\n\n", ". ", ", "]))
).map("".join)
CONTEXTS = st.builds(
    Context,
    customer_name=st.one_of(st.just("Maria Lopez"), st.text(max_size=20)),
    language=st.sampled_from(languages()),
    things=st.lists(st.one_of(st.just("Blue Jacket"), st.text(max_size=12)), max_size=3).map(tuple),
    repairs=st.none() | st.lists(st.one_of(st.just("refund of $5.00"), st.text(max_size=12)), max_size=2).map(tuple),
    customer_text=st.one_of(DRAFTS, st.just("The driver lost my parcel again.")),
)


@given(DRAFTS, CONTEXTS)
def test_every_span_lies_in_the_draft_and_holds_its_words(draft: str, context: Context) -> None:
    advice = advise(draft, context)

    for each in (*advice.present, *advice.warnings):
        assert 0 <= each.start < each.end <= len(draft)
        assert draft[each.start : each.end] == each.words


@given(DRAFTS, CONTEXTS)
def test_each_part_is_either_present_or_missing_and_warnings_stand_in_order(draft: str, context: Context) -> None:
    advice = advise(draft, context)

    assert {each.part for each in advice.present}.isdisjoint(each.part for each in advice.missing)
    assert all(one.end <= next_.start for one, next_ in zip(advice.warnings, advice.warnings[1:], strict=False))


@given(DRAFTS, CONTEXTS, st.text(alphabet=" \t\r\n", max_size=5))
def test_advice_does_not_change_when_asked_again_or_with_white_space_at_the_end(
    draft: str, context: Context, blank: str
) -> None:
    assert advise(draft, context) == advise(draft, context) == advise(draft + blank, context)


@given(DRAFTS, CONTEXTS)
def test_nothing_that_is_quoted_is_ever_warned_about(draft: str, context: Context) -> None:
    quoted = "".join(f"> {line}\n" for line in draft.splitlines())

    assert advise(quoted, context).warnings == ()


@given(
    st.text(
        alphabet=st.characters(exclude_characters='"“”„‟«»\r\n', exclude_categories=["Cs", "Zl", "Zp", "Cc"]),
        min_size=1,
        max_size=80,
    )
)
def test_nothing_between_quotation_marks_is_ever_warned_about(theirs: str) -> None:
    assert advise(f"Thank you. You wrote “you are lying {theirs} your fault” to us.").warnings == ()


HEAVY = {
    "words that begin a warning": "you ",
    "promises": "I have refunded $5 and ",
    "offers without an end": "I can ",
    "quotation marks": "\"'“",
    "opened quotes": " \"a 'b",
    "backticks": "`a```",
    "letters": "a",
    "blanks": " ",
    "line ends": "\r\n",
    "quoted lines": "> you are lying\n",
    "denials": "never say not ",
    "capitals": "READ ",
    "brackets": "[{<a",
    "dots": ". ",
    "marks": "!?",
    "numbers": "1,234.56 $",
    "addresses": "a.b-c+",
    "warnings": "The driver lost it. You claim it never came. ",
}


LONGEST = 100_000
"""The longest reply that the desk takes."""


@pytest.mark.slow
@pytest.mark.parametrize("piece", HEAVY.values(), ids=HEAVY.keys())
@pytest.mark.parametrize("code", languages())
def test_the_longest_draft_of_anything_is_read(piece: str, code: str) -> None:
    draft = (piece * (LONGEST // len(piece) + 1))[:LONGEST]
    context = Context("Maria", code, ("Blue Jacket",), ("refund of $5",), draft[:50_000])

    assert advise(draft, context).is_available


def patterns(language: Language) -> Iterator[re.Pattern[str]]:
    for group in (language.reading, language.parts, *language.remedies, *language.rules):
        yield from (value for value in vars(group).values() if isinstance(value, re.Pattern))


def unbounded(tree: _parser.SubPattern) -> Iterator[object]:
    for operator, argument in tree:
        if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and argument[1] is _constants.MAXREPEAT:
            yield operator
        for part in argument if isinstance(argument, list | tuple) else (argument,):
            for inner in part if isinstance(part, list) else (part,):
                if isinstance(inner, _parser.SubPattern):
                    yield from unbounded(inner)


@pytest.mark.parametrize("code", languages())
def test_no_pattern_of_a_language_repeats_without_end(code: str) -> None:
    found = language_for(code)
    assert found is not None

    assert [each.pattern for each in patterns(found) if list(unbounded(_parser.parse(each.pattern)))] == []


def test_the_search_for_endless_repetitions_finds_one() -> None:
    assert list(unbounded(_parser.parse(r"(?:a|(?:b c*)){1,2}")))


@pytest.mark.parametrize("module", [promises, reading])
def test_endless_repetitions_of_the_engine_stand_alone(module: object) -> None:
    """One endless repetition is linear; two that can share letters are not."""
    own = [value for value in vars(module).values() if isinstance(value, re.Pattern)]

    assert own
    assert all(len(list(unbounded(_parser.parse(each.pattern)))) <= 2 for each in own)
