"""The languages in which our own words exist, and which of them somebody gets."""

from evenhand.core.environment import environment

WRITTEN = ("en",)
"""A language that is added to the catalogues is added here too."""


def language_of_words(wanted: str = "") -> str:
    """In which language who reads `wanted` gets our words: that, else the house's, if they exist in it, else English.

    A text is in one language. Django has a few of our words in a hundred of them ("Yes", "today"), and would put just
    those, and the dates, into the reader's.
    """
    ours = (each for each in (wanted, environment().language) if each.partition("-")[0] in WRITTEN)
    return next(ours, "en")
