"""What higher rooms add to everybody's record: each registers its part when it is ready."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evenhand.people.api import Account

Builds = Callable[[Account, bool, datetime.datetime], Mapping[str, object]]


@dataclass(frozen=True)
class RecordPart:
    """A part of the record: its name, its template, and what builds the template's `part` from the person,
    whether they read it themselves, and now."""

    name: str
    template: str
    build: Builds


@dataclass(frozen=True)
class PartShown:
    """A part with its content, as the page includes it."""

    template: str
    content: Mapping[str, object]


_parts: dict[str, RecordPart] = {}


def register_record_part(part: RecordPart) -> None:
    """From now on `part` stands in every record. A second time replaces the first."""
    _parts[part.name] = part


def parts_of(account: Account, *, is_own: bool, now: datetime.datetime) -> list[PartShown]:
    """Every part for one person's record."""
    return [PartShown(part.template, part.build(account, is_own, now)) for part in _parts.values()]
