"""In which language somebody gets our words."""

import pytest

from evenhand.core import languages
from evenhand.core.api import environment, language_of_words


@pytest.mark.parametrize(
    ("wanted", "house", "given"),
    [("en-gb", "en", "en-gb"), ("", "en-au", "en-au"), ("es", "en-au", "en-au"), ("es", "de", "en"), ("", "", "en")],
)
def test_whoever_reads_no_language_of_ours_gets_the_houses_else_english(monkeypatch, wanted, house, given) -> None:
    monkeypatch.setattr(languages, "environment", lambda: environment().model_copy(update={"language": house}))
    assert language_of_words(wanted) == given
