"""The door of tone: advice on a draft reply, for its writer, before it is sent."""

from evenhand.tone.advice import Advice, Context, FoundPart, Kind, MissingPart, Part, ToneWarning
from evenhand.tone.engine import advise
from evenhand.tone.languages import codes as languages

__all__ = [
    "Advice",
    "Context",
    "FoundPart",
    "Kind",
    "MissingPart",
    "Part",
    "ToneWarning",
    "advise",
    "languages",
]
