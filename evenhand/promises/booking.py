"""The time of contacts, booked once they are over: to the queue in which they were, in the hour in which they ended."""

import datetime
from collections.abc import Sequence

from evenhand.cases.api import Case, Contact, handle_times
from evenhand.core.api import one_transaction
from evenhand.promises.models import BookedTime

AT_ONCE = 200
LOOK_BACK = datetime.timedelta(days=92)


def note_end(*, contact_id: int, case_id: int, channel: str, at: datetime.datetime) -> None:
    """A contact is over: note in which queue, which may be another a moment later. In the transaction of its end."""
    queue_id = Case.objects.values_list("queue_id", flat=True).get(pk=case_id)
    BookedTime.objects.bulk_create(
        [BookedTime(contact_id=contact_id, queue_id=queue_id, channel=channel, ended_at=at)], ignore_conflicts=True
    )


def book_due(*, now: datetime.datetime) -> int:
    """Reckon the time of contacts that are over. Safe to repeat; answers how many."""
    due = list(BookedTime.objects.filter(booked_at=None).order_by("contact_id")[:AT_ONCE])
    times = handle_times([each.contact for each in _with_contacts(due)], now=now)
    for each in due:
        time = times[each.contact_id]
        each.talk, each.hold, each.after, each.booked_at = time.talk, time.hold, time.after, now
    with one_transaction():
        BookedTime.objects.bulk_update(due, ["talk", "hold", "after", "booked_at"])
    return len(due)


def _with_contacts(due: Sequence[BookedTime]) -> Sequence[BookedTime]:
    contacts = Contact.objects.in_bulk([each.contact_id for each in due])
    for each in due:
        each.contact = contacts[each.contact_id]
    return due


def note_missed(*, now: datetime.datetime) -> int:
    """Contacts that were over before there was this table, or of which nobody told: note them now. Answers how many."""
    over = Contact.objects.filter(ended_at__gte=now - LOOK_BACK, ended_at__lt=now)
    missed = over.exclude(pk__in=BookedTime.objects.values("contact_id")).order_by("pk")
    fields = ("pk", "case__queue_id", "channel", "ended_at")
    rows = [
        BookedTime(contact_id=key, queue_id=queue_id, channel=channel, ended_at=ended_at)
        for key, queue_id, channel, ended_at in missed.values_list(*fields)[: 10 * AT_ONCE]
        if ended_at
    ]
    BookedTime.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
