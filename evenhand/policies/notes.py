"""What rooms above have to say beside a figure of a policy, such as what a rule would do by luck alone."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class FigureNote:
    """A sentence beside a figure, and where to read more."""

    words: str
    link_words: str
    url: str


_notes: dict[tuple[str, str], Callable[[datetime.datetime], FigureNote | None]] = {}


def register_figure_note(policy: str, parameter: str, note: Callable[[datetime.datetime], FigureNote | None]) -> None:
    """From now on `note` stands beside `parameter` wherever the figures of `policy` are shown to the desk."""
    _notes[policy, parameter] = note


def note_on(policy: str, parameter: str, now: datetime.datetime) -> FigureNote | None:
    """What there is to say beside this figure."""
    note = _notes.get((policy, parameter))
    return note(now) if note else None
