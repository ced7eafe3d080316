"""Reads: what waits, how all reviewed contacts came out, how far two reviewers agree. No figure here is a person's."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from evenhand.core.api import Actor
from evenhand.fairness.api import Agreement, agreement, intervals
from evenhand.quality.models import Dispute, Draw, Review, Sample
from evenhand.quality.rules import CRITICAL, Answer, Item, Kind, outcome

LOOKS_BACK = datetime.timedelta(weeks=12)
SHOWN = 50


@dataclass(frozen=True)
class Part:
    """`part` of `whole`, with the range in which the true share probably lies."""

    part: int
    whole: int
    low: float | None
    high: float | None


@dataclass(frozen=True)
class KindRow:
    """One class: how many reviewed contacts passed it, and how far two reviewers agree on that."""

    kind: Kind
    passed: Part
    agreed: Agreement


@dataclass(frozen=True)
class ItemRow:
    """One item: in how many of the contacts where it applied it was missed."""

    item: Item
    missed: Part


@dataclass(frozen=True)
class Quality:
    """Everything reviewed in the last twelve weeks. `apart` is how often two saw the same of a single item."""

    samples: int
    kinds: tuple[KindRow, ...]
    items: tuple[ItemRow, ...]
    apart: Agreement


def quality_of(now: datetime.datetime) -> Quality:
    """How the contacts came out that were drawn and done in the last twelve weeks, of everybody together."""
    samples = list(_full(Sample.objects.filter(done_at__gt=now - LOOKS_BACK, done_at__lte=now)))
    return Quality(
        samples=len(samples),
        kinds=tuple(_kind_row(kind, samples) for kind in CRITICAL),
        items=tuple(_item_rows(samples)),
        apart=_agreement_on_items(samples),
    )


def _full(samples: QuerySet[Sample]) -> QuerySet[Sample]:
    given = Review.objects.filter(given_at__isnull=False).select_related("reviewer")
    parts = ("draw", "scorecard", "contact__case", "dispute")
    return samples.select_related(*parts).prefetch_related(Prefetch("reviews", queryset=given))


def _kind_row(kind: Kind, samples: Sequence[Sample]) -> KindRow:
    found = [passed for sample in samples if (passed := _passed(kind, sample)) is not None]
    pairs = [pair for sample in samples if (pair := _pair(kind, sample)) is not None]
    return KindRow(kind, part_of(sum(found), len(found)), agreement([a for a, _b in pairs], [b for _a, b in pairs]))


def _passed(kind: Kind, sample: Sample) -> bool | None:
    return next(each.passed for each in sample.outcome.critical if each.kind is kind)


def _pair(kind: Kind, sample: Sample) -> tuple[bool | None, bool | None] | None:
    """How each of two reviewers saw one class, before any dispute; None where only one looked."""
    reviews = list(sample.reviews.all())
    if len(reviews) != 2:
        return None
    first, second = (
        next(each.passed for each in outcome(sample.scorecard.lines, review.answers).critical if each.kind is kind)
        for review in reviews
    )
    return first, second


def _item_rows(samples: Iterable[Sample]) -> Iterable[ItemRow]:
    """Each item of the scorecards in use, the most missed first."""
    applied, missed, items = Counter[str](), Counter[str](), dict[str, Item]()
    for sample in samples:
        found = sample.outcome
        lost = {item.key for each in found.critical for item in each.missed} | {i.key for i in found.others_missed}
        for item in sample.scorecard.lines:
            items.setdefault(item.key, item)
            applied[item.key] += any(r.answers.get(item.key) != Answer.NOT_ASKED for r in sample.reviews.all())
            missed[item.key] += item.key in lost
    rows = [ItemRow(item, part_of(missed[key], applied[key])) for key, item in items.items()]
    return sorted(rows, key=lambda row: -row.missed.part)


def _agreement_on_items(samples: Iterable[Sample]) -> Agreement:
    pairs = [
        (first.answers[key], second.answers[key])
        for sample in samples
        if len(reviews := list(sample.reviews.all())) == 2
        for first, second in [reviews]
        for key in first.answers
        if key in second.answers
    ]
    return agreement([a for a, _b in pairs], [b for _a, b in pairs])


def part_of(part: int, whole: int) -> Part:
    """A share with its Wilson range at 95 %."""
    if not whole:
        return Part(part, whole, None, None)
    limits = intervals.wilson([part], [whole])
    return Part(part, whole, float(limits.low[0]), float(limits.high[0]))


def seats_waiting() -> int:
    """How many reviews are still to be given, by anybody."""
    return Review.objects.filter(given_at=None).count()


def open_disputes(actor: Actor) -> QuerySet[Dispute]:
    """Disputes that wait to be decided, the most urgent first."""
    return Dispute.objects.filter(decided_at=None).select_related("account", "sample__contact__case")[:SHOWN]


def samples_of(account_id: int, at_most: int | None = SHOWN) -> list[Sample]:
    """The reviewed contacts of one person, the latest first: only those that are done. None for all of them."""
    done = Sample.objects.filter(agent=account_id, done_at__isnull=False)
    return list(_full(done).order_by("-draw__week_start", "-id")[:at_most])


def draws() -> QuerySet[Draw]:
    """The latest lots."""
    return Draw.objects.select_related("scorecard")[:12]
