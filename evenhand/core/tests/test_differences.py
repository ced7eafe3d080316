"""What changed between two texts, for people to read."""

from evenhand.core.api import passages


def shown(older: str, newer: str) -> list[tuple[str, str]]:
    return [(passage.kind, passage.text) for passage in passages(older, newer)]


def test_a_changed_figure_stands_out_in_its_sentence() -> None:
    assert shown("We pay within 5 days.", "We pay within 3 days.") == [
        ("same", "We pay within "),
        ("old", "5 "),
        ("new", "3 "),
        ("same", "days."),
    ]


def test_what_came_and_what_went_together_give_back_both_texts() -> None:
    older, newer = "One line.\n\nAnother line.\n", "One line.\nA new one.\nAnother\n"
    both = passages(older, newer)
    assert "".join(each.text for each in both if each.kind != "new") == older
    assert "".join(each.text for each in both if each.kind != "old") == newer


def test_equal_texts_have_no_change_and_empty_ones_nothing() -> None:
    assert shown("Same.", "Same.") == [("same", "Same.")]
    assert shown("", "") == []
    assert shown("", "New.") == [("new", "New.")]
