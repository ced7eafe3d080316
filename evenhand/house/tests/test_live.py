"""The live stream: which open screens are told of what."""

import pytest

from evenhand.house.live import EVERYTHING, Listener


@pytest.mark.parametrize(
    ("topics", "told"),
    [
        ({"case:41"}, {"case:41", EVERYTHING}),
        ({"case:*"}, {"case:41", "case:42", EVERYTHING}),
        ({"order:7"}, {EVERYTHING}),
        (set(), {"case:41", "case:42", EVERYTHING}),
    ],
)
def test_a_screen_is_told_of_what_it_shows_and_when_to_look_at_everything(topics: set[str], told: set[str]) -> None:
    screen = Listener(frozenset(topics))
    screen.hear([(1, "case:41"), (2, "case:42"), (3, EVERYTHING)])
    assert set(screen.waiting) == told
