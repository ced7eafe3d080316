"""Placeholders, languages and what goes together, on plain values."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.macros.rules import (
    PLACEHOLDERS,
    Deeds,
    Foreseen,
    best_language,
    contradiction,
    fill,
    fingerprint,
    is_broken,
    unknown_placeholders,
)
from evenhand.macros.words import MEANINGS

OFFERED = {"lost": ("refund", "credit"), "late": ("credit",)}


def known(**values: str):
    return lambda name: values.get(name.replace(".", "_"), "")


def test_a_value_stands_where_its_placeholder_stood() -> None:
    filled = fill(
        "Dear {{ customer.first_name }}, your {{order.number}}.", known(customer_first_name="Cleo", order_number="#T1")
    )
    assert filled.text == "Dear Cleo, your #T1."
    assert filled.gaps == ()


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("Hello {{customer.first_name}}, we looked.", "Hello, we looked."),
        ("{{customer.first_name}}, we looked.", "we looked."),
        ("Hello {{customer.first_name|there}}, we looked.", "Hello there, we looked."),
        ("Yours\n{{agent.name}}", "Yours\n"),
        ("Your order {{order.number}} has left.", "Your order has left."),
    ],
)
def test_a_sentence_closes_over_what_is_not_known(text, closed) -> None:
    filled = fill(text, known())
    assert filled.text == closed
    assert len(filled.gaps) == 1


def test_a_gap_is_told_once() -> None:
    assert fill("{{order.number}} {{order.number|your order}}", known()).gaps == ("order.number",)


def test_a_value_is_not_read_for_placeholders_and_stays_on_one_line() -> None:
    filled = fill("Dear {{customer.name}}!", known(customer_name="{{agent.name}}\n\n  Ann"))
    assert filled.text == "Dear {{agent.name}} Ann!"


@pytest.mark.parametrize("text", ["{{customer}}", "{{ customer.surname }}", "{{}}", "{{order.number.x|y}}"])
def test_what_means_nothing_is_found(text) -> None:
    assert len(unknown_placeholders(text)) == 1


@pytest.mark.parametrize("text", ["{{order.number", "order.number}}", "{{order.number}", "{{a{{order.number}}"])
def test_braces_that_stand_alone_are_found(text) -> None:
    assert is_broken(text)


@given(st.text(alphabet="ab {}|.,\n", max_size=80))
def test_no_text_with_known_values_keeps_a_placeholder(text: str) -> None:
    if not is_broken(text):
        assert not unknown_placeholders(fill(text, lambda _: "x").text)


def test_each_placeholder_says_what_it_means() -> None:
    assert set(MEANINGS) == set(PLACEHOLDERS)


def test_each_placeholder_is_documented() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/operations/desk.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `{{")]
    written = {name for row in rows for name in re.findall(r"\{\{(.*?)\}\}", row)}
    assert written == set(PLACEHOLDERS)


@pytest.mark.parametrize(
    ("written", "wanted", "chosen"),
    [
        (["en", "de"], "de", "de"),
        (["en", "de"], "de-at", "de"),
        (["en", "de", "de-at"], "de-at", "de-at"),
        (["en", "de-at"], "de", "de-at"),
        (["de", "en"], "fr", "en"),
        (["de", "it"], "fr", "de"),
        (["de", "en"], "", "en"),
        (["EN".lower(), "de"], "DE", "de"),
    ],
)
def test_the_language_of_the_case_chooses_the_words(written, wanted, chosen) -> None:
    assert best_language(written, wanted, "en") == chosen


@pytest.mark.parametrize(
    ("deeds", "wrong"),
    [
        (Deeds(), ""),
        (Deeds(closes=True, sleep_days=2), "two_ends"),
        (Deeds(closes=True, hand_to=1, note="Look."), "two_ends"),
        (Deeds(hand_queue=1), "hands_on_without_a_note"),
        (Deeds(hand_queue=1, note="Look.", assign="me"), "hands_on_and_assigns"),
        (Deeds(sleep_days=0), "sleeps_too_long"),
        (Deeds(sleep_days=91), "sleeps_too_long"),
        (Deeds(tags=tuple("abcdefghijk")), "too_many_tags"),
        (Deeds(claim_kind="late", remedy_kind="refund"), "remedy_not_offered"),
        (Deeds(remedy_kind="refund"), "remedy_not_offered"),
        (Deeds(claim_kind="lost", remedy_kind="refund", closes=True), ""),
    ],
)
def test_what_does_not_go_together_is_named(deeds, wrong) -> None:
    assert contradiction(deeds, OFFERED) == wrong


def test_another_amount_is_another_plan() -> None:
    plan = {"macro": 1, "edition": 1, "order": 2, "remedy": "refund", "currency": "USD", "verdict": "allowed"}
    one = Foreseen(**plan, amount_minor=7220, clauses=("2.1",))
    assert fingerprint(one) == fingerprint(Foreseen(**plan, amount_minor=7220, clauses=("2.1",)))
    assert fingerprint(one) != fingerprint(Foreseen(**plan, amount_minor=7219, clauses=("2.1",)))
