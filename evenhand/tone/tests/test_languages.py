"""That a language is one file, that each says all it must, and how its phrases are written."""

from pathlib import Path

import pytest

import evenhand.tone.languages as shelf
from evenhand.tone.api import Context, Kind, Part, advise, languages
from evenhand.tone.phrases import Phrases

ESPERANTO = """
from dataclasses import replace
from evenhand.tone.advice import Kind
from evenhand.tone.language import Rule
from evenhand.tone.languages.en import LANGUAGE as OTHER
from evenhand.tone.phrases import Phrases

say = Phrases()
LANGUAGE = replace(OTHER, code="eo", rules=(Rule(Kind.ACCUSES, "Tio akuzas.", say("vi mensogas")),))
"""


def test_one_more_file_is_one_more_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eo.py").write_text(ESPERANTO, encoding="utf-8")
    monkeypatch.setattr(shelf, "__path__", [*shelf.__path__, str(tmp_path)])
    shelf.codes.cache_clear()

    try:
        (warning,) = advise("Vi mensogas! You are lying.", Context(language="eo-XX")).warnings
    finally:
        monkeypatch.undo()
        shelf.codes.cache_clear()

    assert (warning.words, warning.reason) == ("Vi mensogas", "Tio akuzas.")


def test_a_file_that_offers_no_language_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "qq.py").write_text("LANGUAGE = 'qq'", encoding="utf-8")
    monkeypatch.setattr(shelf, "__path__", [*shelf.__path__, str(tmp_path)])
    shelf.codes.cache_clear()

    try:
        with pytest.raises(TypeError, match=r"languages/qq\.py must offer LANGUAGE"):
            advise("x", Context(language="qq"))
    finally:
        monkeypatch.undo()
        shelf.codes.cache_clear()


@pytest.mark.parametrize("code", languages())
def test_a_language_names_every_part_and_every_kind(code: str) -> None:
    language = shelf.language_for(code)
    assert language is not None

    assert language.code == code
    assert set(language.wording.parts) == set(language.wording.suggestions) == set(Part)
    assert set(language.wording.kinds) == set(Kind)
    in_the_engine = {Kind.SHOUTS, Kind.PLACEHOLDER}
    assert {rule.kind for rule in language.rules} == set(Kind) - in_the_engine


@pytest.mark.parametrize("code", languages())
def test_what_is_suggested_would_itself_get_no_warning(code: str) -> None:
    language = shelf.language_for(code)
    assert language is not None
    wording = language.wording
    examples = [wording.apology_without_owner, wording.repair_without_amount, *wording.suggestions.values()]
    known = {"name": "Maria", "thing": "Blue Jacket", "repair": "refund of $5"}
    said = [rule.gentler for rule in language.rules]
    said += [each.plain_example for each in examples] + [each.example.format(**known) for each in examples]

    assert [(each, advise(each, Context(language=code)).warnings) for each in said if each and "…" not in each] == [
        (each, ()) for each in said if each and "…" not in each
    ]


def test_an_example_with_a_gap_that_is_not_known_gives_way_to_the_plain_one() -> None:
    def example(context: Context) -> str:
        return next(each.example for each in advise("ok", context).missing if each.part is Part.THANKS)

    assert example(Context(things=("Blue Jacket",))) == "Thank you for telling us about the Blue Jacket."
    assert example(Context()) == "Thank you for telling us."


@pytest.mark.parametrize(
    ("phrase", "found", "left"),
    [
        ("you (lied|lie)", ["You  lied", "you\nlie"], ["you lieder", "thankyou lied", "you to lie"]),
        ("[the|a] parcel was [really] lost", ["parcel was lost", "the parcel was really lost"], ["parcel really lost"]),
        ("sent … wrong", ["sent wrong", "sent you the very wrong"], ["sent you one two three wrong", "sent. Wrong"]),
        ("was _ late", ["was late", "was too late"], ["was far too late"]),
        ("refund*", ["refund", "refunded"], ["prefund"]),
        ("don't go", ["don't go", "dont go"], ["do not go"]),
        ("say(?! nothing)", ["say so"], ["say nothing"]),
        ("(?<!how )you claim", ["you claim"], ["how you claim"]),
        ("very {bad}", ["very poor", "very weak"], ["very good"]),
        ("one; two", ["one", "two"], ["one; tw"]),
    ],
)
def test_the_notation_means_what_its_table_says(phrase: str, found: list[str], left: list[str]) -> None:
    pattern = Phrases({"bad": "poor|weak"})(phrase)

    assert [text for text in found if not pattern.search(text)] == []
    assert [text for text in left if pattern.fullmatch(text)] == []


@pytest.mark.parametrize("phrase", ["you .+ lied", r"you \w{2,} lied", "(very |so )*late", r"\w* late"])
def test_a_phrase_without_an_end_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="without end"):
        Phrases()(phrase)


def test_a_list_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError):
        Phrases()("{nothing}")
