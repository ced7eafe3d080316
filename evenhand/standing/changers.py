"""Who changes causes how often, and how second looks come out: counts with their ranges, by name and never by rank."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from evenhand.fairness.api import intervals
from evenhand.people.api import accounts_by_id
from evenhand.standing.checked import SecondLook
from evenhand.standing.models import Finding

LOOKS_BACK = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Part:
    """`part` of `whole`, with the range in which the true share probably lies; no range without a whole."""

    part: int
    whole: int
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ChangerRow:
    """One person's decisions: how many were otherwise than proposed, and how many a second person saw otherwise."""

    account_id: int
    name: str
    changed: Part
    disagreed: Part
    settled_against: int


def who_changes(now: datetime.datetime) -> tuple[ChangerRow, ...]:
    """Everybody who decided causes in the last 365 days, by name."""
    decided = Finding.objects.filter(decided_at__gt=now - LOOKS_BACK, decided_by__isnull=False)
    by_person = Counter(decided.values_list("decided_by", flat=True))
    changed = Counter(decided.exclude(cause=F("proposed_cause")).values_list("decided_by", flat=True))
    looked = SecondLook.objects.filter(at__gt=now - LOOKS_BACK)
    seconded = Counter(looked.values_list("first_by", flat=True))
    disagreed = Counter(looked.exclude(cause=F("first_cause")).values_list("first_by", flat=True))
    against = Counter(
        looked.exclude(Q(settled_cause="") | Q(settled_cause=F("first_cause"))).values_list("first_by", flat=True)
    )
    people = accounts_by_id([account_id for account_id in by_person if account_id])
    rows = (
        ChangerRow(
            account_id,
            str(account),
            part_of(changed[account_id], by_person[account_id]),
            part_of(disagreed[account_id], seconded[account_id]),
            against[account_id],
        )
        for account_id, account in people.items()
    )
    return tuple(sorted(rows, key=lambda row: (row.name, row.account_id)))


def part_of(part: int, whole: int) -> Part:
    """A share with its Wilson range at 95 %."""
    if not whole:
        return Part(part, whole, None, None)
    limits = intervals.wilson([part], [whole])
    return Part(part, whole, float(limits.low[0]), float(limits.high[0]))


def agreement(looks: Iterable[SecondLook]) -> Part:
    """How many of the second looks given found the same as the first."""
    given = [look for look in looks if look.at is not None]
    return part_of(sum(look.agrees for look in given), len(given))
