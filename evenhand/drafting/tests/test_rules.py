"""What stays at home, and what a draft may name."""

from hypothesis import example, given
from hypothesis import strategies as st

from evenhand.drafting.rules import Placeholders, clauses_named, gaps_in, parts_of_name, without_clauses


def known() -> Placeholders:
    placeholders = Placeholders()
    placeholders.know("MAIL", "ann@mail.example")
    placeholders.know("ADDRESS", "12 Long Lane", "Leeds")
    placeholders.know("ORDER", "#W123", "W123")
    placeholders.know("NAME", *parts_of_name(["Ann Ames"]))
    return placeholders


def test_what_tells_who_somebody_is_leaves_as_a_placeholder_and_comes_back():
    placeholders = known()
    said = (
        "Ann Ames (ANN@mail.example, bo@other.example, +44 20 7946 0000) of 12 long lane asks about W123 and ANNABEL."
    )
    hidden = placeholders.hidden(said)
    for word in ("Ann Ames", "mail.example", "bo@", "7946", "long lane", "W123"):
        assert word.lower() not in hidden.lower()
    assert "ANNABEL" in hidden
    assert placeholders.put_back(f"Dear {placeholders.hidden('Ann')}").endswith("Ann")
    assert placeholders.put_back(hidden).casefold() == said.casefold()


def test_a_placeholder_that_was_made_up_stays_a_gap():
    order = known().hidden("W123")
    assert gaps_in(known().put_back(f"Dear [NAME-99], your order {order}")) == ("[NAME-99]",)


@given(st.text(max_size=200))
@example("ann ann@mail.example.ann 1234567 12 Long Lane, Leeds")
@example("[NAME-1] Ann")
def test_no_name_that_is_known_leaves_in_any_text(text):
    placeholders = known()
    words = placeholders.hidden(text).casefold().replace("[", " ").replace("]", " ").split()
    assert not {"ann", "ames", "ann@mail.example", "leeds"} & set(words)


def test_clauses_are_those_that_exist_and_those_that_were_made_up():
    text = "We are sorry [goodwill 2.1]. It is refunded [refunds-and-claims 9.9] [goodwill 2.1]."
    checked = clauses_named(text, {"goodwill 2.1", "goodwill 2.2"})
    assert (checked.known, checked.made_up) == (("goodwill 2.1",), ("refunds-and-claims 9.9",))
    assert without_clauses(text) == "We are sorry. It is refunded."
