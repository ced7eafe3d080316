"""The door of phone: what rooms above may use."""

from evenhand.phone.actions import give_extension, make_line
from evenhand.phone.models import Call, KnownNumber, Line
from evenhand.phone.numbers import is_unknown, note_number
from evenhand.phone.queries import CAUSES, AfterNow, CallsNow, Dial, Waits, after_now, calls_now, dials_of, waits_of
from evenhand.phone.rules import shown_number, signature
from evenhand.phone.secrets import secrets_of
from evenhand.phone.taking import Taken, take_event

__all__ = [
    "CAUSES",
    "AfterNow",
    "Call",
    "CallsNow",
    "Dial",
    "KnownNumber",
    "Line",
    "Taken",
    "Waits",
    "after_now",
    "calls_now",
    "dials_of",
    "give_extension",
    "is_unknown",
    "make_line",
    "note_number",
    "secrets_of",
    "shown_number",
    "signature",
    "take_event",
    "waits_of",
]
