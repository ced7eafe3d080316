"""What advice says, where it points, and when it keeps quiet."""

import subprocess
import sys

import pytest

from evenhand.tone.api import Advice, Context, Kind, Part, advise

MARIA = Context(customer_name="Maria Lopez", things=("Blue Jacket", "#W2378156"))


def missing(advice: Advice) -> dict[Part, tuple[str, str]]:
    return {each.part: (each.suggestion, each.example) for each in advice.missing}


def present(advice: Advice) -> set[Part]:
    return {each.part for each in advice.present}


def kinds(draft: str, context: Context = MARIA) -> list[Kind]:
    return [each.kind for each in advise(draft, context).warnings]


def test_a_warning_says_where_what_why_and_how_to_say_it_kindlier() -> None:
    (warning,) = advise("Hello Maria, you are lying about it.", MARIA).warnings

    assert (warning.kind, warning.start, warning.end, warning.words) == (Kind.ACCUSES, 13, 26, "you are lying")
    assert warning.label == "Accuses"
    assert warning.reason.startswith("It calls the customer dishonest.")
    assert warning.gentler == "I am sorry that this happened. Let me put it right."


def test_spans_point_into_the_draft_as_it_was_written() -> None:
    draft = "Hi Maria 😊,\r\n\r\nyou’re   lying…\r\n"

    (warning,) = advise(draft, MARIA).warnings

    assert draft[warning.start : warning.end] == warning.words == "you’re   lying"


def test_an_empty_draft_gets_every_suggestion_and_no_warning() -> None:
    advice = advise("", MARIA)

    assert set(missing(advice)) == set(Part)
    assert (advice.present, advice.warnings) == ((), ())


def test_a_draft_alone_is_enough() -> None:
    advice = advise("Hello Sam, thank you.")

    assert {Part.GREETING, Part.THANKS} <= present(advice)


def test_examples_are_in_the_words_of_the_case() -> None:
    examples = missing(
        advise("ok", Context(customer_name="Maria Lopez", things=("Blue Jacket",), repairs=("refund of $5",)))
    )

    assert examples[Part.GREETING][1] == "Hello Maria Lopez,"
    assert examples[Part.CONCRETE_WORDS][1] == "the Blue Jacket"
    assert examples[Part.REPAIR][1] == "refund of $5"


def test_an_example_that_might_be_untrue_of_the_case_only_shows_how() -> None:
    def addable(context: Context) -> set[Part]:
        return {each.part for each in advise("", context).missing if each.can_be_added}

    anywhere = {Part.APOLOGY, Part.THANKS, Part.NEXT_STEP}
    assert addable(Context()) == anywhere
    assert addable(Context(customer_name="Maria")) == anywhere | {Part.GREETING}
    whole = Context(customer_name="Maria", things=("Kettle",), repairs=("refund of $5",))
    assert addable(whole) == {*anywhere, Part.GREETING, Part.ACKNOWLEDGEMENT, Part.CONCRETE_WORDS, Part.REPAIR}


def test_examples_without_context_have_no_gaps() -> None:
    assert not any("{" in example or example == "" for _, example in missing(advise("")).values())


def test_names_with_braces_are_taken_as_they_are() -> None:
    examples = missing(advise("", Context(customer_name="{name} {0}", things=("{thing}",))))

    assert examples[Part.GREETING][1] == "Hello {name} {0},"


@pytest.mark.parametrize(
    ("draft", "granted"),
    [
        ("I have sent €123.90 back to your PayPal account today.", "refund of €123.90"),
        ("€123.90 is on its way back to you and arrives by Tuesday.", "refund of €123.90"),
        ("The same one leaves today by express.", "replacement of the lamp"),
    ],
)
def test_a_repair_in_everyday_words_is_seen(draft: str, granted: str) -> None:
    advice = advise(draft, Context(repairs=(granted,), customer_text="My lamp never came."))

    assert Part.REPAIR in present(advice)
    assert advice.warnings == ()


@pytest.mark.parametrize(
    "draft",
    ["Please send it back to your local shop by Tuesday.", "The parcel is on its way back to us since Monday."],
)
def test_goods_that_go_back_are_no_repair(draft: str) -> None:
    assert Part.REPAIR not in present(advise(draft, Context(customer_text="My lamp never came.")))


def test_a_question_is_not_asked_for_an_apology_or_a_repair() -> None:
    asked = Context(customer_name="Maria", customer_text="Do you ship to Norway?")

    assert {Part.APOLOGY, Part.REPAIR}.isdisjoint(missing(advise("Hello Maria, yes.", asked)))


def test_a_complaint_is() -> None:
    complaint = Context(customer_name="Maria", customer_text="My parcel never arrived.")

    assert {Part.APOLOGY, Part.REPAIR} <= set(missing(advise("Hello Maria, yes.", complaint)))


@pytest.mark.parametrize(
    ("draft", "part", "words"),
    [
        ("I am sorry about it.", Part.APOLOGY, "not yet for what"),
        ("I will refund you tomorrow.", Part.REPAIR, "how much money"),
        ("You will get a replacement.", Part.REPAIR, "by when"),
    ],
)
def test_half_a_part_is_told_what_it_lacks(draft: str, part: Part, words: str) -> None:
    assert words in missing(advise(draft))[part][0]


