"""What the house keeps about a person: each room says how it is given to them, what holds it, and how it is erased."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.people.models import Account

Kept = Mapping[str, Any]


def nothing_holds(account: Account, now: datetime.datetime) -> Sequence[str]:
    """Of a room in which nothing is ever disputed."""
    return ()


def nothing_kept(account: Account, now: datetime.datetime) -> Kept:
    """Of a room that keeps nothing that the person has not got already."""
    return {}


def nothing_removed(account: Account, now: datetime.datetime) -> Mapping[str, int]:
    """Of a room that keeps nothing to erase."""
    return {}


@dataclass(frozen=True)
class PersonalData:
    """One room's part.

    `export` answers what it keeps about the person, as plain JSON values under names that a reader understands.
    `erase` removes names, words and files, keeps counts, and answers how many of each it removed; it runs inside the
    action, once or again. `holds` names, in sentences, what is still open and needs them: then nothing is erased yet.
    """

    room: str
    title: Any
    export: Callable[[Account, datetime.datetime], Kept] = nothing_kept
    erase: Callable[[Account, datetime.datetime], Mapping[str, int]] = nothing_removed
    holds: Callable[[Account, datetime.datetime], Sequence[str]] = nothing_holds


_rooms: dict[str, PersonalData] = {}


def register_personal_data(part: PersonalData) -> None:
    """From now on this room's part belongs to every export and erasure. The same room again replaces it."""
    _rooms[part.room] = part


def personal_data() -> tuple[PersonalData, ...]:
    """Every room's part, the lower rooms first."""
    return tuple(_rooms.values())


def export_of(account: Account, now: datetime.datetime) -> dict[str, Any]:
    """Everything that the house keeps about a person and shows to them, by room; rooms that keep nothing left out."""
    found = {part.room: dict(part.export(account, now)) for part in personal_data()}
    return {"person": account.pk, "exported_at": now.isoformat()} | {room: kept for room, kept in found.items() if kept}


def holds_of(account: Account, now: datetime.datetime) -> tuple[str, ...]:
    """What is still open and needs this person's words, in sentences."""
    return tuple(str(words) for part in personal_data() for words in part.holds(account, now))
