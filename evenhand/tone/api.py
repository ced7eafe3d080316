"""The door of tone: advice on a draft reply, for its writer; and reading help on what a customer wrote."""

from evenhand.tone.advice import Advice, Context, FoundPart, Kind, MissingPart, Part, ToneWarning
from evenhand.tone.engine import advise
from evenhand.tone.gist.letter import Gist, Said, TroubleKind, Wish, WishKind
from evenhand.tone.gist.reader import read_letter, troubles_in
from evenhand.tone.gist.thread import Deed, Point, ThreadGist, Utterance, read_thread
from evenhand.tone.gist.tongue import language_of
from evenhand.tone.languages import codes as languages

__all__ = [
    "Advice",
    "Context",
    "Deed",
    "FoundPart",
    "Gist",
    "Kind",
    "MissingPart",
    "Part",
    "Point",
    "Said",
    "ThreadGist",
    "ToneWarning",
    "TroubleKind",
    "Utterance",
    "Wish",
    "WishKind",
    "advise",
    "language_of",
    "languages",
    "read_letter",
    "read_thread",
    "troubles_in",
]
