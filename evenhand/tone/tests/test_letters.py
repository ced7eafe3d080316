"""Reading help beside a careful reader, letter by letter; what a find is; and a thread by its structure."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.tone.api import Deed, Utterance, WishKind, read_letter, read_thread
from evenhand.tone.tests.letters import Letter, compare_letters, letter_table, letters

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules" / "tone.md"
FILES = ("letters_en", "held_back_letters_en", "letters_de", "letters_es", "letters_fr")
ALL = [letter for name in FILES for letter in letters(name)]
WORKING = [letter for name in FILES if not name.startswith("held_back") for letter in letters(name)]
MONDAY = datetime.datetime(2026, 8, 3, 9, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize("letter", WORKING, ids=lambda letter: f"{letter.language}: {letter.about}")
def test_what_is_found_is_what_a_careful_reader_finds(letter: Letter) -> None:
    for what, tally in compare_letters([letter]).items():
        assert (what, tally.false_alarms, tally.overlooked) == (what, [], [])


def test_figures_in_the_docs_are_those_of_today() -> None:
    assert letter_table(FILES) in PAGE.read_text("utf-8")


def test_there_are_enough_letters_for_the_figures_to_say_something() -> None:
    assert len(ALL) >= 60
    assert len({letter.text for letter in ALL}) == len(ALL)


def test_each_find_is_a_place_in_the_letter_and_never_other_words() -> None:
    for letter in ALL:
        gist = read_letter(letter.text, letter.language)
        for said in (*gist.questions, *(wish.said for wish in gist.wishes), *gist.orders):
            assert letter.text[said.start : said.end] == said.words
            assert said.words == said.words.strip() != ""


@given(st.text(max_size=600))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for said in (gist := read_letter(text)).sentences + gist.orders:
        assert text[said.start : said.end] == said.words


@pytest.mark.parametrize("filler", ["> " * 9_000, "?" * 20_000, "please send " * 2_000, "#1 " * 7_000, "\n" * 20_000])
def test_a_letter_of_signs_without_end_is_read(filler: str) -> None:
    read_letter(filler + "Where is my parcel?")


def test_curly_quotes_and_wrapped_lines_change_no_place() -> None:
    text = "I\u2019d like a refund for the lamp that you sent me on Tuesday, because it does\nnot work. "
    text += "Can\u2019t you check first?"
    gist = read_letter(text)
    assert gist.questions[0].words == "Can\u2019t you check first?"
    assert gist.wishes[0].said.words.endswith("not work.")
    assert gist.wishes[0].kind is WishKind.REFUND


def test_own_orders_are_known_however_they_are_written() -> None:
    gist = read_letter("About w20417, and not 20418.", known_orders=["#W20417"])
    assert [each.words for each in gist.orders] == ["w20417"]


def test_a_language_without_rules_finds_numbers_only_and_says_so() -> None:
    gist = read_letter("Dov'è il mio pacco #88121?", "it")
    assert not gist.is_available
    assert not gist.questions
    assert [each.words for each in gist.orders] == ["#88121"]
    assert read_letter("Where is it?", "en-GB").questions


def thread(*told: tuple[bool, str]) -> list[Utterance]:
    return [Utterance(n, MONDAY + n * DAY, is_customer, text) for n, (is_customer, text) in enumerate(told)]


def test_a_thread_says_what_was_asked_promised_and_is_still_open() -> None:
    gist = read_thread(
        thread(
            (True, "My lamp came broken. Can you send a new one?"),
            (False, "I am sorry. I will send you a new one today. I'll write to you on Thursday."),
            (True, "Thank you. Will it come before Saturday?"),
        )
    )
    assert [point.said.words for point in gist.asked] == ["Can you send a new one?", "Will it come before Saturday?"]
    assert [point.said.words for point in gist.promised] == [
        "I will send you a new one today.",
        "I'll write to you on Thursday.",
    ]
    assert [point.said.words for point in gist.still_open] == [
        "I will send you a new one today.",
        "I'll write to you on Thursday.",
        "Will it come before Saturday?",
    ]


def test_a_promise_is_kept_by_such_a_deed_and_by_no_other() -> None:
    told = thread((True, "Where is it?"), (False, "I will send you a new one today."))
    sent = Deed("replacement", "A new lamp", MONDAY + DAY, is_done=True)

    def is_open(*deeds: Deed) -> bool:
        return bool(read_thread(told, deeds).still_open)

    assert is_open()
    assert not is_open(sent)
    assert is_open(Deed("refund", "Money", MONDAY + DAY, is_done=True))
    assert is_open(Deed("replacement", "A new lamp", MONDAY + DAY, is_done=False))
    assert is_open(Deed("replacement", "An earlier one", MONDAY - 20 * DAY, is_done=True))


def test_a_promise_to_write_is_kept_by_writing_again() -> None:
    told = [(True, "Where is it?"), (False, "I'll write to you on Thursday.")]
    assert read_thread(thread(*told)).still_open
    assert not read_thread(thread(*told, (False, "It arrives tomorrow."))).still_open


@pytest.mark.parametrize(
    "reply",
    ["I will be happy to help.", "If you send it back, we'll refund you.", "Let me know, I will not mind.", "Done."],
)
def test_what_only_sounds_like_a_promise_is_none(reply: str) -> None:
    assert read_thread(thread((False, reply))).promised == ()


def test_a_thread_in_a_language_without_rules_shows_what_was_done() -> None:
    sent = Deed("refund", "Remboursement", MONDAY, is_done=True)
    gist = read_thread([Utterance(1, MONDAY, is_customer=True, text="Dov'è il mio pacco?", language="it")], [sent])
    assert (gist.asked, gist.promised, gist.done) == ((), (), (sent,))
