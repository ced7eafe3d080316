"""Numbers and words as addresses bring them, whatever somebody puts there."""

import pytest

from evenhand.core.api import asked_number, asked_words


@pytest.mark.parametrize(
    ("text", "number"),
    [("41", 41), ("0", 0), ("٤١", 41), ("9" * 18, 10**18 - 1)]
    + [(odd, None) for odd in ("", "²", "-1", "1.5", " 1", "1e3", "9" * 19, "9" * 5_000, "\0", "forty-one")],
)
def test_a_number_is_one_that_a_table_could_hold(text: str, number: int | None) -> None:
    assert asked_number(text) == number


def test_words_come_without_the_sign_that_postgresql_refuses() -> None:
    assert asked_words(" Zo\0ë \0") == "Zoë"
