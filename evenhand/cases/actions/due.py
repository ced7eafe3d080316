"""By when a case wants its next step: written by the room above that reckons it, read by the inbox."""

import datetime
from collections.abc import Sequence

from evenhand.cases.models import Due


def note_dues(*, dues: Sequence[Due]) -> None:
    """For rooms above, in their own transaction: by when each of these cases is due."""
    if dues:
        Due.objects.bulk_create(
            dues, update_conflicts=True, unique_fields=["case"], update_fields=["at", "soon_at", "what"]
        )


def note_due(*, case_id: int, at: datetime.datetime, soon_at: datetime.datetime | None, what: str) -> None:
    """For rooms above, in their own transaction: the case is due at `at`, and close to it from `soon_at` on."""
    note_dues(dues=[Due(case_id=case_id, at=at, soon_at=soon_at, what=what)])


def forget_due(*, case_id: int) -> None:
    """For rooms above: nothing is due in the case for now."""
    Due.objects.filter(case_id=case_id).delete()
