"""The rules beside a careful reader, draft by draft, and the figures in the docs beside the drafts."""

from pathlib import Path

import pytest

from evenhand.tone.api import advise
from evenhand.tone.tests.corpus import Draft, compare, differences, drafts, table

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules" / "tone.md"
EACH = [pytest.param(draft, id=draft.about) for draft in drafts("drafts_en")]


@pytest.mark.parametrize("draft", EACH)
def test_warnings_are_those_of_a_careful_reader(draft: Draft) -> None:
    false_alarms, overlooked = differences(draft, advise(draft.text, draft.context))

    assert (false_alarms, overlooked) == ([], [])


@pytest.mark.parametrize("draft", EACH)
def test_parts_found_are_those_of_a_careful_reader(draft: Draft) -> None:
    assert {part.part.value for part in advise(draft.text, draft.context).present} == draft.parts


def test_figures_in_the_docs_are_those_of_today() -> None:
    assert table(["drafts_en", "more_drafts_en", "third_drafts_en", "held_back_en"]) in PAGE.read_text("utf-8")


@pytest.mark.parametrize("about", ["Indian English", "Nigerian English", "German habits in English"])
def test_kind_english_of_any_country_gets_no_warning(about: str) -> None:
    draft = next(each for each in drafts("third_drafts_en") if each.about == about)

    assert advise(draft.text, draft.context).warnings == ()


def test_a_tally_counts_what_only_one_of_the_two_saw() -> None:
    both = drafts("drafts_en")[0]
    nothing_expected = Draft("x", "You are lying.", both.context, frozenset(), ())
    too_much_expected = Draft("y", "You wrote to us.", both.context, frozenset({"thanks"}), (("accuses", "You wrote"),))

    warnings, parts = compare([nothing_expected, too_much_expected])

    assert (warnings.false_alarms, warnings.overlooked) == (["x: accuses: You are lying"], ["y: accuses: You wrote"])
    assert (warnings.precision, warnings.recall) == (0, 0)
    assert parts.overlooked == ["y: thanks"]