def test_what_was_granted_and_not_told_is_named() -> None:
    granted = Context(repairs=("refund of $54.20 to your Visa", "replacement of the jacket"))

    suggestion, example = missing(advise("I have sent a replacement today.", granted))[Part.REPAIR]

    assert "does not tell the customer" in suggestion
    assert example == "refund of $54.20 to your Visa"


def test_a_promise_is_only_judged_where_it_is_known_what_was_granted() -> None:
    draft = "I have refunded $5.00 to your card."

    assert kinds(draft, Context(repairs=None)) == []
    assert kinds(draft, Context(repairs=())) == [Kind.OVERPROMISES]
    assert kinds(draft, Context(repairs=("refund of $5.00",))) == []
    assert kinds(draft, Context(repairs=("refund of $6.00",))) == [Kind.OVERPROMISES]


def test_a_warning_about_a_promise_says_what_was_granted() -> None:
    (warning,) = advise("I have refunded $60 today.", Context(repairs=("refund of $6.00",))).warnings

    assert (warning.words, warning.gentler) == ("$60", "Granted so far: refund of $6.00.")


def test_a_grant_in_unknown_words_is_never_said_not_to_be_granted() -> None:
    assert kinds("I have refunded $15 today.", Context(repairs=("$15 taken off the bill",))) == []
    assert kinds("I have refunded the fee today.", Context(repairs=("waiver of the fee",))) == []


@pytest.mark.parametrize("written", ["$1,234.50", "1.234,50 $", "USD 1234.50", "1 234,50 USD", "$1234.5"])
def test_an_amount_is_the_same_however_it_is_written(written: str) -> None:
    assert kinds(f"I have refunded {written} today.", Context(repairs=("refund of $1,234.50",))) == []


def test_a_language_without_advice_says_so_and_uses_no_other_rules() -> None:
    advice = advise("You are lying! Please read this.", Context(language="tlh"))

    assert (advice.is_available, advice.language) == (False, "tlh")
    assert "no advice" in advice.note
    assert (advice.present, advice.missing, advice.warnings) == ((), (), ())


@pytest.mark.parametrize("code", ["en", "EN", "en-GB", "en_US", " en "])
def test_a_language_is_found_by_the_first_part_of_its_code(code: str) -> None:
    assert advise("Hello", Context(language=code)).language == "en"


@pytest.mark.parametrize("code", ["", "../en", "en.py", "e", "__init__", "\x00"])
def test_a_wrong_code_is_a_language_without_advice(code: str) -> None:
    assert not advise("Hello", Context(language=code)).is_available


def test_where_two_warnings_overlap_the_first_stands() -> None:
    advice = advise("As I already told you, you must have dropped it.", MARIA)

    assert [warning.kind for warning in advice.warnings] == [Kind.ARGUES, Kind.BLAMES]


@pytest.mark.parametrize(
    "draft",
    [
        "dont you worry, it isnt your fault",
        "you must have been so disappointed",
        "Nothing about this was your mistake.",
        "She did not say that you lied.",
        "It is wrong to say you should have known.",
        "To claim the credit, press the button.",
        "Your claim is open and I follow it.",
        "Policy gives you thirty days.",
        "The driver was kind and waited.",
        "Sorry! But first of all: happy birthday!",
    ],
)
def test_near_misses_are_left_alone(draft: str) -> None:
    assert kinds(draft) == []


@pytest.mark.parametrize(
    ("kind_words", "unkind"),
    [
        ("I did not say you lied.", "I did say: it seems you lied."),
        ("That is not your fault.", "That is your fault."),
        ('You said "it is your fault" on Monday.', "It is your fault, on Monday."),
        ("> It is your fault", "It is your fault"),
        ("`it is your fault`", "it is your fault"),
    ],
)
def test_denied_quoted_and_plain_words_are_told_apart(kind_words: str, unkind: str) -> None:
    assert kinds(kind_words) == []
    assert kinds(unkind) != []


def test_the_name_of_another_customer_is_no_greeting_by_name() -> None:
    assert Part.GREETING not in present(advise("Hello Peter,", MARIA))
    assert Part.GREETING in present(advise("Hello Ms Lopez,", MARIA))
    assert Part.GREETING in present(advise("Hello 王伟,", Context(customer_name="王伟")))


def test_nothing_of_a_draft_outlives_the_call(capfd: pytest.CaptureFixture[str]) -> None:
    before = advise("Hello Maria, you lied.", MARIA)
    advise("Something quite different, {name}", MARIA)

    assert advise("Hello Maria, you lied.", MARIA) == before
    assert capfd.readouterr() == ("", "")


def test_tone_runs_without_django_a_database_or_a_network() -> None:
    program = (
        "import socket, sys\n"
        "socket.socket = None\n"
        "from evenhand.tone.api import advise\n"
        "assert advise('you lied').warnings\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "assert loaded.isdisjoint({'django', 'sqlite3', 'logging'}), loaded\n"
    )

    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False).stderr == ""
